"""Recomputes what a release says of chance and of points. Bare Python 3.8 or newer, no other library, no network.

核验一个发布版：在发布版的文件夹里运行 python3 verify.py（或 python3 verify.py 文件夹）。逐行重新计算，打印每个表比对了多少行、
有几处不同；完全一致时退出状态为 0，有不同为 1，不是发布版为 2。

It shares no line with the program that made the release. From figures.csv (numerators and denominators), the code list
of units, release.json (thresholds), indicators.json and schemes.json it works out again

  intervals.csv   Wilson 1927 (z = 1.959964); Clopper and Pearson 1934: the rates that no exact tail rejects at 2.5 %
  ranking.csv     place and ties by exact fractions; the places that chance leaves open: Fisher's exact test of every
                  pair of units, all together by Holm's rule at 5 %; the band: exact tails against the group's rate
  baselines.csv   the group's own rate; from how many cases on a unit without one failure would stand out
  funnel.csv      the rates at which the exact tails reach the thresholds (Spiegelhalter 2005, appendix A.1)
  trends.csv      Fisher's exact two-sided test of two windows, all units of a ranking together by Holm's rule at 5 %
  deductions.csv  rate, baseline, gap and points by the settings of the scheme

Whole numbers and fractions are exact; probabilities have 60 digits. Numerators and denominators themselves follow from
the count tables: verify.sql does those, and `gongshi verify` does everything.
"""

import csv
import json
import os
import sys
from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from math import ceil, comb, floor

Z = Fraction(1959964, 1000000)
SCOPES = ("all", "tier", "group", "unit")
LEAST_GROUP = 5  # fewer units with enough cases are not ranked


# ---- rounding: once, half up ------------------------------------------------------------------------------------


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


# ---- probabilities ----------------------------------------------------------------------------------------------


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
    found = list(tables(first, second))
    return Fraction(sum(ways for k, ways in found if k >= first[0]), sum(ways for _, ways in found))


def different(first, second):
    """P of a table as unlikely as this one, or more, if both were alike: exact."""
    found = dict(tables(first, second))
    return Fraction(sum(ways for ways in found.values() if ways <= found[first[0]]), sum(found.values()))


def quickly(first, second):
    """`better` in floating point, good to ten digits."""
    (x, n), (y, m) = first, second
    up = weight = 1.0
    for k in range(x, min(n, x + y)):
        weight *= (n - k) * (x + y - k) / ((k + 1) * (m - x - y + k + 1))
        up += weight
        if weight < up * 1e-15:
            break
    down, weight = 0.0, 1.0
    for k in range(x, max(0, x + y - m), -1):
        weight *= k * (m - x - y + k) / ((n - k + 1) * (x + y - k + 1))
        down += weight
        if down > up * 1e100 or weight < down * 1e-15:
            break
    return up / (up + down)


# ---- intervals --------------------------------------------------------------------------------------------------


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


