"""The public writer and the second gate: nothing but published code lists and approved texts gets into a release."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.definitions.portal import load_portal
from generator.release.files.manifest import digest, manifest
from generator.release.files.package import FIRST, Table, contents, seal
from generator.release.files.public_values import Breach, PublicValueError, breaches
from generator.verify.shape import described_tables
from tests.functional.test_releases import Case, export, march, names, portal, publish
from tests.support import gongshi_here, latest, read_csv, read_json, tree_hash

Files = dict[str, bytes]
IDENTITY = "11010519491231002X"
FOREIGN = "张先生 13800138000"
TEXTS = "kind,unit,period,text_zh,text_en,approved_by,approved_on\n"
STATEMENT = "statement,A1,2024-03,三月有两件因施工延误，已与诉求人说明。,,考核办复核岗,2024-04-08\n"


def cases(channel: str = "电话") -> list[Case]:
    return [case | {"channel": channel, "category": "住房", "area": "东街道"} for case in march()]


def tables(files: Files) -> Iterator[tuple[str, list[list[str]]]]:
    for path in sorted(files):
        if path.endswith(".csv"):
            yield path, list(csv.reader(io.StringIO(files[path].decode("utf-8"), newline="")))


def written(rows: list[list[str]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue().encode("utf-8")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The worked examples' portal with a corrected release, an authored text and changes. Read only."""
    work = tmp_path_factory.mktemp("writer")
    folder = portal(work)
    (folder / "texts.csv").write_text(TEXTS + STATEMENT, "utf-8")
    publish(folder, export(work / "a.csv", cases()), "--as-of", "2024-04-05")
    publish(folder, export(work / "b.csv", [*cases(), *more(cases())]), "--as-of", "2024-07-01")
    return folder


def more(those: list[Case]) -> list[Case]:
    return [case | {"case_id": f"x{case['case_id']}", "unit": "A2", "on_time": ""} for case in those]


@pytest.fixture(scope="module")
def release(published: Path) -> Files:
    """The files of the final release."""
    folder = latest(published)["2024-03"]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_release_holds_nothing_but_its_vocabulary(release: Files) -> None:
    assert list(breaches(release)) == []
    assert read_csv_bytes(release["texts.csv"])[0]["approved_by"] == "考核办复核岗"


