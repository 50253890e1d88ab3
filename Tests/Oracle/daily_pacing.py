#!/usr/bin/env python3
"""Hold what mp-validate --pacing writes against a separate computation from the plan and the lines that were made.

    daily_pacing.py TOOLS SEED
"""
import datetime
import html.parser
import json
import math
import os
import re
import sys
import tempfile
from fractions import Fraction

import daily_campaign as daily

WEIGHTED = {"weekdays": {"saturday": 2, "sunday": 0.5, "monday": 0}, "ramp": {"days": 5, "from": 0.5},
            "verdict": {"under": 0.8, "over": 1.2}, "rate_days": 3}
DAY = datetime.timedelta(days=1)
MONTHS = {4: datetime.date(2026, 4, 30), 5: datetime.date(2026, 5, 31)}
NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weight(day, start, settings):
    ramp = settings.get("ramp", {"days": 0, "from": 1})
    number = (day - start).days
    rise = Fraction(1)
    if number < ramp["days"]:
        rise = Fraction(ramp["from"]) + (1 - Fraction(ramp["from"])) * Fraction(number, ramp["days"])
    return Fraction(settings.get("weekdays", {}).get(NAMES[day.weekday()], 1)) * rise


def expected(line, spends, settings, day, month=None):
    """The row of one place: `line` is its plan, `spends` its (day, spend) pairs; with a month, of its days only."""
    start, end = line.start, line.end
    days = [start + DAY * n for n in range((end - start).days + 1)]
    weights = {d: weight(d, start, settings) for d in days}
    if month:
        days = [d for d in days if d.month == month]
        spends = [(d, value) for d, value in spends if d.month == month]
        start, end = days[0], days[-1]
    share = Fraction(line.numbers["BUDGET_LOCAL"]) / sum(weights.values())
    budget = float(share * sum(weights[d] for d in days))
    to_date = float(share * sum(weights[d] for d in days if d <= day))
    # Days without a weight are none on which something runs.
    days = [d for d in days if weights[d]]
    left = len([d for d in days if d > day])
    row = {"flight_start": start.isoformat(), "flight_end": end.isoformat(), "days": len(days),
           "days_gone": len([d for d in days if d <= day]), "plan": budget, "plan_to_date": to_date,
           "as_of": day.isoformat(), "delivered": None, "share": None, "rate": None, "projected_end": None,
           "needed_per_day": None, "verdict": "unknown"}
    seen = [value for d, value in spends if d <= day]
    if day < start:
        row["verdict"] = "not begun"
        row["needed_per_day"] = budget / left
        return row
    if not seen or None in seen:
        return row
    row["delivered"] = delivered = math.fsum(seen)
    row["share"] = delivered / to_date if to_date else None
    if left:
        row["needed_per_day"] = max(0, budget - delivered) / left
        last = [d for d in days if d <= day][-settings.get("rate_days", 7):]
        row["rate"] = math.fsum(v for d, v in spends if last[0] <= d <= day) / len(last)
        row["projected_end"] = delivered + row["rate"] * left
    else:
        row["projected_end"] = delivered
    bounds = settings.get("verdict", {"under": 0.9, "over": 1.1})
    row["verdict"] = "under" if row["share"] < bounds["under"] else "over" if row["share"] > bounds["over"] else "on"
    return row


def check(tools, home, records, planned, delivered, settings, asked, month=None):
    arguments = ["--pacing", records] + (["--as-of", asked.isoformat()] if asked else [])
    if month:
        arguments += ["--month", f"2026-{month:02}"]
        planned = [l for l in planned if l.start.month <= month <= l.end.month]
    rows = daily.table(daily.run(tools, "mp-validate", *arguments, statuses=(0, 1), home=home))
    places = {(r["platform"], r["market"], r["stage"]): r for r in rows if r["level"] == "place"}
    assert len(places) == len(planned) and rows[-1]["level"] == "campaign"
    verdicts, known = {}, []
    for line in planned:
        row = places[line.place]
        last = max(l.start for l in delivered if l.platform == line.platform)
        end = max(l.end for l in planned if l.place == line.place)
        if month:
            end = min(end, MONTHS[month])
        day = last if asked is None or (last < asked and last < end) else asked
        if month:
            day = min(day, MONTHS[month])
        spends = [(l.start, l.numbers["BUDGET_LOCAL"]) for l in delivered if l.place == line.place]
        truth = expected(line, spends, settings, day, month)
        for name, value in truth.items():
            there = row[name] if isinstance(value, str) else daily.number(row[name])
            ok = there == value if isinstance(value, str) or value is None else daily.is_near(there, float(value))
            assert ok, (line.place, name, there, value, row)
        assert (truth["verdict"] == "unknown") == bool(row["unknown"]), row
        verdicts[truth["verdict"]] = verdicts.get(truth["verdict"], 0) + 1
        if truth["delivered"] is not None or truth["verdict"] == "not begun":
            known.append(truth)
    for name in ("plan", "plan_to_date", "delivered"):
        values = [r[name] for r in known if r[name] is not None]
        there = daily.number(rows[-1][name])
        assert daily.is_near(there, math.fsum(values)) if values else there is None, (name, rows[-1])
    to_date = math.fsum(r["plan_to_date"] for r in known)
    share = daily.number(rows[-1]["share"])
    assert daily.is_near(share, math.fsum(r["delivered"] or 0 for r in known) / to_date) if to_date else share is None, rows[-1]
    left = len(planned) - len(known)
    assert rows[-1]["unknown"].startswith(f"{left} of ") == (left > 0)
    # The other forms say the same.
    objects = [json.loads(text) for text in
               daily.run(tools, "mp-validate", *arguments, "--format", "ndjson", statuses=(0, 1), home=home).splitlines()]
    assert [o["share"] for o in objects] == [daily.number(r["share"]) for r in rows]
    metrics = daily.run(tools, "mp-validate", *arguments, "--format", "prometheus", statuses=(0, 1), home=home)
    assert metrics.count("\nmediaplans_pacing_share{") == len([r for r in rows if r["share"]])
    report = daily.run(tools, "mp-validate", *arguments, "--report", home + "/report.txt", statuses=(0, 1), home=home)
    assert report.startswith("level\t")
    with open(home + "/report.txt", encoding="utf-8") as file:
        text = file.read()
    for verdict, code in (("under", "WARNING pacing-under"), ("over", "WARNING pacing-over"), ("unknown", "NOTE pacing-unknown")):
        assert (f"{code} ({verdicts.get(verdict)})" in text) == (verdict in verdicts), (verdict, verdicts)
    return verdicts


