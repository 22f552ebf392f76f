"""What a demonstration takes from its portal: the registers and the limits, read as they stand."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from generator.errors import UserError

HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True)
class Unit:
    """A handling unit and the names that an export may give it.

    It exists from `valid_from` to `valid_to`, days in ISO form or empty; `successor` is the code of the unit that takes
    over.
    """

    code: str
    name: str
    short_name: str
    aliases: tuple[str, ...]
    tier: str
    valid_from: str
    valid_to: str
    successor: str


@dataclass(frozen=True)
class Category:
    """A category; `parent` is the code of the one above, empty at the top."""

    code: str
    name: str
    parent: str


@dataclass(frozen=True)
class Area:
    """A street, community or grid; `parent` is the code of the area around it, empty for a street."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True)
class Registers:
    """The registers of a portal by code, in the order of their files."""

    units: dict[str, Unit]
    categories: dict[str, Category]
    areas: dict[str, Area]
    channels: dict[str, str]
    kinds: dict[str, str]


@dataclass(frozen=True)
class Limit:
    """A response or reply limit in seconds from receipt, for the cases that `when` describes."""

    deadline: str
    seconds: int
    when: dict[str, str]


def read_registers(portal_dir: Path) -> Registers:
    """The registers under `portal_dir`; UserError when one is missing or lacks a column."""
    folder = portal_dir / "registers"
    try:
        return Registers(
            units={
                row["code"]: Unit(
                    row["code"],
                    row["name"],
                    row["short_name"],
                    tuple(alias for alias in row["aliases"].split(";") if alias),
                    row["tier"],
                    row["valid_from"],
                    row["valid_to"],
                    row["successor"],
                )
                for row in _rows(folder / "units.csv")
            },
            categories={
                row["code"]: Category(row["code"], row["name"], row["parent"])
                for row in _rows(folder / "categories.csv")
            },
            areas={
                row["code"]: Area(row["code"], row["name"], row["level"], row["parent"])
                for row in _rows(folder / "areas.csv")
            },
            channels={row["code"]: row["name"] for row in _rows(folder / "channels.csv")},
            kinds={row["code"]: row["name"] for row in _rows(folder / "kinds.csv")},
        )
    except KeyError as error:
        raise UserError(f"a register of {portal_dir.name} lacks the column {error}") from None


def read_limits(portal_dir: Path) -> tuple[Limit, ...]:
    """The limits of the portal in the order of limits.yml; UserError when a demonstration cannot use one."""
    content = load_yaml(portal_dir / "limits.yml")
    entries = content.get("limits") if isinstance(content, dict) else None
    limits = []
    for entry in entries or []:
        length = entry.get("days", 0) * DAY + entry.get("hours", 0) * HOUR
        when = entry.get("when", {})
        if entry.get("start") != "received" or length <= 0 or set(when) - {"kind", "level"}:
            raise UserError("limits.yml: a demonstration needs limits from receipt, by kind and level only")
        limits.append(Limit(entry["deadline"], length, dict(when)))
    return tuple(limits)


def limit_seconds(limits: tuple[Limit, ...], deadline: str, kind: str, level: str) -> int:
    """The limit of `deadline` (`response` or `reply`) for a kind and level: the first that fits.

    Raises UserError when none does: a demonstration gives every case both limits.
    """
    facts = {"kind": kind, "level": level}
    for limit in limits:
        if limit.deadline == deadline and all(facts[key] == value for key, value in limit.when.items()):
            return limit.seconds
    raise UserError(f"limits.yml: no {deadline} limit for kind {kind}, level {level}")


def load_yaml(path: Path) -> Any:
    """The file as plain data (YAML 1.2); UserError when it is missing or no YAML."""
    try:
        return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UserError(f"{path.name} is missing from {path.parent}") from None
    except (YAMLError, UnicodeDecodeError, ValueError) as error:
        raise UserError(f"{path.name} cannot be read as YAML: {str(error).splitlines()[0]}") from None


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as source:
            return list(csv.DictReader(source))
    except FileNotFoundError:
        raise UserError(f"{path.name} is missing from {path.parent}") from None
