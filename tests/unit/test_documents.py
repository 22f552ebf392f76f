"""What the documents promise: every path, verb, option and target that they name is there, and they stay short."""

from __future__ import annotations

import re
import shlex
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from generator.cli import cli
from generator.release.files.program import wheel
from tests.support import DATASETS, ROOT, WRITTEN, gongshi

READMES = ("README.md", "README.zh-CN.md")
MADE = "<!-- Made by `make docs`"
# The four exit statuses, each with a word that its explanation holds in either language.
STATUSES = {
    "0": ("done", "完成"),
    "1": ("findings", "问题"),
    "2": ("wrong use", "用法"),
    "3": ("stopped", "停止"),
    "70": ("fault of the program", "程序出错"),
}
FOLDERS = ("generator", "datasets", "site_templates", "fonts", "docs", "tests", "tools", "bench", ".ci", ".github")
# What commands write, and what lies in a release or a built site: no file of the repository.
NOT_HERE = ("build", ".venv", "store", "releases", "internal", "verify", "codelists", "schemas", "en", "..")
EXTENSIONS = "csv gz html j2 json jsonl lock md mjs parquet py sh sig sql toml txt whl xlsx xml yaml yml".split()
PATH = re.compile(rf"\.?[\w*<>.@-]+/[\w*<>.@/-]*|[\w*<>.@-]+\.(?:{'|'.join(EXTENSIONS)})")
COMMENT = re.compile(r"\s#.*$", re.MULTILINE)


def by_hand() -> list[str]:
    """The documents for those who work here: overview, READMEs, and the reference that is not made from code."""
    reference = sorted((ROOT / "docs" / "reference").glob("*.md"))
    written = [path.relative_to(ROOT).as_posix() for path in reference if MADE not in path.read_text("utf-8")]
    return [*READMES, "CONTRIBUTING.md", "ARCHITECTURE.md", *written]


def read(name: str) -> str:
    """The text of a document of the repository."""
    return (ROOT / name).read_text("utf-8")


