"""Recomputes what a release says of chance. Bare Python 3.8 or newer, no other library, no network.

核验一个发布版：在它的文件夹里运行 python3 verify.py（或 python3 verify.py 文件夹）。逐行重新计算，打印每个表比对了
多少行、有几处不同；完全一致时退出状态为 0，有不同为 1，不是发布版为 2。

It shares no line with the program. Formulas and sources stand on the method page.
  intervals.csv   Wilson (z = 1.959964); Clopper-Pearson: the rates that no exact tail rejects at 2.5 %
  verdicts.csv    exact binomial tails against the group's rate; with allowance, those of the beta-binomial with this M
  baselines.csv   the group's rate; dispersion and shared: how units' months vary
  ranking.csv     places by exact fractions; what chance leaves open: Fisher's exact test of every pair, Holm at 5 %
  funnel.csv      the rates at which the exact tails reach the thresholds, interpolated between counts
  trends.csv      Fisher's exact two-sided test, Holm at 5 %; like ranks on as many cases as clustered ones are worth
Numerators and denominators are those of figures.csv, which verify.sql adds up again; months, of the count tables.

not recomputed: verdicts.csv since to judged and what was before (of earlier releases), concentration; the other columns
of baselines.csv; points, deductions, case mix, story. `gongshi verify`, which lies in the release, does all of it."""

import csv
import json
import sqlite3
import sys
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Context, Decimal, setcontext
from fractions import Fraction
from math import comb, floor
from pathlib import Path

Z = Fraction(1959964, 1000000)
LEAST_GROUP, LEAST_MONTHS, LEAST_CASES, LEAST_FREE = 5, 3, 10, 30  # fewer are not ranked, or say too little
WORKING, FORTY, FOUR = (Context(prec=n, rounding=ROUND_HALF_UP, Emax=MAX_EMAX, Emin=MIN_EMIN) for n in (60, 40, 4))


def text(value, places=2):
    """A number as the release prints it, rounded half up: 1/3 -> 0.33."""
    steps = floor(Fraction(value) * 10**places + Fraction(1, 2))
    return f"{steps // 10**places}.{steps % 10**places:0{places}d}"


def percent(x, n):
    """A rate in percent: 1 of 3 -> 33.33. Blank without cases."""
    return text(Fraction(100 * x, n)) if n else ""


