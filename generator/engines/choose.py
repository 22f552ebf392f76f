"""Which engine counts: the embedded one, or a cluster where one is named."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from generator.engines.bench import Opener
from generator.engines.embedded import open_embedded


@contextmanager
def engine(master: str, folder: Path) -> Iterator[Opener]:
    """What opens benches: on the cluster `master`, whose stages lie in `folder`; on this machine where it is blank.

    Raises UserError where there is no such cluster.
    """
    if not master:
        yield open_embedded
        return
    from generator.engines.spark import open_cluster

    with open_cluster(master, folder) as opener:
        yield opener
