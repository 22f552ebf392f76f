"""What a release before published of answers, as the trusted side knows it."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from generator.disclosure.tables import Place


@dataclass(frozen=True)
class Published:
    """The answers of a month as they stand in its newest release.

    `frame` has full-grain counts as in `Counts`; `hidden` the places that the release does not name, of its month and
    of its longer periods; `margins` says whether it gave categories, channels and streets.
    """

    frame: pd.DataFrame
    hidden: frozenset[Place]
    margins: bool

    def units(self, period: str) -> frozenset[str]:
        """The units that the release does not name in a period."""
        return frozenset(key for where, scope, key in self.hidden if (where, scope) == (period, "unit"))
