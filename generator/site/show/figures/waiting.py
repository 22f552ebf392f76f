"""Answers that no published sum holds: how many wait to be told together, and how many are never told."""

from __future__ import annotations

from generator.site.edition import View
from generator.site.read.releases import Release
from generator.site.words.catalogue import Wording
from generator.site.words.names import count


def waiting_lines(view: View, period: str, scope: str, key: str) -> tuple[str, ...]:
    """A line for each question of which answers of the entry wait or are withheld."""
    lines = []
    for (when, of, code, question), (waiting, withheld) in sorted(view.release.lacking.items()):
        if (when, of, code) == (period, scope, key):
            name = question_name(view.w, view.release, question)
            lines += [view.w.plain("waiting.line", question=name, n=count(waiting))] if waiting else []
            lines += [view.w.plain("waiting.withheld", question=name, n=count(withheld))] if withheld else []
    return tuple(lines)


def question_name(w: Wording, release: Release, question: str) -> str:
    """A question as a reader knows it; one of the portal's own by the title of its indicator."""
    own = {str(row["id"]): w.pick(row["title"]) for row in release.indicators if row["case"]}
    return own.get(question) or w.plain(f"waiting.question.{question}")


def not_yet(view: View) -> str:
    """That the answers of the release's month are not told yet: how many there are, and which month has some; else
    blank.
    """
    if not view.release.waits:
        return ""
    said = view.release.info["answers"]
    given = (
        view.w.plain("waiting.given", question=question_name(view.w, view.release, question), n=count(n))
        for question, n in said["given"].items()
    )
    numbers = view.w.plain("chart.separator").join(given)
    month = view.period(view.release.month)
    words = view.w.plain("waiting.not_yet", month=month, numbers=numbers)
    return words if view.told is None else words + view.w.plain("waiting.newest", month=view.period(view.told.month))
