"""A release that was taken back: its tombstone in place of it on the site, and no file of it anywhere."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

from generator.site import build_site
from generator.site.write.offline import write_offline
from tests.site.fixture import make_portal
from tests.site.fixture_portal import Options
from tests.support import gongshi_here

GONE, REASON = "2023-11-f1", "误发 <script>alert(1)</script> & 更正"


def test_a_tombstone_stands_in_place_of_a_release(tmp_path: Path) -> None:
    folder, out = (
        make_portal(tmp_path / "fixture", Options(address="https://example.org/open")),
        tmp_path / "out",
    )
    (folder / "portal.yml").write_text("", "utf-8")
    site = build_site(folder, out).site_dir
    packed = out / "fixture-offline.zip"
    write_offline(site, packed)
    assert any(GONE in str(path) for path in (site / "data").iterdir())
    done = gongshi_here(
        "withdraw", GONE, "--portal", folder, "--reason", REASON, "--by", "考核办负责人", "--out", out, "--json"
    )
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    page = (site / "releases" / f"{GONE}.html").read_text("utf-8")
    assert "&#60;script&#62;alert(1)" in page
    assert "<script>alert" not in page
    assert all(word in page for word in (said["manifest"], "考核办负责人", "2023-11-p1.html"))
    for path in ("corrections.html", "data.html"):
        assert "&#60;script&#62;alert(1)" in (site / path).read_text("utf-8"), path
    assert not (site / "data" / GONE).exists()
    feed = (site / "feed.xml").read_text("utf-8")
    assert f"releases/{GONE}.html" in feed
    assert "误发 &lt;script&gt;" in feed
    index = json.loads((site / "data" / "index.json").read_text("utf-8"))
    assert GONE not in [each["release"] for each in index["releases"]]
    assert (index["withdrawn"][0]["release"], index["withdrawn"][0]["valid"]) == (GONE, "2023-11-p1")
    with zipfile.ZipFile(packed) as archive:
        assert not any(f"data/{GONE}/" in name for name in archive.namelist())
    purged = set(said["purge"])
    assert {
        f"https://example.org/open/{path}" for path in ("feed.xml", f"releases/{GONE}.html", "months/2023-11.html")
    } <= purged
    assert any(address.endswith(f"/data/{GONE}/demo-figures.csv") for address in purged)
    assert "https://example.org/open/fixture-offline.zip" in purged
    assert gongshi_here("site", "--portal", folder, "--check", "--out", out).returncode == 0
