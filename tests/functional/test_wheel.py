"""The wheel in every release: whole, the same wherever it is written, and enough to verify the release with."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from generator import resources
from generator.release.files.program import wheel
from generator.release.shelf.frozen import Frozen, same_content
from generator.resources import project
from tests.functional.released import publish_shelf
from tests.support import ROOT, read_json

Once = Callable[[str, Callable[[Path], None]], Path]
RELEASE = "2024-03-f1"
# What the wheel's entry does, whatever else is installed.
ENTRY = "import generator; print(generator.__file__); from generator.cli_verify import main; main()"


def packed(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_record_names_every_file_with_its_hash() -> None:
    name, content = wheel()
    files = packed(content)
    stem = "-".join(name.split("-")[:2])
    record = files.pop(f"{stem}.dist-info/RECORD").decode("utf-8")
    rows = {row[0]: row[1:] for row in csv.reader(io.StringIO(record)) if row[1]}
    assert rows == {
        path: [f"sha256={base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip('=')}", str(len(data))]
        for path, data in files.items()
    }


def test_it_holds_no_clock_and_no_place() -> None:
    _, content = wheel()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert not [path for path, data in packed(content).items() if str(ROOT).encode() in data or "__pycache__" in path]


def test_it_lies_in_every_release_and_is_no_part_of_what_it_says(once: Once) -> None:
    shelf = once("shelf", publish_shelf) / "portal" / "releases"
    name, _ = wheel()
    wheels = [path.relative_to(shelf).as_posix() for path in sorted(shelf.glob("*/verify/*.whl"))]
    assert wheels == [
        f"{item['release']}/verify/{name}"
        for item in sorted(read_json(shelf / "latest.json")["ledger"], key=lambda item: item["release"])
    ]
    release = shelf / RELEASE
    files = {path.relative_to(release).as_posix(): path.read_bytes() for path in release.rglob("*") if path.is_file()}
    assert f"verify/{name}" in read_json(release / "manifest.json")["files"]
    assert files["verify/requirements.txt"] == (ROOT / "requirements-base.lock").read_bytes()
    other = files | {f"verify/{name}": b"another program", "verify.sql": b"SELECT 1;", "verify/requirements.txt": b""}
    assert same_content(Frozen(RELEASE, files), other)
    assert not same_content(Frozen(RELEASE, files), other | {"figures.csv": b""})


def needed(wanted: list[str]) -> set[str]:
    """The names of what requirements need here, with all that those need, as the environment of the tests says."""
    found: set[str] = set()
    left = [(requirement, "") for requirement in wanted]
    while left:
        text, extra = left.pop()
        requirement = Requirement(text)
        if requirement.marker and not requirement.marker.evaluate({"extra": extra}):
            continue
        name = canonicalize_name(requirement.name)
        if name not in found:
            found.add(name)
            extras = ["", *requirement.extras]
            left += [(inner, one) for inner in metadata.requires(name) or () for one in extras]
    return found


def test_what_it_needs_is_pinned_with_hashes_and_nothing_else() -> None:
    text = (ROOT / "requirements-base.lock").read_text("utf-8")
    pinned = {}
    for entry in re.split(r"\n(?=\S)", text.strip()):
        first, *hashes = [line.strip().removesuffix("\\").strip() for line in entry.splitlines()]
        requirement = Requirement(first)
        assert re.fullmatch(r"==[0-9.]+", str(requirement.specifier)), first
        assert hashes, first
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", line) for line in hashes), first
        pinned[canonicalize_name(requirement.name)] = requirement
    here = {name for name, pin in pinned.items() if pin.marker is None or pin.marker.evaluate()}
    assert here == needed(project()["dependencies"])
    # The same versions as everything is tested with.
    whole = (ROOT / "requirements.lock").read_text("utf-8")
    assert [name for name, pin in pinned.items() if f"\n{name}{pin.specifier} " not in f"\n{whole}"] == []


def test_it_holds_modules_of_the_running_program_and_no_more_than_verification_needs() -> None:
    files = {path: data for path, data in packed(wheel()[1]).items() if ".dist-info/" not in path}
    own = {path: data for path, data in files.items() if "_resources" not in path}
    assert own == {path: (ROOT / path).read_bytes() for path in own}
    rooms = {path.split("/")[1] for path in own if path.count("/") > 1}
    assert {"verify", "facts", "release"} <= rooms
    assert not rooms & {"site", "bulletin", "intake", "counts", "publication", "setup", "synthesis"}


def test_it_verifies_by_itself(once: Once, tmp_path: Path) -> None:
    shelf = once("shelf", publish_shelf) / "portal" / "releases"
    program, altered = tmp_path / "program", tmp_path / "altered"
    with zipfile.ZipFile(next((shelf / RELEASE / "verify").glob("*.whl"))) as archive:
        archive.extractall(program)
    shutil.copytree(shelf / RELEASE, altered)
    (altered / "figures.csv").write_text("", "utf-8")

    def verified(path: Path) -> tuple[int, str]:
        done = subprocess.run(
            [sys.executable, "-P", "-c", ENTRY, "verify", str(path), "--lang", "en"],
            env={"PYTHONPATH": str(program), "LANG": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.stdout.startswith(str(program)), done.stdout + done.stderr
        return done.returncode, done.stdout

    status, said = verified(shelf)
    assert (status, "recomputed alike" in said) == (0, True), said
    status, said = verified(altered)
    assert (status, "verify-file-altered" in said) == (1, True), said


@pytest.mark.slow
def test_the_build_backend_packs_all_that_the_program_reads(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = tmp_path.glob("*.whl")
    theirs, ours = packed(built.read_bytes()), packed(wheel()[1])
    assert {path: data for path, data in ours.items() if ".dist-info/" not in path}.items() <= theirs.items()
    modules = {path.relative_to(ROOT).as_posix() for path in (ROOT / "generator").rglob("*.py")}
    assert modules <= theirs.keys()
    for name, place in {**resources._FOLDERS, **resources._FILES}.items():
        inside = [path for path in theirs if path.startswith(f"generator/_resources/{name}")]
        assert inside, place


@pytest.mark.slow
def test_a_release_is_verified_with_its_own_wheel(once: Once, tmp_path: Path) -> None:
    shelf = once("shelf", publish_shelf) / "portal" / "releases"
    (program,) = (shelf / RELEASE / "verify").glob("*.whl")
    venv.create(tmp_path / "fresh", with_pip=True, symlinks=True)
    python = tmp_path / "fresh" / "bin" / "python"

    def run(*command: object) -> str:
        done = subprocess.run(list(map(str, command)), cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run(python, "-m", "pip", "install", "--no-index", "--no-deps", program)
    # The dependencies come from the environment of the tests, the program only from the wheel.
    (packages,) = (tmp_path / "fresh").glob("lib/python*/site-packages")
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    said = run(tmp_path / "fresh" / "bin" / "gongshi", "verify", shelf / RELEASE)
    assert said.startswith(f"{RELEASE}  最终数据")
    assert said.splitlines()[-1].endswith("不说明原始工单真实、完整")
    requires = [
        line for line in run(python, "-m", "pip", "show", "gongshi-verify").splitlines() if line.startswith("Requires:")
    ]
    assert "duckdb" in requires[0]
    assert "rfc8785" in requires[0]
    assert "pandas" not in requires[0]