def number(value):
    """A fraction with 60 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def at_most(x, n, rate):
    """P(X <= x) for n cases that each succeed with this rate: the exact binomial tail."""
    if x < 0 or x >= n or rate in (0, 1):
        return Decimal(int(x >= n or (x >= 0 and rate == 0)))
    if x >= n * rate:  # then the other tail is the small one
        return 1 - at_most(n - x - 1, n, 1 - rate)
    odds = number((1 - rate) / rate)
    term = total = comb(n, x) * number(rate) ** x * number(1 - rate) ** (n - x)
    for k in range(x, 0, -1):
        term = term * odds * k / (n - k + 1)
        total += term
        if term < total * Decimal("1e-58"):
            break
    return total


def tails(x, n, rate, concentration=None):
    """P(X <= x) and P(X >= x) of the binomial or, with a concentration M, of the beta-binomial; 40 digits."""
    if concentration is None or rate in (0, 1):
        return FORTY.plus(at_most(x, n, rate)), FORTY.plus(at_most(n - x, n, 1 - rate))
    a, b, point = number(rate * concentration), number((1 - rate) * concentration), Decimal(1)
    for i in range(n):
        point *= (b + i) / (a + b + i)
    points = [point]
    for k in range(n):
        points.append(points[-1] * (n - k) * (a + k) / ((k + 1) * (b + n - k - 1)))
    return FORTY.plus(sum(points[: x + 1])), FORTY.plus(sum(points[x:]))


def better(first, second):
    """One-sided Fisher: P of so many successes of the first, or more, if it were no better; good to ten digits."""
    (x, n), (y, m) = first, second
    up, down, weight = 1.0, 0.0, 1.0
    for k in range(x, min(n, x + y)):  # the tables above the observed one, whose weight is 1
        weight *= (n - k) * (x + y - k) / ((k + 1) * (m - x - y + k + 1))
        up += weight
    weight = 1.0
    for k in range(x, max(0, x + y - m), -1):  # and those below it
        weight *= k * (m - x - y + k) / ((n - k + 1) * (x + y - k + 1))
        down += weight
        if weight < down * 1e-15:
            break
    return up / (up + down)


def different(first, second):
    """Two-sided Fisher: P of a table as unlikely as this one, or more, if both were alike; exact."""
    (x, n), (y, m) = first, second
    low, high = max(0, x + y - m), min(n, x + y)
    ways = [comb(n, low) * comb(m, x + y - low)]
    for k in range(low, high):
        ways.append(ways[-1] * (n - k) * (x + y - k) // ((k + 1) * (m - x - y + k + 1)))
    return Fraction(sum(each for each in ways if each <= ways[x - low]), sum(ways))


def wilson(x, n):
    """Both ends in percent."""
    middle, root = number(2 * x + Z**2), number(Z**2 * (Z**2 + Fraction(4 * x * (n - x), n))).sqrt()
    size = number(2 * (n + Z**2))
    low, high = ((middle - root) / size if x else 0), ((middle + root) / size if x < n else 1)
    return text(100 * Fraction(low)), text(100 * Fraction(high))


def clopper_pearson(x, n):
    """Both ends in percent: of the rates halfway between two printed ones, the last that the exact tail rejects."""

    def printed(rejects):
        low, high = 0, 10000
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if rejects(Fraction(2 * middle - 1, 20000)) else (low, middle - 1)
        return text(Fraction(low, 100))

    low = printed(lambda rate: at_most(n - x, n, 1 - rate) <= Decimal("0.025")) if x else "0.00"
    return low, printed(lambda rate: at_most(x, n, rate) >= Decimal("0.025")) if x < n else "100.00"


def intervals(release):
    """Every published interval, and every rate that should have one."""
    listed = release.table("intervals.csv")
    for row in listed:
        x, n = release.count(row["period"], row["scope"], row["key"], row["indicator"])
        low, high = wilson(x, n) if row["method"] == "wilson" else clopper_pearson(x, n)
        yield row, {"lower": low, "upper": high}
    there = {(row["period"], row["scope"], row["key"], row["indicator"]) for row in listed}
    for place, (_, n) in release.counts.items():
        if place[1] in ("all", "tier", "group", "unit") and place[3] in release.sampled and n and place not in there:
            yield None, {"row": " ".join(place)}


def state(x, n, rate, concentration, release):
    """What the tails say: a finding below 0.001, no conclusion yet below 0.025."""
    low, high = tails(x, n, rate, concentration)
    for name, limit in (("much_", release.finding), ("", release.attention)):
        for side, tail in (("lower", low), ("higher", high)):
            if tail < number(limit):
                return name + side
    return "no_difference"


def verdicts(release):
    """The state of every unit with and without allowance, and the longer window that says more."""
    for row in release.table("verdicts.csv"):
        period, indicator, least = row["period"], row["indicator"], release.least[row["indicator"]]
        x, n = release.count(period, "unit", row["unit"], indicator)
        most, whole = release.count(period, "group", row["group"], indicator)
        wanted = dict.fromkeys(("tail", "direction", "longer", "longer_state"), "")
        wanted.update(numerator=str(x), denominator=str(n), value=percent(x, n), group_numerator=str(most))
        wanted.update(group_denominator=str(whole), group_value=percent(most, whole))
        wanted["state"] = "few_cases" if n < least else "by_rule"
        judged, rate = indicator in release.sampled, Fraction(most, whole or 1)
        if judged and n >= least:
            wanted["state"], tail = state(x, n, rate, None, release), FOUR.plus(min(tails(x, n, rate)))
            wanted["tail"] = str(tail.quantize(Decimal((0, (1,), tail.adjusted() - 3)), context=FOUR)) if tail else "0"
        if row["state_with_allowance"]:
            given = Fraction(row["concentration"]) if row["concentration"] else None
            wanted["state_with_allowance"] = "few_cases" if n < least else state(x, n, rate, given, release)
        side, good = wanted["state"].replace("much_", ""), release.indicators[indicator]["direction"]
        if side in ("higher", "lower") and good != "none":
            wanted["direction"] = "better" if side == good else "worse"
        for longer in release.ending if judged else ():
            x, n = release.count(longer, "unit", row["unit"], indicator)
            most, whole = release.count(longer, "group", row["group"], indicator)
            if len(months_of(longer)) > len(months_of(period)) and n >= least and whole and not wanted["longer"]:
                found = state(x, n, Fraction(most, whole), None, release)
                if found.startswith("much_") and found != wanted["state"]:
                    wanted["longer"], wanted["longer_state"] = longer, found
        yield row, wanted


def months_of(period):
    """The months of a period: 2024-03, 2024-03-P3M, 2024-Q1 or 2024."""
    if len(period) == 4:
        last, length = 12, 12
    elif "Q" in period:
        last, length = 3 * int(period[-1]), 3
    else:
        last, length = int(period[5:7]), int(period[9:-1]) if "P" in period else 1
    end = int(period[:4]) * 12 + last
    return [f"{month // 12}-{month % 12 + 1:02d}" for month in range(end - length, end)]


def dispersion(release, indicator, group):
    """How much units' months vary beyond chance in the year (phi), and how alike cases of a month are (rho)."""
    if (indicator, group) not in release.known:
        year, seen, sums = months_of(release.month + "-P12M"), set(), {}
        for unit in release.group:
            months = release.months(indicator).get(unit, {})
            pairs = {month: pair for month, pair in months.items() if month in year and pair[1] >= LEAST_CASES}
            x, n = (sum(pair[part] for pair in pairs.values()) for part in (0, 1))
            seen.update(pairs)
            if len(pairs) > 1 and 0 < x < n:
                over = Fraction(n * n * sum(Fraction(a * a, b) for a, b in pairs.values()) - n * x * x, x * (n - x))
                pull = n - len(pairs) + 1 - Fraction(sum(b * b for _, b in pairs.values()), n)
                for place in (release.group[unit], None):  # None: all units of the ranking
                    before = sums.get(place, (0, 0, 0))
                    sums[place] = before[0] + len(pairs) - 1, before[1] + over, before[2] + pull
        free, over, pull = sums[group] if sums.get(group, [0])[0] >= LEAST_FREE else sums.get(None, (0, 0, 0))
        shared = min(max((over - free) / pull, 0), 1) if pull else 0
        release.known[indicator, group] = None, None
        if free and len(seen) >= LEAST_MONTHS:
            release.known[indicator, group] = Fraction(text(over / free)), Fraction(text(shared, 6))
    return release.known[indicator, group]


