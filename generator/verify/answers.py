"""Answers followed the rule: taken again from the atoms of every release, in the order of the chain.

Whether each publication kept the rule is found out by `disclosure.answers.rule_check`; that every sum of a release is
one of atoms told so far, here. Releases of format 1 had other rules and are left alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from generator.definitions.cohorts import ANSWERS_TO, MARGIN_SCOPES, NUMBERS_OF
from generator.definitions.findings import Finding, finding
from generator.disclosure.answers.atoms import Atom, Told
from generator.disclosure.answers.given import Home, Moment, Question
from generator.disclosure.answers.rule_check import breaches
from generator.disclosure.answers.telling import SaidOfAnswers, told_rows
from generator.release.files.atoms import atom_rows, read_told, said_of_answers
from generator.release.files.count_tables import public_tables
from generator.release.files.reader import read_json, read_table
from generator.release.format import ATOMS, INDICATORS, RELEASE, Files, codelist_file, count_file
from generator.verify.integrity import Sealed

_FILE = count_file("answers")


def check_answers(opened: Sequence[Sealed], whole: Collection[str]) -> Iterator[Finding]:
    """A finding for each breach of the rule, and each sum that is none of told atoms.

    `opened` are in the order of the chain. Before the `whole` releases every release that there was lies here; sums of
    others may rest on atoms of those that do not, and are not compared.
    """
    atoms: dict[Question, list[Atom]] = {}
    stood: set[str] = set()
    closed: set[str] = set()
    for sealed in opened:
        if ATOMS not in sealed.files:
            continue
        said = said_of_answers(sealed.files)
        # A release that tells nothing new still has the sums of what was told before.
        questions = dict.fromkeys((*atoms, *_questions(sealed.files)))
        told = {question: read_told(question, sealed.release, sealed.files) for question in questions}
        file = f"{sealed.release}/{ATOMS}"
        for question, of_question in told.items():
            yield from _breaches(file, of_question, _moment(sealed, said), _k(sealed.files))
            atoms.setdefault(question, []).extend(of_question.atoms)
        if sealed.release not in whole:
            continue
        if not _follows(said, stood, closed):
            yield finding("verify-answers", f"{sealed.release}/{RELEASE}", place="answers", reason="moment")
        stood.update(said.standing)
        closed.update(said.closed)
        yield from _sums(sealed, told, atoms)


def _follows(said: SaidOfAnswers, stood: set[str], closed: set[str]) -> bool:
    """Whether months that stood are those that stood before, and none is taken back."""
    return {*said.stood} == stood & {*said.standing} and closed <= {*said.closed} and {*said.stood} <= {*said.standing}


def _breaches(file: str, told: Told, moment: Moment, k: int) -> Iterator[Finding]:
    for breach in breaches(told, moment, k):
        yield finding("verify-answers", file, place=", ".join(breach.place), reason=breach.reason)


def _sums(sealed: Sealed, told: Mapping[Question, Told], atoms: Mapping[Question, Sequence[Atom]]) -> Iterator[Finding]:
    """Every sum of the release, and every number of what it lacks, as the atoms told so far say."""
    said = said_of_answers(sealed.files)
    table = public_tables({_FILE: sealed.files[_FILE]})["answers"]
    own = set(read_json(sealed.files, RELEASE)["periods"])
    # Of earlier windows a release holds what it compares with or adds up.
    shown = {(row.period, row.scope) for row in table.rows}
    periods = own | {period for period, _ in shown}
    wanted: dict[tuple[str, str, str, tuple[str, ...]], int] = {}
    for question, of_question in told.items():
        for row in told_rows(question, atoms[question], of_question.waiting, periods.__contains__):
            if (row.period, row.scope) in shown or (row.period in own and said.stands):
                wanted[row.period, row.scope, row.key, row.outcomes] = row.n
    there = {
        (row.period, row.scope, row.key, row.outcomes): row.n for row in table.rows if _is_sum(row.scope, row.outcomes)
    }
    for place in sorted(wanted.keys() | there.keys()):
        if wanted.get(place, 0) != there.get(place, 0):
            yield finding(
                "verify-totals",
                f"{sealed.release}/{_FILE}",
                place=", ".join((*place[:3], *place[3])),
                found=there.get(place, 0),
                wanted=wanted.get(place, 0),
            )


def _is_sum(scope: str, outcomes: tuple[str, ...]) -> bool:
    """Whether a row of the table of answers is a sum of atoms, or what such a sum lacks."""
    question, value = outcomes
    named = question in ANSWERS_TO or question not in {*NUMBERS_OF, "resolution_satisfaction"}
    return named and scope not in MARGIN_SCOPES and value not in NUMBERS_OF.get(question, ())


def _questions(files: Files) -> list[Question]:
    """The questions of a release, each with its favourable value first."""
    # A release that tells nothing new, and in which nothing waits, has sums without a row of atoms.
    sums = public_tables({_FILE: files[_FILE]})["answers"].rows
    named = {row.question for row in atom_rows(files)}
    named |= {row.outcomes[0] for row in sums if _is_sum(row.scope, row.outcomes)}
    bad = {indicator["id"] for indicator in read_json(files, INDICATORS) if indicator["direction"] == "lower"}
    values = {name: ANSWERS_TO.get(name, ("no", "yes") if name in bad else ("yes", "no")) for name in sorted(named)}
    return [Question(name, answers) for name, answers in values.items()]


def _moment(sealed: Sealed, said: SaidOfAnswers) -> Moment:
    groups = {row["code"]: row["tier"] for row in read_table(sealed.files[codelist_file("groups")])}
    units = read_table(sealed.files[codelist_file("units")])
    homes = {row["code"]: Home(row["group"], groups[row["group"]]) for row in units}
    return Moment(sealed.release, frozenset(said.standing), frozenset(said.stood), frozenset(said.closed), homes)


def _k(files: Files) -> int:
    return int(read_json(files, RELEASE)["portal"]["disclosure"]["k"])
