"""A second count of the published figures, straight from the raw exports, with pandas and nothing of ours.

Only the registers are shared with the generator: they are published code lists, read here as plain CSV. Times
are compared as the export writes them, in local time. Each function returns the indicators of one period, given
as its months.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

Months = tuple[str, ...]

SCOPES = ("all", "tier", "group", "unit", "category", "channel", "street")
MARGINS = ("category", "channel", "street")
K = 10
DAYS = (1, 3, 7, 15, 30)


@dataclass(frozen=True)
class Counted:
    """One indicator of one period.

    `cases` are the cases of its cohort, one row each, with a column of codes per scope (blank = not
    recorded); `yes` is the numerator and `of` the denominator (None for a volume), both boolean, one value a
    case. `answers`: it is about what people answered, and counts told answers only.
    """

    indicator: str
    cases: pd.DataFrame
    yes: pd.Series
    of: pd.Series | None = None
    answers: bool = False

    def cells(self, scope: str) -> pd.DataFrame:
        """Per key of the scope: `n` cases, `yes` and `of`, as integers."""
        frame = pd.DataFrame(
            {
                "key": self.cases[scope],
                "n": 1,
                "yes": self.yes.astype(int),
                "of": 0 if self.of is None else self.of.astype(int),
            }
        )
        return frame.groupby("key").sum()


def read_export(path: Path) -> pd.DataFrame:
    """Every cell as text, blank as ''."""
    return pd.read_csv(path, dtype=str, keep_default_na=False)


def register(portal: Path, name: str) -> pd.DataFrame:
    """A register as text."""
    return read_export(portal / "registers" / f"{name}.csv")


def communities(portal: Path, street: pd.Series, community: pd.Series) -> pd.Series:
    """The code of each community, known by its name and its street's; blank where the register has none such."""
    rows = register(portal, "areas")
    names = dict(zip(rows["code"], rows["name"], strict=True))
    listed = rows[rows["level"] == "community"]
    codes = {(names[row.parent], row.name_): row.code for row in listed.rename(columns={"name": "name_"}).itertuples()}
    return pd.Series([codes.get(pair, "") for pair in zip(street, community, strict=True)], index=street.index)


def by_name(portal: Path, name: str, *, top_only: bool = False) -> dict[str, str]:
    """Name → code of a register, of its top level only where asked."""
    rows = register(portal, name)
    if top_only:
        rows = rows[rows["parent"] == ""]
    return dict(zip(rows["name"], rows["code"], strict=True))


def scoped(portal: Path, frame: pd.DataFrame, keys: dict[str, pd.Series]) -> pd.DataFrame:
    """The export with a column of codes per scope; tier and group come from the register of units."""
    units = register(portal, "units").set_index("code")
    added = pd.DataFrame({"all": "all", **keys}, index=frame.index)
    added["tier"] = added["unit"].map(units["tier"])
    added["group"] = added["unit"].map(units["group"])
    assert added.notna().all().all(), "a text of the export is not in the registers"
    return pd.concat([frame.add_prefix("raw "), added], axis=1)


