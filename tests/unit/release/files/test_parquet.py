"""Open tables in a release: final months only, the same bytes each time, and what `verify` says of altered ones."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.release.files.parquet import parquet_bytes
from generator.verify.open import check_open
from tests.spec.harness import HERE, Outcome, read_example, run

Files = dict[str, bytes]
EXAMPLE = "rule-open-tables"


def published(folder: Path, **settings: str) -> Outcome:
    example = read_example(HERE / "cases" / f"{EXAMPLE}.md")
    example.settings.update(settings)
    return run(example, folder)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    return dict(published(tmp_path_factory.mktemp("open")).files)


def codes(files: Files) -> set[str]:
    return {item.code for item in check_open("2024-03-f1", files)[1]}


def test_a_final_release_holds_them_as_csv_and_parquet(files: Files) -> None:
    names = {name for name in files if name.startswith("open-")}
    assert names == {f"open-{t}.{kind}" for t in ("received", "closed", "answers") for kind in ("csv", "parquet")} | {
        f"open-{t}.{kind}" for t in ("response-due", "reply-due") for kind in ("csv", "parquet")
    }
    described = {item["path"]: item for item in json.loads(files["datapackage.json"])["resources"]}
    assert all(described[name]["bytes"] == len(files[name]) for name in names)
    count, problems = check_open("2024-03-f1", files)
    assert (count, problems) == (sum(files[name].count(b"\n") - 1 for name in names if name.endswith("csv")), [])


def test_a_provisional_release_holds_none(tmp_path: Path) -> None:
    outcome = published(tmp_path, as_of="2024-04-05")
    assert outcome.mark == "P"
    assert not [name for name in outcome.files if name.startswith("open-")]
    assert codes(dict(outcome.files)) == set()


def test_the_same_rows_are_the_same_bytes(files: Files) -> None:
    for name in (name for name in files if name.startswith("open-") and name.endswith(".csv")):
        schema = json.loads(files[f"schemas/{name.removesuffix('.csv')}.schema.json"])
        assert parquet_bytes(files[name], schema) == files[name.replace(".csv", ".parquet")]


@pytest.mark.parametrize(
    ("file", "old", "new", "code"),
    [
        ("open-closed.csv", b"A1,home1,phone,E,12", b"A1,home1,phone,E,13", "verify-open-sum"),
        ("open-closed.csv", b"A2,_any,_any,_any,9", b"A3,_any,_any,_any,9", "verify-open-sum"),
        ("open-closed.csv", b"A2,_any,_any,_any,9", b"A2,home1,phone,W,9", "verify-open-small"),
        ("open-answers.csv", b"no,unknown,8", b"no,unknown,18", "verify-open-small"),
        ("counts-closed.csv", b"category,home,41", b"category,home,27", "verify-open-small"),
    ],
)
def test_what_is_altered_is_found(files: Files, file: str, old: bytes, new: bytes, code: str) -> None:
    assert old in files[file]
    found = codes(files | {file: files[file].replace(old, new, 1)})
    assert code in found
    assert file.startswith("counts-") or "verify-parquet" in found


def test_a_parquet_file_of_other_rows_or_none_is_found(files: Files) -> None:
    other = {"open-closed.parquet": files["open-answers.parquet"]}
    assert codes(files | other) == {"verify-parquet"}
    assert codes({name: data for name, data in files.items() if name != "open-closed.parquet"}) == {"verify-parquet"}
    assert codes({name: data for name, data in files.items() if name != "open-closed.csv"}) == {"verify-file-missing"}
