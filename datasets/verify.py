"""Recomputes what a release says of chance and of points. Bare Python 3.8 or newer, no other library, no network.

核验一个发布版：在它的文件夹里运行 python3 verify.py（或 python3 verify.py 文件夹）。逐行重新计算，打印每个表比对了
多少行、有几处不同；完全一致时退出状态为 0，有不同为 1，不是发布版为 2。

It shares no line with the program that made the release. From figures.csv (numerators and denominators), the code list
of units, release.json (thresholds), indicators.json and schemes.json it works out again

  intervals.csv   Wilson 1927 (z = 1.959964); Clopper and Pearson 1934: the rates that no exact tail rejects at 2.5 %
  verdicts.csv    the exact binomial tails of a unit against its group's rate; with allowance, the beta-binomial ones.
                  Not: since, windows, judged (they are carried on from earlier releases), how M was fitted
  ranking.csv     place and ties by exact fractions; the places that chance leaves open: Fisher's exact test of every
                  pair of units, all together by Holm's rule at 5 %
  funnel.csv      the rates at which the exact tails reach the thresholds (Spiegelhalter 2005, appendix A.1)
  trends.csv      Fisher's exact two-sided test of two windows, all units of a ranking together by Holm's rule at 5 %
  deductions.csv  rate, baseline, gap and points, of schemes whose baseline is the pooled rate; not sums of months

Whole numbers and fractions are exact; probabilities have 60 digits. Numerators and denominators themselves follow from
the count tables: verify.sql does those, and `gongshi verify` does everything.
"""

import csv
import json
import sys
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import ceil, comb, floor
from pathlib import Path

Z = Fraction(1959964, 1000000)
SCOPES = ("all", "tier", "group", "unit")
LEAST_GROUP = 5  # fewer units with enough cases are not ranked


def text(value, places=2):
    """A number as the release prints it: 1/3 -> 0.33."""
    steps = floor(Fraction(value) * 10**places + Fraction(1, 2))
    return f"{steps // 10**places}.{steps % 10**places:0{places}d}"


def percent(x, n):
    """A rate in percent: 1 of 3 -> 33.33. Blank without cases."""
    return text(Fraction(100 * x, n)) if n else ""


def number(value):
    """A fraction with 60 digits."""
    return Decimal(value.numerator) / Decimal(value.denominator)


def four(value):
    """Four significant digits, half up: 0.5000, 3.142E-25."""
    with localcontext() as context:
        context.prec, context.rounding = 4, ROUND_HALF_UP
        value = +value
        return str(value.quantize(Decimal((0, (1,), value.adjusted() - 3)))) if value else "0"


def forty(value):
    """A probability as it is compared: its first 40 digits, so that rounding decides nothing."""
    with localcontext() as context:
        context.prec = 40
        return +value


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


def points(n, rate, spread):
    """P(X = 0), P(X = 1), ... of the binomial or, with a concentration M = spread, of the beta-binomial."""
    if spread is None:
        point, odds = number(1 - rate) ** n, number(rate / (1 - rate))
        yield point
        for x in range(n):
            point = point * odds * (n - x) / (x + 1)
            yield point
        return
    a, b, point = number(rate * spread), number((1 - rate) * spread), Decimal(1)
    for i in range(n):
        point *= (b + i) / (a + b + i)
    yield point
    for x in range(n):
        point *= (n - x) * (a + x) / ((x + 1) * (b + n - x - 1))
        yield point


def tails(x, n, rate, spread=None):
    """P(X <= x) and P(X >= x) for a unit as good as its group."""
    if spread is None or rate in (0, 1):
        return at_most(x, n, rate), at_most(n - x, n, 1 - rate)
    whole = list(points(n, rate, spread))
    return sum(whole[: x + 1]), sum(whole[x:])


def tables(first, second):
    """Fisher's tables with the margins of these two (successes, cases): how many ways give k successes of the first."""
    (x, n), (y, m) = first, second
    low, high = max(0, x + y - m), min(n, x + y)
    ways = comb(n, low) * comb(m, x + y - low)
    for k in range(low, high + 1):
        yield k, ways
        ways = ways * (n - k) * (x + y - k) // ((k + 1) * (m - x - y + k + 1))


def better(first, second):
    """P of so many successes of the first, or more, if it were no better than the second: exact."""
    found = dict(tables(first, second))
    return Fraction(sum(ways for k, ways in found.items() if k >= first[0]), sum(found.values()))


def different(first, second):
    """P of a table as unlikely as this one, or more, if both were alike: exact."""
    found = dict(tables(first, second))
    return Fraction(sum(ways for ways in found.values() if ways <= found[first[0]]), sum(found.values()))


