"""The files that most readers want of a release, as a few described products; everything else stands behind a fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from generator.release.files.loading import loading
from generator.release.files.reader import read_json
from generator.release.files.readme import main_table
from generator.release.format import OPEN, PACKAGE, WORKBOOK
from generator.site.edition import Edition
from generator.site.read.downloads import Download, cumulative, excel_copy, offered_name
from generator.site.words.catalogue import Wording

# The products in their order, and the tools that have a line for each table.
PRODUCTS: Final = ("workbook", "figures", "all", "open", "whole")
TOOLS: Final = ("frictionless", "pandas", "duckdb", "r")


@dataclass(frozen=True)
class Product:
    """What a product is called, what it is for, and its files, each with the words of its link."""

    id: str
    title: str
    words: str
    files: tuple[tuple[str, Download], ...]


@dataclass(frozen=True)
class Loading:
    """A table of the release and the lines that read it, by the name of the tool."""

    file: str
    title: str
    lines: tuple[tuple[str, str], ...]


def products(edition: Edition) -> tuple[Product, ...]:
    """The workbook first; then the figures as CSV, those of all months, the open tables and the whole release."""
    w, issue = edition.w, edition.issue(edition.current.name)
    whole, *singly = edition.offers(issue.name)
    main = offered_name(issue, main_table(issue.info))
    every = cumulative(edition.chain[-1])
    opened = [one for one in singly if OPEN in one.name and one.name.rpartition(".")[2] in ("csv", "parquet")]
    found = (
        _product(w, "workbook", [one for one in singly if one.name.endswith(WORKBOOK)], lambda one: one.name),
        _product(
            w,
            "figures",
            [excel_copy(issue), *(one for one in singly if one.name == main)],
            lambda one: w.plain("product.plain" if one.name == main else "product.excel"),
        ),
        _product(w, "all", [every] if every else [], lambda one: one.name),
        _product(w, "open", [one for one in opened if "/" not in one.name], lambda one: one.name),
        _product(w, "whole", [whole], lambda one: one.name),
    )
    return tuple(product for product in found if product.files)


def loading_lines(edition: Edition) -> Iterator[Loading]:
    """Every CSV table of the newest release that is shown, in the order of its data package."""
    for item in read_json(edition.current.content, PACKAGE)["resources"]:
        if item["format"] == "csv":
            lines = loading(item["path"], item["schema"])
            yield Loading(item["path"], item["title"], tuple((tool, lines[tool]) for tool in TOOLS))


def _product(w: Wording, id: str, files: list[Download], label: Callable[[Download], str]) -> Product:
    named = tuple((label(one), one) for one in files)
    return Product(id, w.plain(f"product.{id}"), w.plain(f"product.{id}_words"), named)
