#!/usr/bin/env python3
"""Measure what mp-validate misses and what it reports without cause, on random campaigns.

Usage: campaign_rates.py --bin FOLDER [--seed NUMBER] [--campaigns NUMBER]

Each campaign is a plan and a report with invented numbers. The clean pair must yield no warning and no error; each planted mistake must
yield a finding that the clean pair does not have. The seed is printed, and the same seed gives the same campaigns.
"""
import argparse
import copy
import datetime
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile
from xml.sax.saxutils import escape

MARKETS = ["UAE", "KSA", "Qatar", "Kuwait", "Bahrain", "Oman", "Jordan", "Lebanon", "Egypt", "Morocco", "Pakistan"]
GULF = {"UAE", "KSA", "Qatar", "Kuwait", "Bahrain", "Oman"}
PLATFORMS = ["DV360", "META", "TIKTOK", "Snapchat"]
STAGES = [("Awareness", "Reach"), ("Consideration", "Video"), ("Purchase", "Clicks")]
NS = "http://schemas.openxmlformats.org/"
PLAN = ["MARKET", "BRAND", "CAMPAIGN", "CEJ", "FORMAT", "START DATE", "END DATE", "UNIQUES / REACH", "IMPRESSIONS",
        "BUDGET [LOCAL]", "VIDEO VIEWS", "CLICKS / ACTIONS", "LOCAL CURRENCY", "TA SIZE"]
MEDIA = ["Metrics/ Market", "Campaign Name", "Platform", "CEJ Objectives", "Format", "NTM (Spend)", "Impressions", "Views",
         "Clicks"]


def letters(column):
    """AB for 28."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell(value, reference):
    """A cell's markup."""
    if isinstance(value, datetime.date):
        return f'<c r="{reference}" s="1"><v>{(value - datetime.date(1899, 12, 30)).days}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{reference}"><v>{value!r}</v></c>'
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def save(path, sheets):
    """Write {sheet: rows} as a workbook."""
    types, book, links = "", "", ""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for number, (name, rows) in enumerate(sheets.items(), 1):
            part = f"xl/worksheets/sheet{number}.xml"
            types += f'<Override PartName="/{part}" ContentType="{kind}worksheet+xml"/>'
            book += f'<sheet name="{escape(name)}" sheetId="{number}" r:id="r{number}"/>'
            links += (f'<Relationship Id="r{number}" Type="{NS}officeDocument/2006/relationships/worksheet" '
                      f'Target="worksheets/sheet{number}.xml"/>')
            data = "".join(
                f'<row r="{r}">' + "".join(cell(v, f"{letters(c)}{r}") for c, v in enumerate(row, 1) if v is not None)
                + "</row>" for r, row in enumerate(rows, 1) if row)
            package.writestr(part, f'<?xml version="1.0"?><worksheet xmlns="{NS}spreadsheetml/2006/main">'
                                   f"<sheetData>{data}</sheetData></worksheet>")
        links += f'<Relationship Id="s" Type="{NS}officeDocument/2006/relationships/styles" Target="styles.xml"/>'
        package.writestr("xl/styles.xml", f'<?xml version="1.0"?><styleSheet xmlns="{NS}spreadsheetml/2006/main">'
                         '<fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/>'
                         '</borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0"/>'
                         '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>')
        package.writestr("xl/workbook.xml", f'<?xml version="1.0"?><workbook xmlns="{NS}spreadsheetml/2006/main" '
                         f'xmlns:r="{NS}officeDocument/2006/relationships"><sheets>{book}</sheets></workbook>')
        package.writestr("xl/_rels/workbook.xml.rels", '<?xml version="1.0"?><Relationships xmlns='
                         f'"{NS}package/2006/relationships">{links}</Relationships>')
        package.writestr("_rels/.rels", f'<?xml version="1.0"?><Relationships xmlns="{NS}package/2006/relationships">'
                         f'<Relationship Id="r" Type="{NS}officeDocument/2006/relationships/officeDocument" '
                         'Target="xl/workbook.xml"/></Relationships>')
        package.writestr("[Content_Types].xml", '<?xml version="1.0"?><Types xmlns='
                         f'"{NS}package/2006/content-types"><Default Extension="rels" ContentType='
                         '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
                         f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}'
                         f'sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="{kind}styles+xml"/>{types}'
                         "</Types>")


