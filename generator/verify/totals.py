"""Count tables against themselves: the parts of a scope add up to the whole, outcome by outcome.

What people answered is left out: totals are withheld there where they would give a pooled unit away.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from generator.definitions.cohorts import ALL_KEY
from generator.definitions.findings import Finding, finding
from generator.release.files.count_tables import public_tables
from generator.release.format import Files, count_file

_PROTECTED = ("answers",)


def check_totals(release: str, files: Files) -> Iterator[Finding]:
    """A finding for every period, scope and set of outcomes whose parts do not add up to scope `all`.

    An earlier month that only a sum of months needs has no rows of scope `all`. The tables are as their schemas say.
    """
    for name, table in public_tables(files).items():
        sums: dict[tuple[str, str], Counter[tuple[str, ...]]] = {}
        for row in table.rows if name not in _PROTECTED else ():
            sums.setdefault((row.period, row.scope), Counter())[row.outcomes] += row.n
        for (period, scope), parts in sums.items():
            whole = sums.get((period, ALL_KEY), parts)
            for outcomes in sorted(parts.keys() | whole.keys()):
                if parts[outcomes] != whole[outcomes]:
                    yield finding(
                        "verify-totals",
                        f"{release}/{count_file(name)}",
                        place=", ".join((period, scope, *outcomes)),
                        found=parts[outcomes],
                        wanted=whole[outcomes],
                    )
