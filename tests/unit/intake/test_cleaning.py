"""What SQL makes of a cell and what Python makes of it are the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from generator.intake.cleaning import CELL_TROUBLE_MACRO, CLEANED_MACRO, INVISIBLE, SPACES, cell_trouble, cleaned
from generator.workbench import workbench

PARTS = (
    "#N/A",
    "#ref!",
    "err:502",
    "Err:٣٢١",
    "###",
    "=",
    '="',
    '"',
    "\ufffd",
    "A1",
    "工单",
    "\n",
    *INVISIBLE,
    *SPACES,
)
CELLS = st.lists(
    st.lists(st.sampled_from(PARTS), max_size=5).map("".join) | st.text("a1 é＝＃", max_size=3), max_size=40
)


@settings(max_examples=25, deadline=None)
@given(cells=CELLS)
def test_a_cell_is_cleaned_and_judged_alike_by_sql_and_python(cells: list[str]) -> None:
    with workbench() as con:
        con.execute(CLEANED_MACRO)
        con.execute(CELL_TROUBLE_MACRO)
        rows = con.execute(
            "SELECT cleaned(cell), is_blank(cell), cell_trouble(cleaned(cell))"
            " FROM (SELECT unnest(?::VARCHAR[]) AS cell)",
            [cells],
        ).fetchall()
    assert rows == [(cleaned(cell) or None, not cleaned(cell), cell_trouble(cleaned(cell)) or None) for cell in cells]
