"""A demonstration portal's year as its office lives it: `python -m tools.deliveries PORTAL FOLDER`.

For each month the file of cases, and that of events where there are any, that would be handed over on the 5th of the
next month: see `generator.synthesis.deliveries.monthly`. PORTAL is a name below datasets/.
"""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generator.synthesis import write_deliveries

DATASETS = Path(__file__).parents[1] / "datasets"


def main(portal: str, folder: Path) -> None:
    """Write every delivery of the portal into the folder and print its files, oldest first."""
    for paths in write_deliveries(DATASETS / portal, folder):
        click.echo(" ".join(map(str, paths)))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