def quickly(first, second):
    """`better` in floating point, good to ten digits: the weights of the tables outwards from the observed one."""
    (x, n), (y, m) = first, second
    up, down, weight = 1.0, 0.0, 1.0
    for k in range(x, min(n, x + y)):
        weight *= (n - k) * (x + y - k) / ((k + 1) * (m - x - y + k + 1))
        up += weight
    weight = 1.0
    for k in range(x, max(0, x + y - m), -1):
        weight *= k * (m - x - y + k) / ((n - k + 1) * (x + y - k + 1))
        down += weight
        if weight < down * 1e-15:
            break
    return up / (up + down)


def wilson(x, n):
    """Both ends in percent."""
    square = Z * Z
    root = number(square * (square + Fraction(4 * x * (n - x), n))).sqrt()
    middle, size = number(2 * x + square), number(2 * (n + square))
    low = (middle - root) / size if x else 0
    high = (middle + root) / size if x < n else 1
    return text(100 * Fraction(low)), text(100 * Fraction(high))


def clopper_pearson(x, n):
    """Both ends in percent: of the rates halfway between two printed ones, the last that the exact tail rejects."""

    def printed(rejected):
        low, high = 0, 10000
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if rejected(Fraction(2 * middle - 1, 20000)) else (low, middle - 1)
        return text(Fraction(low, 100))

    limit = Decimal("0.025")
    low = printed(lambda rate: at_most(n - x, n, 1 - rate) <= limit) if x else "0.00"
    high = printed(lambda rate: at_most(x, n, rate) >= limit) if x < n else "100.00"
    return low, high


def intervals(release):
    """Every published interval, and every rate that should have one."""
    listed = release.table("intervals.csv")
    for row in listed:
        x, n = release.count(row["period"], row["scope"], row["key"], row["indicator"])
        low, high = wilson(x, n) if row["method"] == "wilson" else clopper_pearson(x, n)
        yield row, {"lower": low, "upper": high}
    there = {(row["period"], row["scope"], row["key"], row["indicator"]) for row in listed}
    for place, (_, n) in release.counts.items():
        if place[1] in SCOPES and release.sampled(place[3]) and n and place not in there:
            yield None, {"row": " ".join(place)}


def state(x, n, rate, spread, release):
    """What the tails say: a finding below 0.001, no conclusion yet below 0.025."""
    low, high = map(forty, tails(x, n, rate, spread))
    for name, limit in (("much_", release.finding), ("", release.attention)):
        for side, tail in (("lower", low), ("higher", high)):
            if tail < number(limit):
                return name + side
    return "no_difference"


def verdicts(release):
    """The state of every unit with and without allowance, and the longer window that says more."""
    ending = release.ending()
    for row in release.table("verdicts.csv"):
        period, indicator = row["period"], row["indicator"]
        direction, least = release.indicators[indicator]["direction"], release.least(indicator)
        x, n = release.count(period, "unit", row["unit"], indicator)
        most, whole = release.count(period, "group", row["group"], indicator)
        wanted = {"numerator": str(x), "denominator": str(n), "value": percent(x, n), "group_numerator": str(most)}
        wanted.update(group_denominator=str(whole), group_value=percent(most, whole))
        wanted.update(dict.fromkeys(("tail", "direction", "longer", "longer_state"), ""))
        wanted["state"] = "few_cases" if n < least else "by_rule"
        rate, judged = Fraction(most, whole or 1), release.sampled(indicator)
        if judged and n >= least:
            wanted["state"] = state(x, n, rate, None, release)
            wanted["tail"] = four(min(map(forty, tails(x, n, rate))))
        if row["state_with_allowance"]:
            spread = Fraction(row["concentration"]) if row["concentration"] else None
            wanted["state_with_allowance"] = "few_cases" if n < least else state(x, n, rate, spread, release)
        side = wanted["state"].replace("much_", "")
        if side in ("higher", "lower") and direction != "none":
            wanted["direction"] = "better" if side == direction else "worse"
        for longer, months in ending.items():
            x, n = release.count(longer, "unit", row["unit"], indicator)
            most, whole = release.count(longer, "group", row["group"], indicator)
            if judged and months > ending[period] and n >= least and whole and not wanted["longer"]:
                found = state(x, n, Fraction(most, whole), None, release)
                if found.startswith("much_") and found != wanted["state"]:
                    wanted["longer"], wanted["longer_state"] = longer, found
        yield row, wanted


def rank_intervals(counts, level):
    """Unit -> first and last place that chance leaves open; `counts` are (good outcomes, cases)."""
    tests = len(counts) * (len(counts) - 1)
    pairs = []
    for a, first in counts.items():
        for b, second in counts.items():
            if first[0] * second[1] > second[0] * first[1]:
                pairs.append((quickly(first, second), a, b))
    rejected, beaten, beats = 0, dict.fromkeys(counts, 0), dict.fromkeys(counts, 0)
    for tail, a, b in sorted(pairs):
        threshold = level / (tests - rejected)
        if abs(tail - threshold) < 1e-9 * threshold:  # too close for floating point
            tail = better(counts[a], counts[b])
        if tail > threshold:
            break
        rejected, beats[a], beaten[b] = rejected + 1, beats[a] + 1, beaten[b] + 1
    return {unit: (1 + beaten[unit], len(counts) - beats[unit]) for unit in counts}


