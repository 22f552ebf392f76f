"""One export through the gate: read, mapped, checked; accepted cases staged as Parquet, every problem a finding."""

from __future__ import annotations

import csv
import hashlib
from array import array
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from generator.definitions.codes import EVENT_TIMES
from generator.definitions.findings import Finding, finding
from generator.definitions.limits import DEADLINE_FIELD, deadline_of
from generator.definitions.mappings import ExportMapping
from generator.definitions.portal import Portal
from generator.intake import rules
from generator.intake.choose import choose_sheet
from generator.intake.contract import breaches, field_names
from generator.intake.mapping import Trouble, bind
from generator.intake.readers import Cell, Sheet, UnreadableError

Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Intake:
    """What came of one export.

    `first_month` and `last_month` are those of the first and last receipt; `staged` is the Parquet file of accepted
    cases (None when the file could not be read); `filled` counts the accepted rows in which a field is known,
    `computed` the deadlines worked out from the limits.
    """

    file: str
    mapping: str
    encoding: str
    import_id: str
    as_of: str
    first_month: str
    last_month: str
    fields: tuple[str, ...]
    rows_read: int
    rows_rejected: int
    filled: tuple[tuple[str, int], ...]
    computed: tuple[tuple[str, int], ...]
    findings: tuple[Finding, ...]
    staged: Path | None

    @property
    def rows_accepted(self) -> int:
        """Rows read less rows rejected."""
        return self.rows_read - self.rows_rejected


def take_in(path: Path, portal: Portal, work: Path, as_of: str, progress: Progress) -> Intake:
    """Read the export at `path`. `work` is an empty folder for staged files; `as_of` is blank unless stated."""
    try:
        sheet, mapping, notes = choose_sheet(path, portal.mappings)
        if sheet is None or mapping is None:
            return _unread(path, notes)
        return _take_in(path, sheet, mapping, portal, work, as_of, notes, progress)
    except UnreadableError as error:
        return _unread(path, [error.finding(path.name)])


def _unread(path: Path, problems: Iterable[Finding]) -> Intake:
    return Intake(path.name, "", "", "", "", "", "", (), 0, 0, (), (), tuple(sorted(problems)), None)


def _take_in(
    path: Path,
    sheet: Sheet,
    mapping: ExportMapping,
    portal: Portal,
    work: Path,
    as_of: str,
    notes: list[Finding],
    progress: Progress,
) -> Intake:
    canonical = work / "cases.csv"
    staging = _stage(sheet, mapping, portal, canonical, progress)
    if not staging.rows:
        return _unread(path, [*notes, finding("no-rows", path.name, sheet=sheet.name)])
    columns = {rule.field: " + ".join(rule.sources) for rule in mapping.columns}
    progress("check", staging.rows_read)
    with duckdb.connect() as con:
        _load(con, canonical)
        hits = [*_breaches(canonical, staging), *_rule_hits(con, portal, staging.stated_as_of)]
        problems = [*notes, *staging.findings(path.name, sheet.name)]
        problems += [
            finding(
                code,
                path.name,
                sheet=sheet.name,
                row=staging.rows[index],
                column=columns.get(field) or field,
                field=field,
                expected=expected,
            )
            for index, field, code, expected in hits
        ]
        problems = sorted(set(problems))
        rejected = {item.row for item in problems if item.severity == "rejects"}
        indexes = [index for index, row in enumerate(staging.rows) if row in rejected]
        con.execute("CREATE TABLE rejected AS SELECT unnest(?::INTEGER[]) AS row_index", [indexes])
        as_of = as_of or staging.stated_as_of or _latest_event(con)
        import_id = _import_id(path, mapping, portal, as_of)
        _write_accepted(con, work / "cases.parquet", import_id, as_of)
        filled = _filled(con)
        first_month, last_month = _months(con)
    canonical.unlink()
    return Intake(
        file=path.name,
        mapping=mapping.name,
        encoding=sheet.encoding,
        import_id=import_id,
        as_of=as_of,
        first_month=first_month,
        last_month=last_month,
        fields=tuple(sorted(mapping.fields)),
        rows_read=staging.rows_read,
        rows_rejected=len(rejected),
        filled=filled,
        computed=tuple(sorted(staging.computed.items())),
        findings=tuple(problems),
        staged=work / "cases.parquet",
    )


@dataclass(frozen=True)
class _Staging:
    """Source row numbers of the staged rows, and what mapping them met."""

    rows: array[int]
    troubles: dict[int, list[Trouble]]
    misfits: dict[int, int]
    computed: dict[str, int]
    stated_as_of: str
    width: int

    @property
    def rows_read(self) -> int:
        return len(self.rows)

    def findings(self, file: str, sheet: str) -> Iterable[Finding]:
        for index, troubles in self.troubles.items():
            for item in troubles:
                yield finding(
                    item.code,
                    file,
                    sheet=sheet,
                    row=self.rows[index],
                    column=item.column,
                    field=item.field,
                    expected=item.expected,
                )
        for index, cells in self.misfits.items():
            row = self.rows[index]
            yield finding("row-width", file, sheet=sheet, row=row, cells=cells, expected=self.width)