# ---- verdicts and rankings --------------------------------------------------------------------------------------


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
    lengths, ending = {"month": 1, "P3M": 3, "quarter": 3, "P12M": 12, "year": 12}, release.ending()
    for row in release.table("verdicts.csv"):
        indicator, place = row["indicator"], (row["period"], "unit", row["unit"], row["indicator"])
        (x, n), rule = release.count(*place), release.indicators[indicator]
        most, whole = release.count(row["period"], "group", row["group"], indicator)
        wanted = {
            "numerator": str(x), "denominator": str(n), "value": percent(x, n), "group_numerator": str(most),
            "group_denominator": str(whole), "group_value": percent(most, whole), "tail": "", "direction": "",
            "state": "few_cases" if n < release.least(indicator) else "by_rule", "longer": "", "longer_state": "",
        }
        rate, spread = Fraction(most, whole or 1), Fraction(row["concentration"]) if row["concentration"] else None
        if wanted["state"] == "by_rule" and release.sampled(indicator):
            wanted["state"] = state(x, n, rate, None, release)
            wanted["tail"] = four(min(map(forty, tails(x, n, rate))))
        if row["state_with_allowance"]:
            few = wanted["state"] == "few_cases"
            wanted["state_with_allowance"] = "few_cases" if few else state(x, n, rate, spread, release)
        side = wanted["state"].replace("much_", "")
        if side in ("higher", "lower") and rule["direction"] != "none":
            wanted["direction"] = "better" if side == rule["direction"] else "worse"
        own = next((lengths[window] for window, period in ending if period == row["period"]), 12)
        for window, period in ending:
            if lengths[window] > own and release.sampled(indicator) and not wanted["longer"]:
                (x, n), (most, whole) = (release.counts.get((period, scope, key, indicator), (0, 0))
                                         for scope, key in (("unit", row["unit"]), ("group", row["group"])))
                if n >= release.least(indicator) and whole:
                    found = state(x, n, Fraction(most, whole), None, release)
                    if found.startswith("much_") and found != wanted["state"]:
                        wanted["longer"], wanted["longer_state"] = period, found
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


# ---- baselines, funnel, trends ----------------------------------------------------------------------------------


def stands_out(rate, spread, limit):
    """The fewest cases with which a unit without one failure is above its group; blank for never (or 100,000)."""
    if rate == 1:
        return ""
    full, a, whole = Decimal(1), None, None
    if spread is not None and rate:
        a, whole = number(rate * spread), number(spread)
    for n in range(1, 100001):
        full *= number(rate) if a is None else (a + n - 1) / (whole + n - 1)
        if forty(full) < number(limit):
            return str(n)
    return ""


def baselines(release):
    """What each ranked group is judged against."""
    for row in release.table("baselines.csv"):
        indicator = row["indicator"]
        x, n = release.count(row["period"], "group", row["group"], indicator)
        rate, spread = Fraction(x, n), release.spread(indicator) if 0 < x < n else None
        best = 1 - rate if release.indicators[indicator]["direction"] == "lower" else rate
        yield row, {
            "numerator": str(x), "denominator": str(n), "value": percent(x, n),
            "full_attention": stands_out(best, spread, release.attention),
            "full_finding": stands_out(best, spread, release.finding),
        }


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


# ---- deductions -------------------------------------------------------------------------------------------------


def deductions(release):
    """Rate, baseline, gap, points and the cases that are missing, by the settings of the scheme."""
    fields = {}
    for row in release.table("deductions.csv"):
        scheme = release.schemes[row["scheme"]]
        within = row["group"] if scheme["settings"]["within"] == "group" else ""
        fields.setdefault((row["period"], row["scheme"], row["mode"], within), []).append(row)
    for (period, name, mode, group), rows in fields.items():
        scheme, rule = release.schemes[name], release.schemes[name]["settings"]
        places = 2 if scheme["rounded"] else 4

        def rounded(value):
            return Fraction(text(value, 2)) if scheme["rounded"] else value

        whole_year = len(period) > 4 or scheme["valid_from"] <= period + "-01"
        counts = {row["unit"]: (int(row["numerator"]), int(row["denominator"])) for row in rows}
        all_of_it = release.counts.get((period, "group" if group else "all", group or "all", rule["indicator"]))
        for row in rows:
            unit, (x, n) = row["unit"], counts[row["unit"]]
            wanted = {"rate": text(rounded(Fraction(100 * x, n)), places)}
            if whole_year:
                wanted["numerator"], wanted["denominator"] = map(str, release.count(period, "unit", unit, rule["indicator"]))
            if mode != "sum" and (row["baseline_numerator"] or all_of_it):
                given = (row["baseline_numerator"], row["baseline_denominator"])
                against = tuple(map(int, given)) if given[0] else all_of_it

                def compared(more):
                    """Rate and baseline if so many more cases of the unit had succeeded."""
                    own = {**counts, unit: (x + more, n)}
                    left = {key: pair for key, pair in own.items() if key != unit or rule["own_cases"] == "included"}
                    rates = [rounded(Fraction(100 * good, of)) for good, of in left.values()]
                    top, bottom = (against[0] + more, against[1]) if unit in left else (against[0] - x, against[1] - n)
                    mean = Fraction(100 * top, bottom) if rule["weights"] == "answers" else sum(rates) / len(rates)
                    return rounded(Fraction(100 * (x + more), n)), rounded(mean)

                rate, baseline = compared(0)
                gap, few = max(0, baseline - rate), n < rule["minimum_answers"]
                part = {"prorata": gap, "floor": floor(gap), "ceil": ceil(gap)}[rule["partial"]]
                lost = min(Fraction(str(rule["rate"])) * part, Fraction(str(rule.get("cap", "1e9"))))
                shown = text(baseline, places)
                wanted.update(baseline=shown, points="0.00" if few else text(lost), cases="")
                wanted["gap"] = text(max(0, Fraction(shown) - Fraction(wanted["rate"])), places)
                if not few:
                    wanted["cases"] = str(next(k for k in range(n - x + 1) if compared(k)[0] >= compared(k)[1]))
            yield row, wanted


