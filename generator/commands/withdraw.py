"""`gongshi withdraw`: a release taken back in the open, here and on the built site, and what others must purge."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import click

from generator.commands.terminal import CLEAN, Output, print_json, said
from generator.publication.request import SHELF
from generator.publication.withdrawal import Withdrawal
from generator.publication.withdrawal import withdraw as withdraw_release
from generator.refusals import wrong_use
from generator.release.files.reader import MissingFileError, ReleaseFolder, read_json
from generator.release.format import RELEASE
from generator.release.shelf.chain import latest_releases
from generator.site.read.downloads import archive_name, offered_name
from generator.site.read.head import read_head


def withdraw(
    portal_dir: Path,
    release: str,
    reason: str,
    role: str,
    day: str,
    sign_with: Path | None,
    out: Path | None,
    output: Output,
) -> int:
    """Withdraw a release, rebuild the site that stands in `out` (default build/<portal>), list what is to be purged.

    Raises UserError as `publication.withdrawal.withdraw` and `build_site` do; the release is withdrawn even where the
    site then cannot be built, and the same line again goes on from there.
    """
    if not (portal_dir / "portal.yml").is_file():
        raise wrong_use("no_portal", path=portal_dir)
    target = out or Path("build") / portal_dir.resolve().name
    shelf = portal_dir / SHELF
    files, base = _of_release(shelf / release), _address(shelf / release)
    before = _hashes(target)
    done = withdraw_release(portal_dir, release, day, reason, role, sign_with)
    if before:
        _build_again(portal_dir, target, stands=bool(latest_releases(shelf)))
    after = _hashes(target)
    changed = (path for path, digest in before.items() if after.get(path) != digest)
    paths = sorted({*files, f"data/{release}/", f"releases/{release}.html", *changed})
    addresses = [f"{base}/{quote(path)}" if base else path for path in paths]
    _tell(done, addresses, target if before else None, output)
    return CLEAN


def _of_release(folder: Path) -> list[str]:
    """Where a site offers the files of a release, from its root; nothing for one that cannot be read."""
    try:
        head = read_head(folder)
    except (MissingFileError, KeyError, ValueError):
        return []
    names = (archive_name(head), "index.json", *(offered_name(head, file.path) for file in head.files))
    return [f"data/{head.name}/{name}" for name in names]


def _address(folder: Path) -> str:
    """The public address of the site, as the release states it; blank where it states none."""
    try:
        return str(read_json(ReleaseFolder(folder), RELEASE)["portal"].get("address", "")).rstrip("/")
    except (KeyError, ValueError, AttributeError):
        return ""


def _offline(target: Path, portal: str) -> Path:
    return target / f"{portal}-offline.zip"


def _hashes(target: Path) -> dict[str, str]:
    """Path from the root of the site → hash of every file of the site that stands, and of its archives."""
    site = target / "site"
    found = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    found |= {path.name: path for path in (*target.glob("*-offline.zip"), *target.glob("*-site.zip"))} if found else {}
    return {name: sha256(path.read_bytes()).hexdigest() for name, path in found.items()}


def _build_again(portal_dir: Path, target: Path, *, stands: bool) -> None:
    """Build the site anew without the release, and its offline edition if there was one; without any release there is
    nothing to build it from, and it goes.
    """
    packed = _offline(target, portal_dir.resolve().name)
    had_packed = packed.is_file()
    # Nothing with the release in it stays if the site cannot be built.
    packed.unlink(missing_ok=True)
    (target / f"{portal_dir.resolve().name}-site.zip").unlink(missing_ok=True)
    if not stands:
        for name in ("site", "zh", "en"):
            shutil.rmtree(target / name, ignore_errors=True)
        return
    from generator.bulletin.offered import offered
    from generator.site import build_site
    from generator.site.write.offline import write_offline

    site = build_site(portal_dir, target, papers=offered(portal_dir)).site_dir
    if had_packed:
        write_offline(site, packed)


def _tell(done: Withdrawal, addresses: list[str], target: Path | None, output: Output) -> None:
    stone = done.tombstone
    if output.as_json:
        told = stone.written | {"tombstone": stone.digest, "valid": done.valid or None, "purge": addresses}
        print_json(told | {"unsigned": done.unsigned, "site": str(target) if target else None})
        return
    lang = output.lang
    click.echo(said("withdrawn_before" if done.before else "withdrawn", lang, release=stone.withdraws, day=stone.day))
    click.echo(said("withdrawn_stone", lang, role=stone.role, reason=stone.reason, digest=stone.digest))
    if done.unsigned:
        click.echo(said("withdrawn_unsigned", lang))
    click.echo(said("withdrawn_valid" if done.valid else "withdrawn_none", lang, release=done.valid))
    click.echo(said("withdrawn_site" if target else "withdrawn_no_site", lang, path=target))
    click.echo(said("withdrawn_purge", lang, count=len(addresses)))
    for address in addresses:
        click.echo(f"  {address}")
