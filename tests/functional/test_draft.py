"""`gongshi draft` and `gongshi publish --draft`: nothing public changes before, and then exactly what was drafted."""

from __future__ import annotations

import errno
import json
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest
import rfc8785

from generator.commands import preview
from generator.site import build_site
from tests.functional.test_releases import Case, export, march, portal
from tests.support import gongshi_here, latest, read_csv, read_json, tree_hash

MARK = "内部·未公开·第 1 稿"
STEPS = ("--prepared-by", "数据岗:2024-06-05", "--checked-by", "复核岗:2024-06-06", "--signed-by", "主任:2024-06-06")
UNITS = ("A1", "A2", "A3", "A4", "A5")


def cases(late: int) -> list[Case]:
    """March of five units in one group, each case under its unit's name; each unit is later than the one before."""
    return [
        row | {"unit": unit, "case_id": f"{unit}-{row['case_id']}"}
        for place, unit in enumerate(UNITS)
        for row in march(late=late + place)
    ]


def public(folder: Path) -> dict[str, str]:
    """Everything of a portal but the office's own folder: name → hash."""
    paths = [path for path in folder.iterdir() if path.name != "internal"]
    return {path.name: tree_hash(path) if path.is_dir() else path.read_bytes().hex() for path in paths}


def one_page(_: Path, out: Path) -> SimpleNamespace:
    """In place of the site, which takes long: one page of it."""
    (out / "site").mkdir(parents=True)
    (out / "site" / "index.html").write_text("<html><head><title>首页</title></head><body dir='ltr'></body>", "utf-8")
    return SimpleNamespace(site_dir=out / "site")


@pytest.fixture(scope="module")
def quick() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(preview, "build_site", one_page)
        yield


@dataclass(frozen=True)
class Drafted:
    """A portal with a provisional March, the draft of its final one, and what was public before it."""

    portal: Path
    before: dict[str, str]

    @property
    def folder(self) -> Path:
        return self.portal / "internal" / "2024-03" / "draft-1"


def draft(tmp: Path, settings: str = "") -> Drafted:
    """A portal with these lines at the end of its portal.yml, and its first draft."""
    folder = portal(tmp)
    with (folder / "portal.yml").open("a", encoding="utf-8") as stream:
        stream.write(settings)
    done = gongshi_here("publish", "--portal", folder, export(tmp / "a.csv", cases(2)), "--as-of", "2024-04-05")
    assert done.returncode == 0, done.stdout + done.stderr
    before = public(folder)
    source = export(tmp / "b.csv", cases(3))
    done = gongshi_here("draft", "--portal", folder, source, "--as-of", "2024-06-05", "--today", "2024-06-05")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2024-03-f1" in done.stdout
    return Drafted(folder, before)


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory, quick: None) -> Drafted:
    """Read only."""
    return draft(tmp_path_factory.mktemp("draft"))


@pytest.fixture
def copied(drafted: Drafted, tmp_path: Path) -> Drafted:
    """The same to be changed, exports beside it."""
    whole = Path(shutil.copytree(drafted.portal.parent, tmp_path / "copy"))
    return Drafted(whole / drafted.portal.name, drafted.before)


def test_a_draft_changes_no_byte_of_what_is_public(drafted: Drafted) -> None:
    assert public(drafted.portal) == drafted.before
    assert {"releases", "store"} <= drafted.before.keys()


def test_everything_is_for_its_owner_alone_and_marked(drafted: Drafted) -> None:
    internal = drafted.portal / "internal"
    for path in (internal, *internal.rglob("*")):
        assert not path.is_symlink(), path
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    names = {path.name for path in drafted.folder.iterdir()}
    assert {name for name in names if (drafted.folder / name).is_dir()} == {
        *("unpublished-check-sheets", "unpublished-preview", "unpublished-releases")
    }
    assert names >= {"README.md", "draft.json", "sign-off.yml", "unpublished-findings.csv"}
    for name in ("README.md", "sign-off.yml"):
        assert MARK in (drafted.folder / name).read_text("utf-8").splitlines()[0]
    page = (drafted.folder / "unpublished-preview" / "index.html").read_text("utf-8")
    assert re.search(rf"<title>{MARK} · 首页</title>.*<body dir='ltr'><p role=\"note\"><strong><mark>{MARK}", page)


