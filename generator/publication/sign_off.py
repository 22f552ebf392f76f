"""Who prepared, checked and signed a publication: roles and days, from options or from the draft's `sign-off.yml`.

Roles stand in the public release.json, so a text that may be a person's name, or other personal data, is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from generator.definitions.personal import may_be_a_name
from generator.definitions.settings import read_plain
from generator.refusals import wrong_use
from generator.resources import wording

FILE: Final = "sign-off.yml"
# In the order of their days.
STEPS: Final = ("prepared_by", "checked_by", "signed_by")
_LONGEST_ROLE: Final = 30


@dataclass(frozen=True)
class Step:
    """What was done by a role, never a person, on a day (ISO)."""

    role: str
    day: str


def sign_off(folder: Path, options: Mapping[str, str], drafted_on: str) -> dict[str, Step]:
    """Step → who and when; `options` (step → `ROLE:DAY`, blank where not given) go before the file in `folder`.

    Raises UserError where a step is missing or not written so, a role is not a role, or a day is before that of the
    step before it, the first of all before `drafted_on`.
    """
    steps = {name: _of_option(name, options[name]) for name in STEPS if options.get(name)}
    if len(steps) < len(STEPS):
        steps = _of_file(folder / FILE) | steps
    missing = [name for name in STEPS if name not in steps]
    if missing:
        raise wrong_use("sign_off_missing", names="、".join(map(_title, missing)), path=folder / FILE)
    for name in STEPS:
        _check(name, steps[name])
    days = [drafted_on, *(steps[name].day for name in STEPS)]
    if days != sorted(days):
        raise wrong_use("sign_off_order", days=" → ".join(days))
    return {name: steps[name] for name in STEPS}


def _of_option(name: str, text: str) -> Step:
    role, _, day = text.replace("：", ":").rpartition(":")
    if not role:
        raise wrong_use("sign_off_form", name=_title(name))
    return Step(role.strip(), day.strip())


def _of_file(path: Path) -> dict[str, Step]:
    """The steps of the file, those left blank aside; none where there is no file."""
    if not path.is_file():
        return {}
    settings, _ = read_plain(path, FILE)
    data = settings.data if settings is not None else None
    if not isinstance(data, dict) or not all(isinstance(data.get(name, {}), dict) for name in STEPS):
        raise wrong_use("sign_off_unreadable", path=path)
    written = {name: Step(*(str(data.get(name, {}).get(key) or "") for key in ("role", "day"))) for name in STEPS}
    return {name: step for name, step in written.items() if step.role or step.day}


def _check(name: str, step: Step) -> None:
    try:
        sound = date.fromisoformat(step.day).isoformat() == step.day
    except ValueError:
        sound = False
    if not sound or not step.role or len(step.role) > _LONGEST_ROLE or not step.role.isprintable():
        raise wrong_use("sign_off_form", name=_title(name))
    if may_be_a_name(step.role):
        raise wrong_use("sign_off_personal", name=_title(name))


def _title(name: str) -> str:
    title: str = wording("release")["sign_off_steps"][name]
    return title
