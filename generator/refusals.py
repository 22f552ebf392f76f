"""What is wrong use, in the words of the catalogue `generator/wording/commands.yml`: for whoever raises it."""

from __future__ import annotations

from generator.errors import UserError
from generator.resources import wording


def wrong_use(key: str, **filled: object) -> UserError:
    """The error `key` of the catalogue, filled in, to be raised."""
    return UserError(wording("commands")["errors"][key].format(**filled))
