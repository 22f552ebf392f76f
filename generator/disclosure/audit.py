"""What published sums give away: exact linear algebra over hidden cells.

Each equation says that the sum of a set of hidden cells is known to everybody. A sum of cells is given away when it
is a linear combination of the equations. Source: the rule of the design that a hidden part stays hidden.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction

Row = dict[Hashable, Fraction]


class Knowledge:
    """The equations known so far, kept in echelon form: each row leads with a cell that no other row leads with."""

    def __init__(self, equations: Iterable[Iterable[Hashable]] = ()) -> None:
        self._rows: dict[Hashable, Row] = {}
        for equation in equations:
            self.learn(equation)

    def learn(self, cells: Iterable[Hashable]) -> None:
        """The sum of these cells becomes known."""
        row = self._reduced({cell: Fraction(1) for cell in cells})
        if row:
            lead = next(iter(row))
            scale = row[lead]
            self._rows[lead] = {cell: value / scale for cell, value in row.items()}

    def gives_away(self, cells: Iterable[Hashable]) -> bool:
        """Whether the sum of these cells follows from what is known."""
        return not self._reduced({cell: Fraction(1) for cell in cells})

    def _reduced(self, row: Row) -> Row:
        """What is left of a row after taking out everything known."""
        pending = [cell for cell in row if cell in self._rows]
        while pending:
            cell = pending.pop()
            factor = row.get(cell)
            if factor is None:
                continue
            for other, value in self._rows[cell].items():
                left = row.get(other, Fraction(0)) - factor * value
                if left:
                    row[other] = left
                    if other in self._rows and other != cell:
                        pending.append(other)
                else:
                    row.pop(other, None)
        return row
