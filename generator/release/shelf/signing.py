"""Signatures of manifests and tombstones, made and checked by `ssh-keygen -Y` (OpenSSH 8.2 or newer).

The publisher signs with a key of its own; readers check with its `allowed_signers` file, which lies in every release
and is best compared with one got by another way. Source: section D of the statistics note.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from generator.errors import UserError
from generator.release.format import SIGNATURE, SIGNERS
from generator.release.shelf.chain import Tombstone, read_entries

NAMESPACE = "gongshi-release"


def can_check() -> bool:
    """Whether this machine has `ssh-keygen`."""
    return shutil.which("ssh-keygen") is not None


def signature_of(content: bytes, key: Path, signers: Path) -> bytes:
    """The signature of `content`. Raises UserError when the key does not sign, or is none of the file `signers`."""
    if not can_check():
        raise UserError("签名需要 OpenSSH 的 ssh-keygen · signing needs ssh-keygen of OpenSSH")
    if not key.is_file():
        raise UserError(f"没有这个密钥文件 · no such key file: {key}")
    done = _run("sign", "-f", str(key), "-n", NAMESPACE, content=content)
    if done.returncode:
        raise UserError(f"密钥未能签名 · the key did not sign: {_last_line(done)}")
    if not signers.is_file() or signer(content, done.stdout, signers.read_bytes()) is None:
        raise UserError(f"密钥不在 {SIGNERS} 之中 · the key is not in the portal's {SIGNERS}: {key}")
    return done.stdout


def key_needed(releases: Path) -> bool:
    """Whether what comes next on a shelf must be signed: the portal names who signs, or something is signed already."""
    signed = any(
        bool(entry.signature) if isinstance(entry, Tombstone) else (releases / entry.release / SIGNATURE).is_file()
        for entry in read_entries(releases)
    )
    return signed or (releases.parent / SIGNERS).is_file()


def signer(content: bytes, signature: bytes, signers: bytes) -> str | None:
    """Who of the `signers` signed this content; None when nobody of them did."""
    with tempfile.TemporaryDirectory() as work:
        made, known = Path(work) / SIGNATURE, Path(work) / SIGNERS
        made.write_bytes(signature)
        known.write_bytes(signers)
        principals = _run("find-principals", "-s", str(made), "-f", str(known))
        for name in principals.stdout.decode("utf-8", "replace").splitlines():
            checks = ("-f", str(known), "-I", name, "-n", NAMESPACE, "-s", str(made))
            if principals.returncode == 0 and _run("verify", *checks, content=content).returncode == 0:
                return name
    return None


def _run(action: str, *arguments: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ("ssh-keygen", "-Y", action, *arguments)
    return subprocess.run(command, input=content, capture_output=True, check=False)  # noqa: S603


def _last_line(done: subprocess.CompletedProcess[bytes]) -> str:
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else f"status {done.returncode}"
