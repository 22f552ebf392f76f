"""`python -m tests.fuzz MINUTES [FOLDER]`: readers, settings and verify, one input after another, for so long."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from tests.fuzz.run import told, tried

if __name__ == "__main__":
    minutes = float(sys.argv[1])
    kept = Path(sys.argv[2] if len(sys.argv) > 2 else tempfile.mkdtemp(prefix="gongshi-failed-"))
    tallies = tried(60 * minutes, kept, sys.stdout)
    sys.stdout.write(told(tallies, kept))
    sys.exit(1 if any(tally.failures for tally in tallies) else 0)