def read_csv_bytes(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8"), newline="")))


def test_a_foreign_text_is_refused_in_every_column_of_every_table(release: Files) -> None:
    tried = 0
    for path, rows in tables(release):
        for place, column in enumerate(rows[0]):
            if len(rows) > 1:
                spoiled = [list(row) for row in rows]
                spoiled[-1][place] = FOREIGN
                found = list(breaches(release | {path: written(spoiled)}))
                # A code that is gone from its list is also missed elsewhere.
                wanted = (path, len(rows), column)
                assert wanted in {(item.file, item.row, item.column) for item in found}, wanted
                tried += 1
    assert tried > 100


@pytest.mark.parametrize(
    ("path", "place", "value"),
    [
        ("figures.csv", "scope", "grid"),
        ("figures.csv", "key", "E1"),
        ("figures.csv", "indicator", "kindness"),
        ("figures.csv", "source", "counts-nothing.csv"),
        ("figures.csv", "value", "95.1"),
        ("figures.csv", "numerator", "110105194912310020"),
        ("figures.csv", "period", "2024-03-05"),
        ("counts-received.csv", "elapsed", "within_2d"),
        ("counts-received.csv", "elapsed", "yes"),
        ("ranking.csv", "unit", "phone"),
        ("ranking.csv", "group", "A1"),
        ("codelists/units.csv", "tier", "bureau"),
        ("codelists/units.csv", "successor", "A9"),
        ("codelists/units.csv", "valid_from", "2024-3-1"),
        ("codelists/marks.csv", "code", "X"),
        ("codelists/units.csv", "name", "=1+1"),
        ("texts.csv", "unit", "E"),
        ("changes.csv", "cause", "because"),
    ],
)
def test_a_value_of_another_list_is_refused(release: Files, path: str, place: str, value: str) -> None:
    rows = dict(tables(release))[path]
    column = rows[0].index(place)
    rows[1][column] = value
    kind = "formula" if value.startswith("=") else ""
    assert Breach(path, 2, place, kind) in set(breaches(release | {path: written(rows)}))


def test_a_key_is_judged_by_its_scope(release: Files) -> None:
    rows = dict(tables(release))["figures.csv"]
    scope, key = rows[0].index("scope"), rows[0].index("key")
    number, row = next((number, row) for number, row in enumerate(rows, 1) if row[scope] == "unit")
    assert row[key] == "A1"
    row[scope] = "street"
    assert set(breaches(release | {"figures.csv": written(rows)})) == {Breach("figures.csv", number, "key", "")}


def open_table(*rows: str) -> bytes:
    return "\n".join(["period,unit,category,channel,street,on_time,n", *rows, ""]).encode("utf-8")


def test_open_tables_need_nothing_but_known_columns(release: Files) -> None:
    sound = open_table("2024-03,A1,home1,phone,E,yes,12", "2024-03,_pooled,_any,_none,_any,no,10")
    assert list(breaches(release | {"open-reply-due.csv": sound})) == []
    strange = open_table("2024-03,A1,home1,phone,E1,maybe,12")
    assert set(breaches(release | {"open-reply-due.csv": strange})) == {
        Breach("open-reply-due.csv", 2, "street", ""),
        Breach("open-reply-due.csv", 2, "on_time", ""),
    }
    unknown = sound.replace(b"on_time,n", b"remark,n")
    assert {item.column for item in breaches(release | {"open-reply-due.csv": unknown})} == {"remark"}


def test_sensitive_categories_are_told_by_their_parent(release: Files) -> None:
    marked = release["codelists/categories.csv"].replace(
        b"home1,\xe7\x89\xa9\xe4\xb8\x9a,,home,,", b"home1,A,,home,true,"
    )
    assert marked != release["codelists/categories.csv"]
    files = release | {"codelists/categories.csv": marked}
    leaf, parent = open_table("2024-03,A1,home1,phone,E,yes,12"), open_table("2024-03,A1,home,phone,E,yes,12")
    assert [item.column for item in breaches(files | {"open-reply-due.csv": leaf})] == ["category"]
    assert list(breaches(files | {"open-reply-due.csv": parent})) == []


def test_documents_are_looked_at_too(release: Files) -> None:
    indicators = json.loads(release["indicators.json"])
    indicators[1]["why"]["zh"] = f"请拨打{FOREIGN}"
    found = list(breaches(release | {"indicators.json": json.dumps(indicators).encode()}))
    assert {(item.file, item.column) for item in found} == {("indicators.json", "1.why.zh")}
    assert {item.kind for item in found} == {"mobile", "name"}
    assert [item.kind for item in breaches(release | {"CHANGES.md": f"# {IDENTITY}\n".encode()})] == ["id_number"]


def test_a_code_that_left_its_register_stops_the_publication(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    with (folder / "mappings" / "canonical.yml").open("a", encoding="utf-8") as mapping:
        mapping.write("delivery: changes\n")
    publish(folder, export(tmp_path / "a.csv", cases()), "--as-of", "2024-04-05")
    before = tree_hash(folder / "releases"), tree_hash(folder / "store")
    channels = folder / "registers" / "channels.csv"
    channels.write_text(channels.read_text("utf-8").replace("phone,电话,\n", ""), "utf-8")
    later = export(tmp_path / "b.csv", more(cases("网络")))
    done = gongshi_here("publish", "--portal", folder, later, "--as-of", "2024-05-05", "--json")
    assert done.returncode == 3, done.stdout + done.stderr
    found = {(item["code"], item["file"], item["column"]) for item in json.loads(done.stdout)["findings"]}
    assert ("public-value", "2024-03/counts-received.csv", "key") in found
    assert {code for code, _, _ in found} == {"public-value"}
    assert "phone" not in done.stdout + done.stderr
    assert (tree_hash(folder / "releases"), tree_hash(folder / "store")) == before


def test_sealing_what_a_release_holds_gives_the_same_tables_and_nothing_foreign(
    published: Path, release: Files
) -> None:
    loaded, _ = load_portal(published)
    assert loaded is not None
    rows_of = dict(tables(release))
    parts: dict[str, Table] = {
        path: (schema, [row[:-1] for row in rows_of[path][1:]]) for path, schema in described_tables(release).items()
    }
    documents = {
        name: json.loads(release[name]) for name in ("indicators.json", "schemes.json", "intake.json", "release.json")
    }
    said = documents.pop("release.json")
    again = seal(contents(parts, documents, said, synthetic=True), FIRST)
    assert {name for name, data in again.items() if name.endswith(".csv") and release[name] != data} == set()
    schema, rows = parts["figures.csv"]
    spoiled = [list(row) for row in rows]
    spoiled[0][2] = FOREIGN
    with pytest.raises(PublicValueError) as refused:
        seal(contents(parts | {"figures.csv": (schema, spoiled)}, documents, said, synthetic=True), FIRST)
    assert refused.value.breaches == (Breach("figures.csv", 2, "key", ""),)
    assert FOREIGN not in str(refused.value)


def test_an_identity_number_in_an_alias_stops_the_publication(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "a.csv", cases())
    publish(folder, source, "--as-of", "2024-04-05")
    before = tree_hash(folder / "releases"), tree_hash(folder / "store")
    units = folder / "registers" / "units.csv"
    units.write_text(units.read_text("utf-8").replace("A2,乙局,,,", f"A2,乙局,,经办{IDENTITY},"), "utf-8")
    findings = tmp_path / "findings.csv"
    stopped = gongshi_here("publish", "--portal", folder, source, "--as-of", "2024-05-05", "--csv", findings)
    assert stopped.returncode == 3
    (row,) = read_csv(findings)
    assert list(row.values())[:5] == ["personal-data", "stops", "registers/units.csv", "", "3"]
    assert "aliases" in row.values()
    machine = gongshi_here("check", "--portal", folder, source, "--json")
    assert machine.returncode == 1
    said = stopped.stdout + stopped.stderr + machine.stdout + machine.stderr + findings.read_text("utf-8")
    assert IDENTITY not in said
    assert "身份证号" in said
    assert (tree_hash(folder / "releases"), tree_hash(folder / "store")) == before


@pytest.mark.slow
def test_a_text_after_the_final_release_comes_out_without_a_cause(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    source = export(tmp_path / "a.csv", cases())
    publish(folder, source, "--as-of", "2024-07-01")
    (folder / "texts.csv").write_text(TEXTS + STATEMENT, "utf-8")
    publish(folder, source, "--as-of", "2024-07-01")
    assert names(folder) == ["2024-03-f1", "2024-03-f2"]
    second = latest(folder)["2024-03"]
    assert len(read_csv(second / "texts.csv")) == 1
    assert read_csv(second / "changes.csv") == []
    assert "texts.csv" in read_json(second / "manifest.json")["files"]
    publish(folder, source, "--as-of", "2024-07-01")
    assert names(folder) == ["2024-03-f1", "2024-03-f2"]


@pytest.mark.slow
def test_changes_may_name_what_is_no_longer_listed(tmp_path: Path) -> None:
    folder = portal(tmp_path)
    publish(folder, export(tmp_path / "a.csv", cases()), "--as-of", "2024-04-20")
    settings = folder / "portal.yml"
    settings.write_text(settings.read_text("utf-8").replace("  - closed_within_7d\n", ""), "utf-8")
    publish(folder, export(tmp_path / "b.csv", cases()), "--as-of", "2024-07-01")
    changes = read_csv(latest(folder)["2024-03"] / "changes.csv")
    assert "closed_within_7d" in {row["indicator"] for row in changes}
    assert gongshi_here("verify", folder / "releases").returncode == 0
    assert gongshi_here("verify", latest(folder)["2024-03"]).returncode == 0


def test_verification_asks_the_same(release: Files, tmp_path: Path) -> None:
    spoiled = {
        "texts.csv": release["texts.csv"].replace("诉求人".encode(), f"诉求人{IDENTITY}".encode()),
        "codelists/units.csv": release["codelists/units.csv"].replace("甲局,".encode(), "甲局,=1+1".encode(), 1),
        "ledger.csv": release["ledger.csv"] + b"2024-03,A1,fined,3" + (b",true\n"),
    }
    files = {name: data for name, data in (release | spoiled).items() if name != "manifest.json"}
    stated = read_manifest(release)
    for name, data in files.items():
        target = tmp_path / "forged" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    hashes = {name: digest(data) for name, data in files.items()}
    (tmp_path / "forged" / "manifest.json").write_bytes(manifest(*stated[:1], hashes, stated[1]))
    done = gongshi_here("verify", tmp_path / "forged")
    assert done.returncode == 1
    for code in ("verify-personal", "verify-formula", "verify-vocabulary"):
        assert code in done.stdout, done.stdout
    assert IDENTITY not in done.stdout


def read_manifest(release: Files) -> tuple[str, str]:
    stated = json.loads(release["manifest.json"])
    return stated["release"], stated["prev"]
