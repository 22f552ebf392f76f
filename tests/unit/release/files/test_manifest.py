"""The chain of manifests: canonical bytes, and the hashes that the statistics note gives (section E, 12)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.release.files.manifest import GENESIS, digest, manifest

FIRST = "238a3190b7b518f6209dc93e9fd0d3f39f692dd818801ed06c65c03852c7b6aa"
SECOND = "95d3525ca6d35c4fb04bed4f3cad7d1dba9768ecf16f4f8e27e112d2caa7feb4"


def test_the_chain_of_the_note() -> None:
    first = manifest("2025-01", {"open.csv": digest(b"abc")}, GENESIS)
    assert digest(first) == FIRST
    assert digest(manifest("2025-02", {"open.csv": digest(b"")}, FIRST)) == SECOND


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.text("0123456789abcdef", min_size=4, max_size=4)))
def test_the_order_of_files_does_not_matter(hashes: dict[str, str]) -> None:
    turned = dict(reversed(hashes.items()))
    assert manifest("2025-01", hashes, GENESIS) == manifest("2025-01", turned, GENESIS)
