#!/usr/bin/env python3
"""Measure what the audit of trackers misses and what it reports without cause, on random campaigns in random templates.

Usage: tracker_edits.py --bin FOLDER [--seed NUMBER] [--campaigns NUMBER] [--edits NUMBER]

Each campaign is extracted and filled into a template of its own: blocks in any order, markets in any order, other label words, rows that are
missing or stand in another order, merged cells, tables of the client's own. The tracker must pass the audit. Then it is changed as a person
might change it, one change at a time: each mistake must yield a finding that the clean tracker does not have, and each harmless change
none. The seed is printed, and the same seed gives the same trackers and changes.
"""
import argparse
import copy
import html
import random
import re
import shutil
import sys
import tempfile
import zipfile

import campaign_rates
import insights_edits

SHEET = "Media Tracker"
WORDS = {
    "reach": ["Reach", "Reach abs.", "Unique Reach", "Net Reach"],
    "reach share": ["Reach %", "% Reach", "Reach Rate"],
    "frequency": ["Frequency", "Avg Frequency", "Freq."],
    "impressions": ["Impressions", "Imps", "Total Impressions", "IMPRESSIONS"],
    "views": ["Views", "Video Views", "Total Views"],
    "clicks": ["Clicks", "Link Clicks", "Total Clicks"],
    "budget": ["Budget", "Spend", "Investment", "Media Budget", "Total Spend"],
    "cpm": ["CPM", "Avg CPM", "Cost per Mille"], "cpv": ["CPV", "Cost per View"], "cpc": ["CPC", "Avg. CPC"],
    "vtr": ["VTR%", "VTR", "View Through Rate"], "ctr": ["CTR%", "CTR", "Click Rate"],
    "population": ["TA Population", "Universe"], "census": ["Census TA"],
}
STAGES = {
    "AWARENESS": ["reach", "reach share", "frequency", "impressions", "cpm", "budget"],
    "CONSIDERATION": ["views", "impressions", "vtr", "cpv", "reach", "budget"],
    "PURCHASE": ["clicks", "impressions", "ctr", "cpc", "reach", "budget"],
}
CAMPAIGN = ["reach", "reach share", "frequency", "cpm", "impressions", "budget"]
# Rows that a figure of the stage's own needs, without which filling warns.
NEEDED = {"AWARENESS": {"reach", "impressions", "budget"}, "CONSIDERATION": {"views", "impressions", "reach", "budget"},
          "PURCHASE": {"clicks", "impressions", "reach", "budget"}}
FORMATS = {"reach share": "0.0%", "vtr": "0.00%", "ctr": "0.00%", "frequency": "0.00", "cpm": "#,##0.00", "cpv": "0.0000",
           "cpc": "0.000"}
HEADS = {"DV360": ["GOOGLE - MEDIA METRICS", "DV360 PERFORMANCE", "YouTube - Media Metrics"], "META": ["META - MEDIA METRICS", "Facebook KPIs"],
         "TIKTOK": ["TIKTOK- MEDIA METRICS", "TikTok Results"], "Snapchat": ["SNAPCHAT - MEDIA METRICS", "Snapchat performance"]}
LETTERS = campaign_rates.letters


