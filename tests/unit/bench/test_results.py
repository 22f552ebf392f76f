"""What `make bench` keeps is what it reads again; its invented portals hold together at any size."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.invented import PORTAL, main
from bench.measure import Cost
from bench.results import RESULTS, add, read, row
from generator.definitions.portal import load_portal


def test_rows_are_added_and_read_as_they_were(tmp_path: Path) -> None:
    kept = tmp_path / "results.csv"
    first = row("laoshan", 58_176, "check", Cost(9.5, 8.25, 900.0), Cost(2.0, 1.5, 100.0))
    second = row("months", 60, "publish", Cost(3.0, 2.0, 400.0))
    add([first], kept)
    add([second], kept)
    assert read(kept) == [first, second]
    assert (first.times, second.times) == (5.5, None)


def test_other_columns_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("date,what\n", "utf-8")
    with pytest.raises(ValueError, match="not the columns"):
        read(tmp_path / "results.csv")


def test_what_is_kept_can_be_read() -> None:
    read(RESULTS)


def test_an_invented_portal_has_as_many_units_as_asked(tmp_path: Path) -> None:
    main(30, 100, tmp_path)
    portal, problems = load_portal(tmp_path / PORTAL)
    assert portal is not None, problems
    assert len(portal.registers["units"].rows) == 30
    assert len((tmp_path / "export.csv").read_text("utf-8").splitlines()) == 101