def pieces(text: str) -> Iterator[str]:
    """What a document sets as code: the lines of its shell blocks, and its spans."""
    for block in re.findall(r"^```sh\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for line in COMMENT.sub("", block).splitlines():
            yield from line.split(" && ")
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    yield from (" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose))


MAKE = read("Makefile")


def targets() -> list[str]:
    """The targets that the Makefile declares phony: those that people type."""
    (line,) = re.findall(r"^\.PHONY: (.*)$", MAKE, re.MULTILINE)
    return line.split()


@cache
def files() -> frozenset[str]:
    """Every file of the repository, without what commands write into portals."""
    listed = {path.name for path in ROOT.iterdir() if path.is_file()}
    for folder in FOLDERS:
        paths = (path.relative_to(ROOT) for path in (ROOT / folder).rglob("*") if path.is_file())
        listed |= {path.as_posix() for path in paths if not set(WRITTEN) & set(path.parts)}
    return frozenset(path for path in listed if "node_modules/" not in path and "__pycache__/" not in path)


@cache
def source() -> str:
    """All code and all catalogues of the package in one text."""
    return "\n".join(read(path) for path in sorted(files()) if path.startswith("generator/"))


def is_there(path: str) -> bool:
    """Whether a path that a document names is one of the repository, of a portal, or of what commands write."""
    pattern = re.sub(r"<[^>]+>", "*", path).rstrip("/")
    first, _, rest = pattern.partition("/")
    if first in NOT_HERE:
        return True
    if first in FOLDERS:
        portal, _, inside = rest.partition("/")
        written = first == "datasets" and inside.split("/")[0] in WRITTEN
        return any(ROOT.glob(f"{first}/{portal}" if written else pattern))
    if rest:
        return any(DATASETS.glob(f"*/{pattern}")) or (DATASETS / "schemas" / f"{Path(path).stem}.schema.json").is_file()
    stem = pattern.removesuffix(".csv")
    known = (
        f"datasets/schemas/{stem}.schema.json" in files() or f'"{pattern}"' in source() or f"`{pattern}`" in source()
    )
    return known or any(Path(file).match(pattern) for file in files())


def wrong(piece: str) -> list[str]:
    """What a piece of code in a document names that is not there."""
    words = [word.strip(",;:()") for word in piece.split()]
    names = [Path(word).name for word in words]
    if words[0] == "make":
        return wrong_target(words[1:])
    called = "gongshi" in names[:-1]
    if called:
        named = wrong_call(words[names.index("gongshi") + 1 :])
    elif words[0].startswith("--") or words[0] in cli.commands:
        named = wrong_call(words)
    else:
        named = wrong_module(words)
    variables = [name for name in re.findall(r"GONGSHI_[A-Z]+", piece) if name not in MAKE + source()]
    # A file without a folder that a verb is given is the reader's own.
    paths = [word for word in words if PATH.fullmatch(word) and ("/" in word or not called)]
    named += [f"variable {name}" for name in variables]
    return named + [f"path {path}" for path in paths if not is_there(path)]


def wrong_target(words: list[str]) -> list[str]:
    """Targets and variables after `make` that the Makefile does not have."""
    variables = [word.split("=")[0] for word in words if "=" in word]
    named = [f"target {word}" for word in words if "=" not in word and word not in targets()]
    return named + [f"variable {name}" for name in variables if f"$({name})" not in MAKE]


def wrong_call(words: list[str]) -> list[str]:
    """A verb that `gongshi` does not have, or else options that the verb (without one: any verb) does not have."""
    verb = words[0]
    if not verb.startswith("-") and verb not in cli.commands:
        return [f"verb {verb}"]
    commands = [cli.commands[verb]] if verb in cli.commands else [cli, *cli.commands.values()]
    options = {option for command in commands for parameter in command.params for option in parameter.opts}
    return [f"option {word}" for word in words if re.match("--[a-z]", word) and word not in options | {"--help"}]


def wrong_module(words: list[str]) -> list[str]:
    """Modules after `-m` that are neither of this repository nor of the standard library."""
    modules = [module for flag, module in pairwise(words) if flag == "-m"]
    own = [module for module in modules if module.split(".")[0] not in sys.stdlib_module_names]
    places = {module: module.replace(".", "/") for module in own}
    return [
        f"module {module}" for module, place in places.items() if not {f"{place}.py", f"{place}/__main__.py"} & files()
    ]


@pytest.mark.parametrize("name", by_hand())
def test_what_a_document_names_is_there(name: str) -> None:
    assert [what for piece in pieces(read(name)) for what in wrong(piece)] == []


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        ("gongshi forget --portal datasets/zhaoyuan", "verb forget"),
        (".venv/bin/gongshi site --portal datasets/zhaoyuan --colour", "option --colour"),
        ("gongshi --colour", "option --colour"),
        ("site --sign", "option --sign"),
        ("--colour", "option --colour"),
        ("make tea", "target tea"),
        ("make bench TEA=1", "variable TEA"),
        ("python -m bench.tea", "module bench.tea"),
        ("GONGSHI_TEA", "variable GONGSHI_TEA"),
        ("generator/site/tea.py", "path generator/site/tea.py"),
        ("datasets/<portal>/tea/", "path datasets/<portal>/tea/"),
        ("registers/tea.csv", "path registers/tea.csv"),
        ("tea.py", "path tea.py"),
        ("tea.csv", "path tea.csv"),
    ],
)
def test_what_is_not_there_is_noticed(piece: str, said: str) -> None:
    assert wrong(piece) == [said]


@pytest.mark.parametrize(
    "piece",
    [
        "gongshi --version",
        "gongshi site --check",
        "datasets/<portal>/releases/2024-03-p1/",
        "mappings/*.yml",
        "registers/units.csv",
        "portal.yml",
        "ranking.csv",
        "python3 -m venv ../check",
        "make bench BENCH=laoshan",
    ],
)
def test_what_is_there_is_found(piece: str) -> None:
    assert wrong(piece) == []


@pytest.mark.parametrize("name", [*by_hand(), "docs/reference/README.md", "docs/decisions/README.md"])
def test_links_lead_somewhere(name: str) -> None:
    links = [link for link in re.findall(r"\]\(([^)#]+)", read(name)) if "://" not in link]
    assert not [link for link in links if not (ROOT / name).parent.joinpath(link).exists()]


