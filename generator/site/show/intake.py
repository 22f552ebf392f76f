"""How the data of a release came in: rows, findings, fields with a value, where deadlines come from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from generator.site.words.catalogue import Wording
from generator.site.words.names import count


@dataclass(frozen=True)
class IntakeWords:
    """Rows read, accepted and rejected; findings as (title, code, severity, rows); (field, rows with a value).

    `deadlines` says how many the source gave and how many were worked out, `not_repeated` how many open cases were not
    delivered again; blank where there are none.
    """

    read: str
    accepted: str
    rejected: str
    findings: tuple[tuple[str, str, str, str], ...]
    filled: tuple[tuple[str, str], ...]
    deadlines: str
    not_repeated: str


def intake_words(w: Wording, intake: Mapping[str, Any]) -> IntakeWords:
    """The account of a release's intake, as `intake.json` holds it."""
    return IntakeWords(
        count(intake["rows_read"]),
        count(intake["rows_accepted"]),
        count(intake["rows_rejected"]),
        tuple(
            (w.pick(row["title"]), row["code"], w.plain(f"severity.{row['severity']}"), count(row["count"]))
            for row in intake.get("findings", ())
        ),
        tuple((field_name(w, name), count(n)) for name, n in sorted(intake.get("filled", {}).items())),
        w.plain("report.deadlines_between").join(
            w.plain(
                "report.deadlines_moved" if origin["moved"] else "report.deadlines_item",
                field=field_name(w, name),
                given=count(origin["given"]),
                worked_out=count(origin["worked_out"]),
                moved=count(origin["moved"]),
            )
            for name, origin in sorted(intake.get("deadlines", {}).items())
        ),
        w.plain("report.not_repeated", n=count(lacking)) if (lacking := intake.get("open_not_repeated", 0)) else "",
    )


def field_name(w: Wording, name: str) -> str:
    """What a field of a case is called; the name itself where the catalogue has none."""
    return w.plain(f"field.{name}") if f"field.{name}" in w else name
