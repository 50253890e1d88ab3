#!/usr/bin/env python3
"""Make a campaign of sixty days with known truth: a plan and the daily exports of three platforms.

    daily_campaign.py FOLDER [SEED]

The plan is a workbook of plain tables; the exports are CSV files as Meta, TikTok and Display & Video 360 write them.
Only the standard library is used, and nothing of the toolkit.
"""
import csv
import datetime
import os
import random
import subprocess
import sys
import zipfile
from xml.sax.saxutils import escape

FIRST = datetime.date(2026, 4, 1)
DAYS = 60
PLATFORMS = ("DV360", "META", "TIKTOK")
MARKETS = ("UAE", "Kuwait", "Qatar")
STAGES = ("Awareness", "Consideration", "Purchase")
# Flights: first and last day, counted from FIRST.
FLIGHTS = {"Awareness": (0, 59), "Consideration": (10, 49), "Purchase": (20, 59)}
MEASURES = ("BUDGET_LOCAL", "IMPRESSIONS", "CLICKS_ACTIONS", "VIDEO_VIEWS")


def day(number):
    return FIRST + datetime.timedelta(days=number)


class Line:
    """A line of a plan or of a report: texts, days and numbers; None is unknown."""

    def __init__(self, side, platform, market, stage, name, start, end, numbers):
        self.side, self.platform, self.market, self.stage = side, platform, market, stage
        self.name, self.start, self.end, self.numbers = name, start, end, numbers

    @property
    def place(self):
        return self.platform, self.market, self.stage

    @property
    def key(self):
        return self.place + (self.name, self.start, self.end)


def campaign(seed=1, days=DAYS):
    """(planned lines, delivered lines): of the first days of the campaign only, as somebody sees them then."""
    chance = random.Random(seed)
    planned, delivered = [], []
    for p, platform in enumerate(PLATFORMS):
        for m, market in enumerate(MARKETS):
            for stage in STAGES:
                first, last = FLIGHTS[stage]
                length = last - first + 1
                budget = float(chance.randrange(20, 90) * 60 * (3 - m))
                planned.append(Line("PLANNED", platform, market, stage, "Plan", day(first), day(last), {
                    "BUDGET_LOCAL": budget, "IMPRESSIONS": budget * 900, "CLICKS_ACTIONS": budget * 2,
                    "VIDEO_VIEWS": budget * 200}))
                # Some places deliver too little, some too much; one market of one platform is never reported.
                if (p, m) == (2, 2):
                    continue
                pace = chance.choice((0.6, 0.97, 1.0, 1.03, 1.3))
                for number in range(first, min(last + 1, days)):
                    for part in ("a", "b"):
                        spend = round(budget / length / 2 * pace * chance.uniform(0.8, 1.2), 2)
                        impressions = float(round(spend * chance.randrange(700, 1100)))
                        delivered.append(Line(
                            "DELIVERED MEDIA", platform, market, stage, f"Morning {market} {stage} {part}", day(number),
                            day(number), {
                                "BUDGET_LOCAL": spend, "IMPRESSIONS": impressions,
                                "CLICKS_ACTIONS": None if chance.random() < 0.02 else float(round(impressions / 500)),
                                "VIDEO_VIEWS": 0.0 if chance.random() < 0.02 else float(round(impressions / 4))}))
    return planned, delivered


def restated(delivered, seed=2):
    """The lines as platforms show them a day later: (lines, changes by key and measure, keys gone, keys new)."""
    chance = random.Random(seed)
    lines, changes, gone, new = [], {}, [], []
    for line in delivered:
        if chance.random() < 0.005:
            gone.append(line.key)
            continue
        numbers = dict(line.numbers)
        for measure, value in line.numbers.items():
            draw = chance.random()
            if draw < 0.01:
                # A restated number, an unknown one that is known now, or a 0 that is none.
                numbers[measure] = float(round((value or 7) * chance.uniform(1.01, 1.2) + 1))
            elif draw < 0.015 and value is not None:
                numbers[measure] = None
            elif draw < 0.02 and value is None:
                numbers[measure] = 0.0
            elif draw < 0.03 and value and value > 10_000:
                # Within the tolerance of 0.05 %.
                numbers[measure] = value * 1.0004
                continue
            if numbers[measure] != value:
                changes[line.key + (measure,)] = (value, numbers[measure])
        lines.append(Line(line.side, *line.key, numbers))
        if chance.random() < 0.005:
            added = Line(line.side, *line.place, line.name + " late", line.start, line.end, dict(line.numbers))
            lines.append(added)
            new.append(added.key)
    return lines, changes, gone, new


# The export of each platform: file, and the header of each thing.
EXPORTS = {
    "META": ("DELIVERED_meta.csv", ("Campaign name", "Day", "Country", "Objective", "Currency"),
             ("Amount spent (USD)", "Impressions", "Link clicks", "ThruPlays")),
    "TIKTOK": ("DELIVERED_tiktok.csv", ("Campaign name", "By Day", "Country/Region", "Objective", "Currency"),
               ("Cost", "Impressions", "Clicks (destination)", "6-second video views")),
    # The names tell the stage.
    "DV360": ("DELIVERED_dv360.csv", ("Insertion Order", "Date", "Country", "Line Item", "Advertiser Currency"),
              ("Media Cost (Advertiser Currency)", "Impressions", "Clicks", "Complete Views (Video)")),
}


