#!/usr/bin/env python3
"""Prove that oracle and checker bite: a right tracker passes, and every kind of damage is found.

The tracker is filled here by text replacement in the sheet's XML, from the
committed table of expected figures; nothing of the toolkit takes part.
"""
import os
import re
import subprocess
import sys
import tempfile
import zipfile

from openpyxl.utils import get_column_letter

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
from check_tracker import Sheet, key, label_key, read_expected  # noqa: E402

SAMPLES = os.path.join(os.path.dirname(HERE), "Samples")
NAME = "Quillmere Bright Morning (Q2 2026).xlsx"
PLANNED, DELIVERED, TEMPLATE = (os.path.join(SAMPLES, f"{k}_{NAME}") for k in ("PLANNED", "DELIVERED", "OUTPUT_TEMPLATE"))
FIGURES = os.path.join(SAMPLES, "expected_figures.tsv")
SHEET = "xl/worksheets/sheet1.xml"


def run(script, *arguments):
    """Run a script of this folder; (status, standard output)."""
    done = subprocess.run([sys.executable, os.path.join(HERE, script), *arguments],
                          capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def placed(sheet, expected):
    """(row, column) → text or number for every cell that a tracker fills."""
    order = list(dict.fromkeys(e["market"] for e in expected if e["market"] != "TOTAL"))
    order.sort(key=lambda m: -sum(float(e["value"] or 0) for e in expected if (e["market"], e["row"], e["side"], e["stage"])
                                  == (m, "Budget", "planned", "CAMPAIGN LEVEL")))
    cells = {}
    for platform in sheet.blocks:
        row, first = sheet.header(platform)
        cells.update({(row, first + 2 + 2 * i): m for i, m in enumerate(order)})
    for e in expected:
        if e["stage"] == "HEAD":
            cell = sheet.head(e["platform"])[key(e["row"])]
            if e["row"] != "TARGET AUDIENCE" or sheet.value(*cell) in (None, "-"):
                cells[cell] = number(e) if "BUDGET" in e["row"] else e["value"]
            continue
        row = sheet.rows(e["platform"]).get((key(e["stage"]), label_key(e["row"])))
        if row:
            first = sheet.header(e["platform"])[1]
            column = first + (0 if e["market"] == "TOTAL" else 2 + 2 * order.index(e["market"]))
            merged = sheet.paired(row, column)
            if not (merged and e["side"] == "planned"):
                cells[row, column + (e["side"] == "actual" and not merged)] = number(e)
    return cells


def number(entry):
    """The value to write: a number, or the sign for unknown."""
    return float(entry["value"]) if entry["value"] else "-"


def fill(target, cells, change=lambda parts: None):
    """Write the template with these cells, then let `change` damage the parts."""
    with zipfile.ZipFile(TEMPLATE) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    xml = parts[SHEET].decode()
    for (row, column), value in cells.items():
        where = f"{get_column_letter(column)}{row}"
        tag = re.search(rf'<c r="{where}"([^>]*?)(/>|>(.*?)</c>)', xml)
        style = re.search(r's="\d+"', tag.group(1)).group(0)
        formula = re.search(r"<f>.*?</f>", tag.group(3) or "")
        if isinstance(value, float):
            cell = f'<c r="{where}" {style}>{formula.group(0) if formula else ""}<v>{value!r}</v></c>'
        else:
            text = value.replace("&", "&amp;")
            cell = f'<c r="{where}" {style} t="inlineStr"><is><t>{text}</t></is></c>'
        xml = xml.replace(tag.group(0), cell)
    parts[SHEET] = xml.encode()
    change(parts)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)


def edit(part, old, new):
    """A damage: replace text in a part."""
    def change(parts):
        assert old in parts[part], (part, old)
        parts[part] = parts[part].replace(old, new, 1)
    return change


def damages(cells, sheet):
    """(what, cells, change) for every kind of mistake that must be found."""
    row = sheet.rows("META")["awareness", "budget"]
    column = sheet.markets("META")["TOTAL"]
    spot = (row, column)
    yield "a figure off by a millionth", {**cells, spot: cells[spot] * 1.000001}, None
    unknown = next(c for c, v in cells.items() if v == "-")
    yield "0 for unknown", {**cells, unknown: 0.0}, None
    yield "- for a known figure", {**cells, spot: "-"}, None
    yield "a stale cached value", {c: v for c, v in cells.items() if c != sheet.head("DV360")["plannedbudget"]}, None
    yield "an overwritten audience", {**cells, sheet.head("TIKTOK")["targetaudience"]: "somebody else"}, None
    where = f'r="{get_column_letter(column)}{row}" s="'.encode()
    yield "a changed style", cells, edit(SHEET, where, where + b"1")
    yield "a changed print set-up", cells, edit(SHEET, b'orientation="landscape"', b'orientation="portrait"')
    yield "a lost extension", cells, edit(SHEET, b"<extLst>", b"<extLst >")
    yield "a changed label", cells, edit("xl/sharedStrings.xml", b"Census TA", b"Census")
    yield "a lost part", cells, lambda parts: parts.pop("xl/media/image1.png") and None
    yield "a changed name", cells, edit("xl/workbook.xml", b"RateTable", b"RateTables")


def main():
    """Run everything; 0 when all of it holds."""
    failed = 0

    def expect(what, holds, output=""):
        nonlocal failed
        failed += not holds
        print(f"{'ok  ' if holds else 'FAIL'} {what}" + ("" if holds else f"\n{output}"))

    for option, table in ((), "figures"), (("--records",), "records"), (("--counts",), "counts"):
        with open(os.path.join(SAMPLES, f"expected_{table}.tsv"), encoding="utf-8") as file:
            wanted = sorted(file)
        status, output = run("oracle.py", *option, PLANNED, DELIVERED)
        expect(f"oracle: {table} as declared", status == 0 and sorted(output.splitlines(True)) == wanted, output[:500])
    blank = Sheet(TEMPLATE)
    cells = placed(blank, read_expected(FIGURES))
    with tempfile.TemporaryDirectory() as folder:
        tracker = os.path.join(folder, "tracker.xlsx")
        fill(tracker, cells)
        status, output = run("check_tracker.py", TEMPLATE, tracker, FIGURES)
        expect("checker: a right tracker passes: " + output.strip().splitlines()[-1], status == 0, output)
        filled = Sheet(tracker)
        for what, wrong, change in damages(cells, filled):
            fill(tracker, wrong, change or (lambda parts: None))
            status, output = run("check_tracker.py", TEMPLATE, tracker, FIGURES)
            expect(f"checker: finds {what}", status == 1, output)
        status, output = run("check_tracker.py", TEMPLATE, TEMPLATE, FIGURES)
        expect("checker: an empty template fails", status == 1, output)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
