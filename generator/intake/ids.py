"""Case numbers: what a spreadsheet has made of them, repeated ones, and the same case under another spelling.

Nobody but the supplier knows which of two rows is right, and no row may be deleted on a guess: every row concerned is
rejected, and what to do is to export the numbers as text again.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from generator.intake.found import remark, report

# A number of a case is none of these.
_PLACEHOLDERS = (
    "NULL",
    "(NULL)",
    "NONE",
    "NAN",
    "NAT",
    "N/A",
    "NA",
    r"\N",
    "-",
    "--",
    "/",
    "无",
    "空",
    "待定",
    "测试",
    "TEST",
)
_EXPONENT = r"[+-]?\d(\.\d+)?[Ee][+]?\d+"
_WHOLE_FLOAT = r"\d{1,15}\.0+"
# How a text cell is marked so that a spreadsheet leaves it alone.
_MARKS = "'=', '''', '’', '‘', '`'"
_MARKED = r"""^(?:="(.*)"|[''’‘`]+(.*))$"""
# What two spellings of one number have in common: width, case, leading zeros, commas and space do not matter.
_WIDE, _NARROW = (
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ－",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-",
)
# Numbers that are their own key, as nearly all are.
_OWN_KEY = r"[!-+\--/1-`{-~][!-+\--`{-~]*"
KEY_MACRO = rf"""
CREATE OR REPLACE MACRO id_key(x) AS CASE
    WHEN regexp_full_match(x, '{_OWN_KEY}') THEN x
    WHEN regexp_full_match(x, '[!-~]*') THEN ltrim(replace(upper(x), ',', ''), '0')
    ELSE ltrim(regexp_replace(translate(upper(x), '{_WIDE}', '{_NARROW}'), '[\s,，]+', '', 'g'), '0') END
"""


def id_column(con: duckdb.DuckDBPyConnection, text: str) -> str:
    """SQL for the number of a case as it was before a spreadsheet marked it as text or made it a float.

    `text` is SQL over `source` for the cleaned cell. What was taken off is told once for the column.
    """
    marked, points, every = con.execute(
        f"SELECT count(*) FILTER (id[1] IN ({_MARKS})), count(*) FILTER (contains(id, '.0')), count(id)"
        f" FROM (SELECT {text} AS id FROM source)"
    ).fetchone() or (0, 0, 0)
    if marked:
        plain = f"nullif(trim(regexp_replace({text}, '{_MARKED}', '\\1\\2')), '')"
        remark(con, "id-marked", "case_id", f"FROM source WHERE {plain} IS DISTINCT FROM {text}")
        text = plain
    if not every or points != every:
        return text
    other = f"FROM source WHERE {text} IS NOT NULL AND NOT regexp_full_match({text}, '{_WHOLE_FLOAT}')"
    if con.execute(f"SELECT 1 {other} LIMIT 1").fetchone():
        return text
    remark(con, "id-float", "case_id", f"FROM source WHERE {text} IS NOT NULL")
    return f"regexp_replace({text}, '\\.0+$', '')"


def check_ids(con: duckdb.DuckDBPyConnection, keys: Sequence[str]) -> None:
    """Report numbers in `staged` that are damaged or none, and cells of the columns `keys` that hold no value.

    Of other columns the latter is told text by text.
    """
    report(con, "id-damaged", "case_id", f"FROM staged WHERE regexp_full_match(case_id, '{_EXPONENT}')")
    _check_cut_digits(con)
    fractions = "SELECT 1 FROM staged WHERE contains(case_id, '.') AND regexp_full_match(case_id, '\\d+\\.\\d*[1-9]')"
    whole = f"suffix(case_id, '.0') AND regexp_full_match(case_id, '{_WHOLE_FLOAT}')"
    report(con, "id-damaged", "case_id", f"FROM staged WHERE {whole} AND NOT EXISTS ({fractions})")
    none = ", ".join(f"'{text}'" for text in _PLACEHOLDERS)
    report(con, "id-placeholder", "case_id", f"FROM staged WHERE upper(case_id) IN ({none})")
    for field in keys:
        con.execute(
            "INSERT INTO found BY NAME SELECT row_index, code, ? AS field"
            f" FROM (SELECT row_index, cell_trouble({field}) AS code FROM staged) WHERE code IS NOT NULL",
            [field],
        )


def check_repeated_ids(con: duckdb.DuckDBPyConnection) -> None:
    """Report numbers that several rows of `staged` have, and numbers that are there in two spellings."""
    con.execute(KEY_MACRO)
    damaged = "SELECT row_index FROM found WHERE code IN ('id-damaged', 'id-placeholder', 'cell-error')"
    keys = (
        f"SELECT id_key(case_id) AS key FROM staged ANTI JOIN ({damaged}) USING (row_index) WHERE case_id IS NOT NULL"
    )
    # Hashes first: the texts of many million numbers do not fit into a workbench at once.
    con.execute(
        f"CREATE TEMP TABLE hashes_twice AS SELECT hash(key) AS hashed FROM ({keys})"
        " GROUP BY hashed HAVING count(*) > 1"
    )
    if not con.execute("SELECT 1 FROM hashes_twice LIMIT 1").fetchone():
        return
    con.execute(
        f"CREATE TEMP TABLE keys_twice AS SELECT key FROM ({keys}) SEMI JOIN hashes_twice ON hashed = hash(key)"
        " GROUP BY key HAVING count(*) > 1"
    )
    concerned = "FROM staged JOIN keys_twice ON key = id_key(case_id)"
    times = f"SELECT case_id, count(*) AS times {concerned} GROUP BY case_id HAVING count(*) > 1"
    report(con, "id-duplicate", "case_id", f"FROM staged JOIN ({times}) USING (case_id)", "times")
    spellings = (
        f"SELECT key, min(case_id) AS lowest, max(case_id) AS highest {concerned}"
        " GROUP BY key HAVING count(DISTINCT upper(case_id)) > 1"
    )
    other = "CASE WHEN case_id = lowest THEN highest ELSE lowest END"
    report(con, "id-respelled", "case_id", f"FROM staged JOIN ({spellings}) ON key = id_key(case_id)", other)


def check_known_spelling(con: duckdb.DuckDBPyConnection) -> None:
    """Report cases that the store knows under another spelling: they would count twice. `known_ids` has the store's."""
    con.execute(
        "CREATE TEMP TABLE respelled AS WITH fresh AS (SELECT row_index, case_id, id_key(case_id) AS key FROM staged"
        " ANTI JOIN known_ids USING (case_id) WHERE case_id IS NOT NULL)"
        " SELECT row_index, min(known_ids.case_id) AS known FROM fresh JOIN known_ids"
        " ON id_key(known_ids.case_id) = key GROUP BY row_index"
    )
    report(con, "id-respelled", "case_id", "FROM respelled", "known")


def _check_cut_digits(con: duckdb.DuckDBPyConnection) -> None:
    """Numbers of more digits than a spreadsheet keeps, all of which end in zeros from the sixteenth digit on."""
    long = "length(case_id) BETWEEN 16 AND 25"
    cut = f"{long} AND suffix(case_id, '0') AND regexp_full_match(case_id, '\\d{{15}}0+')"
    row = con.execute(f"SELECT count(*) FILTER ({cut}), count(*) FILTER ({long}) FROM staged").fetchone() or (0, 0)
    if row[0] > 1 and row[0] == row[1]:
        report(con, "id-damaged", "case_id", f"FROM staged WHERE {cut}")