def baselines(release):
    """The group's rate, and what was measured of its units' months."""
    for row in release.table("baselines.csv"):
        x, n = release.count(row["period"], "group", row["group"], row["indicator"])
        phi, rho = dispersion(release, row["indicator"], row["group"])
        wanted = {"numerator": str(x), "denominator": str(n), "value": percent(x, n)}
        wanted.update(dispersion="" if phi is None else text(phi), shared="" if rho is None else text(rho, 6))
        yield row, wanted


def worth(release, indicator, group, unit, period, count):
    """As many independent cases as a unit's are worth: cases and failures divided by the design effect."""
    (phi, rho), months = dispersion(release, indicator, group), release.months(indicator).get(unit, {})
    sizes = [months[month][1] for month in months_of(period) if month in months] or [1]
    effect = max(Fraction(1), phi or 0, 1 + (rho or 0) * (Fraction(sum(n * n for n in sizes), sum(sizes)) - 1))
    if effect == 1 or not count[1]:
        return count
    n, failures = (floor(part / effect + Fraction(1, 2)) for part in (count[1], count[1] - count[0]))
    return max(n, 1) - failures, max(n, 1)


def rank_intervals(rates, tested, level):
    """Unit -> first and last place that chance leaves open; `rates` are its good shares, `tested` the counts."""
    pairs, tests = [], len(rates) * (len(rates) - 1)
    for a, first in tested.items():
        for b, second in tested.items():
            if first[0] * second[1] > second[0] * first[1]:
                pairs.append((better(first, second), a, b))
    beaten, beats = dict.fromkeys(rates, 0), dict.fromkeys(rates, 0)
    for place, (tail, a, b) in enumerate(sorted(pairs)):
        if tail > level / (tests - place):
            break
        if rates[a] > rates[b]:
            beats[a], beaten[b] = beats[a] + 1, beaten[b] + 1
    return {unit: (1 + beaten[unit], len(rates) - beats[unit]) for unit in rates}