class Days(html.parser.HTMLParser):
    """The rows of the tables of days, by platform."""

    def __init__(self):
        super().__init__()
        self.rows, self.platform, self.row, self.text = {}, None, [], ""

    def handle_starttag(self, tag, attributes):
        self.text = ""

    def handle_data(self, data):
        self.text += data

    def handle_endtag(self, tag):
        if tag == "caption":
            found = re.fullmatch("Plan, spend and projection of (.*) by day", self.text)
            self.platform = found and found[1]
        elif tag in ("th", "td"):
            self.row.append(self.text)
        elif tag == "tr":
            if self.platform and self.row[0] != "Up to":
                self.rows.setdefault(self.platform, []).append(self.row)
            self.row = []


def running(line, settings, after, until):
    """How many days of a flight after a day and up to another have a weight."""
    days = [line.start + DAY * n for n in range((line.end - line.start).days + 1)]
    return len([d for d in days if after < d <= until and weight(d, line.start, settings)])


def check_days(tools, home, records, planned, delivered, settings):
    """The tables beside the charts of the HTML report: rounded to whole numbers from 100 on."""
    daily.run(tools, "mp-validate", "--pacing", records, "--report", home + "/report.html", statuses=(0, 1), home=home)
    parser = Days()
    with open(home + "/report.html", encoding="utf-8") as file:
        parser.feed(file.read())
    assert set(parser.rows) == {l.platform for l in planned}, parser.rows.keys()
    for platform, rows in parser.rows.items():
        last = max(l.start for l in delivered if l.platform == platform)
        truths, known = {}, []
        for line in (l for l in planned if l.platform == platform):
            spends = [(l.start, l.numbers["BUDGET_LOCAL"]) for l in delivered if l.place == line.place]
            truth = expected(line, spends, settings, last)
            if truth["delivered"] is not None or truth["verdict"] == "not begun":
                known.append((line, spends, truth))
        first, end = min(l.start for l, _, _ in known), max(l.end for l, _, _ in known)
        assert [row[0] for row in rows] == [(first + DAY * n).isoformat() for n in range((end - first).days + 1)]
        for row in rows:
            day = datetime.date.fromisoformat(row[0])
            plan = math.fsum(expected(l, s, settings, day)["plan_to_date"] for l, s, _ in known)
            spent = math.fsum(v for _, s, _ in known for d, v in s if d <= day) if day <= last else None
            ahead = math.fsum(
                t["delivered"] + (t["rate"] or 0) * running(l, settings, last, day) for l, _, t in known
            ) if day >= last else None
            for there, value in zip(row[1:], (plan, spent, ahead)):
                assert (there == "-") == (value is None), (platform, row, value)
                if value is not None:
                    assert abs(daily.number(there.replace(",", "")) - value) <= (0.5001 if value >= 100 else 0.006), (platform, row, value)


def main():
    tools, seed = sys.argv[1], int(sys.argv[2])
    planned, delivered = daily.campaign(seed, 36)
    # A spend that is not known, and a platform whose report ends three days before the others.
    delivered[5].numbers["BUDGET_LOCAL"] = None
    delivered = [line for line in delivered if line.platform != "TIKTOK" or line.start < daily.day(33)]
    with tempfile.TemporaryDirectory() as folder:
        daily.write(folder, planned, delivered)
        records = daily.extract(tools, folder)
        for name, settings in (("even", {}), ("weighted", WEIGHTED)):
            home = f"{folder}/{name}"
            os.makedirs(home + "/config")
            if settings:
                with open(home + "/config/pacing.json", "w", encoding="utf-8") as file:
                    json.dump(settings, file)
            for asked in (None, daily.day(20), daily.day(5), daily.day(80)):
                for month in (None, 4, 5):
                    print(name, asked, month, check(tools, home, records, planned, delivered, settings, asked, month))
            check_days(tools, home, records, planned, delivered, settings)


main()
