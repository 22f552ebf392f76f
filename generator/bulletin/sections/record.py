"""How far the figures may be relied on: whether they are final, what was corrected, the method, the chain's head."""

from __future__ import annotations

from generator.bulletin.cells import plain
from generator.bulletin.model import Block, Paragraph, Section, Subheading
from generator.bulletin.scene import Scene
from generator.site.pages.common import notes_of
from generator.site.pages.releases.corrections import correction
from generator.site.show.figures.indicators import VOLUME
from generator.site.show.sentences import mark_sentence
from generator.site.words.names import date_label, period_label

# So many corrections and withdrawals are named, the newest.
NAMED = 5
_MAIN = (VOLUME, "response", "on_time", "resolution", "satisfaction", "satisfaction_inferred")


def record(scene: Scene) -> Section:
    """The state of the figures, corrections, the method in half a page, and the head of the chain."""
    blocks: list[Block] = [*_state(scene), *_corrections(scene), *_method(scene), *_head(scene)]
    return Section("record", scene.w.plain("bulletin.title.record"), tuple(blocks))


def _state(scene: Scene) -> list[Block]:
    w, release = scene.w, scene.release
    as_of = date_label(w, release.info["as_of"])
    incomplete = release.info.get("marks", {}).get(scene.period) == "incomplete"
    state = w.plain("mark.incomplete") if incomplete else plain(mark_sentence(w, release))
    where = "bulletin.state_draft" if scene.draft else "bulletin.state"
    words = w.plain(where, as_of=as_of, release=release.name, mark=state)
    return [Paragraph(words), *(Paragraph(note) for note in notes_of(scene.view))]


def _corrections(scene: Scene) -> list[Block]:
    w, edition = scene.w, scene.edition
    found = [correction(w, issue) for issue in reversed(edition.chain) if issue.before and issue.corrects][:NAMED]
    words = [
        w.plain("bulletin.corrected", release=each.issue.name, month=each.month, cause=each.cause, n=each.figures)
        for each in found
    ]
    gone = list(reversed(edition.withdrawn))[:NAMED]
    words += [
        w.plain(
            "bulletin.withdrawn", release=one.name, month=period_label(w, one.month), day=one.day, reason=one.reason
        )
        for one in gone
    ]
    heading = Subheading(w.plain("bulletin.subtitle.corrections"))
    return [heading, *map(Paragraph, words or [w.plain("bulletin.no_corrections")])]


def _method(scene: Scene) -> list[Block]:
    w, release = scene.w, scene.release
    words = [
        w.plain("bulletin.meaning", indicator=w.pick(row["title"]), meaning=w.pick(row["meaning"]))
        for row in release.indicators
        if row["id"] in _MAIN
    ]
    words.append(w.plain("bulletin.method", k=release.portal["disclosure"]["k"]))
    return [Subheading(w.plain("bulletin.subtitle.method")), *map(Paragraph, words)]


def _head(scene: Scene) -> list[Block]:
    w, head = scene.w, scene.edition.head
    heading = Subheading(w.plain("bulletin.subtitle.head"))
    if scene.draft:
        return [heading, Paragraph(w.plain("bulletin.head_later"))]
    if head is None:
        return []
    day = date_label(w, head.day) if head.day else ""
    return [heading, Paragraph(w.plain("bulletin.head_words", entries=head.entries, day=day, digest=head.digest))]