def campaign(rng):
    """A campaign: by platform, lines of plan and report, and reach."""
    names = ["Silver Lining", "Bright Morning", "First Light", "Long Way Home", "Open Water"]
    found = {"name": rng.choice(names), "brand": rng.choice(["Quillmere", "Norbury", "Halden"]), "platforms": {}}
    for platform in rng.sample(PLATFORMS, rng.randint(2, 4)):
        plan, media, reach = [], [], {}
        for market in rng.sample(MARKETS, rng.randint(3, 7)):
            size = rng.uniform(0.3, 4)
            total = 0
            shares = {}
            for (stage, form), volume in zip(STAGES, (3e6, 1.2e6, 6e5)):
                impressions = round(volume * size * rng.uniform(0.9, 1.1))
                budget = round(impressions / 1000 * rng.uniform(1.1, 1.9), 2)
                views = round(impressions * rng.uniform(0.2, 0.35))
                clicks = round(impressions * rng.uniform(0.001, 0.004))
                people = round(impressions / rng.uniform(3.5, 4.5))
                plan.append({"market": market, "stage": stage, "format": form, "reach": people,
                             "impressions": impressions, "budget": budget, "views": views, "clicks": clicks,
                             "size": round(3e6 * size)})
                actual = round(impressions * rng.uniform(0.93, 1.05))
                media.append({"market": market, "stage": stage, "format": form, "impressions": actual,
                              "spend": round(budget * rng.uniform(0.93, 1.04), 2),
                              "views": round(actual * rng.uniform(0.2, 0.35)),
                              "clicks": round(actual * rng.uniform(0.001, 0.004))})
                shares[stage] = (round(actual / rng.uniform(3.8, 4.2)), actual)
                total += actual
            whole = round(total / rng.uniform(4.6, 5.2))
            reach[market] = {
                "Campaign Reach (Absl)": whole, "Campaign Freq.": round(total / whole, 2),
                "Awareness Reach Absl": shares["Awareness"][0],
                "Awareness Freq. ": round(shares["Awareness"][1] / shares["Awareness"][0], 2),
                "Consideration Reach Absl": shares["Consideration"][0], "Purchase Reach Absl": shares["Purchase"][0]}
        found["platforms"][platform] = {"plan": plan, "media": media, "reach": reach}
    return found


def fenced(rows, width):
    """Rows within a fence."""
    return ([[None] + ["START"] * width] + [["START"] + row + ["END"] for row in rows] + [[None] + ["END"] * width])


def workbooks(found, change):
    """The sheets of plan and report."""
    plans, reports = {}, {}
    first, last = datetime.date(2026, 4, 6), datetime.date(2026, 5, 31)
    for platform, data in found["platforms"].items():
        header = [change.get("plan headers", {}).get(text, text) for text in PLAN]
        rows = [[line["market"], found["brand"], found["name"], line["stage"], line["format"], first, last,
                 line["reach"], line["impressions"], line["budget"], line["views"], line["clicks"], "USD",
                 line["size"]] for line in data["plan"]]
        summary = [[None] * 3 + ["MARKET SUMMARY", "BUDGET [USD]", "IMPRESSIONS", "CLICKS", "VIEWS"]]
        keys = ["budget", "impressions", "clicks", "views"]
        for market in dict.fromkeys(line["market"] for line in data["stated"]):
            lines = [line for line in data["stated"] if line["market"] == market]
            summary.append([None] * 3 + [market] + [sum(line[key] for line in lines) for key in keys])
        summary.append([None] * 3 + ["TOTAL"] + [sum(line[key] for line in data["stated"]) for key in keys])
        plans[platform] = summary + [[]] * 3 + fenced([header] + rows, len(header))
        markets = list(data["reach"])
        metrics = list(next(iter(data["reach"].values())))
        names = change.get("metrics", {})
        matrix = [["Metrics / Markets"] + markets] + [
            [names.get(metric, metric)] + [data["reach"][market].get(metric) for market in markets] for metric in metrics]
        media_header = [change.get("media headers", {}).get(text, text) for text in MEDIA]
        media = [[line["market"], change.get("reported name", found["name"]), platform, line["stage"], line["format"],
                  line["spend"], line["impressions"], line["views"], line["clicks"]] for line in data["media"]]
        reports[platform] = ([[]] + fenced(matrix, len(markets) + 1) + [[]] + fenced([media_header] + media, len(MEDIA))
                             + change.get("below", []))
    for platform in change.get("not reported", []):
        del reports[platform]
    for platform in change.get("not planned", []):
        del plans[platform]
    return plans, reports