class Template:
    """The rows of a template, as it is made, and what stands where."""

    def __init__(self, found, rng):
        self.cells, self.merges, self.formats, self.rows = {}, [], {}, []
        self.blocks = []
        self.labels = rng.choice([2, 2, 3])
        # Stages stand in the column left of the metrics, or in a row of their own.
        self.stages_beside = rng.random() < 0.6
        self.sides = rng.choice([("PLANNED", "ACTUALS"), ("Planned", "Actual"), ("Booked", "Delivered"), ("PLAN", "ACTUAL")])
        row = rng.randint(1, 3)
        for label in rng.sample([rng.choice(["CAMPAIGN", "Campaign Name"]), rng.choice(["CAMPAIGN DATES", "Flight Dates"]),
                                 rng.choice(["PLANNED BUDGET", "Total Planned Budget"]), rng.choice(["ACTUAL BUDGET", "Actual Spend"])], 4):
            self.put(row, self.labels - 1, label)
            row += 1
        self.head = row
        row += rng.randint(1, 3)
        platforms = list(found["platforms"])
        rng.shuffle(platforms)
        for platform in platforms:
            row = self.block(platform, found["platforms"][platform], row, rng) + rng.randint(1, 4)
        self.end = row

    def put(self, row, column, value, form=None):
        """Sets a cell."""
        self.cells[(row, column)] = value
        if form:
            self.formats[(row, column)] = form

    def block(self, platform, data, row, rng):
        """Adds a platform's block; the row behind it."""
        heading = row
        self.put(row, self.labels - 1, rng.choice(HEADS[platform]))
        row += 1
        if rng.random() < 0.6:
            for label in ("PLANNED BUDGET", "ACTUAL BUDGET"):
                self.put(row, self.labels - 1, label)
                row += 1
        header = row
        markets = [line["market"] for line in data["plan"]]
        markets = list(dict.fromkeys(markets + [line["market"] for line in data["media"]]))
        rng.shuffle(markets)
        named = rng.random() < 0.4
        first = self.labels + 1
        pairs = [first + 2 * index for index in range(len(markets) + 1)]
        self.put(header, first, rng.choice([f"{platform} TOTAL", f"{platform} GNE TOTAL", "TOTAL"]))
        for number, (column, market) in enumerate(zip(pairs[1:], markets), 1):
            self.put(header, column, market if named else rng.choice([f"Market {number}", "Country"]))
        for column in pairs:
            self.merges.append((header, column, header, column + 1))
        row += 1
        places = {}
        rows = [metric for metric in CAMPAIGN if metric in ("impressions", "budget", "reach") or rng.random() < 0.7]
        if "reach share" in rows or rng.random() < 0.5:
            rows = ["population"] + rows
        self.put(row, self.labels - 1 if self.stages_beside else self.labels, rng.choice(["CAMPAIGN LEVEL", "Campaign Level", "Overall"]))
        if not self.stages_beside:
            row += 1
        merged = rng.random() < 0.4
        for metric in rows:
            places[("", metric)] = row
            self.put(row, self.labels, rng.choice(WORDS[metric]))
            for column in pairs:
                for side in (0, 1):
                    self.formats[(row, column + side)] = FORMATS.get(metric, "#,##0")
                if merged and column != first:
                    self.merges.append((row, column, row, column + 1))
            row += 1
        sides = row
        for column in pairs:
            for side, text in enumerate(self.sides):
                self.put(row, column + side, text)
        row += 1
        for stage, metrics in STAGES.items():
            metrics = [metric for metric in metrics if metric in NEEDED[stage]
                       or metric != "reach share" and rng.random() < 0.7
                       or metric == "reach share" and "population" in rows]
            if rng.random() < 0.4:
                rng.shuffle(metrics)
            self.put(row, self.labels - 1 if self.stages_beside else self.labels, rng.choice([stage, stage.capitalize(), f"{stage} STAGE"]))
            if not self.stages_beside:
                row += 1
            for metric in metrics:
                places[(stage, metric)] = row
                self.put(row, self.labels, rng.choice(WORDS[metric]))
                for column in pairs:
                    for side in (0, 1):
                        self.formats[(row, column + side)] = FORMATS.get(metric, "#,##0")
                row += 1
        self.blocks.append({"platform": platform, "heading": heading, "header": header, "sides": sides, "places": places,
                            "pairs": pairs, "markets": markets, "end": row, "merged": merged})
        return row

    def save(self, path, others):
        """Writes the template, with further sheets of rows."""
        codes = sorted(set(self.formats.values()))
        campaign_rates.save(path, {SHEET: [], **others})
        last = max(row for row, _ in self.cells)
        data = ""
        for row in range(1, last + 1):
            columns = sorted({column for r, column in self.cells if r == row} | {column for r, column in self.formats if r == row})
            cells = ""
            for column in columns:
                reference = f"{LETTERS(column)}{row}"
                style = f' s="{codes.index(self.formats[(row, column)]) + 2}"' if (row, column) in self.formats else ""
                value = self.cells.get((row, column))
                if value is None:
                    cells += f'<c r="{reference}"{style}/>'
                else:
                    cells += f'<c r="{reference}"{style} t="inlineStr"><is><t>{html.escape(value, False)}</t></is></c>'
            data += f'<row r="{row}">{cells}</row>'
        merges = "".join(f'<mergeCell ref="{LETTERS(c)}{r}:{LETTERS(d)}{s}"/>' for r, c, s, d in self.merges)
        cols = "".join(f'<col min="{c}" max="{c}" width="16" customWidth="1"/>' for c in range(1, 40))
        markup = (f'<?xml version="1.0"?><worksheet xmlns="{campaign_rates.NS}spreadsheetml/2006/main"><cols>{cols}</cols>'
                  f'<sheetData>{data}</sheetData><mergeCells count="{len(self.merges)}">{merges}</mergeCells></worksheet>')

        def styles(text):
            formats = "".join(f'<numFmt numFmtId="{170 + n}" formatCode="{html.escape(code)}"/>' for n, code in enumerate(codes))
            text = text.replace("<fonts", f'<numFmts count="{len(codes)}">{formats}</numFmts><fonts', 1)
            xfs = "".join(f'<xf numFmtId="{170 + n}" applyNumberFormat="1"/>' for n in range(len(codes)))
            return text.replace('<cellXfs count="2">', f'<cellXfs count="{2 + len(codes)}">').replace("</cellXfs>", xfs + "</cellXfs>")
        rewrite(path, path, {"xl/worksheets/sheet1.xml": lambda _: markup, "xl/styles.xml": styles})