def ranking(release):
    """Place, ties and open places of every unit whose answers are told."""
    places = {}
    for row in release.table("ranking.csv"):
        if row["status"] != "pooled":
            places.setdefault((row["period"], row["indicator"], row["group"]), []).append(row)
    for (period, indicator, group), rows in places.items():
        counts = {row["unit"]: release.count(period, "unit", row["unit"], indicator) for row in rows}
        absent = [unit for unit in release.units[group] if (period, "unit", unit, indicator) in release.counts]
        yield from ((None, {"row": " ".join((period, indicator, unit))}) for unit in absent if unit not in counts)
        lower = release.indicators[indicator]["direction"] == "lower"
        enough = {unit: count for unit, count in counts.items() if count[1] >= release.least[indicator]}
        tested = {unit: worth(release, indicator, group, unit, period, count) for unit, count in enough.items()}
        tested, good = ({u: (n - x if lower else x, n) for u, (x, n) in each.items()} for each in (tested, enough))
        rates, ranked = {unit: Fraction(x, n) for unit, (x, n) in good.items()}, len(enough) >= LEAST_GROUP
        open_places = rank_intervals(rates, tested, release.level) if ranked and indicator in release.sampled else {}
        for row in rows:
            unit, (x, n) = row["unit"], counts[row["unit"]]
            status = "few_cases" if unit not in enough else "ranked" if ranked else "small_group"
            wanted = {"numerator": str(x), "denominator": str(n), "value": percent(x, n), "status": status}
            wanted.update(dict.fromkeys(("rank", "tied", "rank_from", "rank_to"), ""))
            if status == "ranked":
                wanted["rank"] = str(1 + sum(rate > rates[unit] for rate in rates.values()))
                wanted["tied"] = str(sum(rate == rates[unit] for rate in rates.values()))
            if unit in open_places:
                wanted["rank_from"], wanted["rank_to"] = map(str, open_places[unit])
            yield row, wanted


def funnel_limit(n, rate, level):
    """The rate of n cases at which the lower tail reaches the level, interpolated between two counts."""
    if rate in (0, 1):
        return Fraction(rate)
    low, high = -1, n  # the tail is not above the level at `low`, and above it at `high`
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if at_most(middle, n, rate) > number(level) else (middle, high)
    below, here = at_most(low, n, rate), at_most(high, n, rate)
    return max(Fraction((high - (here - number(level)) / (here - below)) / n), Fraction(0))


def funnel(release):
    """The limits of every published number of cases."""
    for row in release.table("funnel.csv"):
        n, rate = int(row["n"]), Fraction(*release.count(row["period"], "group", row["group"], row["indicator"]))
        wanted = {}
        for name, level in (("finding", release.finding), ("attention", release.attention)):
            wanted["lower_" + name] = text(100 * funnel_limit(n, rate, level))
            wanted["upper_" + name] = text(100 * (1 - funnel_limit(n, 1 - rate, level)))
        yield row, wanted


def trends(release):
    """Better or worse than the window before or a year before, all units of a ranking together."""
    places = {}
    for row in release.table("trends.csv"):
        places.setdefault((row["period"], row["indicator"], row["before"]), []).append(row)
    for (period, indicator, _), rows in places.items():
        tested, clear, good = [], set(), release.indicators[indicator]["direction"]
        for row in rows:
            now, before = ((int(row["numerator" + when]), int(row["denominator" + when])) for when in ("", "_before"))
            if min(now[1], before[1]) >= release.least[indicator]:
                own = release, indicator, release.group[row["unit"]], row["unit"]
                tested.append((different(worth(*own, period, now), worth(*own, row["before"], before)), row["unit"]))
        for place, (tail, unit) in enumerate(sorted(tested)):
            if tail * (len(tested) - place) > release.level:
                break
            clear.add(unit)
        for row in rows:
            x, n = release.count(period, "unit", row["unit"], indicator)
            improved = (x * int(row["denominator_before"]) > int(row["numerator_before"]) * n) == (good == "higher")
            result = "no_clear_change" if row["unit"] in {unit for _, unit in tested} else "few_cases"
            result = ("worse", "better")[improved] if row["unit"] in clear else result
            yield row, {"numerator": str(x), "denominator": str(n), "result": result}


