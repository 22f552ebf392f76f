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
        self._rows: dict[Hashable, tuple[Row, Fraction]] = {}
        for equation in equations:
            self.learn(equation)

    def learn(self, cells: Iterable[Hashable], total: int = 0) -> None:
        """The sum of these cells becomes known; `total` is what they come to, where the values matter."""
        row, rest = self._reduced({cell: Fraction(1) for cell in cells}, Fraction(total))
        if row:
            lead = next(iter(row))
            scale = row[lead]
            self._rows[lead] = ({cell: value / scale for cell, value in row.items()}, rest / scale)

    def gives_away(self, cells: Iterable[Hashable]) -> bool:
        """Whether the sum of these cells follows from what is known."""
        return not self._reduced({cell: Fraction(1) for cell in cells}, Fraction(0))[0]

    def total(self, cells: Iterable[Hashable]) -> Fraction | None:
        """What these cells come to; None where that does not follow from what is known."""
        row, rest = self._reduced({cell: Fraction(1) for cell in cells}, Fraction(0))
        return None if row else -rest

    def _reduced(self, row: Row, total: Fraction) -> tuple[Row, Fraction]:
        """What is left of a row and its total after taking out everything known."""
        pending = [cell for cell in row if cell in self._rows]
        while pending:
            cell = pending.pop()
            factor = row.get(cell)
            if factor is None:
                continue
            known, known_total = self._rows[cell]
            total -= factor * known_total
            for other, value in known.items():
                left = row.get(other, Fraction(0)) - factor * value
                if left:
                    row[other] = left
                    if other in self._rows and other != cell:
                        pending.append(other)
                else:
                    row.pop(other, None)
        return row, total
