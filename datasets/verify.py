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
from decimal import MAX_EMAX, MIN_EMIN, Decimal, localcontext
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


# ---- rankings ---------------------------------------------------------------------------------------------------


def band(x, n, rate, spread, release):
    """What the tails say: a finding below 0.001, attention below 0.025."""
    low, high = map(forty, tails(x, n, rate, spread))
    for name, limit in (("much_", release.finding), ("", release.attention)):
        for side, tail in (("lower", low), ("higher", high)):
            if tail < number(limit):
                return name + side
    return "no_difference"


def rank_intervals(counts, level):
    """Unit -> first and last place that chance leaves open; `counts` are (good outcomes, cases)."""
    tests = len(counts) * (len(counts) - 1)
    pairs = []
    for a, first in counts.items():
        for b, second in counts.items():
            if first[0] * second[1] > second[0] * first[1]:
                pairs.append((quickly(first, second), a, b))
    rejected = 0
    beaten, beats = dict.fromkeys(counts, 0), dict.fromkeys(counts, 0)
    for tail, a, b in sorted(pairs):
        threshold = level / (tests - rejected)
        if abs(tail - threshold) < 1e-9 * threshold:  # too close for floating point
            tail = better(counts[a], counts[b])
        if tail > threshold:
            break
        rejected, beats[a], beaten[b] = rejected + 1, beats[a] + 1, beaten[b] + 1
    return {unit: (1 + beaten[unit], len(counts) - beats[unit]) for unit in counts}


def ranking(release):
    """Place, ties, open places and band of every unit whose answers are told."""
    places = {}
    for row in release.table("ranking.csv"):
        if row["status"] != "pooled":
            places.setdefault((row["period"], row["indicator"], row["group"]), []).append(row)
    for (period, indicator, group), rows in places.items():
        rule, baseline = release.indicators[indicator], release.counts.get((period, "group", group, indicator))
        counts = {row["unit"]: release.count(period, "unit", row["unit"], indicator) for row in rows}
        missing = {unit for unit, row in release.units.items() if row["group"] == group} - counts.keys()
        for unit in sorted(missing):
            if (period, "unit", unit, indicator) in release.counts:
                yield None, {"row": " ".join((period, indicator, group, unit))}
        enough = {unit: count for unit, count in counts.items() if count[1] >= max(rule["minimum_n"], 1)}
        lower = rule["direction"] == "lower"
        good = {unit: (n - x if lower else x, n) for unit, (x, n) in enough.items()}
        rates = {unit: Fraction(x, n) for unit, (x, n) in good.items()}
        ranked = len(enough) >= LEAST_GROUP
        chance = release.sampled(indicator)
        open_places = rank_intervals(good, release.level) if ranked and chance else {}
        for row in rows:
            unit, (x, n) = row["unit"], counts[row["unit"]]
            status = "few_cases" if unit not in enough else "ranked" if ranked else "small_group"
            wanted = {"numerator": str(x), "denominator": str(n), "value": percent(x, n), "status": status}
            wanted["rank"] = wanted["tied"] = wanted["rank_from"] = wanted["rank_to"] = ""
            if status == "ranked":
                wanted["rank"] = str(1 + sum(rate > rates[unit] for rate in rates.values()))
                wanted["tied"] = str(sum(rate == rates[unit] for rate in rates.values()))
            if unit in open_places:
                wanted["rank_from"], wanted["rank_to"] = map(str, open_places[unit])
            if "band" in row:
                judged = chance and baseline is not None and baseline[1]
                wanted["band"] = ("" if not judged else "few_cases" if unit not in enough
                                  else band(x, n, Fraction(*baseline), release.spread(indicator), release))
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
            if min(now[1], before[1]) >= max(rule["minimum_n"], 1):
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