def rewrite(source, target, changes):
    """A copy of a package with parts changed."""
    with zipfile.ZipFile(source) as old:
        parts = [(item, old.read(item.filename)) for item in old.infolist()]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item, data in parts:
            new.writestr(item.filename, changes[item.filename](data.decode()).encode() if item.filename in changes else data)


def own_sheets(found, rng):
    """Sheets of a client's own."""
    sheets = {}
    if rng.random() < 0.5:
        sheets["Contacts"] = [["Name", "Role", "Phone"], ["A. Reader", "Client", 4711], ["B. Writer", "Agency", 815]]
    if rng.random() < 0.4:
        sheets["Notes"] = [["Frequency cap", 3], ["Version", 2], ["All amounts are net of fees."]]
    return sheets


# MARK: Changes

class Tracker:
    """A filled tracker, and ways to change it."""

    def __init__(self, path, template):
        self.path, self.template = path, template
        self.part, self.markup, self.cells = insights_edits.read(path, SHEET)

    def figures(self):
        """The cells that show figures, with what they are: (reference, block, stage, metric, column index, side)."""
        found = []
        for block in self.template.blocks:
            for (stage, metric), row in block["places"].items():
                if metric in ("population", "census"):
                    continue
                for number, column in enumerate(block["pairs"]):
                    for side in (0, 1):
                        reference = f"{LETTERS(column + side)}{row}"
                        if reference in self.cells:
                            found.append((reference, block, stage, metric, number, side))
        return found

    def write(self, target, edits=None, parts=None):
        """A copy with cells changed, or parts."""
        if edits:
            present = {reference: new for reference, new in edits.items() if reference in self.cells
                       or re.search(rf'<c r="{reference}"', self.markup)}
            insights_edits.write(self.path, target, self.part, self.markup, present)
            absent = {reference: new for reference, new in edits.items() if reference not in present}
            if absent:
                rewrite(target, target, {self.part: lambda text: with_cells(text, absent)})
        else:
            shutil.copy(self.path, target)
        if parts:
            rewrite(target, target, parts)


def with_cells(markup, cells):
    """Markup with cells that it did not have, each behind those before it in its row."""
    def number(reference):
        letters = re.match("[A-Z]+", reference).group()
        return (len(letters), letters)
    for reference, (formula, value, is_text) in cells.items():
        row = re.search("[0-9]+", reference).group()
        inner = f"<f>{html.escape(formula, False)}</f>" if formula else ""
        cell = (f'<c r="{reference}" t="inlineStr"><is><t>{html.escape(value, False)}</t></is></c>' if is_text
                else f'<c r="{reference}">{inner}<v>{value}</v></c>')
        match = re.search(rf'<row r="{row}"[^>]*?(/>|>(.*?)</row>)', markup, re.S)
        if not match:
            later = [m for m in re.finditer(r'<row r="([0-9]+)"', markup) if int(m.group(1)) > int(row)]
            place = later[0].start() if later else markup.index("</sheetData>")
            markup = markup[:place] + f'<row r="{row}">{cell}</row>' + markup[place:]
            continue
        inside = match.group(2) or ""
        place = len(inside)
        for other in re.finditer(r'<c r="([A-Z]+)[0-9]+"', inside):
            if number(other.group(1)) > number(reference):
                place = other.start()
                break
        head = re.match(r'<row [^>]*?/?>', match.group(0)).group().replace("/>", ">")
        markup = markup[:match.start()] + head + inside[:place] + cell + inside[place:] + "</row>" + markup[match.end():]
    return markup


