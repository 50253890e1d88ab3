#!/usr/bin/env python3
"""Measure what the audit of Campaign Insights misses and what it reports without cause.

Usage: insights_edits.py --bin FOLDER --template FILE [--seed NUMBER] [--campaigns NUMBER] [--edits NUMBER]

Each campaign is extracted and mapped, and its tracker must pass the audit. Then cells of the sheet are changed as a person might: numbers,
saved values beside formulas, formulas whose saved value stays, texts. Each changed cell must be named by a finding that the clean tracker
does not have. The seed is printed, and the same seed gives the same edits.
"""
import argparse
import copy
import functools
import html
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import zipfile

import campaign_rates

SHEET = "Campaign Insights"
CELL = re.compile(r'<c r="([A-Z]+)([0-9]+)"([^>]*?)(?:/>|>(.*?)</c>)', re.S)


def sheet_part(package, sheet=SHEET):
    """The name of the part that holds the sheet."""
    book = package.read("xl/workbook.xml").decode()
    links = package.read("xl/_rels/workbook.xml.rels").decode()
    tag = next(tag for tag in re.findall(r"<sheet [^>]*>", book) if f'name="{html.escape(sheet)}"' in tag)
    identifier = re.search(r'r:id="([^"]*)"', tag).group(1)
    link = next(link for link in re.findall(r"<Relationship [^>]*>", links) if f'Id="{identifier}"' in link)
    target = re.search(r'Target="([^"]*)"', link).group(1)
    return target[1:] if target.startswith("/") else "xl/" + target


def read(path, sheet=SHEET):
    """The sheet's markup and its cells: {reference: (formula, value, whether it is text)}."""
    with zipfile.ZipFile(path) as package:
        name = sheet_part(package, sheet)
        markup = package.read(name).decode()
    cells = {}
    for column, row, attributes, body in CELL.findall(markup):
        if not body:
            continue
        formula = re.search(r"<f[^>]*>(.*?)</f>", body, re.S)
        value = re.search(r"<v[^>]*>(.*?)</v>", body, re.S)
        texts = re.findall(r"<t[^>]*>(.*?)</t>", body, re.S)
        is_text = 't="inlineStr"' in attributes or 't="str"' in attributes
        text = html.unescape(value.group(1) if value else "".join(texts))
        cells[column + row] = (html.unescape(formula.group(1)) if formula else None, text, is_text)
    return name, markup, cells


def write(source, target, name, markup, edits):
    """A copy of a workbook with cells replaced: {reference: (formula, value, whether it is text)}."""
    def replaced(match):
        reference = match.group(1) + match.group(2)
        if reference not in edits:
            return match.group(0)
        formula, value, is_text = edits[reference]
        style = re.search(r's="[0-9]+"', match.group(3))
        tag = f'<c r="{reference}" {style.group(0) if style else ""}'
        if formula is None and is_text:
            return f'{tag} t="inlineStr"><is><t xml:space="preserve">{html.escape(value, False)}</t></is></c>'
        inner = f"<f>{html.escape(formula, False)}</f>" if formula is not None else ""
        return f'{tag}{" t=" + chr(34) + "str" + chr(34) if is_text else ""}>{inner}<v>{html.escape(value, False)}</v></c>'

    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item.filename)
            new.writestr(item.filename, CELL.sub(replaced, markup).encode() if item.filename == name else data)


def run(arguments, folder, environment=None):
    """The output of a tool that must not fail."""
    result = subprocess.run(arguments, capture_output=True, text=True, check=False, cwd=folder,
                            env=dict(os.environ, MP_HOME="", **(environment or {})))
    if result.returncode not in (0, 1):
        sys.exit(f"{arguments[0]} ended with {result.returncode}: {result.stderr}")
    return result.stdout


def audit(tools, folder, tracker):
    """Findings as {(code, cell)}, notes of the insights' texts included."""
    out = run([f"{tools}/mp-validate", tracker, "--against", "records.tsv", "--format", "ndjson", "--max-findings", "100000"], folder)
    return findings(out)


def findings(out):
    """The findings of a report as NDJSON: {(code, sheet, cell)}."""
    found = set()
    for line in out.splitlines():
        entry = json.loads(line)
        if "code" in entry and (entry.get("level") != "note" or entry["code"] == "insights-text"):
            for cell in cells_of(entry.get("cell")):
                found.add((entry["code"], entry.get("sheet"), cell))
    return found