def _stage(sheet: Sheet, mapping: ExportMapping, portal: Portal, target: Path, progress: Progress) -> _Staging:
    """Write the canonical rows as UTF-8 CSV; rows that do not fit the header are staged blank and rejected."""
    mapper = bind(mapping, sheet.header, portal.registers, portal.time_zone)
    names, width = field_names("cases"), len(sheet.header)
    rows: array[int] = array("q")
    troubles: dict[int, list[Trouble]] = {}
    misfits: dict[int, int] = {}
    computed = dict.fromkeys(DEADLINE_FIELD.values(), 0)
    stated = ""
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(names)
        for number, source in sheet.rows():
            cells = _fit(source, width)
            if cells is None:
                misfits[len(rows)] = len(source)
                cells = ("",) * width
            case, trouble = mapper.map(cells)
            if trouble:
                troubles[len(rows)] = trouble
            if case.get("as_of", "") > stated:
                stated = case["as_of"]
            for deadline, field in DEADLINE_FIELD.items():
                if not case.get(field):
                    case[field] = deadline_of(case, deadline, portal.limits)
                    computed[field] += bool(case[field])
            writer.writerow([case.get(name, "") for name in names])
            rows.append(number)
            if len(rows) % 5000 == 0:
                progress("read", len(rows))
    return _Staging(rows, troubles, misfits, computed, stated, width)


def _fit(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...] | None:
    """The cells at the header's width; None when values stand outside it or the row is cut short."""
    if len(cells) == width:
        return cells
    if len(cells) > width and not any(cells[width:]):
        return cells[:width]
    return None


def _load(con: duckdb.DuckDBPyConnection, canonical: Path) -> None:
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in field_names("cases"))
    con.execute(rules.TIME_MACROS)
    con.execute(
        "CREATE TABLE staged AS SELECT row_number() OVER () - 1 AS row_index, * FROM read_csv(?, header = true,"
        f" delim = ',', quote = '\"', escape = '\"', nullstr = '', auto_detect = false, parallel = false,"
        f" columns = {{{columns}}})",
        [str(canonical)],
    )


def _breaches(canonical: Path, staging: _Staging) -> Iterable[rules.Hit]:
    """Breaches of the contract, less those of cells that mapping has reported already."""
    reported = {(index, item.field) for index, items in staging.troubles.items() for item in items}
    for item in breaches(canonical, "cases"):
        if (item.row, item.field) not in reported and item.row not in staging.misfits:
            yield item.row, item.field, item.code, item.rule


def _rule_hits(con: duckdb.DuckDBPyConnection, portal: Portal, stated: str) -> Iterable[rules.Hit]:
    yield from rules.repeated_ids(con)
    yield from rules.impossible_order(con)
    if stated:
        yield from rules.outside_export(con, stated)
    units = portal.registers["units"].rows
    yield from rules.invalid_units(con, {row["code"]: (row["valid_from"], row["valid_to"]) for row in units})
    scale = portal.satisfaction_scale
    if scale:
        yield from rules.unlisted(con, "satisfaction", "value-not-listed", scale, ", ".join(scale))
    if portal.levels:
        yield from rules.unlisted(con, "level", "value-not-listed", portal.levels, ", ".join(portal.levels))
    for field, register in (("kind", "kinds"), ("channel", "channels"), ("unit", "units")):
        codes = tuple(portal.registers[register].by_code)
        code = "unit-unknown" if field == "unit" else "code-unknown"
        yield from rules.unlisted(con, field, code, codes, f"registers/{register}.csv")


def _latest_event(con: duckdb.DuckDBPyConnection) -> str:
    """The latest event time of the accepted rows: never a due date, never the clock."""
    events = ", ".join(EVENT_TIMES)
    found = con.execute(f"SELECT max(greatest({events})) FROM staged ANTI JOIN rejected USING (row_index)")
    row = found.fetchone()
    return str(row[0]) if row and row[0] else ""


def _months(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    """The months of the first and the last receipt of the accepted rows."""
    found = con.execute(
        "SELECT min(received_at[:7]), max(received_at[:7]) FROM staged ANTI JOIN rejected USING (row_index)"
    ).fetchone()
    return (found[0] or "", found[1] or "") if found else ("", "")


def _write_accepted(con: duckdb.DuckDBPyConnection, target: Path, import_id: str, as_of: str) -> None:
    fields = ", ".join(field_names("cases"))
    con.execute(
        f"COPY (SELECT {fields}, '{import_id}' AS import_id, '{as_of}' AS as_of"
        " FROM staged ANTI JOIN rejected USING (row_index) ORDER BY case_id)"
        f" TO '{_quoted(target)}' (FORMAT parquet, COMPRESSION zstd)"
    )


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _filled(con: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    names = field_names("cases")
    counts = ", ".join(f"count({name})" for name in names)
    row = con.execute(f"SELECT {counts} FROM staged ANTI JOIN rejected USING (row_index)").fetchone()
    return tuple((name, int(count)) for name, count in zip(names, row or (), strict=False) if count)


def _import_id(path: Path, mapping: ExportMapping, portal: Portal, as_of: str) -> str:
    """The same export under the same mapping, registers, limits and as-of is the same import."""
    digest = hashlib.sha256()
    settings = [portal.folder / mapping.file, portal.folder / "limits.yml"]
    settings += sorted((portal.folder / "registers").glob("*.csv"))
    for part in (path, *(item for item in settings if item.exists())):
        with part.open("rb") as stream:
            digest.update(hashlib.file_digest(stream, "sha256").digest())
    digest.update(as_of.encode())
    return digest.hexdigest()[:16]
