"""The Atom feed of releases and corrections (RFC 4287): the newest first, ids that never change (RFC 4151)."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from generator.site.edition import Edition
from generator.site.pages.releases.corrections import correction
from generator.site.read.chain import Issue
from generator.site.show.dataset import marked, tag
from generator.site.show.rankings.groups import RankGroup, RankLine, findings, rankings
from generator.site.show.story import plain_story
from generator.site.words.catalogue import Wording
from generator.site.words.names import period_label

_ATOM = "http://www.w3.org/2005/Atom"


def feed(edition: Edition) -> str:
    """The feed as a document. Its times are as-of days: a release has no clock."""
    w, portal = edition.w, edition.releases[-1].portal
    register_namespace("", _ATOM)
    root = Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": edition.lang})
    _text(root, "title", marked(w, w.plain("feed.title", title=w.pick(portal["title"])), synthetic=edition.synthetic))
    _text(root, "id", tag(edition.chain[0], whole=True))
    _text(root, "updated", max([*map(_time, edition.chain), *(f"{each.day}T00:00:00Z" for each in edition.withdrawn)]))
    author = _text(root, "author", "")
    _text(author, "name", w.pick(portal["contact"]["name"]))
    _text(author, "email", portal["contact"]["email"])
    _text(root, "rights", w.pick(portal["licence"]["name"]))
    _link(root, "self", _url(edition, "feed.xml"))
    _link(root, "alternate", _url(edition, "corrections.html"))
    for issue in reversed(edition.chain):
        entry = _text(root, "entry", "")
        kind = "feed.correction" if issue.corrects else "feed.release"
        month = period_label(w, issue.month)
        _text(entry, "title", marked(w, w.plain(kind, month=month, release=issue.name), synthetic=edition.synthetic))
        _text(entry, "id", tag(issue))
        _text(entry, "updated", _time(issue))
        _link(entry, "alternate", _url(edition, issue.href))
        _text(entry, "summary", _summary(edition, issue))
    for withdrawn in reversed(edition.withdrawn):
        entry = _text(root, "entry", "")
        words = w.plain("withdrawn.feed", month=period_label(w, withdrawn.month), release=withdrawn.name)
        _text(entry, "title", marked(w, words, synthetic=edition.synthetic))
        _text(entry, "id", f"{tag(edition.chain[0], whole=True)}/withdrawn/{withdrawn.name}")
        _text(entry, "updated", f"{withdrawn.day}T00:00:00Z")
        _link(entry, "alternate", _url(edition, withdrawn.href))
        _text(entry, "summary", w.plain("withdrawn.feed_words", day=withdrawn.day, reason=withdrawn.reason))
    indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{tostring(root, encoding="unicode")}\n'


def _summary(edition: Edition, issue: Issue) -> str:
    w, replaced = edition.w, correction(edition.w, issue)
    words = [w.plain("feed.mark", mark=w.plain(f"mark.{issue.mark}"), as_of=replaced.as_of)]
    if issue.before:
        words.append(
            w.plain(
                "feed.replaces", before=issue.before, n=replaced.figures, units=replaced.units, cause=replaced.cause
            )
        )
    return "".join([*words, replaced.held, *_differing(edition, issue)])


def _differing(edition: Edition, issue: Issue) -> list[str]:
    """The story of the newest release of a month, else who is clearly below and above; nothing for one replaced."""
    release = next((one for one in edition.releases if one.name == issue.name), None)
    if release is None or release.reported:
        return []
    view = edition.view(release)
    if told := plain_story(view):
        return [("" if edition.lang == "zh" else " ") + sentence for sentence in told]
    w, found = edition.w, findings(rankings(view))
    return [
        w.plain(f"feed.{side}", names=w.plain("chart.separator").join(_finding(w, *one) for one in found[side]))
        for side in ("worse", "better")
        if found[side]
    ]


def _finding(w: Wording, group: RankGroup, line: RankLine) -> str:
    return w.plain("feed.finding", name=line.name, indicator=group.indicator)


def _time(issue: Issue) -> str:
    return f"{issue.info['as_of'][:10]}T00:00:00Z"


def _url(edition: Edition, href: str) -> str:
    return f"{edition.address}/{href}" if edition.address else href


def _text(parent: Element, name: str, words: str) -> Element:
    element = SubElement(parent, f"{{{_ATOM}}}{name}")
    if words:
        element.text = words
    return element


def _link(parent: Element, relation: str, href: str) -> None:
    SubElement(parent, f"{{{_ATOM}}}link", {"rel": relation, "href": href})