def cells_of(place):
    """The cells of a finding: `H13:H14 (2)` stands for neighbours of which the same is said."""
    match = re.fullmatch(r"([A-Z]+)([0-9]+):([A-Z]+)([0-9]+)(?: \([0-9]+\))?", place or "")
    if not match:
        return [place]

    def number(letters):
        return functools.reduce(lambda value, letter: value * 26 + ord(letter) - 64, letters, 0)
    return [campaign_rates.letters(column) + str(row) for row in range(int(match.group(2)), int(match.group(4)) + 1)
            for column in range(number(match.group(1)), number(match.group(3)) + 1)]


def changed_formula(formula, rng):
    """A formula with one thing changed, and what was."""
    edits = []

    def at(pattern, new, name):
        places = list(re.finditer(pattern, formula))
        if places:
            place = rng.choice(places)
            edits.append((name, formula[:place.start()] + new(place) + formula[place.end():]))

    at(r"\$([0-9]{2,})", lambda m: f"${max(3, int(m.group(1)) - rng.randint(1, 9))}", "range cut")
    at(r"\$2:", lambda m: "$3:", "range begins later")
    at(r'"([A-Z][A-Z0-9 ]{2,})"', lambda m: '"' + rng.choice(
        [word for word in ("UAE", "KSA", "META", "DV360", "TIKTOK", "PLANNED", "DELIVERED MEDIA") if word != m.group(1)]) + '"',
       "criterion")
    at(r"\$T\$", lambda m: "$U$", "column") if "$U$2" not in formula else at(r"\$U\$", lambda m: "$T$", "column")
    at(r"(?<![$A-Z'])([A-Z])([0-9]+)(?![0-9(])", lambda m: f"{m.group(1)}{int(m.group(2)) + rng.choice([-1, 1])}", "row of a cell")
    at(r"(?<![$A-Z'])([C-L])([0-9]+)(?![0-9(])", lambda m: f"{chr(ord(m.group(1)) + 1)}{m.group(2)}", "column of a cell")
    at(r"\*1000", lambda m: "*100", "factor")
    at(r"<>0", lambda m: ">0", "condition")
    at(r'"<>"', lambda m: '"*"', "any text")
    at(r">0\)", lambda m: ">1)", "limit")
    at(r'"-"', lambda m: "0", "unknown as zero")
    at(r"=0\)", lambda m: "=1)", "count")
    edits.append(("plus zero", f"({formula})+0"))
    edits.append(("rounded", f"ROUND({formula},2)"))
    edits.append(("its value", None))
    return rng.choice([edit for edit in edits if edit[1] != formula])


def number_edits(cells, rng, count):
    """Changes of different cells that hold numbers or formulas: {cell: (what, new)}."""
    found = {}
    places = [cell for cell, (formula, value, is_text) in cells.items() if formula is not None or not is_text]
    for cell in rng.sample(places, min(count, len(places))):
        formula, value, is_text = cells[cell]
        kinds = ["value"] + (["formula"] * 3 if formula is not None else [])
        if rng.choice(kinds) == "formula":
            what, text = changed_formula(formula, rng)
            found[cell] = (what, (text, value, is_text))
        elif is_text:
            found[cell] = ("zero for unknown", (formula, "0", False))
        elif rng.random() < 0.2:
            found[cell] = ("unknown for a number", (formula, "-", True))
        else:
            number = float(value)
            new = number * rng.choice([0.5, 0.99, 1.001, 2]) + rng.choice([0.5, 1, -3])
            if new == number:
                new += 1
            found[cell] = ("number", (formula, repr(new), False))
    return found


def difference(old, new):
    """What is different between two cells, in a few words."""
    if old[1:] != new[1:]:
        return f"{old[1]} became {new[1]}"
    if new[0] is None:
        return "a value in place of the formula"
    start = len(os.path.commonprefix([old[0], new[0]]))
    return f"...{old[0][max(0, start - 30):start + 20]}... became ...{new[0][max(0, start - 30):start + 20]}..."


def text_edit(cells, rng):
    """A text of the sheet with a letter or a word changed."""
    places = [cell for cell, (formula, value, is_text) in cells.items() if formula is None and is_text and value != "-"]
    cell = rng.choice(places)
    text = cells[cell][1]
    place = rng.choice([i for i, letter in enumerate(text) if letter.isalnum()] or [0])
    other = rng.choice([letter for letter in "XQZ7" if letter.lower() != text[place].lower()])
    return cell, text, text[:place] + other + text[place + 1:]


