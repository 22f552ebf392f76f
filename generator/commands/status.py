"""`gongshi status`: what is in the store and on the shelf."""

from __future__ import annotations

from pathlib import Path

import click

from generator.commands.terminal import print_json
from generator.counts.store import read_imports
from generator.definitions.public_lists import MARKS
from generator.errors import UserError
from generator.release.files.reader import ReleaseFolder, read_json
from generator.release.format import RELEASE
from generator.release.shelf.chain import latest_releases


def status(portal_dir: Path, as_json: bool) -> None:
    """Print the imports and the newest release of each month. Raises UserError for a folder that is no portal."""
    if not (portal_dir / "portal.yml").is_file():
        raise UserError(f"不是门户目录（缺少 portal.yml）· not a portal folder (no portal.yml): {portal_dir}")
    imports = read_imports(portal_dir / "store")
    releases = [
        read_json(ReleaseFolder(portal_dir / "releases" / name), RELEASE)
        for name in latest_releases(portal_dir / "releases").values()
    ]
    if as_json:
        keys = ("import_id", "file", "as_of", "rows_read", "rows_accepted", "rows_rejected")
        print_json(
            {
                "imports": [{key: getattr(item, key) for key in keys} for item in imports],
                "releases": [{key: item[key] for key in ("release", "mark", "as_of")} for item in releases],
            }
        )
        return
    click.echo(f"已导入 {len(imports)} 份数据")
    for item in imports:
        click.echo(f"  {item.import_id}  {item.file}  截至 {item.as_of}  接收 {item.rows_accepted:,} 行")
    click.echo(f"已发布 {len(releases)} 个月")
    for release in releases:
        click.echo(f"  {release['release']}  {MARKS[release['mark']]['zh']}  截至 {release['as_of']}")