def plants(found, rng):
    """Mistakes by name: a changed campaign, and what changes in writing it."""
    platform = rng.choice(list(found["platforms"]))
    places = found["platforms"][platform]
    line = rng.randrange(len(places["media"]))
    planned = rng.randrange(len(places["plan"]))
    market = places["media"][line]["market"]

    def changed(edit):
        other = copy.deepcopy(found)
        edit(other["platforms"][platform])
        return other

    def region(data, factor):
        members = [m for m in data["reach"] if m in GULF]
        if not members:
            members = list(data["reach"])
        name = "GCC" if set(members) <= GULF else "Global"
        data["reach"][name] = {metric: round(sum(data["reach"][m][metric] for m in members) * factor)
                               if "Reach" in metric else data["reach"][members[0]][metric]
                               for metric in data["reach"][members[0]]}

    def region_lines(data):
        members = [entry for entry in data["plan"] if entry["market"] in GULF] or data["plan"]
        name = "GCC" if any(entry["market"] in GULF for entry in data["plan"]) else "Global"
        sums = {key: sum(entry[key] for entry in members) for key in ("reach", "impressions", "budget", "views", "clicks")}
        data["plan"].append(dict(members[0], market=name, size=10**9, **sums))

    def copied(data):
        for entry, plan in zip(data["media"], data["plan"]):
            entry.update(spend=plan["budget"], impressions=plan["impressions"])

    edits = {
        "region column": lambda d: region(d, 1), "region column that differs": lambda d: region(d, 0.7),
        "region lines": region_lines, "plan in the report": copied,
        "line lost in the plan": lambda d: d["plan"].pop(planned),
        "budget changed in the plan": lambda d: d["plan"][planned].update(budget=d["plan"][planned]["budget"] * 1.3),
        "spend without impressions": lambda d: d["media"][line].update(impressions=0),
        "impressions without spend": lambda d: d["media"][line].update(spend=0),
        "reach above the audience": lambda d: d["plan"][planned].update(reach=d["plan"][planned]["size"] * 2),
        "market not delivered": lambda d: (d["reach"].pop(market), d.update(
            media=[entry for entry in d["media"] if entry["market"] != market])),
        "market not planned": lambda d: d.update(plan=[entry for entry in d["plan"] if entry["market"] != market]),
        "views of some lines unknown": lambda d: [entry.update(views=None) for entry in d["plan"]
                                                  if entry["market"] == market],
    }
    for name, edit in edits.items():
        yield name, changed(edit), {}
    others = [name for name in found["platforms"] if name != platform]
    yield "platform not delivered", found, {"not reported": [platform]} if others else {}
    yield "platform not planned", found, {"not planned": [platform]} if others else {}
    yield "another campaign's report", found, {"reported name": "Night Shift Radio"}
    below = [[None, market, "x", "x", "Awareness", "Reach", 10.5, 777, 7, 1]]
    yield "line under the fence", found, {"below": below}
    for header, target, power in (("Imps (M)", "IMPRESSIONS", 1e6), ("IMPRESSIONS K", "IMPRESSIONS", 1e3),
                                  ("Views in thousands", "VIDEO VIEWS", 1e3), ("Imps M", "IMPRESSIONS", 1e6)):
        yield f"header {header}", found, {"plan headers": {target: header}, "unscaled": True}
    for metric, name in (("Awareness Reach Absl", "Awareness Reach Absl - in thousands"),
                         ("Campaign Reach (Absl)", "Campaign Reach - 3+"),
                         ("Campaign Reach (Absl)", "Total Reach - Awareness")):
        yield f"metric {name}", found, {"metrics": {metric: name}}


def check(tools, folder, found, change):
    """Findings of errors and warnings, and the units that were read, as codes."""
    plans, reports = workbooks(found, change)
    plan, report = os.path.join(folder, "PLANNED_x.xlsx"), os.path.join(folder, "DELIVERED_x.xlsx")
    save(plan, plans)
    save(report, reports)
    result = subprocess.run([os.path.join(tools, "mp-validate"), "--format", "ndjson", plan, report],
                            capture_output=True, text=True, check=False)
    if result.returncode not in (0, 1):
        sys.exit(f"mp-validate ended with {result.returncode}: {result.stderr}")
    codes = re.findall(r'"code":"([a-z-]+)"', result.stdout)
    levels = re.findall(r'"level":"([a-z]+)"', result.stdout)
    return [code for code, level in zip(codes, levels) if level != "note" or code.startswith("unit-")]


def main():
    """Print the rates; 1 when anything was missed or reported without cause."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="the folder of the tools")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--campaigns", type=int, default=10)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    rng = random.Random(options.seed)
    alarms, missed, planted = [], [], 0
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.campaigns):
            found = campaign(rng)
            for data in found["platforms"].values():
                data["stated"] = copy.deepcopy(data["plan"])
            clean = check(options.bin, folder, found, {})
            if clean:
                alarms.append(f"campaign {number}: {', '.join(sorted(set(clean)))}")
            for name, other, change in plants(found, rng):
                planted += 1
                if not set(check(options.bin, folder, other, change)) - set(clean):
                    missed.append(f"campaign {number}: {name}")
    for text in alarms:
        print("reported without cause:", text)
    for text in missed:
        print("missed:", text)
    print(f"{options.campaigns} clean campaigns, {len(alarms)} with findings; {planted} mistakes, {len(missed)} missed")
    return 1 if alarms or missed else 0


if __name__ == "__main__":
    sys.exit(main())
