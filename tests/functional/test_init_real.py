"""Portals that `gongshi init` makes of the three real exports, beside those that were made by hand.

Nothing is corrected: what stands in the files is what runs. Where the rules are the same, so are the figures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.definitions.registers import load_registers
from tests.support import DATASETS, gongshi, latest, read_csv

EXPORTS = {
    "pingshan": "shenzhen-pingshan-2018/pingshan-minsheng-2018.csv",
    "boston": "boston-311-2011h2/boston-311-2011h2.csv.gz",
    "cfpb": "cfpb-2013-2017-sample/cfpb-complaints-sample.csv",
}
# Months of a portal made by hand whose figures must be found again; the last is the first of which it says more.
MONTHS = {"pingshan": ("2018-07", "2018-11"), "boston": ("2011-07", "2011-12")}
Key = tuple[str, str, str, str]


def begin(real: Path, name: str, folder: Path) -> Path:
    """The portal as init makes it, published once."""
    portal = folder / f"{name}-init"
    done = gongshi("init", real / EXPORTS[name], "--portal", portal)
    assert done.returncode == 0, done.stderr
    done = gongshi("publish", "--portal", portal, real / EXPORTS[name])
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return portal


def names_of(portal: Path) -> dict[str, dict[str, str]]:
    """Scope → code → what it is called in both portals: units by code, others by their path of names."""
    registers, _ = load_registers(portal / "registers")
    paths = {
        scope: {code: " / ".join(path) for path, code in registers[register].paths.items()}
        for scope, register in (("category", "categories"), ("street", "areas"))
    }
    return paths | {"unit": {code: code for code in registers["units"].by_code}, "all": {"": ""}}


def told(portal: Path, months: tuple[str, str]) -> Iterator[tuple[Key, tuple[str, str]]]:
    """Period, scope, name and indicator → numerator and denominator, of single months by unit, category and street."""
    names = names_of(portal)
    for month, folder in latest(portal).items():
        if months[0] <= month <= months[1]:
            for row in read_csv(folder / "figures.csv"):
                if row["period"] == month and row["key"] in names.get(row["scope"], {}):
                    name = names[row["scope"]][row["key"]]
                    yield (month, row["scope"], name, row["indicator"]), (row["numerator"], row["denominator"])


def written_by_hand(name: str) -> int:
    """Lines of the portal that was made by hand."""
    files = [path for pattern in ("*.yml", "*/*.yml", "registers/*.csv") for path in (DATASETS / name).glob(pattern)]
    return sum(len(path.read_text("utf-8").splitlines()) for path in files)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["pingshan", "boston"])
def test_figures_are_those_of_the_portal_made_by_hand(
    name: str, real: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    by_hand = dict(told(request.getfixturevalue(name), MONTHS[name]))
    by_init = dict(told(begin(real, name, tmp_path), MONTHS[name]))
    both = by_hand.keys() & by_init.keys()
    equal = {key for key in both if by_hand[key] == by_init[key]}
    only = {key[3] for key in by_hand.keys() - by_init.keys()}
    sys.stdout.write(
        f"\n{name}: {len(equal):,} of {len(both):,} figures equal; 0 lines by hand, before {written_by_hand(name)}"
        f"\n{name}: {len(by_hand):,} by hand, {len(by_init):,} by init; not by init: {', '.join(sorted(only))}\n"
    )
    assert len(both) > 500
    assert {(key, by_hand[key], by_init[key]) for key in both - equal} == set()


@pytest.mark.slow
def test_an_export_without_case_numbers_is_published_too(real: Path, tmp_path: Path) -> None:
    portal = begin(real, "cfpb", tmp_path)
    rows = read_csv(latest(portal)["2016-01"] / "figures.csv")
    (response,) = [
        row for row in rows if (row["period"], row["scope"], row["indicator"]) == ("2016-01", "all", "response")
    ]
    # 72 rows that are told apart by nothing were rejected, and the file says so.
    assert "rejected_rows_at_most" in (portal / "portal.yml").read_text("utf-8")
    assert int(response["denominator"]) > 1_300