def styled(tracker, reference, code):
    """Parts changed so that a cell has another number format."""
    def styles(text):
        xfs = int(re.search(r'<cellXfs count="([0-9]+)"', text).group(1))
        if "<numFmts" in text:
            text = re.sub(r'</numFmts>', f'<numFmt numFmtId="390" formatCode="{html.escape(code)}"/></numFmts>', text)
        text = text.replace(f'<cellXfs count="{xfs}"', f'<cellXfs count="{xfs + 1}"')
        tracker.style = xfs
        return text.replace("</cellXfs>", '<xf numFmtId="390" applyNumberFormat="1"/></cellXfs>')

    with zipfile.ZipFile(tracker.path) as package:
        changed = styles(package.read("xl/styles.xml").decode())

    def sheet(text):
        cell = re.search(rf'<c r="{reference}"[^>]*>', text).group()
        plain = re.sub(r' s="[0-9]+"', "", cell)
        return text.replace(cell, plain.replace(f'r="{reference}"', f'r="{reference}" s="{tracker.style}"'))
    return {"xl/styles.xml": lambda _: changed, tracker.part: sheet}


def mistakes(tracker, rng, others):
    """Mistakes: (name, cells, parts)."""
    figures = tracker.figures()
    known = [figure for figure in figures if not tracker.cells[figure[0]][2]]
    unknown = [figure for figure in figures if tracker.cells[figure[0]][2] and tracker.cells[figure[0]][1] == "-"]
    live = [figure for figure in known if tracker.cells[figure[0]][0]]
    template = tracker.template
    block = rng.choice(template.blocks)
    reference, _, _, metric, _, _ = rng.choice(known)
    formula, value, _ = tracker.cells[reference]
    number = float(value)
    yield "number", {reference: (formula, repr(number * rng.choice([0.5, 1.01, 2]) + 1), False)}, None
    reference = rng.choice(known)[0]
    yield "typed number", {reference: (None, repr(float(tracker.cells[reference][1]) * 1.1 + 1), False)}, None
    reference = rng.choice(known)[0]
    yield "figure emptied", {reference: (None, "", True)}, None
    if unknown:
        reference = rng.choice(unknown)[0]
        yield "typed 0 for unknown", {reference: (None, "0", False)}, None
        yield "text for unknown", {reference: (None, rng.choice(["0", "0%", "nil", "0.00"]), True)}, None
    if live:
        for _ in range(3):
            reference = rng.choice(live)[0]
            formula, value, is_text = tracker.cells[reference]
            what, text = changed(formula, rng, others)
            if text:
                yield f"formula: {what}: {reference} {formula[:60]} became {text[:200]}", {reference: (text, value, is_text)}, None
    wrong = {"#,##0": [";;;", "#,##0,,", '"1,234"', "[$€-2] #,##0", "0%%"], "0.0%": ["0", '"-"']}
    reference, _, _, metric, _, _ = rng.choice(known)
    value = abs(float(tracker.cells[reference][1]))
    codes = [";;;", '"n/a"', '0"000"'] + (["#,##0,,", "#,##0,"] if value > 2e6 else []) + (["0"] if 0 < value < 0.4 else [])
    code = rng.choice(codes)
    yield f"format {code} of {reference}", None, styled(tracker, reference, code)
    # Labels.
    labels = template.labels
    (stage, metric), row = rng.choice([place for place in block["places"].items() if place[0][1] not in ("population", "census")])
    other = rng.choice([m for m in ("impressions", "budget", "clicks", "views", "reach", "cpm") if m != metric])
    yield f"label {metric} of {stage} became {other}", {f"{LETTERS(labels)}{row}": (None, WORDS[other][0], True)}, None
    yield "label unknown", {f"{LETTERS(labels)}{row}": (None, "Mood", True)}, None
    first = block["pairs"][0]
    yield "TOTAL header gone", {f"{LETTERS(first)}{block['header']}": (None, "", True)}, None
    column = rng.choice(block["pairs"])
    a, b = f"{LETTERS(column)}{block['sides']}", f"{LETTERS(column + 1)}{block['sides']}"
    yield "sides swapped", {a: (None, template.sides[1], True), b: (None, template.sides[0], True)}, None
    yield "side renamed", {b: (None, "Adjusted", True)}, None
    if len(block["pairs"]) > 2:
        one, two = rng.sample(block["pairs"][1:], 2)
        a, b = f"{LETTERS(one)}{block['header']}", f"{LETTERS(two)}{block['header']}"
        yield "markets swapped", {a: (None, tracker.cells[b][1], True), b: (None, tracker.cells[a][1], True)}, None
        yield "market renamed", {a: (None, "Cyprus", True)}, None
    # What stands beside.
    after = LETTERS(block["pairs"][-1] + 2)
    row = block["places"][("", "budget")]
    yield "market column beside", {f"{after}{block['header']}": (None, "Iraq", True), f"{after}{row}": (None, "4711", False)}, None
    where = f"{LETTERS(labels - 1)}{template.head}"
    cell = f"{LETTERS(labels)}{template.head}"
    yield "false impressions in the head", {where: (None, "ACTUAL IMPRESSIONS", True), cell: (None, "12", False)}, None
    yield "reach in the head", {where: (None, "TOTAL REACH", True), cell: (None, "0", False)}, None
    if block["merged"] and len(block["pairs"]) > 1:
        yield "number under a merge", {f"{LETTERS(block['pairs'][1] + 1)}{row}": (None, "77", False)}, None
    # Columns.
    number = rng.choice(block["pairs"][1:])
    yield "column hidden", None, {tracker.part: lambda text: re.sub(
        r"<cols>.*?</cols>", f'<cols><col min="{number}" max="{number}" width="16" hidden="1"/></cols>', text, flags=re.S)}
    wide = [figure for figure in known if float(tracker.cells[figure[0]][1]) > 99999 and figure[3] in ("impressions", "reach")]
    if wide:
        place = rng.choice(wide)
        number = place[1]["pairs"][place[4]] + place[5]
        yield f"column {LETTERS(number)} narrow", None, {tracker.part: lambda text: re.sub(
            r"<cols>.*?</cols>", f'<cols><col min="{number}" max="{number}" width="2" customWidth="1"/></cols>', text, flags=re.S)}
    # A row or a block taken out.
    (_, metric), row = rng.choice([place for place in block["places"].items() if place[0][1] in ("budget", "impressions", "reach")])
    yield "row deleted", None, {tracker.part: lambda text: without_rows(text, row, row)}
    yield "block deleted", None, {tracker.part: lambda text: without_rows(text, block["heading"], block["end"] - 1)}
    yield "raw data changed", None, {tracker.raw[0]: lambda text: changed_record(text, rng)}


