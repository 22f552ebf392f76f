"""All that is asked of a built site, at once: links, names, requests, policy, HTML and weight."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.site.check.html import Checker, find_checker, invalid_html
from generator.site.check.links import check_site
from generator.site.check.weight import Weight, over_budget, weigh
from generator.site.write.built_page import SiteProblem
from generator.site.write.content_policy import POLICY, policy


@dataclass(frozen=True)
class Inspection:
    """What was found, what its pages weigh, how many there are, and by which program their HTML was judged."""

    problems: tuple[SiteProblem, ...]
    weights: tuple[Weight, ...]
    pages: int
    checker: Checker | None


def inspect_site(site_dir: Path) -> Inspection:
    """Inspect the built site below `site_dir`. UserError when there is none.

    Codes beside those of `check_site`: invalid-html, over-budget, and policy-differs where a page does not state the
    policy that its own inline scripts and styles ask for.
    """
    site_dir = site_dir.resolve()
    sound = check_site(site_dir)
    weights, checker = weigh(site_dir), find_checker()
    problems = {*sound, *_policies(site_dir), *invalid_html(site_dir, checker), *over_budget(weights)}
    return Inspection(tuple(sorted(problems)), weights, sum(1 for _ in site_dir.rglob("*.html")), checker)


def _policies(site_dir: Path) -> list[SiteProblem]:
    problems = []
    for path in sorted(site_dir.rglob("*.html")):
        html = path.read_text(encoding="utf-8")
        if POLICY.findall(html) != [policy(html)]:
            problems.append(SiteProblem(path.relative_to(site_dir).as_posix(), "policy-differs", ""))
    return problems
