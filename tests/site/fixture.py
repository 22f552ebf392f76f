"""A tiny synthetic portal: invented rows, written as releases by the package's own writers and in its own format.

Two months, eight units in two groups, two streets. One unit's answers wait, one unit has no case at all in the
newest month, one figure has the denominator 0. A row with a column that its table does not have is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from generator.facts.story.model import RULES
from generator.release.files.datapackage import datapackage
from generator.release.files.manifest import GENESIS, digest, manifest
from generator.release.files.package import json_bytes, table_bytes
from generator.release.files.schemas import release_schema
from generator.release.files.story_words import story_json
from generator.release.format import (
    CHAIN,
    CHANGES,
    CODELISTS,
    FIGURES,
    FINAL,
    FORMAT,
    INDICATORS,
    INTAKE,
    MANIFEST,
    PACKAGE,
    PROVISIONAL,
    README,
    RELEASE,
    REVISED,
    SCHEMES,
    STORY,
    ReleaseName,
    release_name,
    schema_file,
    table_of,
)
from generator.release.shelf.chain import ChainEntry, chain_bytes
from generator.release.shelf.figures_all import keep_figures_all
from tests.site.fixture_portal import DAYS, UNITS, Issue, K, Options, Rows, Tables
from tests.site.fixture_story import FOUND
from tests.site.fixture_tables import changes, tables_of, tells

# Code lists that are registers of the portal.
_REGISTERS = ("units", "groups", "categories", "reasons", "communities")
_USUAL = Options()
_NUMERATORS = {"volume": None, "satisfaction": "question = 'satisfaction' AND value = 'yes'"}


def make_portal(folder: Path, options: Options = _USUAL) -> Path:
    """Write `<folder>/releases/…` for two months, the first published twice or thrice; returns the folder."""
    releases = folder / "releases"
    chain: list[ChainEntry] = []
    figures: Tables = {}
    for issue in _shelf(options):
        before = figures.get(issue.month, [])
        tables = tables_of(issue, options)
        figures[issue.month] = tables[FIGURES]
        tables[CHANGES] = changes(before, tables[FIGURES], issue.cause)
        files = _files(tables, _documents(issue, options), options)
        if options.story and issue.newest:
            files[STORY] = json_bytes(story_json(FOUND, files))
        previous = chain[-1].manifest if chain else GENESIS
        sealed = manifest(str(issue.name), {path: digest(content) for path, content in files.items()}, previous)
        for path, content in {**files, MANIFEST: sealed}.items():
            target = releases / str(issue.name) / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        chain.append(ChainEntry(str(issue.name), digest(sealed)))
    (releases / CHAIN).write_bytes(chain_bytes(chain))
    keep_figures_all(releases)
    return folder


def _shelf(options: Options) -> list[Issue]:
    """The releases in the order of publication.

    Two cases of D01 were answered in time after the first month came out; a correction finds two more of D03.
    """
    early = [(*unit[:9], unit[9] - 2, *unit[10:]) if unit[0] == "D01" else unit for unit in UNITS]
    late = [(*unit[:9], unit[9] + 2, *unit[10:]) if unit[0] == "D03" else unit for unit in UNITS]
    newest = options.newest_mark
    shelf = [
        Issue(release_name("2023-11-p1"), PROVISIONAL, 2, early),
        Issue(release_name("2023-11-f1"), FINAL, 2, UNITS, "maturity"),
        Issue(ReleaseName("2023-12", newest == FINAL, 1), newest, 1, UNITS),
    ]
    corrected = Issue(release_name("2023-11-f2"), REVISED, 2, late, "source_correction")
    return [*shelf, corrected] if options.corrected else shelf


def _files(tables: Tables, documents: Mapping[str, Any], options: Options) -> dict[str, bytes]:
    """The files of a release but its manifest, described by their schemas."""
    files = {path: json_bytes(content) for path, content in documents.items()}
    schemas: dict[str, dict[str, Any]] = {}
    for path, rows in tables.items():
        schema = schemas[path] = release_schema(_schema_name(path), synthetic=options.synthetic)
        columns = [field["name"] for field in schema["fields"]]
        filled = columns[:-1] if options.synthetic else columns
        unknown = {column for row in rows for column in row} - set(filled)
        assert not unknown, (path, unknown)
        cells = [[row.get(column) for column in filled] for row in rows]
        files[path] = table_bytes(columns, cells, synthetic=options.synthetic)
        files[schema_file(schema["name"])] = json_bytes(schema)
    files[README] = "# 数据包 · Data\n".encode()
    files[PACKAGE] = json_bytes(datapackage(documents[RELEASE], documents[INDICATORS], schemas, files))
    return files


def _schema_name(path: str) -> str:
    """The schema of a table; code lists without a register behind them share one."""
    name = table_of(path, CODELISTS)
    return name if not path.startswith(CODELISTS) or name in _REGISTERS else "codelist"


def _documents(issue: Issue, options: Options) -> dict[str, Any]:
    """What a release says of itself, its indicators, its schemes, and how the data came in."""
    release = {
        "format": FORMAT,
        "release": str(issue.name),
        "month": issue.month,
        "mark": issue.mark,
        "marks": dict.fromkeys(issue.periods, issue.mark),
        "as_of": "2024-01-10",
        "synthetic": options.synthetic,
        "periods": issue.periods,
        "final_on": "2024-03-01",
        "follows": "",
        "bands": {"finding": "0.001", "attention": "0.025", "level": "0.05"},
        "revisions": {},
        "ledger_kinds": ["returned", "repeated", "excluded"] if options.ledgers else [],
        **({"story": RULES} if options.story and issue.newest else {}),
        "limits": [
            {
                "deadline": "reply",
                "hours": 48,
                "start": "received",
                "when": {"kind": "ms"},
                "source": {"zh": "报道"},
                "assumed": None,
            },
            {
                "deadline": "response",
                "hours": 4,
                "start": "received",
                "when": {},
                "source": None,
                "assumed": {"zh": "推定"},
            },
        ],
        "portal": _portal(options),
        "counts": {"on_time": {"ranked": 5, "few_cases": 2, "pooled": 0}},
        "data_notes": [{"zh": "测试说明：<b>不是</b>标签，[也不是](链接)。"}],
    }
    if options.satisfaction:
        release["answers"] = {
            "stands": tells(issue, options),
            "given": {} if tells(issue, options) else {"satisfaction": 457},
            "standing": ["2023-11", *(["2023-12"] if tells(issue, options) and issue.newest else [])],
            "stood": [],
            "closed": [],
        }
    intake = {
        "rows_read": 1185,
        "rows_accepted": 1183,
        "rows_rejected": 2,
        "imports": 1,
        "findings": [{"code": "id-twice", "severity": "rejects", "count": 2, "title": {"zh": "诉求编号重复"}}],
        "deadlines": {
            "due_at": {"given": 1158, "worked_out": 0, "moved": 0},
            "response_due_at": {"given": 0, "worked_out": 1183, "moved": 12},
        },
        "filled": {"due_at": 1158, "case_id": 1183},
        "open_not_repeated": 3,
    }
    return {
        RELEASE: release,
        INDICATORS: _indicators(options, issue.month),
        SCHEMES: _schemes() if options.satisfaction else [],
        INTAKE: intake,
    }


def _schemes() -> Rows:
    """A deduction and a score."""
    common = {
        "version": 1,
        "meaning": {"zh": "演示用的规则。"},
        "source": {"zh": "演示规定"},
        "assumed": [{"zh": "扣分标准为假定。"}],
        "valid_from": "2023-01",
        "valid_to": "",
        "window": "month",
        "rounded": False,
        "author": "甲",
        "checker": "乙",
        "reviewed": "2026-11-01",
    }
    deduction = {
        "indicator": "satisfaction",
        "rate": 0.5,
        "within": "group",
        "weights": "answers",
        "own_cases": "included",
        "partial": "prorata",
        "annual": "pooled",
        "minimum_answers": 10,
    }
    score = {
        "total": 100,
        "missing": "zero",
        "components": [{"indicator": "on_time", "weight": 100, "form": {"proportional": True}}],
    }
    return [
        common | {"name": "deduction", "kind": "deduction", "title": {"zh": "满意度扣分"}, "settings": deduction},
        common | {"name": "points", "kind": "score", "title": {"zh": "月度得分"}, "settings": score},
    ]


def _indicators(options: Options, month: str) -> Rows:
    named = [("volume", "受理量", "received", None), ("on_time", "按时回复率", "reply-due", "on_time IN ('yes', 'no')")]
    if options.closing_times:
        named += [(f"closed_within_{days}d", f"{days} 天内办结率", "received", "TRUE") for days in DAYS]
    if options.satisfaction:
        named.append(("satisfaction", "满意率", "answers", "question = 'satisfaction' AND value IN ('yes', 'no')"))
    return [
        {
            "id": id,
            "version": 2 if (later := options.second_version and (id, month) == ("on_time", "2023-12")) else 1,
            "change": {"zh": "自本月起，三日内回复才算按时。"} if later else None,
            "title": {"zh": title},
            "meaning": {"zh": "三日内回复的比例。" if later else f"{title}的含义"},
            "why": {"zh": "说明为什么要看"},
            "cohort": cohort,
            "numerator": _NUMERATORS.get(id, f"{id} = 'yes'"),
            "denominator": denominator,
            "direction": "none" if id == "volume" else "higher",
            "valid_from": "2023-01",
            "valid_to": "",
            "ratio": False,
            "case": None,
            "ratings": "none" if id != "satisfaction" else "active",
            "minimum_n": 30,
            "needs": [],
            "matures_after_days": 3 if id == "closed_within_3d" else 0,
            "caveats": [{"zh": "注意事项"}],
            "author": "考核办方法岗",
            "checker": "考核办复核岗",
            "reviewed": "2026-11-01",
        }
        for id, title, cohort, denominator in named
    ]


def _portal(options: Options) -> dict[str, Any]:
    portal: dict[str, Any] = {
        "portal": "fixture",
        "title": {"zh": "示范市·测试诉求办理公示"},
        "short_title": {"zh": "示范公示"},
        "place": {"zh": "示范市·测试"},
        "time_zone": "Asia/Shanghai",
        "contact": {"name": {"zh": "示范市考核办"}, "email": "office@example.org", "phone": "12345"},
        "licence": {"name": "CC-BY-4.0", "title": "署名 4.0", "path": "https://creativecommons.org/licenses/by/4.0/"},
        "source": {"title": {"zh": "测试数据"}, "description": {"zh": "由测试程序写出"}},
        "ranking": [{"indicator": "on_time", "window": "month"}],
        "disclosure": {"k": K},
        "stated": [{"zh": "报道写明的"}],
        "assumed": [{"zh": "假定的"}],
        "notes": [{"zh": "门户说明"}],
    }
    if options.english:
        portal |= {"languages": ["zh", "en"], "place": {"zh": "示范市·测试", "en": "Demo City T"}}
        portal["title"] = {"zh": "示范市·测试诉求办理公示", "en": "Demo City T: how requests are handled"}
    if options.address:
        portal["address"] = options.address
        portal["registration"] = {
            "organiser": {"zh": "示范市民服务中心", "en": "Demonstration service centre"},
            "icp": "示ICP备00000000号-1",
            "public_security": "示公网安备00000000000001号",
            "site_code": "0000000000",
        }
    if options.satisfaction:
        portal["satisfaction"] = {
            "scale": [{"value": "满意", "satisfied": True}, {"value": "不满意", "satisfied": False}],
            "askers": ["居民", "企业"],
        }
    return portal
