"""A shelf of releases in which every file says something, and the ways of somebody who alters it knowingly."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from ruamel.yaml import YAML

from generator.release.files.manifest import GENESIS, digest, manifest
from generator.release.format import CHAIN, MANIFEST, SIGNATURE
from generator.release.shelf.chain import ChainEntry, chain_bytes
from generator.release.shelf.head import keep_head
from tests.functional.test_releases import Case, export, portal
from tests.spec.harness import _SIGNED
from tests.support import gongshi_here, read_json

Rows = list[list[str]]
UNITS = ("A1", "A2", "A3", "A4", "A5", "A6", "S1")
# What follows from the count tables, and so is made again by whoever verifies.
COMPUTED = (
    *("figures", "ranking", "verdicts", "scores", "deductions", "intervals", "baselines", "adjusted", "revisions"),
    *("funnel", "robustness"),
)
_SCORE = {
    "scheme": "sum",
    "kind": "score",
    "window": "month",
    "base": 10,
    "total": 100,
    "missing": "zero",
    "components": [
        {"indicator": "on_time", "weight": 60, "form": {"proportional": True}},
        {"indicator": "satisfaction", "weight": 30, "form": {"proportional": True}},
    ],
}
_DEDUCTION = {
    "scheme": "less",
    "kind": "deduction",
    "window": "month",
    "indicator": "satisfaction",
    "rate": 0.5,
    "within": "group",
    "weights": "answers",
    "own_cases": "included",
    "partial": "prorata",
    "annual": "pooled",
    "minimum_answers": 10,
}
_REASONS = "code,name,name_en,ruling\nno_fault,非本单位责任,Not the unit's fault,剔除\nno_ground,理由不成立,,申诉驳回\n"
_RULINGS = (
    "case_id,ruling,reason,old,new,decided_on,role,document\n"
    "2024-03-A1-0,剔除,no_fault,,,2024-04-02,考核办裁定组,示例〔2024〕1 号\n"
    "2024-03-A2-0,申诉驳回,no_ground,,,2024-04-02,考核办裁定组,示例〔2024〕2 号\n"
)


def _cases(month: str, late: int) -> Iterator[Case]:
    """Some forty cases of every unit, more of them late and dissatisfied from unit to unit."""
    for place, unit in enumerate(UNITS):
        for number in range(38 + place):
            day = "09" if number < place + late else "05"
            yield {
                "case_id": f"{month}-{unit}-{number}",
                "unit": unit,
                "kind": "life",
                "received_at": f"{month}-04 09:00",
                "due_at": f"{month}-08 09:00",
                "replied_at": f"{month}-{day} 09:00",
                "closed_at": f"{month}-{day} 09:00",
                "satisfaction": "不满意" if number < place else "满意",
                "resolved": "未解决" if number % 19 == place else "解决",
            }


def make_shelf(work: Path) -> Path:
    """A portal whose shelf holds a provisional March, then a final one with changes, and April. Its folder."""
    folder = portal(work)
    yaml = YAML(typ="safe", pure=True)
    for scheme in (_SCORE, _DEDUCTION):
        path = folder / "schemes" / f"{scheme['scheme']}.yml"
        path.parent.mkdir(exist_ok=True)
        with path.open("w", encoding="utf-8") as stream:
            yaml.dump(_SIGNED | scheme, stream)
    with (folder / "portal.yml").open("a", encoding="utf-8") as stream:
        stream.write("robustness: public\n")
    (folder / "registers" / "reasons.csv").write_text(_REASONS, "utf-8")
    (folder / "rulings.csv").write_text(_RULINGS, "utf-8")
    first = export(work / "first.csv", list(_cases("2024-03", late=1)))
    second = export(work / "second.csv", [*_cases("2024-03", late=2), *_cases("2024-04", late=1)])
    for source, as_of in ((first, "2024-04-05"), (second, "2024-07-01")):
        done = gongshi_here("publish", "--portal", folder, source, "--as-of", as_of)
        assert done.returncode == 0, done.stdout + done.stderr
    return folder


def read_rows(path: Path) -> Rows:
    """Header and rows of a table."""
    return list(csv.reader(io.StringIO(path.read_text("utf-8"), newline="")))


def write_rows(path: Path, rows: Rows) -> None:
    """Write them as a release does."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    path.write_bytes(stream.getvalue().encode("utf-8"))


def describe_again(release: Path) -> None:
    """Make the data package state size and hash of the files as they are now."""
    path = release / "datapackage.json"
    package = read_json(path)
    for item in package["resources"]:
        content = (release / item["path"]).read_bytes()
        item |= {"bytes": len(content), "hash": "sha256:" + hashlib.sha256(content).hexdigest()}
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2, sort_keys=True) + "\n", "utf-8")


def seal_again(shelf: Path, names: Iterable[str] = ()) -> None:
    """Make every manifest and the chain fit what lies there now, as only somebody without the key to sign must."""
    names = tuple(names) or tuple(item["release"] for item in read_json(shelf / CHAIN)["ledger"])
    previous, entries = GENESIS, []
    for name in names:
        release = shelf / name
        paths = [path for path in release.rglob("*") if path.is_file() and path.name not in (MANIFEST, SIGNATURE)]
        hashes = {path.relative_to(release).as_posix(): digest(path.read_bytes()) for path in paths}
        sealed = manifest(name, hashes, previous)
        (release / MANIFEST).write_bytes(sealed)
        previous = digest(sealed)
        entries.append(ChainEntry(name, previous))
    (shelf / CHAIN).write_bytes(chain_bytes(entries))
    with suppress(KeyError, TypeError, ValueError):
        # No head follows from a release that cannot be read.
        keep_head(shelf)


def sign(release: Path, key: Path) -> None:
    """Sign the manifest of a release, as `gongshi publish --sign` does."""
    command = ["ssh-keygen", "-Y", "sign", "-q", "-f", str(key), "-n", "gongshi-release"]
    done = subprocess.run(command, input=(release / MANIFEST).read_bytes(), capture_output=True, check=True)
    (release / SIGNATURE).write_bytes(done.stdout)


def publish_shelf(work: Path) -> None:
    """`make_shelf`, for the fixture `once`: the shelf is `<work>/portal/releases`."""
    make_shelf(work)
