"""The built site as an archive: which files it is made of, whether it may be passed on, and a zip without a clock."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from pathlib import Path

from generator.errors import UserError
from generator.site.write.built_page import untrusted

# The earliest time that the format can hold.
_ZIP_TIME = (1980, 1, 1, 0, 0, 0)


def built_files(site_dir: Path) -> dict[str, Path]:
    """Path from the root of the built site → its file, in order of path.

    UserError without a site, and where a page holds what is not the site's own.
    """
    if not (site_dir / "index.html").is_file():
        raise UserError(f"还没有生成网站，请先运行 gongshi site · no site yet, run `gongshi site` first: {site_dir}")
    if strange := untrusted(site_dir):
        raise UserError(
            f"网页上有来历不明的内容，请重新生成网站 · not the site's own, build it again: {strange[0].page}"
        )
    files = {path.relative_to(site_dir).as_posix(): path for path in site_dir.rglob("*") if path.is_file()}
    return {name: files[name] for name in sorted(files)}


def write_archive(target: Path, members: Iterable[tuple[str, bytes]]) -> None:
    """Write the zip file `target` of these members in their order; nothing stands there before it is whole.

    The same members give the same bytes.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    hidden = target.with_name(f".{target.name}")
    with zipfile.ZipFile(hidden, "w") as archive:
        for name, content in members:
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, content)
    hidden.replace(target)