def everyone(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(True, index=frame.index)


def stock(
    cases: pd.DataFrame, received: pd.Series, closed: pd.Series, due: pd.Series, months: Months, first: str
) -> Iterator[Counted]:
    """What is open at the month's start and end; only a single month has a stock, the first has no start."""
    if len(months) != 1:
        return
    start = pd.Timestamp(months[0] + "-01") - pd.Timedelta(days=1)
    end = pd.Timestamp(months[0] + "-01") + pd.offsets.MonthEnd(0)
    parts = []
    for point, day in (("start", start), ("end", end)):
        still = (received.dt.normalize() <= day) & (closed.isna() | (closed.dt.normalize() > day))
        if point == "end" or months[0] > first:
            rows = cases[still].assign(point=point, day=day, received=received[still], due=due[still])
            parts.append(rows)
    both = pd.concat(parts, ignore_index=True)
    at_end, known = both["point"] == "end", both["due"].notna()
    late = known & (both["due"].dt.normalize() <= both["day"])
    old = (both["day"] - both["received"].dt.normalize()) > pd.Timedelta(days=30)
    yield Counted("carried_over", both, both["point"] == "start")
    yield Counted("open_cases", both, at_end)
    yield Counted("open_overdue", both, at_end & late, at_end & known)
    yield Counted("open_over_30d", both, at_end & old, at_end)


def pingshan(portal: Path, export: Path, months: Months) -> Iterator[Counted]:
    """Volume and on time (by the flags, in the month of receipt)."""
    raw = read_export(export)
    streets = by_name(portal, "areas") | {"-": ""}
    cases = scoped(
        portal,
        raw,
        {
            "unit": raw["DISPOSE_UNIT_ID"].replace("-", "unassigned"),
            "category": raw["EVENT_TYPE_NAME"].map(by_name(portal, "categories", top_only=True)),
            "channel": raw["EVENT_SRC_NAME"].map(by_name(portal, "channels") | {"@坪山": "at-pingshan"}),
            "street": raw["STREET_NAME"].map(streets),
            "community": communities(portal, raw["STREET_NAME"], raw["COMMUNITY_NAME"]),
        },
    )
    received = cases[raw["CREATE_TIME"].str.startswith(months)]
    yield Counted("volume", received, everyone(received))
    in_time, late = received["raw INTIME_ARCHIVE_NUM"] == "1", received["raw OVERTIME_ARCHIVE_NUM"] == "1"
    yield Counted("on_time", received, in_time, in_time | late)


def boston(portal: Path, export: Path, months: Months) -> Iterator[Counted]:
    """Volume, elapsed times and the city's label by month of receipt; on time by month of the due date."""
    raw = read_export(export)
    channels = register(portal, "channels")["code"]
    cases = scoped(
        portal,
        raw,
        {
            "unit": raw["department"],
            "category": raw["reason"].map(by_name(portal, "categories", top_only=True)),
            "channel": raw["source"].where(raw["source"].isin(channels)),
            "street": raw["neighborhood"].str.strip().map(by_name(portal, "areas") | {"": ""}),
        },
    )
    opened = pd.to_datetime(raw["open_dt"])
    closed = pd.to_datetime(raw["closed_dt"].where(raw["closed_dt"] != ""))
    received = cases[raw["open_dt"].str.startswith(months)]
    yield Counted("volume", received, everyone(received))
    took = (closed - opened)[received.index]
    for days in DAYS:
        within = took <= pd.Timedelta(days=days)
        yield Counted(f"closed_within_{days}d", received, within, everyone(received))

    finished = cases[raw["closed_dt"].str.startswith(months)]
    yield Counted("closed_cases", finished, everyone(finished))
    deadline = pd.to_datetime(raw["target_dt"].where(raw["target_dt"] != ""))
    yield from stock(cases, opened, closed, deadline, months, "2011-07")

    label, target = received["raw ontime"], received["raw target_dt"]
    yield Counted("on_time_label", received, label == "ONTIME", everyone(received))
    no_deadline = (label == "ONTIME") & (target == "")
    yield Counted("on_time_label_no_deadline", received, no_deadline, label == "ONTIME")
    yield Counted("deadline_known", received, target != "", everyone(received))

    due = cases[raw["target_dt"].str.startswith(months)]
    replied = (due["raw closed_dt"] != "") & (due["raw closed_dt"] <= due["raw target_dt"])
    yield Counted("on_time", due, replied, everyone(due))


# Hours to respond by kind, as the portal's limits.yml states or assumes them.
RESPONSE_HOURS = {"民生": 4, "发展": 8, "执法": 2}
SATISFIED = ("非常满意", "满意", "基本满意")
DISSATISFIED = ("不满意", "非常不满意")


def laoshan(portal: Path, export: Path, months: Months) -> Iterator[Counted]:
    """Every indicator of the demonstration platform's export."""
    raw = read_export(export)
    cases = scoped(
        portal,
        raw,
        {
            "unit": raw["承办单位"].map(any_name(portal)),
            "category": raw["一级分类"].map(by_name(portal, "categories", top_only=True) | {"": ""}),
            "channel": raw["诉求渠道"].map(by_name(portal, "channels") | {"": ""}),
            "street": raw["所属街道"].map(by_name(portal, "areas", top_only=True) | {"": ""}),
            "community": communities(portal, raw["所属街道"], raw["所属社区"]),
        },
    )
    times = {name: pd.to_datetime(raw[name].replace("", None), format="%Y/%m/%d %H:%M:%S") for name in TIMES}

    def in_month(moment: pd.Series) -> pd.DataFrame:
        return cases[moment.dt.strftime("%Y-%m").isin(months)]

    received = in_month(times["受理时间"])
    yield Counted("volume", received, everyone(received))
    took = (times["办结时间"] - times["受理时间"])[received.index]
    for days in DAYS:
        yield Counted(f"closed_within_{days}d", received, took <= pd.Timedelta(days=days), everyone(received))

    respond_by = times["受理时间"] + pd.to_timedelta(raw["诉求类型"].map(RESPONSE_HOURS), unit="h")
    due = in_month(respond_by)
    responded = (times["首次响应时间"] <= respond_by)[due.index]
    yield Counted("response", due, responded, everyone(due))
    livelihood = due["raw 诉求类型"] == "民生"
    yield Counted("minsheng_response", due, responded & livelihood, livelihood)

    due = in_month(times["办理时限"])
    replied = (times["回复时间"] <= times["办理时限"])[due.index]
    yield Counted("on_time", due, replied, everyone(due))
    livelihood = due["raw 诉求类型"] == "民生"
    yield Counted("minsheng_on_time", due, replied & livelihood, livelihood)
    events = read_export(export.with_name("export-events.csv"))
    extended = events[events["流转事项"] == "延期"].set_index("诉求编号")["截止时间"]
    granted = pd.to_datetime(extended, format="%Y/%m/%d %H:%M:%S")
    until = raw["诉求编号"].map(granted.groupby(level=0).max()).fillna(times["办理时限"])
    known = times["回复时间"].notna() | (until.dt.normalize() < pd.Timestamp(raw["数据截止时间"].iloc[0]))
    yield Counted("on_time_extended", due, (times["回复时间"] <= until)[due.index], known[due.index])

    closed = in_month(times["办结时间"])
    rating, rated_by = closed["raw 满意度"], closed["raw 评价方式"]
    active = (rating != "") & ~rated_by.isin(["默认", "系统测算"])
    counted_askers = closed["raw 诉求主体"].isin(["居民", "企业", "单位"])
    said = closed["raw 是否解决"] != ""
    answered = active | said
    # An answer without a known caller is a person of its own.
    who = closed["raw 诉求人标识"].where(closed["raw 诉求人标识"] != "", closed["raw 诉求编号"])
    yield Counted("closed_cases", closed, everyone(closed))
    first = min(times["受理时间"].dt.strftime("%Y-%m"))
    yield from stock(cases, times["受理时间"], times["办结时间"], times["办理时限"], months, first)
    resolved = closed["raw 是否解决"] == "解决"
    reached = closed["raw 回访结果"].isin(["接通并评价", "接通未评价"]) | answered
    asked = active & counted_askers
    good, bad = rating.isin(SATISFIED), rating.isin(DISSATISFIED)
    month = times["办结时间"][closed.index].dt.strftime("%Y-%m")
    rated, judged = (told(closed["unit"], month, who, these) for these in (asked & (good | bad), said))
    whole = everyone(closed)
    yield Counted("ladder_reached", closed, reached, whole, answers=True)
    yield Counted("ladder_answered", closed, answered, whole, answers=True)
    yield Counted("ladder_resolved", closed, judged & resolved, whole, answers=True)
    yield Counted("ladder_satisfied", closed, rated & good, whole, answers=True)
    yield Counted("resolution", closed, judged & resolved, judged, answers=True)
    yield Counted("satisfaction", closed, rated & good, rated, answers=True)
    yield Counted("participation", closed, asked, counted_askers, answers=True)
    yield Counted("satisfaction_low", closed, rated & good, counted_askers, answers=True)
    yield Counted("satisfaction_high", closed, counted_askers & ~(rated & bad), counted_askers, answers=True)
    by_default = (rating != "") & (rated_by == "默认")
    yield Counted("default_ratings", closed, counted_askers & by_default, counted_askers, answers=True)


def told(unit: pd.Series, month: pd.Series, who: pd.Series, answered: pd.Series) -> pd.Series:
    """Which answers are told: ten people of a unit in a month, else in what is left of all the months together."""
    mask = answered & False
    for _, of_unit in unit[answered].groupby(unit[answered]):
        left: list[object] = []
        for _, part in of_unit.groupby(month[of_unit.index]):
            if who[part.index].nunique() >= K:
                mask[part.index] = True
            else:
                left += list(part.index)
        if who[left].nunique() >= K and month[answered].nunique() > 1:
            mask[left] = True
    return mask


TIMES = ("受理时间", "首次响应时间", "办理时限", "回复时间", "办结时间")


def any_name(portal: Path) -> dict[str, str]:
    """Every text by which a unit goes (code, name, short name, alias) → its code."""
    found: dict[str, str] = {}
    for row in register(portal, "units").to_dict("records"):
        for name in (row["code"], row["name"], row["short_name"], *row["aliases"].split(";")):
            if name:
                found[name] = row["code"]
    return found