def test_a_unit_gets_its_own_cases_and_no_other_name(drafted: Drafted) -> None:
    folder = drafted.folder / "unpublished-check-sheets" / "2024-03"
    assert sorted(path.stem for path in folder.iterdir()) == sorted(UNITS)
    names = {row["code"]: row["name"] for row in read_csv(drafted.portal / "registers" / "units.csv")}
    for unit in UNITS:
        text = (folder / f"{unit}.csv").read_text("utf-8-sig")
        assert all(f"{other}-m" not in text and names[other] not in text for other in UNITS if other != unit)
        rows = read_csv(folder / f"{unit}.csv")
        assert {row["稿"] for row in rows} == {MARK}
        (total,) = [row for row in rows if (row["指标"], row["诉求编号"]) == ("on_time", "本单位合计")]
        counted = [row for row in rows if row["指标"] == "on_time" and row["分母"]]
        x, n = (sum(int(row[column]) for row in counted) for column in ("分子", "分母"))
        assert total["结果"].startswith(f"{x}/{n} = ")
        assert total["依据"] == "同组 5 个单位由低到高：85.11、86.96、88.89、90.91、93.02"
        assert total["结果"].rpartition(" ")[2] in total["依据"]


def test_the_draft_is_published_exactly_as_it_is(copied: Drafted) -> None:
    done = gongshi_here("publish", "--portal", copied.portal, "--draft", 1, *STEPS)
    assert done.returncode == 0, done.stdout + done.stderr
    release, planned = latest(copied.portal)["2024-03"], copied.folder / "unpublished-releases" / "2024-03-f1"
    assert release.name == planned.name
    files = {path.relative_to(release) for path in release.rglob("*") if path.is_file()}
    assert files == {path.relative_to(planned) for path in planned.rglob("*") if path.is_file()}
    other = {str(path) for path in files if (release / path).read_bytes() != (planned / path).read_bytes()}
    assert other == {"release.json", "manifest.json"}
    published = read_json(release / "release.json")
    signed = published.pop("sign_off")
    assert published == read_json(planned / "release.json")
    assert signed["number"] == 1
    assert re.fullmatch("sha256:[0-9a-f]{64}", signed["draft"])
    assert signed["signed_by"] == {"role": "主任", "day": "2024-06-06"}
    done = gongshi_here("verify", copied.portal / "releases")
    assert done.returncode == 0, done.stdout

    after = public(copied.portal)
    table = copied.portal / "releases" / "figures-all.csv"
    whole = table.read_bytes()
    table.write_bytes(whole.replace(b"2024-03-f1", b"2024-03-p1"))
    done = gongshi_here("publish", "--portal", copied.portal, "--draft", 1, *STEPS)
    assert (done.returncode, "2024-03-f1  最终数据  未变" in done.stdout) == (0, True), done.stdout + done.stderr
    assert public(copied.portal) == after, "what a killed run left of the table is mended"
    again = ("draft", "--portal", copied.portal, copied.portal.parent / "b.csv", "--as-of", "2024-06-05")
    done = gongshi_here(*again)
    assert (done.returncode, "未成稿" in done.stdout) == (0, True), done.stdout
    assert public(copied.portal) == after
    assert not list(copied.portal.glob("internal/*/draft-2"))


RULINGS = "case_id,ruling,reason,old,new,decided_on,role,document\n"


@pytest.mark.parametrize(
    ("file", "start", "end"),
    [
        ("../b.csv", "", "\n\n"),
        ("rulings.csv", RULINGS, ""),
        ("registers/units.csv", "", ""),
        ("limits.yml", "", "\n# \n"),
        ("calendar.csv", "date,kind,note\n", ""),
        ("releases/latest.json", "", ""),
    ],
)
def test_what_changed_since_is_named_and_nothing_published(copied: Drafted, file: str, start: str, end: str) -> None:
    path = copied.portal / file
    path.write_text(path.read_text("utf-8").rstrip("\n") + end if path.is_file() else start, "utf-8")
    before = public(copied.portal)
    done = gongshi_here("publish", "--portal", copied.portal, "--draft", 1, *STEPS)
    assert (done.returncode, done.stderr.count("\n"), file in done.stderr) == (2, 1, True), done.stdout + done.stderr
    assert public(copied.portal) == before


