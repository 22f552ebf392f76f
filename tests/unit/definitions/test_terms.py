"""What a portal calls its streets, communities and kinds of offices, as settings state it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from generator.definitions.portal import load_portal
from tests.support import ROOT

EXAMPLE = ROOT / "tests" / "spec" / "portal"
LABELS = {"street": {"zh": "街区", "en": "neighbourhood"}, "streets": {"en": "neighbourhoods"}}


def _portal(folder: Path, **settings: Any) -> Path:
    """A copy of the portal of the worked examples with these settings."""
    shutil.copytree(EXAMPLE, folder)
    yaml = YAML(typ="rt")
    stated = yaml.load((folder / "portal.yml").read_text("utf-8"))
    stated.update(settings)
    with (folder / "portal.yml").open("w", encoding="utf-8") as stream:
        yaml.dump(stated, stream)
    return folder


def test_labels_are_public_as_they_are_stated(tmp_path: Path) -> None:
    portal, problems = load_portal(_portal(tmp_path / "portal", terms=LABELS))
    assert problems == []
    assert portal is not None
    assert portal.public["terms"] == LABELS


def test_a_portal_without_labels_states_none(tmp_path: Path) -> None:
    portal, _ = load_portal(_portal(tmp_path / "portal"))
    assert portal is not None
    assert "terms" not in portal.public


def test_a_tier_is_called_as_the_portal_says_and_others_as_usual(tmp_path: Path) -> None:
    usual, _ = load_portal(_portal(tmp_path / "usual" / "portal"))
    street = {"zh": "街区办", "en": "State offices"}
    own, problems = load_portal(_portal(tmp_path / "own" / "portal", tiers={"street": street}))
    assert problems == []
    assert usual is not None
    assert own is not None
    assert own.tiers["street"] == street
    assert {**own.tiers, "street": usual.tiers["street"]} == usual.tiers


@pytest.mark.parametrize(
    ("terms", "column"),
    [
        ({"tier": {"en": "state"}}, "terms"),
        ({"street": {"fr": "rue"}}, "terms.street"),
        ({"street": {"en": "<b>state</b>"}}, "terms.street.en"),
        ({"street": {"en": "{n}"}}, "terms.street.en"),
        ({"street": {"en": "x" * 31}}, "terms.street.en"),
        ({"street": {}}, "terms.street"),
        ({"street": "state"}, "terms.street"),
    ],
)
def test_what_is_no_plain_word_for_a_known_term_is_a_finding(
    tmp_path: Path, terms: dict[str, Any], column: str
) -> None:
    portal, problems = load_portal(_portal(tmp_path / "portal", terms=terms))
    assert portal is None
    assert [(item.file, item.column.startswith(column)) for item in problems] == [("portal.yml", True)]


def test_an_unknown_tier_is_a_finding(tmp_path: Path) -> None:
    portal, problems = load_portal(_portal(tmp_path / "portal", tiers={"state": {"zh": "州"}}))
    assert portal is None
    assert {item.file for item in problems} == {"portal.yml"}
