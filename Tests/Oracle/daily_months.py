#!/usr/bin/env python3
"""Hold trackers of a part of a campaign, and records grouped by day, week and month, against a separate computation.

    daily_months.py TOOLS SEED TEMPLATE
"""
import datetime
import fractions
import math
import sys
import tempfile

import daily_campaign as daily

PERIODS = [(("--month", "2026-04"), "2026-04-01", "2026-04-30"), (("--month", "2026-05"), "2026-05-01", "2026-05-31"),
           (("--from", "2026-04-20", "--to", "2026-05-03"), "2026-04-20", "2026-05-03"),
           (("--to", "2026-04-12"), "2000-01-01", "2026-04-12")]
NAMES = {"BUDGET_LOCAL": "Budget", "IMPRESSIONS": "Impressions", "CLICKS_ACTIONS": "Clicks", "VIDEO_VIEWS": "Views"}
RATIOS = {"CPM": ("BUDGET_LOCAL", "IMPRESSIONS", 1000), "CPV": ("BUDGET_LOCAL", "VIDEO_VIEWS", 1),
          "CPC": ("BUDGET_LOCAL", "CLICKS_ACTIONS", 1), "VTR%": ("VIDEO_VIEWS", "IMPRESSIONS", 1),
          "CTR%": ("CLICKS_ACTIONS", "IMPRESSIONS", 1)}


def part(line, first, last):
    """The share of a line's days from first to last, as a fraction."""
    days = (min(last, line.end) - max(first, line.start)).days + 1
    return fractions.Fraction(max(days, 0), (line.end - line.start).days + 1)


def sums(lines, first, last):
    """Measure → what is known of its sum; None where nothing is."""
    found = {m: [] for m in daily.MEASURES}
    for line in lines:
        share = part(line, first, last)
        for measure, value in line.numbers.items():
            if share and value is not None:
                found[measure].append(float(fractions.Fraction(value) * share))
    return {m: math.fsum(v) if v else None for m, v in found.items()}


def check_tracker(tools, folder, template, records, lines, period):
    options, first, last = period[0], *(datetime.date.fromisoformat(text) for text in period[1:])
    tracker = folder + "/tracker.xlsx"
    job = ("--input", records, "--template", template, *options, "--fail-on", "never")
    table = daily.table(daily.run(tools, "mp-map", *job, "--dry-run"))
    shown = {row["Figure"]: row["Value"] for row in table if row["Kind"] == "write"}
    count = 0
    for platform in daily.PLATFORMS:
        for market in ("TOTAL",) + daily.MARKETS:
            for stage in ("Campaign level",) + daily.STAGES:
                for side, name in (("PLANNED", "planned"), ("DELIVERED MEDIA", "actual")):
                    figures = sums([line for line in lines if line.side == side and line.platform == platform
                                    and market in ("TOTAL", line.market) and stage in ("Campaign level", line.stage)],
                                   first, last)
                    expected = {NAMES[m]: figures[m] for m in figures}
                    for ratio, (above, below, factor) in RATIOS.items():
                        a, b = figures[above], figures[below]
                        expected[ratio] = a / b * factor if a is not None and b else None
                    for metric, value in expected.items():
                        there = shown.get(f"{platform} {market} {stage} {metric} {name}")
                        if there is not None:
                            count += 1
                            number = None if there == "-" else float(there)
                            assert daily.is_near(number, value), (options, platform, market, stage, metric, name, number, value)
    assert count > 150, (count, sorted(shown)[:20])
    daily.run(tools, "mp-map", *job, "--output", tracker, "--report-dir", "none", "--lineage", folder + "/lineage.ndjson")
    with open(folder + "/lineage.ndjson", encoding="utf-8") as file:
        assert "in proportion to the days of its flights" in file.read()
    audit = daily.run(tools, "mp-validate", tracker, "--against", records, *options, "--format", "ndjson", statuses=(0, 1))
    codes = {line.split('"code":"')[1].split('"')[0] for line in audit.splitlines() if '"kind":"finding"' in line}
    bad = {code for code in codes if code.startswith(("figure", "formula", "raw-data", "head"))} - {"figure-rounded"}
    assert not bad, (options, bad)
    assert '"wrong":0,"missing":0' in audit and '"exact":0' not in audit, audit.splitlines()[0]
    # The whole plan in a tracker of a part is wrong.
    whole = daily.run(tools, "mp-validate", tracker, "--against", records, "--format", "ndjson", statuses=(0, 1))
    assert '"figure-wrong"' in whole
    return count


def step_of(day, step):
    """(first, last, name) of the step that a day is in."""
    if step == "day":
        return day, day, day.isoformat()
    if step == "week":
        year, week, weekday = day.isocalendar()
        monday = day - datetime.timedelta(days=weekday - 1)
        return monday, monday + datetime.timedelta(days=6), f"{year}-W{week:02}"
    after = (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)
    return day.replace(day=1), after - datetime.timedelta(days=1), day.isoformat()[:7]


def check_groups(tools, folder, lines, step):
    expected, spans = {}, {}
    for line in lines:
        days = [line.start + datetime.timedelta(days=n) for n in range((line.end - line.start).days + 1)]
        for bounds in sorted({step_of(day, step) for day in days}):
            share = part(line, *bounds[:2])
            key = (line.side,) + line.place + bounds[2:]
            group = expected.setdefault(key, {m: [] for m in daily.MEASURES})
            spans.setdefault(key, []).extend((max(line.start, bounds[0]), min(line.end, bounds[1])))
            for measure, value in line.numbers.items():
                group[measure].append(None if value is None else float(fractions.Fraction(value) * share))
    words = [word for name, _, _ in daily.EXPORTS.values() for word in ("--delivered", f"{folder}/{name}")]
    rows = daily.table(daily.run(tools, "mp-extract", "--planned", folder + "/PLANNED_morning.xlsx", *words, "--by", step))
    assert len(rows) == len(expected), (step, len(rows), len(expected))
    for row in rows:
        platform = row["Source_Sheet"].split("_")[0]
        key = (row["Source_Type"], platform, row["MARKET"], row["CEJ_OBJECTIVES"], row["PERIOD"])
        assert row["START_DATE"] == min(spans[key]).isoformat() and row["END_DATE"] == max(spans[key]).isoformat(), row
        for measure, values in expected[key].items():
            value = None if None in values else math.fsum(values)
            assert daily.is_near(daily.number(row[measure]), value), (key, measure, row[measure], value)
            is_named = measure in row["UNKNOWN"]
            assert is_named == (None in values and set(values) != {None}), (key, measure, row["UNKNOWN"], values)
    return len(rows)


def main():
    tools, seed, template = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    planned, delivered = daily.campaign(seed)
    with tempfile.TemporaryDirectory() as folder:
        daily.write(folder, planned, delivered)
        records = daily.extract(tools, folder)
        for period in PERIODS:
            count = check_tracker(tools, folder, template, records, planned + delivered, period)
            print(f"{' '.join(period[0])}: {count} figures right")
        for step in ("day", "week", "month"):
            print(f"by {step}: {check_groups(tools, folder, planned + delivered, step)} groups right")


main()