def without_rows(markup, first, last):
    """Markup with rows emptied: what stood there is gone."""
    return re.sub(r'<row r="([0-9]+)"[^>]*?(?:/>|>.*?</row>)',
                  lambda m: "" if first <= int(m.group(1)) <= last else m.group(0), markup, flags=re.S)


def changed_record(markup, rng):
    """The sheet of raw data with one number changed."""
    cells = list(re.finditer(r'<c r="(?:T|U)[0-9]+"[^>]*><v>([0-9.]+)</v>', markup))
    cell = rng.choice(cells)
    return markup[:cell.start(1)] + str(float(cell.group(1)) + 7) + markup[cell.end(1):]


def changed(formula, rng, others):
    """A formula that computes something else."""
    edits = []

    def at(pattern, new, name, every=False):
        places = list(re.finditer(pattern, formula))
        if places:
            place = rng.choice(places)
            text = (re.sub(re.escape(place.group(0)), lambda _: new(place), formula) if every
                    else formula[:place.start()] + new(place) + formula[place.end():])
            if text != formula:
                edits.append((name, text))
    for kind in ("markets", "platforms", "stages", "sides"):
        names = others[kind]
        at("|".join(f'"{re.escape(name)}"' for name in names),
           lambda m, names=names: '"' + rng.choice([name for name in names if f'"{name}"' != m.group(0)] or [m.group(0)[1:-1]]) + '"',
           f"another of the {kind}", every=True)
    at(r"\$([TUVWXY])\$", lambda m: f"${rng.choice([c for c in 'TUVY' if c != m.group(1)])}$", "another column", every=True)
    at(r"\$([0-9]{2,})", lambda m: f"${max(3, int(m.group(1)) // 2)}", "range cut", every=True)
    at(r"(?<![$A-Z'!])([A-Z]{1,2})([0-9]+)(?![0-9(])", lambda m: f"{m.group(1)}{int(m.group(2)) + rng.choice([-1, 1])}",
       "another row", every=True)
    at(r"\*1000", lambda m: "*100", "factor")
    at(r'"-"\)$', lambda m: "0)", "unknown as zero")
    edits = [edit for edit in edits if edit[0] != "unknown as zero"]
    return rng.choice(edits) if edits else ("none", None)


