"""What of the store a publication continues. One of format 1 is counted as it stands, and every month that has a
release keeps it.

Such a store says nothing of what its releases rest on. They stand as they are until something changes what they were
made from.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.counts.parts import Folders
from generator.counts.state import MonthState, State
from generator.definitions.portal import Portal
from generator.intake.staging import Progress
from generator.publication.counting import count
from generator.publication.imports import known_with
from generator.publication.months import open_desk
from generator.publication.request import SHELF, stored_state
from generator.release.files.reader import ReleaseFolder, read_json
from generator.release.format import RELEASE
from generator.release.shelf.chain import latest_releases, newest_of, published, read_entries


def stored_or_adopted(portal: Portal, folders: Folders, work: Path, progress: Progress) -> State:
    """The state of the portal's store; of one of format 1 what it would have been, its files laid out anew.

    A month whose newest release was withdrawn rests on nothing: it is worked again.
    """
    state = stored_state(portal.folder)
    if state.name or not state.known.as_of:
        latest = latest_releases(portal.folder / SHELF)
        rests = {month: each for month, each in state.months.items() if latest.get(month) == each.release}
        return replace(state, months=rests)
    work.mkdir()
    known = known_with(portal, state, (), "", folders)
    counted = count(portal, State(), known, folders, work, progress)
    rulings = counted.sources.rulings if not counted.problems else ()
    adopted = State(known, counted.increment.rules, rulings, counted.increment.counts)
    desk = open_desk(portal, counted, adopted)
    months = {}
    entries = read_entries(portal.folder / SHELF)
    last = newest_of(published(entries))
    for month, release in newest_of(entries).items():
        if release != last[month]:
            continue
        mark = read_json(ReleaseFolder(portal.folder / SHELF / release), RELEASE)["mark"]
        public, made_from = desk.public.keep(month, anew=True), desk.print_of(month)
        months[month] = MonthState(release, mark, counted.increment.rules, public, made_from)
        desk.public.settle(month, months[month])
    return replace(adopted, months=months)