class Release:
    """What the release states: counts, code lists, rules."""

    def __init__(self, folder):
        self.folder, self.known = folder, {}
        stated, rules = (json.loads((folder / name).read_text("utf-8")) for name in ("release.json", "indicators.json"))
        self.month, marks, bands = stated["month"], stated["marks"], stated["bands"]
        self.finding, self.attention, self.level = (Fraction(bands[name]) for name in ("finding", "attention", "level"))
        self.indicators = {rule["id"]: rule for rule in rules}
        self.least = {rule["id"]: max(rule["minimum_n"], 1) for rule in rules}
        shares = [rule for rule in rules if rule["denominator"] is not None and not rule["ratio"]]
        self.sampled = {rule["id"] for rule in shares if rule["ratings"] != "inferred"}  # the others are no sample
        self.counts, self.units = {}, {}
        for row in self.table("figures.csv"):
            pair = int(row["numerator"]), int(row["denominator"] or 0)
            self.counts[row["period"], row["scope"], row["key"], row["indicator"]] = pair
        self.group = {row["code"]: row["group"] for row in self.table("codelists/units.csv")}
        for unit, group in self.group.items():
            self.units.setdefault(group, []).append(unit)
        quarter = f"{self.month[:4]}-Q{(int(self.month[5:]) + 2) // 3}"
        named = self.month[:4], f"{self.month}-P12M", quarter, f"{self.month}-P3M"  # the longest first
        self.ending = [p for p in named if marks.get(p) not in (None, "incomplete") and months_of(p)[-1] == self.month]

    def table(self, name):
        """The rows of a table, each with its line."""
        with (self.folder / name).open(encoding="utf-8", newline="") as stream:
            return [{**row, "line": line} for line, row in enumerate(csv.DictReader(stream), 2)]

    def count(self, *place):
        """Numerator and denominator of a published figure; (0, 0) where there is none."""
        return self.counts.get(place, (0, 0))

    def months(self, indicator):
        """Unit -> month -> numerator and denominator, by the indicator's conditions on the count table."""
        if indicator not in self.known:
            rule, units = self.indicators[indicator], {}
            rows, base = self.table(f"counts-{rule['cohort']}.csv"), sqlite3.connect(":memory:")
            base.execute("CREATE TABLE counts ({})".format(", ".join(f'"{name}"' for name in rows[0])))
            places = ", ".join("?" * len(rows[0]))
            base.executemany(f"INSERT INTO counts VALUES ({places})", [list(row.values()) for row in rows])
            below, above = f"({rule['denominator']})", f"({rule['numerator']}) AND ({rule['denominator']})"
            query = f"SELECT key, period, sum(n * ({above})), sum(n * {below}) FROM counts WHERE scope = 'unit' "
            for unit, month, x, n in base.execute(query + "AND period LIKE '____-__' GROUP BY key, period"):
                if n and "Q" not in month and rule["valid_from"] <= month <= (rule["valid_to"] or "9999"):
                    units.setdefault(unit, {})[month] = (x, n)
            self.known[indicator] = units
        return self.known[indicator]


def main(arguments):
    """Print what was compared and each cell that differs. Exit status: 0 all agree, 1 some differ, 2 no release."""
    setcontext(WORKING)
    folder, total = Path(arguments[0] if arguments else "."), 0
    if not all((folder / name).exists() for name in ("release.json", "figures.csv")):
        print(f"{folder}: no release with figures (release.json, figures.csv)", file=sys.stderr)
        return 2
    release = Release(folder)
    for recompute in (intervals, verdicts, baselines, ranking, funnel, trends):
        file, rows, differing = f"{recompute.__name__}.csv", 0, 0
        for row, wanted in recompute(release):
            rows += row is not None
            for column, value in wanted.items():
                if row is None or row.get(column) != value:
                    differing += 1
                    place = "no row" if row is None else f"line {row['line']}, {column}: {row.get(column)}"
                    print(f"{file}, {place}; recomputed {value}")
        print(f"{file}: {rows} rows compared, {differing} differences")
        total += differing
    print((__doc__ or "").split("\n\n")[-1])
    return 1 if total else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
