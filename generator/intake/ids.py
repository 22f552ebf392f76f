"""Case numbers: what a spreadsheet has made of them, repeated ones, and the same case under another spelling.

Nobody but the supplier knows which of two rows is right, and no row may be deleted on a guess: every row concerned is
rejected, and what to do is to export the numbers as text again.
"""

from __future__ import annotations

import duckdb

from generator.intake.found import remark, report

# A number of a case is none of these.
_PLACEHOLDERS = ("NULL", "(NULL)", "NONE", "NAN", "NAT", "N/A", "NA", "\\N", "-", "--", "/", "无", "空", "待定", "测试", "TEST")
_EXPONENT = r"[+-]?\d(\.\d+)?E[+]?\d+"
# How a text cell was marked so that a spreadsheet would leave it alone.
_MARKED = r"^(?:=\"(.*)\"|['’‘`]+(.*))$"
# What two spellings of one number have in common: width, marks, fractions, leading zeros and space do not.
_WIDE, _NARROW = "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ－", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
_KEY_MACRO = f"""
CREATE OR REPLACE MACRO id_key(x) AS CASE WHEN regexp_full_match(x, '[!-~]*') THEN ltrim(upper(x), '0')
    ELSE ltrim(regexp_replace(translate(upper(x), '{_WIDE}', '{_NARROW}'), '\\s+', '', 'g'), '0') END
"""


def id_column(con: duckdb.DuckDBPyConnection, text: str) -> str:
    """SQL for the number of a case as it was before a spreadsheet marked it as text or made it a float.

    `text` is SQL over `source` for the cleaned cell. What was taken off is told once for the column.
    """
    marked = f"starts_with({text}, '''') OR starts_with({text}, '=\"') OR regexp_matches({text}, '^[’‘`]')"
    remark(con, "id-marked", "case_id", f"FROM source WHERE {marked}")
    plain = f"CASE WHEN {marked} THEN nullif(trim(regexp_replace({text}, '{_sql(_MARKED)}', '\\1\\2')), '') ELSE {text} END"
    floats, others = con.execute(
        f"SELECT count(*) FILTER (suffix(id, '.0') AND regexp_full_match(id, '\\d{{1,15}}\\.0+')), count(id) FROM"
        f" (SELECT {plain} AS id FROM source)"
    ).fetchone() or (0, 0)
    if floats and floats == others:
        remark(con, "id-float", "case_id", f"FROM source WHERE {text} IS NOT NULL")
        return f"regexp_replace({plain}, '\\.0+$', '')"
    return plain


def check_ids(con: duckdb.DuckDBPyConnection) -> None:
    """Numbers in `staged` that are damaged, none, repeated, or spelled in two ways."""
    con.execute(_KEY_MACRO)
    exponent = f"contains(upper(case_id), 'E') AND ltrim(case_id, '+-')[1] BETWEEN '0' AND '9'"
    report(con, "id-damaged", "case_id", f"FROM staged WHERE {exponent} AND regexp_full_match(upper(case_id), '{_EXPONENT}')")
    _cut_off(con)
    report(
        con,
        "id-damaged",
        "case_id",
        "FROM staged WHERE suffix(case_id, '.0') AND regexp_full_match(case_id, '\\d{1,15}\\.0+') AND NOT EXISTS"
        " (SELECT 1 FROM staged WHERE contains(case_id, '.') AND regexp_full_match(case_id, '\\d+\\.\\d*[1-9]'))",
    )
    none = ", ".join(f"'{text}'" for text in _PLACEHOLDERS)
    report(con, "id-placeholder", "case_id", f"FROM staged WHERE upper(case_id) IN ({none})")
    for trouble in ("cell-error", "formula-uncalculated", "character-lost"):
        report(con, trouble, "case_id", f"FROM staged WHERE cell_trouble(case_id) = '{trouble}'")
    con.execute(
        "CREATE TEMP TABLE keys_twice AS SELECT id_key(case_id) AS key, count(*) AS times, count(DISTINCT upper(case_id)) AS spellings,"
        " min(case_id) AS one, max(case_id) AS other"
        " FROM staged ANTI JOIN (SELECT row_index FROM found WHERE field = 'case_id' AND code <> 'id-marked' AND code <> 'id-float') USING (row_index)"
        " WHERE case_id IS NOT NULL GROUP BY key HAVING count(*) > 1"
    )
    if not con.execute("SELECT 1 FROM keys_twice LIMIT 1").fetchone():
        return
    report(
        con,
        "id-duplicate",
        "case_id",
        "FROM staged JOIN (SELECT case_id, count(*) AS times FROM staged JOIN keys_twice ON key = id_key(case_id)"
        " GROUP BY case_id HAVING count(*) > 1) USING (case_id)",
        "times",
    )
    report(
        con,
        "id-respelled",
        "case_id",
        "FROM staged JOIN keys_twice ON key = id_key(case_id) WHERE spellings > 1",
        "CASE WHEN case_id = one THEN other ELSE one END",
    )


def _cut_off(con: duckdb.DuckDBPyConnection) -> None:
    """Numbers of more digits than a spreadsheet keeps, all of which end in zeros from the sixteenth digit on."""
    long = "length(case_id) BETWEEN 16 AND 25 AND suffix(case_id, '0') AND regexp_full_match(case_id, '\\d{15}0+')"
    cut, others = con.execute(
        f"SELECT count(*) FILTER ({long}), count(*) FILTER (length(case_id) BETWEEN 16 AND 25) FROM staged"
    ).fetchone() or (0, 0)
    if cut > 1 and cut == others:
        report(con, "id-damaged", "case_id", f"FROM staged WHERE {long}")


def check_known_spelling(con: duckdb.DuckDBPyConnection) -> None:
    """Cases that the store knows under another spelling: they would count twice. Table `known_ids` has the store's."""
    con.execute(
        "CREATE TEMP TABLE respelled AS WITH fresh AS (SELECT row_index, case_id, id_key(case_id) AS key FROM staged"
        " ANTI JOIN known_ids USING (case_id) WHERE case_id IS NOT NULL)"
        " SELECT row_index, min(known_ids.case_id) AS known FROM fresh JOIN known_ids ON id_key(known_ids.case_id) = key"
        " GROUP BY row_index"
    )
    report(con, "id-respelled", "case_id", "FROM respelled", "known")


def _sql(text: str) -> str:
    return text.replace("'", "''")
