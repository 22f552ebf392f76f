"""`gongshi verify`: each way to tamper is named by its code; archives, sites, the base install, wrong use."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.release.format import CHAIN, MANIFEST, SIGNATURE, SIGNERS
from generator.release.shelf.chain import ChainEntry, chain_bytes
from tests.functional.released import describe_again, publish_shelf, read_rows, seal_again, sign, write_rows
from tests.functional.test_chain import make_key
from tests.functional.test_releases import export, march, portal
from tests.support import ROOT, copy_portal, gongshi_here, read_json

NAMES = ("2024-03-p1", "2024-03-f1", "2024-04-f1")
LIMITS = "核验通过只说明公布的数字彼此一致、未被改动，不说明原始工单真实、完整"
Once = Callable[[str, Callable[[Path], None]], Path]
Found = set[tuple[str, str]]


@pytest.fixture
def shelf(once: Once, tmp_path: Path) -> Path:
    """A copy of a shelf that verifies, to spoil."""
    made = once("shelf", publish_shelf) / "portal" / "releases"
    return Path(shutil.copytree(made, tmp_path / "releases"))


def verified(path: Path, *options: object) -> Found:
    """(code, file) of everything found; the exit status fits, and the last word is always the same."""
    done = gongshi_here("verify", path, "--json", *options)
    assert done.stderr == ""
    said = json.loads(done.stdout)
    assert done.returncode == (1 if said["findings"] else 0)
    assert said["limits"] == LIMITS
    return {(item["code"], item["file"]) for item in said["findings"]}


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


def reorder(shelf: Path, order: tuple[int, ...]) -> None:
    entries = [ChainEntry(**item) for item in read_json(shelf / CHAIN)["ledger"]]
    (shelf / CHAIN).write_bytes(chain_bytes(entries[place] for place in order))


def change_cell(path: Path, row: int, column: str, value: str) -> None:
    rows = read_rows(path)
    rows[row][rows[0].index(column)] = value
    write_rows(path, rows)


def test_a_shelf_verifies_and_says_what_that_means(shelf: Path) -> None:
    done = gongshi_here("verify", shelf)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines if line.startswith("2024")] == list(NAMES)
    assert any("2024-06-01 之后公布" in line for line in lines), "cell-level data follow on a date"
    assert lines[-1] == LIMITS


def test_a_flipped_byte(shelf: Path) -> None:
    flip(shelf / NAMES[1] / "release.json")
    flip(shelf / NAMES[2] / "verify.sql")
    found = verified(shelf)
    assert ("verify-file-altered", f"{NAMES[2]}/verify.sql") in found
    assert f"{NAMES[1]}/release.json" in {file for _, file in found}


def test_a_removed_release(shelf: Path) -> None:
    shutil.rmtree(shelf / NAMES[0])
    assert ("verify-release-missing", CHAIN) in verified(shelf)


def test_a_release_removed_from_the_chain_too(shelf: Path) -> None:
    shutil.rmtree(shelf / NAMES[0])
    reorder(shelf, (1, 2))
    assert ("verify-chain", f"{NAMES[1]}/{MANIFEST}") in verified(shelf)


def test_a_chain_in_another_order(shelf: Path) -> None:
    reorder(shelf, (1, 0, 2))
    found = verified(shelf)
    assert {("verify-chain", f"{name}/{MANIFEST}") for name in NAMES[:2]} <= found


def test_a_chain_that_names_another_newest_release(shelf: Path) -> None:
    path = shelf / CHAIN
    path.write_text(path.read_text("utf-8").replace('"2024-03": "2024-03-f1"', '"2024-03": "2024-03-p1"'), "utf-8")
    assert verified(shelf) == {("verify-latest", CHAIN)}


def test_an_inserted_release(shelf: Path) -> None:
    copy = shutil.copytree(shelf / NAMES[1], shelf / "2024-03-f2")
    sealed = read_json(copy / MANIFEST) | {"release": "2024-03-f2"}
    (copy / MANIFEST).write_text(json.dumps(sealed, separators=(",", ":"), sort_keys=True), "utf-8")
    found = verified(shelf)
    assert ("verify-release-unlisted", f"2024-03-f2/{MANIFEST}") in found
    seal_again(shelf, (*NAMES[:2], "2024-03-f2", NAMES[2]))
    found = verified(shelf)
    assert ("verify-says", "2024-03-f2/release.json") in found


def test_a_folder_with_another_name(shelf: Path) -> None:
    (shelf / NAMES[2]).rename(shelf / "2024-05-f1")
    assert ("verify-name", f"2024-05-f1/{MANIFEST}") in verified(shelf)


def test_an_extra_and_a_missing_file(shelf: Path) -> None:
    (shelf / NAMES[1] / "more.txt").write_text("more", "utf-8")
    (shelf / NAMES[1] / "texts.csv").unlink()
    found = verified(shelf)
    assert ("verify-file-extra", f"{NAMES[1]}/more.txt") in found
    assert ("verify-file-missing", f"{NAMES[1]}/texts.csv") in found


def test_an_edited_figure_with_everything_hashed_again(shelf: Path) -> None:
    path = shelf / NAMES[1] / "figures.csv"
    rows = read_rows(path)
    place = next(number for number, row in enumerate(rows) if row[1:4] == ["unit", "A3", "on_time"])
    change_cell(path, place, "numerator", "40")
    seal_again(shelf)
    found = verified(shelf)
    # Size and hash in the data package are further witnesses, and so is what was compared with the release before.
    assert ("verify-package-says", f"{NAMES[1]}/datapackage.json") in found
    describe_again(shelf / NAMES[1])
    seal_again(shelf)
    done = gongshi_here("verify", shelf, "--json")
    (cell,) = [item for item in json.loads(done.stdout)["findings"] if item["file"].endswith("figures.csv")]
    assert (cell["code"], cell["row"], cell["column"]) == ("verify-differs", place + 1, "numerator")
    assert "2024-03, unit, A3, on_time" in cell["message"]


@pytest.mark.some(2)
@pytest.mark.parametrize(
    ("file", "column", "value", "code"),
    [
        ("exclusions.csv", "numerator_before", "99", "verify-ledger-row"),
        ("exclusions.csv", "value", "12.34", "verify-ledger-row"),
        ("changes.csv", "old_numerator", "1", "verify-changes"),
        ("changes.csv", "cause", "ruling", "verify-changes"),
        ("ranking.csv", "rank", "2", "verify-differs"),
        ("codelists/units.csv", "name", "另一局", ""),
    ],
)
def test_other_cells_with_everything_hashed_again(shelf: Path, file: str, column: str, value: str, code: str) -> None:
    change_cell(shelf / NAMES[1] / file, 1, column, value)
    describe_again(shelf / NAMES[1])
    seal_again(shelf)
    # A name is no figure: only hashes, chain and signature protect it.
    assert verified(shelf) == ({(code, f"{NAMES[1]}/{file}")} if code else set())


def test_what_a_release_says_of_itself(shelf: Path) -> None:
    path = shelf / NAMES[1] / "release.json"
    release = read_json(path)
    release["mark"] = release["marks"]["2024-03"] = "R"
    release["counts"]["on_time"]["ranked"] = 7
    path.write_text(json.dumps(release, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")
    seal_again(shelf)
    assert ("verify-says", f"{NAMES[1]}/release.json") in verified(shelf)


def test_a_release_made_by_hand(shelf: Path) -> None:
    release = shelf / NAMES[2]
    rows = read_rows(release / "counts-reply-due.csv")
    place = next(number for number, row in enumerate(rows) if row[:2] == ["2024-04", "unit"])
    change_cell(release / "counts-reply-due.csv", place, "n", "1000")
    describe_again(release)
    seal_again(shelf)
    found = verified(shelf)
    assert {
        ("verify-differs", f"{NAMES[2]}/figures.csv"),
        ("verify-totals", f"{NAMES[2]}/counts-reply-due.csv"),
    } <= found


@pytest.mark.parametrize("written", [0, 3, "1"])
def test_another_format(shelf: Path, written: object) -> None:
    path = shelf / NAMES[0] / "release.json"
    path.write_text(json.dumps(read_json(path) | {"format": written}), "utf-8")
    assert ("verify-format", f"{NAMES[0]}/release.json") in verified(shelf)


@pytest.mark.some(2)
@pytest.mark.parametrize(
    "text", ["", "{}", "[]", '{"format": 1, "ledger": [1]}', '{"format": 1, "ledger": [{"release": 1}]}']
)
def test_a_chain_that_is_none(shelf: Path, text: str) -> None:
    (shelf / CHAIN).write_text(text, "utf-8")
    assert verified(shelf) == {("verify-ledger", CHAIN)}


def signed(shelf: Path, key: Path) -> Path:
    """Sign every release; the file with the public key beside the key."""
    kind, public, *_ = key.with_suffix(".pub").read_text("utf-8").split()
    signers = key.with_suffix(".signers")
    signers.write_text(f"{key.name}@example.org {kind} {public}\n", "utf-8")
    for name in NAMES:
        shutil.copyfile(signers, shelf / name / SIGNERS)
    seal_again(shelf)
    for name in NAMES:
        sign(shelf / name, key)
    return signers


@pytest.mark.slow
def test_signatures(shelf: Path, tmp_path: Path) -> None:
    office, stranger = make_key(tmp_path, "office"), make_key(tmp_path, "stranger")
    mine = signed(shelf, office)
    assert verified(shelf) == verified(shelf, "--signers", mine) == set()
    sign(shelf / NAMES[1], stranger)
    wrong = {("verify-signature", f"{NAMES[1]}/{SIGNATURE}")}
    assert verified(shelf) == verified(shelf, "--signers", mine) == wrong
    (shelf / NAMES[1] / SIGNATURE).unlink()
    assert verified(shelf) == {("verify-unsigned", f"{NAMES[1]}/{SIGNATURE}")}
    (shelf / NAMES[1] / SIGNERS).unlink()
    seal_again(shelf)
    for name in (NAMES[0], NAMES[2]):
        sign(shelf / name, office)
    assert verified(shelf) == {("verify-unsigned", f"{NAMES[1]}/{SIGNATURE}")}, "unsigned among signed"
    # Whoever puts everything in order again with a key of their own is told from the publisher by the reader's copy.
    signed(shelf, stranger)
    assert verified(shelf) == set()
    assert verified(shelf, "--signers", mine) == {("verify-signature", f"{name}/{SIGNATURE}") for name in NAMES}


def zipped(folder: Path, archive: Path, inside: str = "") -> Path:
    with zipfile.ZipFile(archive, "w") as target:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            target.write(path, f"{inside}{path.relative_to(folder).as_posix()}")
    return archive


def test_a_zip_of_a_release_and_of_a_shelf(shelf: Path, tmp_path: Path) -> None:
    one = zipped(shelf / NAMES[1], tmp_path / "one.zip", f"demo-{NAMES[1]}/")
    all_of_them = zipped(shelf, tmp_path / "all.zip")
    assert verified(one) == verified(all_of_them) == set()
    done = gongshi_here("verify", one)
    assert "没有核验与前后发布版的衔接" in done.stdout
    change_cell(shelf / NAMES[1] / "figures.csv", 1, "numerator", "1")
    altered = zipped(shelf / NAMES[1], tmp_path / "altered.zip", f"demo-{NAMES[1]}/")
    assert ("verify-file-altered", f"{NAMES[1]}/figures.csv") in verified(altered)
    content = bytearray(one.read_bytes())
    content[2000] ^= 1
    one.write_bytes(content)
    assert verified(one) == {("verify-archive", "one.zip")}


def test_a_single_release_is_checked_without_its_neighbours(shelf: Path) -> None:
    assert verified(shelf / NAMES[1]) == set()
    change_cell(shelf / NAMES[1] / "counts-closed.csv", 1, "n", "7")
    assert ("verify-file-altered", f"{NAMES[1]}/counts-closed.csv") in verified(shelf / NAMES[1])


def test_a_built_site(once: Once, tmp_path: Path) -> None:
    folder = once("shelf", publish_shelf) / "portal"
    done = gongshi_here("site", "--portal", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    site = tmp_path / "out" / "site"
    assert verified(site) == set()
    said = json.loads(gongshi_here("verify", site, "--json").stdout)
    assert [item["release"] for item in said["releases"]] == list(NAMES), "superseded releases too"
    archive = site / "data" / NAMES[1] / f"demo-{NAMES[1]}.zip"
    archive.write_bytes(archive.read_bytes()[:5000])
    assert verified(site) == {
        ("verify-archive", f"data/{NAMES[1]}/{archive.name}"),
        ("verify-release-missing", CHAIN),
    }


def test_findings_as_a_table(shelf: Path, tmp_path: Path) -> None:
    change_cell(shelf / NAMES[1] / "figures.csv", 1, "numerator", "1")
    target = tmp_path / "findings.csv"
    done = gongshi_here("verify", shelf, "--csv", target, "--lang", "en")
    assert done.returncode == 1
    rows = list(csv.DictReader(target.read_text("utf-8-sig").splitlines()))
    assert {row["code"] for row in rows} >= {"verify-file-altered", "verify-differs"}
    assert {row["severity"] for row in rows} == {"fails"}
    assert "not that the cases are true or complete" in done.stdout.splitlines()[-1]


@pytest.mark.parametrize("make", [None, "text", "folder"])
def test_wrong_paths_are_one_line(tmp_path: Path, make: str | None) -> None:
    path = tmp_path / "there"
    if make == "text":
        path.write_text("no release", "utf-8")
    elif make == "folder":
        path.mkdir()
    done = gongshi_here("verify", path)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_reported_figures_verify(tmp_path: Path) -> None:
    folder = copy_portal("tongji", tmp_path)
    assert gongshi_here("publish", "--portal", folder).returncode == 0
    shelf = folder / "releases"
    assert verified(shelf) == set()
    (name,) = [item["release"] for item in read_json(shelf / CHAIN)["ledger"]]
    # Without a denominator there is no rate.
    change_cell(shelf / name / "figures-reported.csv", 1, "value", "12.34")
    describe_again(shelf / name)
    seal_again(shelf)
    assert verified(shelf) == {("verify-differs", f"{name}/figures-reported.csv")}


# What only the extras bring.
EXTRAS = (
    "pandas",
    "numpy",
    "frictionless",
    "xlsxwriter",
    "jinja2",
    "markupsafe",
    "matplotlib",
    "mkdocs",
    "jieba",
    "fcntl",
)


@pytest.mark.slow
def test_the_base_install_is_enough(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    assert gongshi_here("publish", "--portal", folder, export(tmp_path / "m.csv", march())).returncode == 0
    blocked = "".join(f"sys.modules[{name!r}] = None; " for name in EXTRAS)
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys; {blocked}from generator.cli import main; main()",
            "verify",
            folder / "releases",
        ],
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == LIMITS
