"""The head of the chain: what `gongshi verify` alone cannot see, a head that somebody kept shows."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from generator.release.files.manifest import GENESIS, digest
from generator.release.format import CHAIN, CHAIN_HEAD, MANIFEST, SIGNATURE
from generator.release.shelf.chain import ChainEntry, Entry, Tombstone, chain_bytes, head_of, read_entries
from generator.release.shelf.figures_all import keep_figures_all
from generator.release.shelf.head import head_of_shelf, keep_head
from tests.functional.released import describe_again, publish_shelf, read_rows, seal_again, write_rows
from tests.functional.test_chain import make_key
from tests.functional.test_releases import export, march, portal
from tests.support import gongshi_here, read_json

NAMES = ("2024-03-p1", "2024-03-f1", "2024-04-f1")
WHY = ("--reason", "附注中误留了个人信息", "--by", "考核办", "--today", "2031-12-30")
Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture
def shelf(once: Once, tmp_path: Path) -> Path:
    """A copy of a shelf that verifies, to spoil."""
    made = once("shelf", publish_shelf) / "portal" / "releases"
    return Path(shutil.copytree(made, tmp_path / "releases"))


@pytest.fixture
def kept(shelf: Path, tmp_path: Path) -> Path:
    """The head of that shelf, as somebody kept it."""
    return Path(shutil.copyfile(shelf / CHAIN_HEAD, tmp_path / "kept.txt"))


def codes(path: Path, *options: object) -> set[str]:
    """The codes of everything found; the exit status fits."""
    done = gongshi_here("verify", path, "--json", *options)
    assert done.stderr == ""
    found = {item["code"] for item in json.loads(done.stdout)["findings"]}
    assert done.returncode == (1 if found else 0)
    return found


def chained(shelf: Path, entries: Iterable[Entry]) -> None:
    """Write a chain, with all that follows from it."""
    (shelf / CHAIN).write_bytes(chain_bytes(entries))
    keep_figures_all(shelf)
    keep_head(shelf)


def rename_a_unit(release: Path) -> None:
    """What nothing but a hash can show."""
    rows = read_rows(release / "codelists" / "units.csv")
    rows[1][rows[0].index("name")] = "另一局"
    write_rows(release / "codelists" / "units.csv", rows)
    describe_again(release)


def test_the_head_lies_beside_the_chain_and_is_in_it(shelf: Path, kept: Path) -> None:
    head = head_of(read_entries(shelf))
    assert kept.read_text("ascii") == f"{head}\nentries 3\nday 2024-07-01\n"
    assert codes(shelf, "--head-file", kept) == set()
    assert codes(shelf, "--head", head.upper()) == set()
    grouped = " ".join(head[place : place + 8] for place in range(0, 64, 8))
    done = gongshi_here("verify", shelf, "--head", grouped)
    assert f"账本共 3 项，账本头 {head}" in done.stdout
    assert "账本第 3 项（共 3 项）" in done.stdout


@pytest.mark.slow
def test_an_older_head_stays_good(shelf: Path, tmp_path: Path) -> None:
    entries = read_entries(shelf)
    for place, entry in enumerate(entries, 1):
        assert codes(shelf, "--head", entry.digest) == set()
        written = tmp_path / f"{place}.txt"
        written.write_text(f"{entry.digest}\r\nentries {place}\r\n", "utf-8-sig", newline="")
        assert codes(shelf, "--head-file", written) == set()
    written.write_text(f"{entries[0].digest}\nentries 2\n", "ascii")
    assert codes(shelf, "--head-file", written) == {"verify-head-place"}


def test_a_rollback(shelf: Path, kept: Path) -> None:
    entries = read_entries(shelf)
    shutil.rmtree(shelf / NAMES[2])
    chained(shelf, entries[:2])
    assert codes(shelf) == set(), "nothing on the shelf says that there was more"
    assert codes(shelf, "--head-file", kept) == {"verify-head"}
    assert codes(shelf, "--head", entries[1].digest) == set()


def test_a_chain_made_anew(shelf: Path, kept: Path) -> None:
    entries = read_entries(shelf)
    rename_a_unit(shelf / NAMES[1])
    seal_again(shelf)
    assert codes(shelf) == set()
    assert codes(shelf, "--head-file", kept) == {"verify-head"}
    assert codes(shelf, "--head", entries[0].digest) == set(), "what came before it is as it was"


def test_an_oldest_release_dropped(shelf: Path, kept: Path) -> None:
    for name in NAMES[:2]:
        shutil.rmtree(shelf / name)
    seal_again(shelf, NAMES[2:])
    keep_figures_all(shelf)
    # The release that is left tells of a quarter that nobody can follow; nothing says that the chain was longer.
    before = codes(shelf)
    assert not before & {"verify-chain", "verify-release-missing", "verify-ledger", "verify-head-file"}
    assert codes(shelf, "--head-file", kept) == before | {"verify-head"}


def test_what_is_sealed_in(shelf: Path, kept: Path) -> None:
    release = shelf / NAMES[2]
    extras = ("more.txt", "more.xlsx", "verify/more.py", "verify/more.whl", "schemas/more.schema.json")
    for path in extras:
        (release / path).write_bytes(b"{}")
    seal_again(shelf)
    found = json.loads(gongshi_here("verify", shelf, "--json").stdout)["findings"]
    assert {(item["code"], item["file"]) for item in found} == {
        ("verify-file-unknown", f"{NAMES[2]}/{path}") for path in extras
    }
    for path in extras:
        (release / path).unlink()
    # Of what lies in every release and is computed from nothing only the head tells.
    (workbook,) = release.glob("*.xlsx")
    workbook.write_bytes(b"another")
    seal_again(shelf)
    assert codes(shelf) == set()
    assert codes(shelf, "--head-file", kept) == {"verify-head"}


def test_a_head_hidden_among_the_withdrawn(shelf: Path) -> None:
    """Whoever makes the chain anew may enter any hash as that of a release which was withdrawn."""
    head = head_of(read_entries(shelf))
    rename_a_unit(shelf / NAMES[1])
    seal_again(shelf)
    mine = read_entries(shelf)
    for place in (0, 3):
        planted = [*mine[:place], ChainEntry("2023-01-p1", head), *mine[place:]]
        for before in ("", head_of(planted[:place]) if place else GENESIS):
            stone = Tombstone("2023-01-p1", head, "2026-12-01", "误发", "考核办", head_of(planted), before)
            (shelf / CHAIN).write_bytes(chain_bytes([*planted, stone]))
            assert "verify-head-open" in codes(shelf, "--head", head)


@pytest.mark.slow
def test_a_head_file_of_the_chain_before(tmp_path: Path) -> None:
    """A publication that was killed between the chain and what follows from it; the next one mends it."""
    folder = portal(tmp_path)
    source = export(tmp_path / "march.csv", march())
    assert gongshi_here("publish", "--portal", folder, source, "--as-of", "2024-04-05").returncode == 0
    path = folder / "releases" / CHAIN_HEAD
    first = path.read_bytes()
    later = export(tmp_path / "later.csv", march(on_time=41))
    again = ("publish", "--portal", folder, later, "--as-of", "2024-07-01")
    assert gongshi_here(*again).returncode == 0
    whole = path.read_bytes()
    assert codes(folder / "releases", "--head", first[:64].decode()) == set()
    for stale in (first, b""):
        path.write_bytes(stale)
        assert codes(folder / "releases") == {"verify-head-file"}
        assert gongshi_here(*again).returncode == 0
        assert path.read_bytes() == whole
    path.unlink()
    assert codes(folder / "releases") == set(), "shelves of older programs have none"


def test_a_withdrawal_goes_on_from_old_heads(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    source, later = export(tmp_path / "march.csv", march()), export(tmp_path / "later.csv", march(on_time=41))
    assert gongshi_here("publish", "--portal", folder, source, "--as-of", "2024-04-05").returncode == 0
    assert gongshi_here("publish", "--portal", folder, later, "--as-of", "2024-07-01").returncode == 0
    shelf = folder / "releases"
    done = gongshi_here("withdraw", "--portal", folder, "2024-03-f1", *WHY, "--out", tmp_path / "none")
    assert done.returncode == 0, done.stderr
    stone = read_entries(shelf)[-1]
    assert isinstance(stone, Tombstone)
    assert (stone.before, stone.place) == (read_entries(shelf)[0].digest, 3)
    head = head_of_shelf(shelf)
    assert head is not None
    assert (shelf / CHAIN_HEAD).read_bytes() == head.content
    assert head.content.endswith(b"\nentries 3\nday 2031-12-30\n")
    first, withdrawn, last = (entry.digest for entry in read_entries(shelf))
    assert codes(shelf, "--head", first) == codes(shelf, "--head", last) == set()
    # Its manifest is gone, and only the tombstone, which is no part of this head, says what came before.
    assert codes(shelf, "--head", withdrawn) == {"verify-head-open"}
    chain = read_json(shelf / CHAIN)
    chain["ledger"][-1]["before"] = GENESIS
    (shelf / CHAIN).write_text(json.dumps(chain, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert "verify-tombstone" in codes(shelf)


@pytest.mark.slow
def test_signatures_cover_how_long_the_chain_is(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    first = export(tmp_path / "march.csv", march())
    assert gongshi_here("publish", "--portal", folder, first, "--as-of", "2024-04-05").returncode == 0
    key = make_key(tmp_path, "office")
    mine = folder / "allowed_signers"
    mine.write_text(f"office@example.org {' '.join(key.with_suffix('.pub').read_text('utf-8').split()[:2])}\n", "utf-8")
    again = ("publish", "--portal", folder, export(tmp_path / "later.csv", march(on_time=41)), "--as-of", "2024-07-01")
    refused = gongshi_here(*again)
    assert (refused.returncode, len(refused.stderr.splitlines())) == (2, 1)
    assert "--sign" in refused.stderr
    shelf = folder / "releases"
    assert len(read_entries(shelf)) == 1
    assert gongshi_here(*again, "--sign", key).returncode == 0
    assert "place" not in read_json(shelf / NAMES[0] / MANIFEST)
    assert read_json(shelf / NAMES[1] / MANIFEST)["place"] == 2
    # What came before the first signed release is vouched for by it.
    assert codes(shelf) == codes(shelf, "--signers", mine) == set()
    assert "第 2 项" in gongshi_here("verify", shelf / NAMES[1]).stdout
    # A release that must go does not wait for a key, and is signed for later by the same line.
    line = ("withdraw", "--portal", folder, NAMES[0], *WHY, "--out", tmp_path / "none")
    done = gongshi_here(*line)
    assert done.returncode == 0, done.stderr
    assert "还没有签名" in done.stdout
    assert codes(shelf) == codes(shelf, "--signers", mine) == {"verify-unsigned"}
    head = head_of(read_entries(shelf))
    done = gongshi_here(*line, "--sign", key)
    assert done.returncode == 0, done.stderr
    assert "还没有签名" not in done.stdout
    assert head_of(read_entries(shelf)) == head, "a signature changes no hash"
    assert codes(shelf) == codes(shelf, "--signers", mine) == set()
    assert codes(shelf, "--head", head) == set()
    _spoil_signed(shelf, mine, key)


def _spoil_signed(shelf: Path, mine: Path, key: Path) -> None:
    whole = read_json(shelf / CHAIN)
    for member, value, code in (
        ("signature", whole["ledger"][-1]["signature"].replace("\nU", "\nV"), "verify-signature"),
        ("place", 4, "verify-place"),
    ):
        ledger = [*whole["ledger"][:-1], whole["ledger"][-1] | {member: value}]
        (shelf / CHAIN).write_text(json.dumps(whole | {"ledger": ledger}, indent=2, ensure_ascii=False) + "\n", "utf-8")
        assert code in codes(shelf, "--signers", mine)
    (shelf / CHAIN).write_text(json.dumps(whole, indent=2, ensure_ascii=False) + "\n", "utf-8")
    assert codes(shelf, "--signers", mine) == set()
    (shelf / NAMES[1] / SIGNATURE).unlink()
    assert codes(shelf, "--signers", mine) == {"verify-unsigned"}


def test_a_signed_release_at_another_place(shelf: Path) -> None:
    release = shelf / NAMES[2] / MANIFEST
    sealed = read_json(release) | {"place": 4}
    release.write_text(json.dumps(sealed, separators=(",", ":"), sort_keys=True), "utf-8")
    entries = [*read_entries(shelf)[:2], ChainEntry(NAMES[2], digest(release.read_bytes()))]
    chained(shelf, entries)
    assert codes(shelf) == {"verify-place"}
    for place in (True, "3", 3.5, None):
        release.write_text(json.dumps(sealed | {"place": place}, separators=(",", ":"), sort_keys=True), "utf-8")
        assert "verify-manifest" in codes(shelf)


@pytest.mark.parametrize("options", [("--head", "abc"), ("--head-file", "nothing.txt"), ("--head-file", CHAIN)])
def test_what_is_no_head_is_one_line(shelf: Path, options: tuple[str, str]) -> None:
    option, value = options
    done = gongshi_here("verify", shelf, option, shelf / value if option == "--head-file" else value)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_a_release_alone_has_no_chain_to_compare(shelf: Path) -> None:
    own, other = (entry.digest for entry in read_entries(shelf)[1:])
    assert codes(shelf / NAMES[1], "--head", own) == set()
    done = gongshi_here("verify", shelf / NAMES[1], "--head", other)
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)


@pytest.mark.slow
def test_a_site_offers_the_head_of_its_own_chain(once: Once, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(once("shelf", publish_shelf) / "portal", tmp_path / "portal"))
    head = (folder / "releases" / CHAIN_HEAD).read_bytes()
    # Where a publication was killed the shelf's file is an older one.
    (folder / "releases" / CHAIN_HEAD).write_bytes(b"old\n")
    done = gongshi_here("site", "--portal", folder, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    site = tmp_path / "out" / "site"
    assert (site / "data" / CHAIN_HEAD).read_bytes() == head
    for page in ("verify.html", "notices/A1.html"):
        assert head[:64].decode() in (site / page).read_text("utf-8"), page
    assert codes(site, "--head-file", site / "data" / CHAIN_HEAD) == set()
    (site / "data" / CHAIN_HEAD).write_bytes(head.replace(b"entries 3", b"entries 4"))
    assert codes(site) == {"verify-head-file"}