def test_figures_that_come_out_otherwise_are_refused(copied: Drafted) -> None:
    data = read_json(copied.folder / "draft.json")
    data["releases"]["2024-03-f1"]["figures.csv"] = "0" * 64
    (copied.folder / "draft.json").write_bytes(rfc8785.dumps(data))
    done = gongshi_here("publish", "--portal", copied.portal, "--draft", 1, *STEPS)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "draft anew" in done.stderr
    assert public(copied.portal) == copied.before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--draft", "2", *STEPS], "no such draft"),
        (["--draft", "1"], "sign-off.yml"),
        (["--draft", "1", "--as-of", "2024-06-05", *STEPS], "--draft"),
        (["--draft", "1", "b.csv", *STEPS], "--draft"),
        ([*STEPS], "--draft"),
    ],
)
def test_wrong_use_is_one_line(drafted: Drafted, arguments: list[str], said: str) -> None:
    done = gongshi_here("publish", "--portal", drafted.portal, *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert said in done.stderr
    assert public(drafted.portal) == drafted.before


def test_status_says_which_drafts_there_are_and_how_they_stand(copied: Drafted) -> None:
    def drafts() -> list[dict[str, object]]:
        done = gongshi_here("status", "--portal", copied.portal, "--json")
        listed: list[dict[str, object]] = json.loads(done.stdout)["drafts"]
        return listed

    valid = {"number": 1, "drafted_on": "2024-06-05", "state": "valid", "releases": ["2024-03-f1"], "changed": []}
    assert drafts() == [valid]
    printed = gongshi_here("status", "--portal", copied.portal).stdout
    assert "第 1 稿  2024-06-05  2024-03-f1  可以发布：gongshi publish --draft 1" in printed
    english = gongshi_here("status", "--portal", copied.portal, "--lang", "en").stdout
    assert "draft 1  2024-06-05  2024-03-f1  can be published: gongshi publish --draft 1" in english
    assert not re.search(r"[\u4e00-\u9fff]", english.replace(str(copied.portal), ""))
    settings = copied.portal / "portal.yml"
    text = settings.read_text("utf-8")
    settings.write_text(text + "# later\n", "utf-8")
    assert drafts() == [valid | {"state": "outdated", "changed": ["portal.yml"]}]
    settings.write_text(text, "utf-8")
    done = gongshi_here("publish", "--portal", copied.portal, "--draft", "1", *STEPS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert [each["state"] for each in drafts()] == ["published"]
    (copied.folder / "draft.json").write_text("{}", "utf-8")
    assert [each["state"] for each in drafts()] == ["altered"]


def test_an_altered_record_is_no_draft(copied: Drafted) -> None:
    path = copied.folder / "draft.json"
    path.write_bytes(path.read_bytes() + b"\n")
    done = gongshi_here("publish", "--portal", copied.portal, "--draft", 1, *STEPS)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "draft.json" in done.stderr


def test_what_would_stop_a_publication_stops_the_draft(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "a.csv", march())
    before = public(folder)
    done = gongshi_here("draft", "--portal", folder, source, "--month", "2024-09")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "month-not-covered" in done.stdout
    assert public(folder) == before
    assert not (folder / "internal").exists()


def test_a_draft_that_fails_leaves_nothing_behind(copied: Drafted, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(errno.ENOSPC, "", "page.html")

    monkeypatch.setattr(preview, "build_site", broken)
    before = tree_hash(copied.portal)
    source = copied.portal.parent / "b.csv"
    done = gongshi_here("draft", "--portal", copied.portal, source, "--as-of", "2024-06-05")
    assert done.returncode == 2
    assert "No space left on device: page.html" in done.stderr
    assert tree_hash(copied.portal) == before


def test_papers_drawn_up_later_leave_the_draft(copied: Drafted) -> None:
    before = tree_hash(copied.folder)
    assert gongshi_here("dossier", "--portal", copied.portal, "--month", "2024-03").returncode == 0
    assert tree_hash(copied.folder) == before


@pytest.mark.slow
def test_the_preview_is_the_site_to_come_and_every_page_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Where tests before it had one page in place of the site.
    monkeypatch.setattr(preview, "build_site", build_site)
    made = draft(tmp_path)
    pages = sorted((made.folder / "unpublished-preview").rglob("*.html"))
    assert len(pages) > 50
    for page in pages:
        assert page.read_text("utf-8").count(f"<mark>{MARK}</mark>") == 1, page
    assert (made.folder / "unpublished-preview" / "releases" / "2024-03-p1.html").is_file()
    assert public(made.portal) == made.before

    assert gongshi_here("publish", "--portal", made.portal, "--draft", 1, *STEPS).returncode == 0
    site = build_site(made.portal, tmp_path / "out").site_dir
    record = (site / "releases" / "2024-03-f1.html").read_text("utf-8")
    assert "审核：复核岗（" in record
    assert "按第 1 稿发布" in record
    assert not [page for page in site.rglob("*.html") if "未公开" in page.read_text("utf-8")]