def vary(found, rng):
    """Take things away, so that something is unknown: lines, numbers, a market, a currency."""
    data = rng.choice(list(found["platforms"].values()))
    kind = rng.choice(["none", "none", "spend unknown", "impressions unknown", "market not delivered", "market not planned",
                       "no report"])
    market = rng.choice(data["plan"])["market"]
    if kind == "spend unknown":
        rng.choice(data["media"])["spend"] = None
    elif kind == "impressions unknown":
        rng.choice(data["plan"])["impressions"] = None
    elif kind == "market not delivered":
        data["media"] = [line for line in data["media"] if line["market"] != market]
        data["reach"].pop(market)
    elif kind == "market not planned":
        data["plan"] = [line for line in data["plan"] if line["market"] != market]
    elif kind == "no report":
        data["media"] = data["media"][:0]
    return kind


def main():
    """Print the rates; 1 when anything was missed or reported without cause."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--bin", required=True, help="the folder of the tools")
    parser.add_argument("--template", required=True, help="an empty tracker with blocks of DV360, META and TIKTOK")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--campaigns", type=int, default=5)
    parser.add_argument("--edits", type=int, default=40, help="cells with numbers or formulas to change in each tracker")
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    rng = random.Random(options.seed)
    missed, alarms, planted = [], [], 0
    template = os.path.abspath(options.template)
    tools = os.path.abspath(options.bin)
    # What the campaign itself lacks is said of its own cells and markets.
    audit_codes = {"figure-wrong", "figure-missing", "figure-unexplained", "figure-uncalculated", "figure-unlabelled",
                   "formula-differs", "formula-partial", "formula-unknown", "formula-unlike-label", "formula-gone", "insights-text",
                   "head-differs", "raw-data-differs", "structure-broken"}
    for number in range(options.campaigns):
        with tempfile.TemporaryDirectory() as folder:
            found = campaign_rates.campaign(rng)
            found["platforms"] = {name: data for name, data in found["platforms"].items() if name != "Snapchat"} or found["platforms"]
            for data in found["platforms"].values():
                data["stated"] = copy.deepcopy(data["plan"])
            kind = vary(found, rng)
            for data in found["platforms"].values():
                data["stated"] = copy.deepcopy([dict(line, impressions=line["impressions"] or 0) for line in data["plan"]])
            plans, reports = campaign_rates.workbooks(found, {})
            campaign_rates.save(f"{folder}/PLANNED_x.xlsx", plans)
            campaign_rates.save(f"{folder}/DELIVERED_x.xlsx", reports)
            run([f"{tools}/mp-extract", "--planned", "PLANNED_x.xlsx", "--delivered", "DELIVERED_x.xlsx", "-o", "records.tsv"], folder)
            run([f"{tools}/mp-map", "-i", "records.tsv", "-t", template, "-o", "tracker.xlsx", "--report-dir", "none"], folder)
            clean = audit(tools, folder, "tracker.xlsx")
            false = sorted(f"{code} {sheet}!{cell}" for code, sheet, cell in clean if code in audit_codes)
            if false:
                alarms.append(f"campaign {number} ({kind}): {', '.join(false[:8])}")
            name, markup, cells = read(f"{folder}/tracker.xlsx")
            edits = number_edits(cells, rng, options.edits)
            write(f"{folder}/tracker.xlsx", f"{folder}/edited.xlsx", name, markup, {cell: new for cell, (_, new) in edits.items()})
            named = {cell for _, sheet, cell in audit(tools, folder, "edited.xlsx") - clean if sheet == SHEET}
            planted += len(edits)
            for cell, (what, new) in edits.items():
                if cell not in named:
                    missed.append(f"campaign {number} ({kind}): {what} in {cell}: {difference(cells[cell], new)}")
            for _ in range(3):
                cell, old, text = text_edit(cells, rng)
                write(f"{folder}/tracker.xlsx", f"{folder}/edited.xlsx", name, markup, {cell: (None, text, True)})
                planted += 1
                if not audit(tools, folder, "edited.xlsx") - clean:
                    missed.append(f"campaign {number} ({kind}): text in {cell}: \"{text}\", was \"{old}\"")
    for text in alarms:
        print("reported without cause:", text)
    for text in missed:
        print("missed:", text)
    print(f"{options.campaigns} trackers, {len(alarms)} with findings; {planted} edits, {len(missed)} missed")
    return 1 if alarms or missed else 0


if __name__ == "__main__":
    sys.exit(main())
