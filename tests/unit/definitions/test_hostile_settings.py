"""Whatever lies in a portal's folder is read or is a finding: nothing ends in an exception or takes all there is."""

from __future__ import annotations

import csv
import re
import resource
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from generator.definitions.bounds import MAX_BYTES, MAX_DEPTH, MAX_STEPS
from generator.definitions.portal import load_portal
from generator.definitions.registers import read_table
from generator.definitions.reported import FILE, load_reported
from generator.definitions.settings import read_settings
from tests.support import ROOT, copy_portal, read_csv

EXAMPLE = ROOT / "tests" / "spec" / "portal"
YAMLS = ("limits.yml", "mappings/canonical.yml", "indicators/volume.yml", "schemes/own.yml")
TABLES = ("registers/units.csv", "registers/areas.csv", "registers/groups.csv", "calendar.csv", "texts.csv")
Spoil = Callable[[Path], None]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A copy of a small portal. Whoever asks for more than 2 GB beyond what is there gets none."""
    shutil.copytree(EXAMPLE, tmp_path / "portal")
    for name in ("indicators", "schemes"):
        (tmp_path / "portal" / name).mkdir()
    before = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (4 << 30, before[1]))
    yield tmp_path / "portal"
    resource.setrlimit(resource.RLIMIT_DATA, before)


def _text(content: str) -> Spoil:
    return _bytes(content.encode("utf-8"))


def _bytes(content: bytes) -> Spoil:
    def spoil(path: Path) -> None:
        path.write_bytes(content)

    return spoil


def _folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


ALIASES = "a: &a [x, x, x, x, x, x, x, x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(12)
)


@pytest.mark.some(4)
@pytest.mark.parametrize(
    ("code", "spoil"),
    [
        ("settings-too-large", _text(ALIASES)),
        ("settings-too-large", _bytes(b"# " + b"x" * MAX_BYTES)),
        ("settings-too-deep", _text("a: &a [*a]\n")),
        ("settings-too-deep", _text(f"a: {'[' * (MAX_DEPTH + 2)}{']' * (MAX_DEPTH + 2)}\n")),
        ("settings-too-deep", _text(f"a: {'[' * 3000}{']' * 3000}\n")),
        ("settings-too-deep", _text("".join(f"{' ' * n}a:\n" for n in range(900)))),
        ("setting-invalid", _text(f"a: {'9' * 5000}\n")),
        ("setting-invalid", _text("a: 2024-13-45\n")),
        ("setting-invalid", _text('a: "x\\0y"\n')),
        ("setting-invalid", _text('a: "\\ud800"\n')),
        ("settings-syntax", _text("a: !!python/object/apply:os.system [x]\n")),
        ("settings-syntax", _text("? {a: b}\n: c\n")),
        ("settings-syntax", _text("a: 1\n--- \nb: 2\n")),
        ("settings-syntax", _text("%YAML 9.9\n--- a\n")),
        ("settings-syntax", _bytes(b"a: \x07\n")),
        ("settings-encoding", _bytes("标题: 名".encode("gb18030"))),
        ("file-unreadable", _folder),
        ("", _text("")),
        ("", _text("x")),
        ("", _text("- 1\n- 2\n")),
        ("", _text("1: 2\nnull: 3\n2024-01-01: 4\n1.5: 6\ntrue: 7\n")),
        ("", _text("a: .nan\nb: .inf\nc: -.inf\nd: 1e999\n")),
        ("", _text("a: !!binary aGFsbG8=\nb: !!set {x, y}\nc: !!omap [x: 1]\n")),
    ],
)
def test_every_settings_file_is_read_or_a_finding(code: str, spoil: Spoil, tmp_path: Path) -> None:
    spoil(tmp_path / "portal.yml")
    settings, problems = read_settings(tmp_path / "portal.yml", "portal", "portal.yml")
    assert settings is None
    assert not code or code in {one.code for one in problems}
    assert problems


@pytest.mark.parametrize("file", YAMLS)
def test_all_of_them_are_read_so(file: str, folder: Path) -> None:
    _text(ALIASES)(folder / file)
    _, problems = load_portal(folder)
    assert "settings-too-large" in {one.code for one in problems if one.file == file}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("register-value", lambda text: text.replace("局", "局\x07", 1)),
        ("register-value", lambda text: text.replace("局", "局\u2028局", 1)),
        ("register-width", lambda text: f"{text}\n\n\n"),
        ("register-broken", lambda text: f'{text}"'),
        ("register-broken", lambda text: f"{text}{'x' * 200_000}\n"),
        ("settings-too-large", lambda text: text + "\n" * MAX_BYTES),
        ("register-header", lambda text: ""),
        ("register-header", lambda text: "\0" * 100),
    ],
)
def test_every_table_is_read_or_a_finding(
    code: str, change: Callable[[str], str], folder: Path, request: pytest.FixtureRequest
) -> None:
    # As other libraries leave it.
    request.addfinalizer(partial(csv.field_size_limit, csv.field_size_limit(1 << 30)))
    path = folder / "registers" / "units.csv"
    path.write_text(change(path.read_text("utf-8")), "utf-8", newline="")
    _, problems = read_table(path, "units", "registers/units.csv")
    assert code in {one.code for one in problems}


@pytest.mark.parametrize("file", [*TABLES, *YAMLS[1:]])
def test_a_folder_for_a_file_is_a_finding(file: str, folder: Path) -> None:
    _folder(folder / file)
    _, problems = load_portal(folder)
    assert "file-unreadable" in {one.code for one in problems if one.file == file}


@pytest.mark.parametrize("column", ["numerator", "denominator"])
def test_a_reported_number_without_end_is_a_finding(column: str, tmp_path: Path) -> None:
    portal = copy_portal("tongji", tmp_path)
    rows = read_csv(portal / FILE)
    row = rows[0]
    row[column] = "9" * 5000
    with (portal / FILE).open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, row)
        writer.writeheader()
        writer.writerows(rows)
    _, problems = load_reported(portal)
    assert ("figure-number", column) in {(one.code, one.column) for one in problems}


def test_a_chain_of_parents_has_an_end(folder: Path) -> None:
    register = folder / "registers" / "categories.csv"
    header, first = register.read_text("utf-8").splitlines()[:2]
    columns = header.split(",")
    row = dict(zip(columns, first.split(","), strict=True))
    lines = [header, first]
    for n in range(3000):
        deeper = row | {"code": f"X{n}", "name": f"n{n}", "parent": f"X{n - 1}" if n else row["code"]}
        lines.append(",".join(deeper[name] for name in columns))
    register.write_text("\n".join(lines) + "\n", "utf-8")
    _, problems = load_portal(folder)
    deep = [one.row for one in problems if one.code == "register-value" and one.column == "parent"]
    assert deep[0] == MAX_STEPS + 3
    assert len(deep) == 3000 - MAX_STEPS


@pytest.mark.parametrize(
    "zone", ["Asia", "Asia/Beijing", "../../etc/passwd", "/etc/passwd", "", "Asia/Shanghai\n", "\0"]
)
def test_a_time_zone_is_one(zone: str, folder: Path) -> None:
    settings = folder / "portal.yml"
    text = settings.read_text("utf-8").replace("time_zone: Asia/Shanghai", f"time_zone: {zone!r}".replace("'", '"'))
    settings.write_text(text, "utf-8")
    _, problems = load_portal(folder)
    assert {one.code for one in problems} & {"time-zone-unknown", "setting-invalid"}


@pytest.mark.parametrize(
    ("line", "hostile"),
    [
        ("address", '"https://example.org/\\"><script>1</script>"'),
        ("address", '"https://example.org/x\\n"'),
        ("address", "javascript:alert(1)"),
        ("address", "https://example.org/{{x}}"),
        ("email", '"a@b\\"onclick=x"'),
        ("path", '"https://example.org/\\"><script>"'),
        ("path", "javascript:alert(1)"),
        ("rejected_rows_at_most", ".nan"),
        ("k", "10000000000000000000000"),
        ("k", ".inf"),
        ("year_close", '"02-30"'),
        ("year_close", '"02-29"'),
        ("year_close", '"04-31"'),
    ],
)
def test_what_programs_take_has_a_form(line: str, hostile: str, folder: Path) -> None:
    blocks = {"rejected_rows_at_most": "gate", "k": "disclosure"}
    text = (folder / "portal.yml").read_text("utf-8")
    changed = re.sub(rf"\b{line}: (\"[^\"]*\"|[^,}}]+)", lambda _: f"{line}: {hostile}", text)
    added = f"{blocks[line]}: {{{line}: {hostile}}}\n" if line in blocks else f"{line}: {hostile}\n"
    (folder / "portal.yml").write_text(changed if changed != text else text + added, "utf-8")
    _, problems = read_settings(folder / "portal.yml", "portal", "portal.yml")
    assert [one.code for one in problems] == ["setting-invalid"]
    assert problems[0].column.endswith(line) or not problems[0].column
