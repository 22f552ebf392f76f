"""What published sums give away: exact linear algebra over hidden cells.

Each equation says that the sum of a set of hidden cells is known to everybody. A sum of cells is given away when it
is a linear combination of the equations. Source: the rule of the design that a hidden part stays hidden.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from fractions import Fraction
from typing import Any

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

    def parts(self, cells: Iterable[tuple[Any, ...]]) -> dict[frozenset[Hashable], Fraction]:
        """Sets of these cells (all that the equations hold) whose sum follows without any of them being known alone.

        Such a set is what is left of a pool once others of its cells follow. Found are the equations that only add
        cells up when everything is solved for the first cells, the last ones, and both by the cells' second text.
        """
        first = sorted(cells)
        second = sorted(first, key=lambda cell: (cell[1:], cell))
        found: dict[frozenset[Hashable], Fraction] = {}
        for order in (first, first[::-1], second, second[::-1]):
            found |= {
                frozenset(row): total
                for row, total in self._solved_for(order)
                if all(value == 1 for value in row.values())
            }
        return found

    def _solved_for(self, order: Iterable[Hashable]) -> list[tuple[Row, Fraction]]:
        """The reduced echelon form in this order of cells; it does not depend on that of the equations."""
        rows = [(dict(row), total) for row, total in self._rows.values()]
        done: list[tuple[Row, Fraction]] = []
        for cell in order:
            at = next((number for number, (row, _) in enumerate(rows) if cell in row), None)
            if at is None:
                continue
            lead, sum_lead = rows.pop(at)
            scale = lead[cell]
            lead, sum_lead = {one: value / scale for one, value in lead.items()}, sum_lead / scale
            for those in (rows, done):
                for number, (row, total) in enumerate(those):
                    factor = row.get(cell)
                    if factor is not None:
                        left = {one: row.get(one, 0) - factor * lead.get(one, 0) for one in row.keys() | lead.keys()}
                        those[number] = ({one: Fraction(v) for one, v in left.items() if v}, total - factor * sum_lead)
            done.append((lead, sum_lead))
        return done

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