def harmless(tracker, rng):
    """Changes that no figure suffers from."""
    template = tracker.template
    block = rng.choice(template.blocks)
    far = LETTERS(block["pairs"][-1] + 5)
    yield "a remark below", {f"A{template.end + 3}": (None, "Figures as of Friday.", True)}, None
    yield "a column of one's own", {f"{far}{block['header']}": (None, "Benchmark", True),
                                    f"{far}{block['sides'] + 1}": (None, "12", False)}, None
    known = [figure for figure in tracker.figures() if not tracker.cells[figure[0]][2]]
    reference = rng.choice(known)[0]
    value = float(tracker.cells[reference][1])
    if value > 10:
        yield "another format", None, styled(tracker, reference, rng.choice(["#,##0.0", "0", "#,##0;[Red]-#,##0"]))
    reference = rng.choice(known)[0]
    formula, value, _ = tracker.cells[reference]
    yield "fifteen digits", {reference: (formula, f"{float(value):.15g}", False)}, None
    live = [figure for figure in known if tracker.cells[figure[0]][0]]
    if live:
        reference = rng.choice(live)[0]
        formula, value, _ = tracker.cells[reference]
        yield "formula in brackets", {reference: (f"({formula})+0", value, False)}, None
        simple = re.sub(r"^IF\(COUNT\([A-Z0-9,]+\)=0,\"-\",(SUM\([A-Z0-9,]+\))\)$", r"\1", formula)
        if simple != formula:
            yield "sum without its guard", {reference: (simple, value, False)}, None
        ratio = re.search(r"([A-Z]+[0-9]+/[A-Z]+[0-9]+(?:\*1000)?)", formula)
        if ratio and formula.startswith("IF(AND(ISNUMBER"):
            yield "ratio with IFERROR", {reference: (f'IFERROR({ratio.group(1)},"-")', value, False)}, None
    budget = f"{LETTERS(block['pairs'][0])}{block['places'][('', 'budget')]}"
    where = f"{LETTERS(template.labels - 1)}{template.head}"
    cell = f"{LETTERS(template.labels)}{template.head}"
    planned = tracker.cells[budget][1]
    if planned != "-" and not block["merged"]:
        yield "a right budget in the head", {where: (None, f"{block['platform']} planned spend", True),
                                             cell: (budget, planned, False)}, None


def twins(found, rng):
    """Gives two markets of a platform the same numbers, so that formulas may be right by chance."""
    data = found["platforms"][rng.choice(list(found["platforms"]))]
    markets = list(dict.fromkeys(line["market"] for line in data["plan"]))
    one, two = rng.sample(markets, 2)
    for name in ("plan", "media"):
        lines = {line["stage"]: line for line in data[name] if line["market"] == one}
        data[name] = [dict(lines[line["stage"]], market=two) if line["market"] == two else line for line in data[name]]
    data["reach"][two] = dict(data["reach"][one])


def audit(tools, folder, tracker):
    """Errors and warnings of the audit as {(code, sheet, cell)}."""
    out = insights_edits.run([f"{tools}/mp-validate", tracker, "--against", "records.tsv", "--template", "template.xlsx", "--format", "ndjson",
                              "--max-findings", "100000"], folder)
    return insights_edits.findings(out)