def ranking(release):
    """Place, ties and open places of every unit whose answers are told; in older releases also its band."""
    places = {}
    for row in release.table("ranking.csv"):
        if row["status"] != "pooled":
            places.setdefault((row["period"], row["indicator"], row["group"]), []).append(row)
    for (period, indicator, group), rows in places.items():
        counts = {row["unit"]: release.count(period, "unit", row["unit"], indicator) for row in rows}
        for unit in sorted(set(release.units.get(group, ())) - set(counts)):
            if (period, "unit", unit, indicator) in release.counts:
                yield None, {"row": " ".join((period, indicator, group, unit))}
        most, whole = release.counts.get((period, "group", group, indicator), (0, 0))
        enough = {unit: count for unit, count in counts.items() if count[1] >= release.least(indicator)}
        lower = release.indicators[indicator]["direction"] == "lower"
        good = {unit: (n - x if lower else x, n) for unit, (x, n) in enough.items()}
        rates = {unit: Fraction(x, n) for unit, (x, n) in good.items()}
        ranked = len(enough) >= LEAST_GROUP
        open_places = rank_intervals(good, release.level) if ranked and release.sampled(indicator) else {}
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
            if row.get("band"):
                rate, spread = Fraction(most, whole), release.spread(indicator)
                wanted["band"] = state(x, n, rate, spread, release) if unit in enough else "few_cases"
            yield row, wanted


def funnel_limit(n, rate, spread, level):
    """The rate of n cases at which the lower tail reaches the level, interpolated between two counts."""
    if rate in (0, 1):
        return Fraction(rate)
    level, below = number(level), Decimal(0)
    for r, point in enumerate(points(n, rate, spread)):
        if r == n or below + point > level:
            share = (below + point - level) / point if point else 0
            return min(max(Fraction((r - share) / n), Fraction(0)), Fraction(1))
        below += point
    raise AssertionError


def funnel(release):
    """The limits of every published number of cases."""
    for row in release.table("funnel.csv"):
        n, spread = int(row["n"]), release.spread(row["indicator"])
        rate = Fraction(*release.count(row["period"], "group", row["group"], row["indicator"]))
        wanted = {}
        for name, level in (("finding", release.finding), ("attention", release.attention)):
            wanted["lower_" + name] = text(100 * funnel_limit(n, rate, spread, level))
            wanted["upper_" + name] = text(100 * (1 - funnel_limit(n, 1 - rate, spread, level)))
        yield row, wanted


def trends(release):
    """Better or worse than the window before, all units of a ranking together."""
    places = {}
    for row in release.table("trends.csv"):
        places.setdefault((row["period"], row["indicator"]), []).append(row)
    for (period, indicator), rows in places.items():
        rule, tails_of, clear = release.indicators[indicator], [], set()
        for row in rows:
            now, before = ((int(row["numerator" + when]), int(row["denominator" + when])) for when in ("", "_before"))
            if min(now[1], before[1]) >= release.least(indicator):
                tails_of.append((different(now, before), row["unit"]))
        tested = {unit for _, unit in tails_of}
        for place, (tail, unit) in enumerate(sorted(tails_of)):
            if tail * (len(tails_of) - place) > release.level:
                break
            clear.add(unit)
        for row in rows:
            x, n = release.count(period, "unit", row["unit"], indicator)
            higher = x * int(row["denominator_before"]) > int(row["numerator_before"]) * n
            result = "better" if higher == (rule["direction"] == "higher") else "worse"
            result = result if row["unit"] in clear else "no_clear_change"
            wanted = {"numerator": str(x), "denominator": str(n)}
            yield row, {**wanted, "result": result if row["unit"] in tested else "few_cases"}