def text(number):
    return "" if number is None else repr(number)


def write_exports(folder, delivered):
    for platform, (name, heads, measures) in EXPORTS.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(heads + measures)
            for line in delivered:
                if line.platform == platform:
                    stage = line.name if platform == "DV360" else line.stage
                    writer.writerow([line.name, line.start.isoformat(), line.market, stage, "USD"]
                                    + [text(line.numbers[m]) for m in MEASURES])


PLAN_HEADER = ("MARKET", "BRAND", "CAMPAIGN", "PLATFORM", "CEJ OBJECTIVES", "FORMAT", "START DATE", "END DATE",
               "LOCAL CURRENCY", "BUDGET [LOCAL]", "IMPRESSIONS", "CLICKS/ACTIONS", "VIDEO VIEWS")


def cell(value):
    if isinstance(value, float):
        return f"<c><v>{value!r}</v></c>"
    if isinstance(value, datetime.date):
        return f'<c s="1"><v>{(value - datetime.date(1899, 12, 30)).days}</v></c>'
    return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'


def write_plan(path, planned):
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    offices = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    sheets = []
    for platform in PLATFORMS:
        rows = [PLAN_HEADER] + [
            (line.market, "Quillmere", "Morning", platform, line.stage, "Video", line.start, line.end, "USD",
             *(line.numbers[m] for m in MEASURES)) for line in planned if line.platform == platform]
        body = "".join("<row>" + "".join(cell(v) for v in row) + "</row>" for row in rows)
        sheets.append(f"<worksheet {main}><sheetData>{body}</sheetData></worksheet>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", (
            f'<Types xmlns="{package}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{kinds}styles+xml"/>'
            + "".join(f'<Override PartName="/xl/worksheets/sheet{n + 1}.xml" ContentType="{kinds}worksheet+xml"/>'
                      for n in range(len(sheets))) + "</Types>"))
        file.writestr("_rels/.rels", (
            f'<Relationships xmlns="{package}/relationships">'
            f'<Relationship Id="r1" Type="{offices}/officeDocument" Target="xl/workbook.xml"/></Relationships>'))
        file.writestr("xl/workbook.xml", (
            f'<workbook {main} xmlns:r="{offices}"><sheets>'
            + "".join(f'<sheet name="{name}" sheetId="{n + 1}" r:id="r{n + 1}"/>' for n, name in enumerate(PLATFORMS))
            + "</sheets></workbook>"))
        file.writestr("xl/_rels/workbook.xml.rels", (
            f'<Relationships xmlns="{package}/relationships">'
            + "".join(f'<Relationship Id="r{n + 1}" Type="{offices}/worksheet" Target="worksheets/sheet{n + 1}.xml"/>'
                      for n in range(len(sheets)))
            + f'<Relationship Id="r9" Type="{offices}/styles" Target="styles.xml"/></Relationships>'))
        file.writestr("xl/styles.xml", (
            f'<styleSheet {main}><fonts><font/></fonts><fills><fill/></fills><borders><border/></borders>'
            '<cellStyleXfs><xf/></cellStyleXfs><cellXfs><xf/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'))
        for n, sheet in enumerate(sheets):
            file.writestr(f"xl/worksheets/sheet{n + 1}.xml", sheet)


def write(folder, planned, delivered):
    os.makedirs(folder, exist_ok=True)
    write_plan(os.path.join(folder, "PLANNED_morning.xlsx"), planned)
    write_exports(folder, delivered)


def extract(tools, folder):
    """The records of a folder's files, as mp-extract writes them, in records.tsv."""
    path = os.path.join(folder, "records.tsv")
    reports = [word for name, _, _ in EXPORTS.values() for word in ("--delivered", os.path.join(folder, name))]
    run(tools, "mp-extract", "--planned", os.path.join(folder, "PLANNED_morning.xlsx"), *reports, "-o", path)
    return path


def run(tools, tool, *arguments, statuses=(0,), home=""):
    done = subprocess.run([os.path.join(tools, tool), *arguments], capture_output=True, text=True, check=False,
                          env={**os.environ, "MP_HOME": home})
    if done.returncode not in statuses:
        sys.exit(f"{tool} {' '.join(arguments)}: status {done.returncode}\n{done.stderr}")
    return done.stdout


def table(text):
    """The lines of a TSV as dictionaries."""
    lines = text.splitlines()
    names = lines[0].split("\t")
    return [dict(zip(names, line.split("\t"))) for line in lines[1:]]


def number(text):
    return float(text) if text else None


def is_near(a, b, share=1e-9):
    return a == b or (a is not None and b is not None and abs(a - b) <= share * max(abs(a), abs(b)))


def main():
    write(sys.argv[1], *campaign(int(sys.argv[2]) if len(sys.argv) > 2 else 1))


if __name__ == "__main__":
    main()
