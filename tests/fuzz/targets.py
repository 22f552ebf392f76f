"""What is fuzzed: readers of exports, settings of a portal, releases that are verified.

A target makes an input of a number (`make`: path → bytes) and looks at it (`look`), which raises where anything but a
finding or an error of use comes of it.
"""

from __future__ import annotations

import gzip
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from generator.counts.rulings import load_rulings
from generator.definitions.portal import load_portal, load_standing
from generator.definitions.reported import load_reported, reports_figures
from generator.release.format import CHAIN, FIGURES_ALL
from generator.verify.check import verify
from generator.verify.sources import read_source
from tests.functional.released import describe_again, publish_shelf, seal_again
from tests.fuzz.edits import byte_edits, damaged, with_other_bytes, with_other_cells, with_other_tree
from tests.support import DATASETS, ROOT, WRITTEN, gongshi_here
from tests.unit.intake.office import number, rows, sheet, take, text, xlsx

Input = Mapping[str, bytes]
# Where sound inputs are made, once for all processes of a run.
_WORK = Path(tempfile.gettempdir())
# Marks an input of `verify` whose manifests and chain were made to fit again.
SEALED = "sealed-again"

TEXT = text(rows(30))
LINES = [{**row, "办结时间": number(45357.6, 1)} for row in rows(30)]
BOOK = xlsx({"Sheet1": sheet(LINES, after='<mergeCells><mergeCell ref="C2:C4"/></mergeCells>')}, ("yyyy/m/d",))
BOOK_PARTS = ("xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/sharedStrings.xml")
EXPORTS = (
    TEXT.encode(),
    TEXT.encode("gb18030"),
    TEXT.encode("utf-16"),
    TEXT.replace("路灯不亮", '"路灯,""不亮""\n"').encode(),
    gzip.compress(TEXT.encode(), mtime=0),
    BOOK,
    (ROOT / "tests" / "fixtures" / "exports" / "three.xls").read_bytes(),
)


@dataclass(frozen=True)
class Target:
    """A name, how an input is made of chance, and how it is looked at in an empty folder."""

    name: str
    make: Callable[[Random], Input]
    look: Callable[[Input, Path], None]


def files_of(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def written(files: Input, folder: Path) -> Path:
    """The folder with these files in it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def work_in(folder: Path) -> None:
    """Make sound inputs below this folder, or find them there."""
    global _WORK
    _WORK = folder


def _made(name: str, make: Callable[[Path], None]) -> Path:
    """The folder of what `make` makes, which is made once."""
    folder, done = _WORK / name, _WORK / f"{name}.done"
    if not done.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        make(folder)
        done.touch()
    return folder


# --- readers


def an_export(chance: Random) -> Input:
    """An export with damaged bytes, other cells, a damaged part of a workbook, or anything behind a sound beginning."""
    kind = chance.choice(("bytes", "cells", "part", "any"))
    if kind == "bytes":
        content = damaged(chance.choice(EXPORTS), byte_edits(chance))
    elif kind == "cells":
        content = with_other_cells(TEXT.encode(), chance)
        content = chance.choice((content, gzip.compress(content, mtime=0)))
    elif kind == "part":
        content = with_damaged_part(chance.choice(BOOK_PARTS), byte_edits(chance))
    else:
        content = chance.choice((b"", *EXPORTS[:2])) + chance.randbytes(chance.randint(0, 300))
    return {"export": content}


def with_damaged_part(part: str, edits: list[tuple[str, float, bytes]]) -> bytes:
    """The workbook whose package holds and of which one part is damaged."""
    source = zipfile.ZipFile(io.BytesIO(BOOK))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in source.namelist():
            content = source.read(name)
            archive.writestr(name, damaged(content, edits) if name == part else content)
    return stream.getvalue()


def look_at_export(given: Input, folder: Path) -> None:
    """The account of a file adds up, whatever is in it."""
    intake = take(folder, given["export"])
    assert intake.rows_read == intake.rows_accepted + intake.rows_rejected
    assert intake.findings or intake.rows_accepted
    assert (intake.staged is None) is (intake.rows_read == 0)


# --- settings


@cache
def portals() -> tuple[tuple[str, Input, Input], ...]:
    """Portals by name: the files of their folder, and exports that they understand."""
    office = _made("office", publish_shelf)
    found = [("portal", _decisions(office / "portal"), {"export.csv": (office / "first.csv").read_bytes()})]
    for name in ("laoshan", "zhaoyuan"):
        exports = files_of(_made(name, lambda folder, name=name: _sample(name, folder)))
        found.append((name, _decisions(DATASETS / name), exports))
    return (*found, ("tongji", _decisions(DATASETS / "tongji"), {}))


def _decisions(portal: Path) -> Input:
    files = files_of(portal).items()
    return {path: content for path, content in files if path.partition("/")[0] not in (*WRITTEN, "recipe.yml")}


def _sample(name: str, folder: Path) -> None:
    """The beginning of a demonstration portal's exports."""
    assert gongshi_here("sample", name, "--out", folder / "export.csv").returncode == 0
    for path in folder.iterdir():
        path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:60]))


