"""The second road for trouble: problems of use, shown as one line without a traceback.

Problems of the data are findings (`generator.definitions.findings`); anything else is a bug.
"""

from __future__ import annotations


class UserError(Exception):
    """Wrong use: a missing file, an unknown portal, a verb that cannot do what was asked (exit status 2)."""
