"""Publish portals with two commits and compare every byte of their releases and sites.

    python -m tools.same_bytes BEFORE [AFTER] [--portal NAME …] [--work DIR]

For a change that must not change what is published: BEFORE and AFTER (default HEAD) are checked out beside each other,
each publishes the same exports and builds the same sites with this environment. What may differ is the program that
lies in a release, its version, and what names them: their hashes, and the hashes of the manifests that hold those. In
both trees these stand under one name before they are compared; archives are compared by what they hold. Exit status 0
when nothing else differs, 1 otherwise. Real exports are found in GONGSHI_REAL.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PORTALS = ("hongsexinxiang", "pingshan", "boston", "laoshan", "zhaoyuan")
# Below a portal's folder: made by commands, never part of a commit.
_WRITTEN = ("store", "releases", "internal", "exports")
_PROGRAM = re.compile(r"^verify/gongshi-(?P<version>[^-]+)-.*\.whl$")
_PROGRAM_NAME = re.compile(r"gongshi-[^/]+\.whl")
# Sizes of archives that hold the program, as pages state them for people.
_SIZE = re.compile(rb"\d[\d,.]*(?: |\xc2\xa0|&nbsp;)?(?:KB|kB|MB|bytes)\b")


@dataclass(frozen=True)
class Built:
    """What one commit made of a portal: path → bytes, and what is named differently by right (old → common name)."""

    files: dict[str, bytes]
    names: dict[bytes, bytes]


def main() -> int:
    """Compare as the command line says; the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("before")
    parser.add_argument("after", nargs="?", default="HEAD")
    parser.add_argument("--portal", action="append", help="only these portals")
    parser.add_argument("--work", type=Path, help="keep checkouts and what they build here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = options.work or Path(temporary)
        trees = [_checkout(options.before, work / "before"), _checkout(options.after, work / "after")]
        differing = 0
        for portal in options.portal or PORTALS:
            with ThreadPoolExecutor(2) as pool:
                before, after = pool.map(build, trees, [portal] * len(trees))
            differing += report(portal, before, after)
        for tree in () if options.work else trees:
            subprocess.run(["git", "-C", ROOT, "worktree", "remove", "--force", tree], check=True)
    return 1 if differing else 0


def _checkout(commit: str, folder: Path) -> Path:
    subprocess.run(["git", "-C", ROOT, "worktree", "add", "--quiet", "--detach", folder, commit], check=True)
    return folder


def build(tree: Path, portal: str) -> Built:
    """Publish a portal and build its site with the program in `tree`. Raises CalledProcessError where it stops."""
    folder, out = tree / "datasets" / portal, tree / "build" / portal
    for name in _WRITTEN:
        shutil.rmtree(folder / name, ignore_errors=True)
    exports: list[Path] = []
    if (folder / "recipe.yml").is_file() and not (folder / "figures_reported.csv").is_file():
        exports = [out / "export.csv"]
        _gongshi(tree, "sample", portal, "--out", exports[0])
    _gongshi(tree, "publish", "--portal", folder, *exports)
    _gongshi(tree, "site", "--portal", folder)
    files = dict(_files(folder / "releases", "releases")) | dict(_files(out / "site", "site"))
    return Built(files, dict(_names(folder / "releases")) | dict(_archives(out / "site")))


def _gongshi(tree: Path, *arguments: object) -> None:
    command = [sys.executable, "-c", "from generator.cli import main; main()", *map(str, arguments)]
    real = os.environ.get("GONGSHI_REAL") or str(ROOT.parent / "shared" / "real")
    environment = os.environ | {"PYTHONPATH": str(tree), "GONGSHI_REAL": real}
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    if done.returncode > 1:
        print(done.stdout, done.stderr, sep="\n", file=sys.stderr)
        done.check_returncode()


def _files(folder: Path, name: str) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder; of an archive what it holds."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield from _unpacked(f"{name}/{path.relative_to(folder).as_posix()}", path.read_bytes())


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield name, content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for inner in sorted(archive.namelist()):
            yield from _unpacked(f"{name}!{inner}", archive.read(inner))


def _names(releases: Path) -> Iterator[tuple[bytes, bytes]]:
    """What names the program of each release: file name and hash of the wheel, hash of the manifest."""
    for entry in json.loads((releases / "latest.json").read_text("utf-8"))["ledger"]:
        release = releases / entry["release"]
        manifest = entry["manifest"].encode()
        yield manifest, f"<manifest of {entry['release']}>".encode()
        # As citations name it.
        yield manifest[:12], f"<manifest of {entry['release']}>".encode()
        for path in release.glob("verify/*.whl"):
            yield path.name.encode(), b"<program>"
            yield hashlib.sha256(path.read_bytes()).hexdigest().encode(), b"<hash of the program>"
            match = _PROGRAM.match(f"verify/{path.name}")
            if match:
                yield f"gongshi {match['version']}".encode(), b"gongshi <version>"


def _archives(site: Path) -> Iterator[tuple[bytes, bytes]]:
    """Hash and size of everything to download that holds the program."""
    for path in [*site.rglob("*.zip"), *site.rglob("*.whl")]:
        name, size = path.relative_to(site).as_posix(), path.stat().st_size
        yield (
            hashlib.sha256(path.read_bytes()).hexdigest().encode(),
            f"<hash of {_PROGRAM_NAME.sub('<program>', name)}>".encode(),
        )
        yield f'"bytes": {size}'.encode(), b'"bytes": <size>'
        yield f'"contentSize": "{size} B"'.encode(), b'"contentSize": "<size>"'


def _common(built: Built) -> dict[str, bytes]:
    """The files without the program, with the common names in place of what names it."""
    longest_first = sorted(built.names.items(), key=lambda pair: -len(pair[0]))
    common = {}
    for path, content in built.files.items():
        if ".whl" in path:
            continue
        for old, new in longest_first:
            content = content.replace(old, new)
        common[path] = content
    return common


def report(portal: str, before: Built, after: Built) -> int:
    """Print what differs between two builds of a portal; how many files do."""
    old, new = _common(before), _common(after)
    gone, added = sorted(old.keys() - new.keys()), sorted(new.keys() - old.keys())
    differing = [path for path in sorted(old.keys() & new.keys()) if old[path] != new[path]]
    sized = [path for path in differing if _SIZE.sub(b"", old[path]) == _SIZE.sub(b"", new[path])]
    other = [path for path in differing if path not in sized]
    size = sum(map(len, old.values()))
    print(f"{portal}: {len(old):,} files, {size:,} bytes; {len(other)} differ, {len(sized)} in a stated size only")
    for mark, paths in (("gone", gone), ("new", added), ("differs", other)):
        for path in paths:
            print(f"  {mark}: {path}")
    return len(gone) + len(added) + len(other)


if __name__ == "__main__":
    sys.exit(main())
