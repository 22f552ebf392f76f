"""A large export: the demonstration export of a portal, seed after seed: `python -m bench.scale PORTAL ROWS TARGET`.

Another seed gives other cases with the same totals, so the rows are as varied as those of so many cases would be.
Every seed's cases get ids of their own; the same portal and number of rows give the same bytes.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from itertools import islice
from pathlib import Path

from generator.definitions.portal import load_portal
from generator.synthesis.sample import write_sample


def main(portal_dir: Path, rows: int, target: Path) -> None:
    portal, problems = load_portal(portal_dir)
    if portal is None:
        raise SystemExit(str(problems[:5]))
    (mapping,) = (item for item in portal.mappings if item.table == "cases")
    (id_column,) = (rule.sources[0] for rule in mapping.columns if rule.field == "case_id")
    with tempfile.TemporaryDirectory() as work, target.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        seed = written = 0
        while written < rows:
            seed += 1
            part = Path(work) / "part.csv"
            write_sample(portal_dir, part, seed)
            with part.open(encoding="utf-8-sig", newline="") as source:
                lines = csv.reader(source)
                header = next(lines)
                place = header.index(id_column)
                if seed == 1:
                    writer.writerow(header)
                for line in islice(lines, rows - written):
                    line[place] = f"{line[place]}-{seed}"
                    writer.writerow(line)
                    written += 1
            sys.stderr.write(f"{written:,} rows\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
