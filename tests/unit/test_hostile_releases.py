"""`gongshi verify` of what was made to harm: it ends soon, in little memory, and says what is wrong."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

import generator.verify.bounds as bounds
import generator.verify.sources as sources
from generator.errors import UserError
from generator.release.files.manifest import digest, manifest
from generator.release.format import CHAIN, MANIFEST, PACKAGE, RELEASE
from generator.verify.bounds import depth, matches
from generator.verify.open import same_rows
from tests.site.fixture import make_portal
from tests.support import ROOT

Spoil = Callable[[Path], None]
# Of one process; the libraries alone reserve some hundreds.
MEGABYTES = 1400


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """A release of the fixture portal."""
    return make_portal(tmp_path / "fixture") / "releases" / "2023-12-p1"


def _verify(path: Path) -> tuple[int, str]:
    """Exit status and words of `gongshi verify`, in a process that gets no more memory and time than it may need."""

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES << 20, MEGABYTES << 20))
        resource.setrlimit(resource.RLIMIT_CPU, (60, 60))

    done = subprocess.run(
        [sys.executable, "-c", "from generator.cli import main; main()", "verify", "--json", str(path)],
        cwd=ROOT,
        capture_output=True,
        check=False,
        encoding="utf-8",
        preexec_fn=bounded,
    )
    assert done.returncode in (1, 2), done.stderr
    return done.returncode, done.stdout + done.stderr


def _sealed_again(folder: Path) -> None:
    """The manifest of a release as somebody who made it would have written it."""
    before = json.loads((folder / MANIFEST).read_bytes())
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != MANIFEST]
    hashes = {path.relative_to(folder).as_posix(): digest(path.read_bytes()) for path in paths}
    (folder / MANIFEST).write_bytes(manifest(before["release"], hashes, before["prev"]))


def _nested(name: str) -> Spoil:
    return lambda folder: _write(folder / name, b"[" * 500_000 + b"]" * 500_000)


def _deep(name: str) -> Spoil:
    return lambda folder: _write(folder / name, b"[" * 300 + b"]" * 300)


def _wide(name: str) -> Spoil:
    return lambda folder: _write(folder / name, b"[" + b"1," * (5 << 20) + b"1]")


def _rows(folder: Path) -> None:
    _write(folder / "figures.csv", b"a\n" * (bounds.MAX_ROWS + 2))


def _cells(folder: Path) -> None:
    _write(folder / "figures.csv", b"," * (bounds.MAX_CELLS + 1))


def _write(path: Path, content: bytes) -> None:
    path.write_bytes(content)


@pytest.mark.some(2)
@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("verify-too-large", _nested(RELEASE)),
        ("verify-too-large", _deep(PACKAGE)),
        ("verify-too-large", _wide("indicators.json")),
        ("verify-too-large", _nested(MANIFEST)),
        ("verify-too-large", _rows),
        ("verify-too-large", _cells),
    ],
)
def test_what_is_beyond_all_measure_is_named_and_not_read(code: str, spoil: Spoil, release: Path) -> None:
    spoil(release)
    if not (release / MANIFEST).read_bytes().startswith(b"["):
        _sealed_again(release)
    status, words = _verify(release)
    assert status == 1
    assert code in words


def _counts(folder: Path) -> None:
    """Counts that every schema takes, and whose exact chances nobody can work out."""
    _write(folder / "counts-closed.csv", b"period,scope,key,n\n2023-12,unit,A1,999999999\n")


def _at_the_end_of_time(folder: Path) -> None:
    path = folder / RELEASE
    path.write_text(path.read_text("utf-8").replace("2023-12", "9999-12"), "utf-8")


@pytest.mark.parametrize(("spoil", "code"), [(_counts, "verify-too-large"), (_at_the_end_of_time, "verify-")])
def test_what_would_be_worked_out_for_ever_is_not(spoil: Spoil, code: str, release: Path) -> None:
    spoil(release)
    _sealed_again(release)
    status, words = _verify(release)
    assert status == 1
    assert code in words


def test_a_folder_beyond_all_measure_is_not_read(release: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MAX_SITE", sum(path.stat().st_size for path in release.rglob("*")) // 2)
    with pytest.raises(UserError, match="too large"):
        sources.read_source(release)


def test_a_pattern_that_never_ends_ends(release: Path) -> None:
    package = json.loads((release / PACKAGE).read_text("utf-8"))
    table = next(one for one in package["resources"] if one["path"] == "figures.csv")
    field = next(one for one in table["schema"]["fields"] if one["name"] == "indicator")
    field["constraints"] = {"pattern": "((a+)+)+$"}
    (release / PACKAGE).write_text(json.dumps(package), "utf-8")
    text = (release / "figures.csv").read_text("utf-8").replace("on_time", "a" * 60 + "b")
    (release / "figures.csv").write_text(text, "utf-8")
    _sealed_again(release)
    assert "verify-value" in _verify(release)[1]


@pytest.mark.parametrize("pattern", ["(", "a{5000}", "(?=a)b", "x" * 501, "(a{1000}){1000}"])
def test_a_pattern_that_cannot_be_taken_is_none(pattern: str) -> None:
    with pytest.raises(ValueError, match="pattern"):
        matches(pattern, ["a"])


def test_patterns_hold_for_the_whole_cell() -> None:
    assert matches("[a-z]+", ["ab", "ab1", "", "b", "ab\n"]) == {"ab", "b"}


@pytest.mark.some(1)
@pytest.mark.parametrize("declared", [True, False])
def test_an_archive_of_eight_gigabytes_is_not_unpacked(declared: bool, tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("2023-12-p1/manifest.json", "{}")
        with archive.open("2023-12-p1/figures.csv", "w", force_zip64=True) as stream:
            for _ in range(300 if declared else 200):
                stream.write(bytes(1 << 20))
        if not declared:
            with archive.open("2023-12-p1/more.csv", "w", force_zip64=True) as stream:
                for _ in range(200):
                    stream.write(bytes(1 << 20))
    status, words = _verify(path)
    assert status == 1
    assert "verify-archive" in words


def test_an_archive_of_countless_files_is_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "release.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(bounds.MAX_FILES + 1):
            archive.writestr(str(number), "")
    assert "verify-archive" in _verify(path)[1]


@pytest.mark.some(2)
@pytest.mark.parametrize("chain", [b"[" * 200_000, b"[" + b"1," * (5 << 20) + b"1]", b"{}", b"\xff"])
def test_a_chain_that_is_none_is_named(chain: bytes, release: Path) -> None:
    (release.parent / CHAIN).write_bytes(chain)
    assert "verify-ledger" in _verify(release.parent)[1]


def test_a_parquet_file_that_stands_for_gigabytes_is_not_read(tmp_path: Path) -> None:
    with duckdb.connect() as con:
        bomb = "SELECT repeat('x', 1000000) AS name FROM range(3000)"
        con.execute(f"COPY ({bomb}) TO '{tmp_path / 'bomb.parquet'}' (FORMAT parquet, COMPRESSION zstd)")
    packed = (tmp_path / "bomb.parquet").read_bytes()
    files = {"open-received.csv": b"name\n" + b"x\n" * 3000, "open-received.parquet": packed}
    schema = {"fields": [{"name": "name", "type": "string"}]}
    assert not same_rows(files, "open-received.csv", schema)


def test_depth_is_counted_without_depth() -> None:
    assert depth(1) == 1
    assert depth({"a": [1, {"b": []}]}) == 4