def deductions(release):
    """Rate, baseline, gap, points, and how many cases the baseline is away; it moves with the unit's own cases."""
    for row in release.table("deductions.csv"):
        scheme = release.schemes[row["scheme"]]
        rule, places = scheme["settings"], 2 if scheme["rounded"] else 4
        x, n = int(row["numerator"]), int(row["denominator"])
        rate = rounded(x, n, scheme)
        wanted = {"rate": text(rate, places)}
        if len(row["period"]) > 4 or scheme["valid_from"] <= row["period"] + "-01":
            pair = release.count(row["period"], "unit", row["unit"], rule["indicator"])
            wanted["numerator"], wanted["denominator"] = map(str, pair)
        if row["baseline_numerator"] and row["mode"] != "sum":
            top, whole = int(row["baseline_numerator"]), int(row["baseline_denominator"])
            baseline, few = rounded(top, whole, scheme), n < rule["minimum_answers"]
            gap = max(Fraction(0), baseline - rate)
            part = {"prorata": gap, "floor": floor(gap), "ceil": ceil(gap)}[rule["partial"]]
            lost = min(Fraction(str(rule["rate"])) * part, Fraction(str(rule.get("cap", 10**9))))
            wanted.update(baseline=text(baseline, places), points=text(0 if few else lost), cases="")
            wanted["gap"] = text(max(Fraction(0), Fraction(wanted["baseline"]) - Fraction(wanted["rate"])), places)
            more = 0
            while rounded(x + more, n, scheme) < rounded(top + more, whole, scheme):
                more += 1
            wanted["cases"] = "" if few else str(more)
        yield row, wanted


def rounded(x, n, scheme):
    """A rate in percent, exact or as the scheme rounds it first."""
    rate = Fraction(100 * x, n)
    return Fraction(text(rate)) if scheme["rounded"] else rate


class Release:
    """What the release states: counts, code lists, rules."""

    def __init__(self, folder):
        self.folder = folder
        stated = self.document("release.json")
        self.month, self.marks, self.bands = stated["month"], stated["marks"], stated["bands"]
        self.finding, self.attention, self.level = (Fraction(self.bands[k]) for k in ("finding", "attention", "level"))
        self.indicators = {rule["id"]: rule for rule in self.document("indicators.json")}
        self.schemes = {f"{rule['name']}@{rule['version']}": rule for rule in self.document("schemes.json")}
        self.counts, self.units = {}, {}
        for row in self.table("figures.csv"):
            pair = int(row["numerator"]), int(row["denominator"] or 0)
            self.counts[row["period"], row["scope"], row["key"], row["indicator"]] = pair
        for row in self.table("codelists/units.csv"):
            self.units.setdefault(row["group"], []).append(row["code"])

    def document(self, name):
        """A JSON file of the release."""
        return json.loads((self.folder / name).read_text("utf-8"))

    def table(self, name):
        """The rows of a table, each with its line; none where the release has no such table."""
        if not (self.folder / name).exists():
            return []
        with (self.folder / name).open(encoding="utf-8", newline="") as stream:
            return [{**row, "line": line} for line, row in enumerate(csv.DictReader(stream), 2)]

    def count(self, *place):
        """Numerator and denominator of a published figure; (0, 0) where there is none."""
        return self.counts.get(place, (0, 0))

    def least(self, indicator):
        """The fewest cases with which a unit is ranked and judged."""
        return max(self.indicators[indicator]["minimum_n"], 1)

    def sampled(self, indicator):
        """Whether the rate is a share of cases: no volume, no ratio, and nothing that a system inferred."""
        rule = self.indicators[indicator]
        return rule["denominator"] is not None and not rule["ratio"] and rule["ratings"] != "inferred"

    def spread(self, indicator):
        """The concentration of the allowance for an indicator; None without one."""
        allowance = self.bands.get("allowances", {}).get(indicator)
        return Fraction(allowance["concentration"]) if allowance else None

    def ending(self):
        """The complete windows that end with the month, the longest first, and how many months each has."""
        year, month = self.month.split("-")
        quarter = f"{year}-Q{int(month) // 3}" if int(month) % 3 == 0 else ""
        named = {year if month == "12" else "": 12, f"{self.month}-P12M": 12, quarter: 3, f"{self.month}-P3M": 3}
        named[self.month] = 1
        return {
            period: months for period, months in named.items() if self.marks.get(period, "incomplete") != "incomplete"
        }


TABLES = (intervals, verdicts, ranking, funnel, trends, deductions)


def verify(folder):
    """Print what was compared and every cell that differs; how many they are."""
    release, total = Release(folder), 0
    for recompute in TABLES:
        file, rows, differing = f"{recompute.__name__}.csv", 0, 0
        for row, wanted in recompute(release):
            rows += row is not None
            for column, value in wanted.items():
                published = None if row is None else row.get(column)
                if published != value and (row is None or published is not None):
                    differing += 1
                    place = "missing" if row is None else f"line {row['line']}, {column}: published {published}"
                    print(f"DIFFERS {file} {place}, recomputed {value}")
        print(f"{file}: {rows} rows compared, {differing} differences")
        total += differing
    return total


def main(arguments):
    """Exit status 0 where everything agrees, 1 where something differs, 2 where this is no release of cases."""
    folder = Path(arguments[0] if arguments else ".")
    if not all((folder / name).exists() for name in ("release.json", "figures.csv")):
        print(f"{folder}: no release with figures (release.json, figures.csv)", file=sys.stderr)
        return 2
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 60, MAX_EMAX, MIN_EMIN
        return 1 if verify(folder) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
