"""Signatures of manifests, made and checked by `ssh-keygen -Y` (OpenSSH 8.2 or newer).

The publisher signs with a key of its own; readers check with its `allowed_signers` file, which lies in every release
and is best compared with one got by another way. Source: section D of the statistics note.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from generator.errors import UserError
from generator.release.format import MANIFEST, SIGNATURE

NAMESPACE = "gongshi-release"


def can_check() -> bool:
    """Whether this machine has `ssh-keygen`."""
    return shutil.which("ssh-keygen") is not None


def sign(folder: Path, key: Path) -> None:
    """Write the signature of the folder's manifest beside it. Raises UserError when the key does not sign."""
    if not can_check():
        raise UserError("签名需要 OpenSSH 的 ssh-keygen · signing needs ssh-keygen of OpenSSH")
    if not key.is_file():
        raise UserError(f"没有这个密钥文件 · no such key file: {key}")
    path = folder / MANIFEST
    (folder / SIGNATURE).unlink(missing_ok=True)
    done = _run("sign", "-f", str(key), "-n", NAMESPACE, str(path))
    if done.returncode:
        raise UserError(f"密钥未能签名 · the key did not sign: {_last_line(done)}")


def signer(content: bytes, signature: Path, signers: Path) -> str | None:
    """Who of the `signers` signed this content; None when nobody of them did."""
    principals = _run("find-principals", "-s", str(signature), "-f", str(signers))
    for name in principals.stdout.decode("utf-8", "replace").splitlines():
        checks = ("-f", str(signers), "-I", name, "-n", NAMESPACE, "-s", str(signature))
        if principals.returncode == 0 and _run("verify", *checks, content=content).returncode == 0:
            return name
    return None


def _run(action: str, *arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ("ssh-keygen", "-Y", action, *arguments)
    return subprocess.run(command, input=content, capture_output=True, check=False)  # noqa: S603


def _last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"status {done.returncode}"
