"""What the repository promises of itself: lock, size of modules and folders, targets, direction of imports."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

from tests.support import ROOT

LONGEST_MODULE = 300
MOST_FILES = 24


def make_targets() -> list[str]:
    """The targets that the Makefile declares phony: those that people type."""
    (line,) = re.findall(r"^\.PHONY: (.*)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    return line.split()


LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))


def locks() -> str:
    """What builds packages, what is installed, and what counting on a cluster needs beside it."""
    names = ("requirements-build.lock", "requirements.lock", "requirements-spark.lock")
    return "".join((ROOT / name).read_text("utf-8") for name in names)


def test_every_list_of_requirements_has_a_lock() -> None:
    wanted = {path.with_suffix(".lock").name for path in ROOT.glob("requirements*.in")}
    # These two are made from pyproject.toml: with everything, and with what the base install needs.
    assert wanted | {"requirements.lock", "requirements-base.lock"} == set(LOCKS)
    assert len(LOCKS) > 3


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_has_versions_and_hashes_of_all_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    requirements = re.split(r"\n(?=\S)", text.strip())
    assert len(requirements) > 3 or name == "requirements-build.lock"
    for requirement in requirements:
        first = requirement.splitlines()[0]
        assert re.match(r"[a-z0-9.-]+(\[[a-z0-9,-]+\])?==\S+", first), first
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", requirement), first
    assert "://" not in text
    assert " @ " not in text
    assert not re.search(r"^\s*-(i|f|e|-index-url|-extra-index-url|-find-links|-trusted-host)\b", text, re.MULTILINE)


def test_nothing_reads_workbooks_but_our_readers_and_the_process_with_a_bound() -> None:
    modules = {path: path.read_text("utf-8") for path in (ROOT / "generator").rglob("*.py")}
    assert not [path for path, text in modules.items() if re.search(r"openpyxl|load_workbook|read_excel", text)]


def test_lock_has_every_direct_dependency() -> None:
    locked = set(re.findall(r"^([a-z0-9.-]+)", locks(), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *chain.from_iterable(project["optional-dependencies"].values())]
    wanted += [
        line
        for line in (ROOT / "requirements-build.in").read_text("utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    # Names as the index writes them: small letters, runs of - _ . as one hyphen.
    names = {re.split(r"[^A-Za-z0-9._-]", requirement)[0] for requirement in wanted}
    names = {re.sub(r"[-_.]+", "-", name).lower() for name in names}
    assert {"duckdb", "mkdocs", "pytest", "hatchling"} <= names
    assert names <= locked


def test_modules_stay_short() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in (ROOT / "generator").rglob("*.py")
    }
    assert lengths
    assert not {name: length for name, length in lengths.items() if length > LONGEST_MODULE}


def test_folders_stay_small() -> None:
    modules = Counter(path.parent.relative_to(ROOT).as_posix() for path in (ROOT / "generator").rglob("*.py"))
    assert modules
    assert not {folder: count for folder, count in modules.items() if count > MOST_FILES}


def test_every_make_target_is_explained_by_make_help() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True)
    explained = {line.split()[0] for line in done.stdout.splitlines() if len(line.split()) > 1}
    assert explained == set(make_targets())
    assert {"site", "serve", "test", "test-full", "lint", "real"} <= explained


def test_imports_run_one_way() -> None:
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