# ---- the release and its report ---------------------------------------------------------------------------------


class Release:
    """What the release states: counts, code lists, rules."""

    def __init__(self, folder):
        self.folder = folder
        stated = self.document("release.json")
        self.month, self.marks, self.bands = stated["month"], stated["marks"], stated["bands"]
        self.finding, self.attention, self.level = (Fraction(self.bands[k]) for k in ("finding", "attention", "level"))
        self.indicators = {rule["id"]: rule for rule in self.document("indicators.json")}
        self.schemes = {f"{rule['name']}@{rule['version']}": rule for rule in self.document("schemes.json")}
        self.counts = {
            (row["period"], row["scope"], row["key"], row["indicator"]):
            (int(row["numerator"]), int(row["denominator"] or 0)) for row in self.table("figures.csv")
        }
        self.units = {}
        for row in self.table("codelists/units.csv"):
            self.units.setdefault(row["group"], []).append(row["code"])

    def document(self, name):
        with open(os.path.join(self.folder, name), encoding="utf-8") as stream:
            return json.load(stream)

    def table(self, name):
        if not os.path.exists(os.path.join(self.folder, name)):
            return []
        with open(os.path.join(self.folder, name), encoding="utf-8", newline="") as stream:
            return [{**row, "line": line} for line, row in enumerate(csv.DictReader(stream), 2)]

    def count(self, *place):
        """Numerator and denominator of a published figure; (0, 0) where there is none."""
        return self.counts.get(place, (0, 0))

    def least(self, indicator):
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
        """The complete windows that end with the month, the longest first."""
        year, month = self.month.split("-")
        named = [("year", year if month == "12" else ""), ("P12M", f"{self.month}-P12M"),
                 ("quarter", f"{year}-Q{int(month) // 3}" if int(month) % 3 == 0 else ""),
                 ("P3M", f"{self.month}-P3M"), ("month", self.month)]
        return [(window, period) for window, period in named if self.marks.get(period, "incomplete") != "incomplete"]


TABLES = {
    "intervals.csv": intervals, "verdicts.csv": verdicts, "ranking.csv": ranking, "baselines.csv": baselines,
    "funnel.csv": funnel, "trends.csv": trends, "deductions.csv": deductions,
}


def verify(folder):
    """Print what was compared and every cell that differs; how many they are."""
    release, total = Release(folder), 0
    for file, recompute in TABLES.items():
        rows = differing = 0
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
    folder = arguments[0] if arguments else "."
    if not all(os.path.exists(os.path.join(folder, name)) for name in ("release.json", "figures.csv")):
        print(f"{folder}: no release with figures (release.json, figures.csv)", file=sys.stderr)
        return 2
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 60, MAX_EMAX, MIN_EMIN
        return 1 if verify(folder) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
