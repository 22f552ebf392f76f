"""The program itself as a wheel, so that a release can be verified by what published it.

Written from the files that are running, with no clock, machine or path in it. Only `zlib` decides the compressed
bytes. Format: PEP 427 and the core metadata 2.4 of the Python packaging specifications.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from functools import cache

from generator.resources import package_files, project, resource_file

# The earliest time that the format can hold.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_TAG = "py3-none-any"


@cache
def wheel() -> tuple[str, bytes]:
    """File name and content of the wheel."""
    stem = f"{project()['name']}-{project()['version']}"
    files: dict[str, str | bytes] = {path: file.read_bytes() for path, file in package_files().items()}
    files |= {
        f"{stem}.dist-info/METADATA": _metadata(),
        f"{stem}.dist-info/WHEEL": f"Wheel-Version: 1.0\nGenerator: gongshi\nRoot-Is-Purelib: true\nTag: {_TAG}\n",
        f"{stem}.dist-info/entry_points.txt": _entry_points(),
        f"{stem}.dist-info/licenses/LICENSE": resource_file("LICENSE").read_bytes(),
    }
    content = {path: data if isinstance(data, bytes) else data.encode("utf-8") for path, data in sorted(files.items())}
    record = f"{stem}.dist-info/RECORD"
    lines = [f"{path},sha256={_hash(data)},{len(data)}" for path, data in content.items()]
    content[record] = "\n".join((*lines, f"{record},,", "")).encode("utf-8")
    return f"{stem}-{_TAG}.whl", zipped(content)


def _metadata() -> str:
    stated = project()
    lines = [
        "Metadata-Version: 2.4",
        f"Name: {stated['name']}",
        f"Version: {stated['version']}",
        f"Summary: {stated['description']}",
        f"License-Expression: {stated['license']}",
        "License-File: LICENSE",
        f"Requires-Python: {stated['requires-python']}",
        *(f"Requires-Dist: {requirement}" for requirement in stated["dependencies"]),
    ]
    for extra, requirements in stated["optional-dependencies"].items():
        lines.append(f"Provides-Extra: {extra}")
        lines += [f'Requires-Dist: {requirement}; extra == "{extra}"' for requirement in requirements]
    return "\n".join((*lines, ""))


def _entry_points() -> str:
    return "\n".join(("[console_scripts]", *(f"{name} = {where}" for name, where in project()["scripts"].items()), ""))


def _hash(data: bytes) -> str:
    """A hash as RECORD writes it: URL-safe base64 without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode("ascii").rstrip("=")


def zipped(files: dict[str, bytes]) -> bytes:
    """A zip archive of the files in their order, without times."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, data in files.items():
            entry = zipfile.ZipInfo(path, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return stream.getvalue()
