"""What is read of the store when a few cases are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from generator.counts.imports import Import, Known
from generator.counts.store import create_rows
from generator.engines.bench import Columns
from generator.engines.embedded import Embedded, embedded
from generator.sql import literal
from generator.workbench import workbench
from tests.histories import CLOSED, Row, deliver


@dataclass(frozen=True)
class Noting(Embedded):
    """Notes which files are read under which name."""

    files: dict[str, list[str]] = field(default_factory=dict)

    def read(self, name: str, files: Sequence[Path], columns: Columns, *, as_kept: bool = False) -> None:
        self.files[name] = sorted("/".join(path.parts[-3:]) for path in files)
        super().read(name, files, columns, as_kept=as_kept)


def received(case_id: str, day: str) -> Row:
    return CLOSED | {"case_id": case_id, "received_at": day}  # type: ignore[operator,no-any-return]


def test_of_months_in_which_no_wanted_case_ever_was_only_the_keys_are_read(tmp_path: Path) -> None:
    """Moved to another month by a later import, the case is found in both."""
    cases = [received("c0", "2024-01-01"), received("c1", "2024-02-01"), received("c2", "2024-03-01")]
    imports = (
        deliver(cases, "cases", 1, "2024-03-14", tmp_path),
        deliver([received("c0", "2024-04-01"), received("c3", "2024-05-01")], "cases", 2, "2024-05-14", tmp_path),
    )
    with workbench() as con:
        bench = Noting(con)
        embedded(con, "2024-05-14")
        con.execute(f"COPY (SELECT 'c0' AS case_id) TO {literal(str(tmp_path / 'only.parquet'))}")
        create_rows(bench, "stored", "cases", Known(imports, "2024-05-14"), tmp_path / "only.parquet")
        rows = con.execute("SELECT import_id, received_at FROM stored ORDER BY ALL").fetchall()
    assert rows == [("i1", "2024-01-01"), ("i2", "2024-04-01")]
    assert bench.files["near_stored"] == ["cases/month=2024-01/i1.parquet", "cases/month=2024-04/i2.parquet"]
    assert len(bench.files["keys_of_cases"]) == 5


@pytest.mark.parametrize("wanted", [["c0"], []])
def test_a_file_with_all_months_of_an_import_is_read(wanted: list[str], tmp_path: Path) -> None:
    """As stores of format 1 have it."""
    given = deliver([received("c0", "2024-01-01"), received("c1", "2024-02-01")], "cases", 1, "2024-03-14", tmp_path)
    old = tmp_path / "imports" / "i1"
    old.mkdir(parents=True)
    (tmp_path / "1.parquet").rename(old / "cases.parquet")
    imported = Import(**vars(given) | {"parts": {"imports/i1/cases.parquet": ""}})
    with workbench() as con:
        bench = Noting(con)
        embedded(con, "2024-03-14")
        listed = ", ".join(literal(case_id) for case_id in wanted)
        con.execute(
            f"COPY (SELECT unnest([{listed}]::VARCHAR[]) AS case_id) TO {literal(str(tmp_path / 'only.parquet'))}"
        )
        create_rows(bench, "stored", "cases", Known((imported,), "2024-03-14"), tmp_path / "only.parquet")
        assert [row[0] for row in con.execute("SELECT case_id FROM stored").fetchall()] == wanted
    assert bench.files["near_stored"] == ["imports/i1/cases.parquet"]