def some_settings(chance: Random) -> Input:
    """A portal of which a few files say something else; beside it what it gets to read."""
    name, files, exports = chance.choice(portals())
    exports = exports if chance.random() < 0.3 else {}
    spoiled = dict(files)
    for path in chance.sample(sorted(files), chance.choice((1, 1, 1, 2, 4))):
        by_structure = with_other_cells if path.endswith(".csv") else with_other_tree
        edit = by_structure if chance.random() < 0.75 else with_other_bytes
        spoiled[path] = edit(files[path], chance)
    inside = {f"{name}/{path}": content for path, content in spoiled.items()}
    return inside | {f"exports/{path}": content for path, content in exports.items()}


def look_at_settings(given: Input, folder: Path) -> None:
    """Settings are read or named, and exports checked with what stands of them; what is sound publishes an export."""
    written(given, folder)
    portal = next(path for path in folder.iterdir() if path.name != "exports")
    if reports_figures(portal):
        loaded, problems = load_reported(portal)
        assert (loaded is None) is bool(problems)
    else:
        whole, problems = load_portal(portal)
        assert whole is not None or problems
        standing, _ = load_standing(portal)
        if standing is not None:
            load_rulings(standing)
    exports = sorted((folder / "exports").iterdir()) if (folder / "exports").is_dir() else []
    verb = "publish" if exports and not problems else "check"
    done = gongshi_here(verb, "--portal", portal, *exports, "--json")
    assert done.returncode in (0, 1, 2, 3), done.stderr
    assert done.returncode != 2 or done.stderr.count("\n") == 1, done.stderr
    assert done.returncode != 0 or not problems, "problems of settings, and nothing said"


# --- verify


@cache
def shelf() -> Input:
    """The files of a shelf that verifies: a provisional and a final March."""
    return files_of(_made("shelf", _march))


def _march(folder: Path) -> None:
    releases = _made("office", publish_shelf) / "portal" / "releases"
    shutil.copytree(releases, folder, dirs_exist_ok=True)
    shutil.rmtree(folder / "2024-04-f1")
    (folder / FIGURES_ALL).unlink()
    seal_again(folder, ("2024-03-p1", "2024-03-f1"))
    assert verify(folder, None).findings == ()


def a_shelf(chance: Random) -> Input:
    """A shelf with files that say something else, as it lies there, made to fit again, or as a damaged archive."""
    files = dict(shelf())
    kind = chance.choice(("changed", "sealed", "sealed", "archive"))
    if kind == "archive":
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for path, content in files.items():
                archive.writestr(path, content)
        return {"shelf.zip": with_other_bytes(stream.getvalue(), chance)}
    for path in chance.sample(sorted(files), chance.choice((1, 1, 1, 2, 4))):
        by_structure = {".csv": with_other_cells, ".json": with_other_tree}.get(Path(path).suffix, with_other_bytes)
        edit = by_structure if chance.random() < 0.75 else with_other_bytes
        files[path] = edit(files[path], chance)
    return files | ({SEALED: b""} if kind == "sealed" else {})


def look_at_shelf(given: Input, folder: Path) -> None:
    """Findings or an error of use; and nothing that is said to be unaltered is."""
    place = written({path: content for path, content in given.items() if path != SEALED}, folder / "shelf")
    sealed = SEALED in given and _sealed(place)
    path = place / "shelf.zip" if "shelf.zip" in given else place
    done = gongshi_here("verify", "--json", path)
    assert done.returncode in (0, 1, 2), done.stderr
    if done.returncode == 2:
        assert done.stderr.count("\n") == 1, done.stderr
        return
    assert bool(json.loads(done.stdout)["findings"]) is (done.returncode == 1)
    if done.returncode == 1 or sealed:
        return
    source = read_source(path)
    said = {f"{name}/{file}": content for name, files in source.releases.items() for file, content in files.items()}
    assert said == {name: content for name, content in shelf().items() if name != CHAIN}, "altered, and not named"
    assert source.chain in (None, shelf()[CHAIN]), "another chain, and not named"


def _sealed(place: Path) -> bool:
    """Whether manifests, data packages and chain could be made to fit what lies there."""
    try:
        for release in place.iterdir():
            if release.is_dir():
                describe_again(release)
        seal_again(place)
    except (LookupError, TypeError, ValueError, AttributeError, OSError, RecursionError):
        return False
    return True


READERS = Target("readers", an_export, look_at_export)
SETTINGS = Target("settings", some_settings, look_at_settings)
VERIFY = Target("verify", a_shelf, look_at_shelf)
TARGETS = (READERS, SETTINGS, VERIFY)