def main():
    """Print the rates; 1 when anything was missed or reported without cause."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="the folder of the tools")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--campaigns", type=int, default=3)
    parser.add_argument("--edits", type=int, default=12, help="mistakes in each tracker; as many as there are kinds, 0")
    parser.add_argument("--keep", help="keep the files in this folder")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    missed, alarms, planted, quiet = [], [], 0, 0
    for number in range(options.campaigns):
        if number and number % 5 == 0:
            print(f"after {number} trackers: {planted} mistakes, {len(missed)} missed; {quiet} harmless changes, {len(alarms)} alarms",
                  flush=True)
        rng = random.Random(f"{options.seed}/{number}")
        with tempfile.TemporaryDirectory() as scratch:
            folder = options.keep or scratch
            found = campaign_rates.campaign(rng)
            has_twins = rng.random() < 0.4
            if has_twins:
                twins(found, rng)
            if rng.random() < 0.5:
                insights_edits.vary(found, rng)
            for data in found["platforms"].values():
                data["stated"] = copy.deepcopy([dict(line, impressions=line["impressions"] or 0) for line in data["plan"]])
            plans, reports = campaign_rates.workbooks(found, {})
            campaign_rates.save(f"{folder}/PLANNED_x.xlsx", plans)
            campaign_rates.save(f"{folder}/DELIVERED_x.xlsx", reports)
            template = Template(found, rng)
            template.save(f"{folder}/template.xlsx", own_sheets(found, rng))
            kind = rng.choice(["live", "live", "values"])
            insights_edits.run([f"{options.bin}/mp-extract", "--planned", "PLANNED_x.xlsx", "--delivered", "DELIVERED_x.xlsx", "-o",
                                "records.tsv"], folder)
            insights_edits.run([f"{options.bin}/mp-map", "-i", "records.tsv", "-t", "template.xlsx", "-o", "tracker.xlsx", "--report-dir", "none",
                                "--figures", kind], folder)
            clean = audit(options.bin, folder, "tracker.xlsx")
            false = sorted(f"{code} {sheet}!{cell}" for code, sheet, cell in clean if code in AUDIT)
            if false:
                alarms.append(f"campaign {number} ({kind}): {', '.join(false[:8])}")
                print("reported without cause:", alarms[-1], flush=True)
            tracker = Tracker(f"{folder}/tracker.xlsx", template)
            with zipfile.ZipFile(tracker.path) as package:
                try:
                    tracker.raw = (insights_edits.sheet_part(package, "Raw Data"),)
                except StopIteration:
                    tracker.raw = None
            others = {"markets": re.findall(r'"([A-Z]{3})"', " ".join(c[0] or "" for c in tracker.cells.values())),
                      "platforms": ["DV360", "META", "TIKTOK"], "stages": ["Awareness", "Consideration", "Purchase"],
                      "sides": ["PLANNED", "DELIVERED MEDIA"]}
            others["markets"] = sorted(set(others["markets"]))
            plants = [plant for plant in mistakes(tracker, rng, others)] if tracker.raw else \
                [plant for plant in mistakes_without_raw(tracker, rng, others)]
            for name, cells, parts in rng.sample(plants, min(options.edits or len(plants), len(plants))):
                planted += 1
                tracker.write(f"{folder}/edited.xlsx", cells, parts)
                if not audit(options.bin, folder, "edited.xlsx") - clean:
                    missed.append(f"campaign {number} ({kind}{', twins' if has_twins else ''}): {name}")
                    print("missed:", missed[-1], flush=True)
            for name, cells, parts in harmless(tracker, rng):
                quiet += 1
                tracker.write(f"{folder}/edited.xlsx", cells, parts)
                new = {entry for entry in audit(options.bin, folder, "edited.xlsx") - clean if entry[0] in AUDIT}
                if new:
                    alarms.append(f"campaign {number} ({kind}): {name} {list(cells or [])}: {sorted(map(str, new))[:4]}")
                    print("reported without cause:", alarms[-1], flush=True)
    print(f"{options.campaigns} trackers and {quiet} harmless changes, {len(alarms)} with findings; {planted} mistakes, {len(missed)} missed")
    return 1 if alarms or missed else 0


def mistakes_without_raw(tracker, rng, others):
    """Mistakes in a tracker of values."""
    tracker.raw = (tracker.part,)
    for plant in mistakes(tracker, rng, others):
        if plant[0] != "raw data changed":
            yield plant


# What the campaign itself lacks is said of its own cells and markets.
AUDIT = {"figure-wrong", "figure-missing", "figure-unexplained", "figure-uncalculated", "figure-unlabelled", "figure-beside",
         "formula-differs", "formula-partial", "formula-unknown", "formula-unlike-label", "formula-gone", "insights-text",
         "head-differs", "raw-data-differs", "structure-broken", "template-changed", "column-hidden", "column-narrow", "format-misleads",
         "lineage-differs", "row-far-down", "market-not-shown", "platform-not-shown"}


if __name__ == "__main__":
    sys.exit(main())