def test_every_page_of_reference_and_decisions_is_in_its_index() -> None:
    for folder in ("reference", "decisions"):
        names = {path.name for path in (ROOT / "docs" / folder).glob("*.md")} - {"README.md"}
        assert names == set(re.findall(r"\]\(([\w.-]+\.md)\)", read(f"docs/{folder}/README.md")))


def test_decisions_have_a_number_a_date_and_four_parts() -> None:
    paths = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
    assert [path.name[:4] for path in paths] == [f"{number:04d}" for number in range(1, len(paths) + 1)]
    for number, path in enumerate(paths, 1):
        parts = r"# \d+\. .+\n\nDate: \d{4}-\d\d-\d\d\n\n## Context\n\n.+\n\n## Decision\n\n.+\n\n## Consequence\n\n.+"
        assert re.fullmatch(parts, path.read_text("utf-8"), re.DOTALL), path.name
        assert path.read_text("utf-8").startswith(f"# {number}. ")


def test_the_overview_says_which_file_to_open() -> None:
    table = read("ARCHITECTURE.md").split("| to change | open |\n|---|---|\n", 1)[1].split("\n\n", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in table.splitlines()]
    assert len(rows) >= 25
    assert all(re.search(rf"`(?:{'|'.join(FOLDERS)}|pyproject\.toml)", opened) for _, opened in rows)


def test_documents_stay_short() -> None:
    assert len(read("ARCHITECTURE.md").encode()) <= 14_000
    assert all(len(read(name).splitlines()) <= 90 for name in READMES)


def test_the_pictures_of_the_readmes_are_small() -> None:
    pictures = {f"docs/pictures/{path.name}": path for path in (ROOT / "docs" / "pictures").iterdir()}
    for readme in READMES:
        assert set(re.findall(r"!\[[^\]]+\]\(([^)]+)\)", read(readme))) == set(pictures)
    assert {path.read_bytes()[:8] for path in pictures.values()} == {b"\x89PNG\r\n\x1a\n"}
    assert sum(path.stat().st_size for path in pictures.values()) < 300_000


@pytest.mark.parametrize("readme", READMES)
def test_every_verb_has_its_row(readme: str) -> None:
    assert sorted(re.findall(r"^\| `gongshi ([a-z]+)` \|", read(readme), re.MULTILINE)) == sorted(cli.commands)


@pytest.mark.parametrize("readme", READMES)
def test_every_exit_status_is_documented(readme: str) -> None:
    rows = dict(re.findall(r"^\| (\d+) \| (.+?) \|$", read(readme), re.MULTILINE))
    assert set(rows) == set(STATUSES)
    for status, words in STATUSES.items():
        assert any(word in rows[status] for word in words), f"{readme}: status {status}"


def test_one_version_for_project_command_release_and_changelog() -> None:
    version = tomllib.loads(read("pyproject.toml"))["project"]["version"]
    assert gongshi("--version").stdout.split()[-1] == version
    assert wheel()[0].startswith(f"gongshi_verify-{version}-")
    assert re.findall(r"^## (\S+)", read("CHANGELOG.md"), re.MULTILINE)[0] == version


def test_the_hooks_are_the_steps_of_make_lint() -> None:
    (config,) = YAML(typ="safe").load(read(".pre-commit-config.yaml"))["repos"]
    hooks = {shlex.split(hook["entry"])[0].removeprefix(".venv/bin/") for hook in config["hooks"]}
    lint = re.search(r"^lint: .*\n((?:\t.*\n)+)", MAKE, re.MULTILINE)
    assert lint is not None
    assert hooks == set(re.findall(r"\$\(BIN\)/([\w-]+)", lint[1]))


def test_the_workflow_runs_what_runs_everywhere() -> None:
    jobs = YAML(typ="safe").load(read(".github/workflows/ci.yml"))["jobs"]
    assert ".ci/run" in [step.get("run") for job in jobs.values() for step in job["steps"]]
