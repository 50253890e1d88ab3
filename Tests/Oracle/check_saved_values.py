#!/usr/bin/env python3
"""Compares the values saved beside a workbook's formulas with what LibreOffice calculates.

usage: check_saved_values.py WORKBOOK.xlsx ...

Takes the saved values out of a copy, lets LibreOffice calculate it, and compares every formula cell to which the
workbook gives a value. Exit status 1 when one differs, 77 when there is no LibreOffice.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

SHEET = re.compile(r"xl/worksheets/[^/]+\.xml$")
CELL = re.compile(r"<(\w+:)?c\b([^>]*?)(/>|>(.*?)</\1?c>)", re.S)


def cells(path):
    """The formula cells of a workbook, by part and reference: (type, value or None)."""
    found = {}
    with zipfile.ZipFile(path) as archive:
        strings = shared_strings(archive)
        for name in order_of_sheets(archive):
            text = archive.read(name[1]).decode("utf-8")
            for match in CELL.finditer(text):
                body = match.group(4) or ""
                reference = re.search(r'\br="([A-Z]+[0-9]+)"', match.group(2))
                kind = re.search(r'\bt="(\w+)"', match.group(2))
                value = re.search(r"<(?:\w+:)?v(?: [^>]*)?>(.*?)</(?:\w+:)?v>", body, re.S)
                inline = re.search(r"<(?:\w+:)?t(?: [^>]*)?>(.*?)</(?:\w+:)?t>", body, re.S)
                shown = value.group(1) if value else inline.group(1) if inline else None
                kind = kind.group(1) if kind else "n"
                if kind == "s" and shown is not None:
                    shown, kind = strings[int(shown)], "str"
                has_formula = re.search(r"<(?:\w+:)?f\b", body) is not None
                found[(name[0], reference.group(1))] = (has_formula, kind, unescaped(shown))
    return found


def unescaped(text):
    if text is None:
        return None
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&#10;", "\n"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return text


def shared_strings(archive):
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    text = archive.read("xl/sharedStrings.xml").decode("utf-8")
    return [
        "".join(re.findall(r"<(?:\w+:)?t(?: [^>]*)?>(.*?)</(?:\w+:)?t>", item, re.S))
        for item in re.findall(r"<(?:\w+:)?si>(.*?)</(?:\w+:)?si>", text, re.S)
    ]


def order_of_sheets(archive):
    """(number, part) of each sheet in workbook order."""
    workbook = archive.read("xl/workbook.xml").decode("utf-8")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8")
    targets = {}
    for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        targets[attributes["Id"]] = attributes["Target"]
    parts = []
    for number, tag in enumerate(re.findall(r"<(?:\w+:)?sheet\b[^>]*>", workbook)):
        target = targets[re.search(r'\w+:id="([^"]*)"', tag).group(1)]
        part = target.lstrip("/") if target.startswith("/") else "xl/" + target
        if SHEET.match(part):
            parts.append((number, part))
    return parts


def stripped(path, copy):
    """Writes a copy whose formulas have no values; returns how many lost one."""
    count = 0

    def strip(match):
        nonlocal count
        body = match.group(4) or ""
        if not re.search(r"<(?:\w+:)?f\b", body):
            return match.group(0)
        kept, removed = re.subn(r"<((?:\w+:)?)v(?: [^>]*)?>.*?</\1v>", "", body, flags=re.S)
        count += removed
        attributes = re.sub(r'\s+t="\w+"', "", match.group(2))
        prefix = match.group(1) or ""
        return f"<{prefix}c{attributes}>{kept}</{prefix}c>"

    with zipfile.ZipFile(path) as source, zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if SHEET.match(name):
                data = CELL.sub(strip, data.decode("utf-8")).encode("utf-8")
            target.writestr(name, data)
    return count


def same(ours, theirs):
    """Whether two saved values show the same: numbers to twelve digits."""
    if ours[1] in ("n", "") and theirs[1] in ("n", "") and ours[2] and theirs[2]:
        a, b = float(ours[2]), float(theirs[2])
        return abs(a - b) <= 1e-12 * max(abs(a), abs(b), 1e-300)
    if ours[1] == "str" and theirs[1] == "n" and theirs[2] is None:
        return not ours[2]
    return (ours[1], ours[2] or "") == (theirs[1], theirs[2] or "")


def check(path):
    """Differences of one workbook; LibreOffice's Err:508 and #NAME? are what it cannot calculate."""
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "stripped.xlsx")
        stripped(path, copy)
        subprocess.run(
            ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx",
             "--outdir", os.path.join(folder, "out"), copy],
            check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
        ours, theirs = cells(path), cells(os.path.join(folder, "out", "stripped.xlsx"))
    compared, differences = 0, []
    for place, value in ours.items():
        if not value[0] or value[2] is None:
            continue
        other = theirs.get(place, (False, "n", None))
        if other[1] == "e" and other[2] in ("#NAME?",) and value[1] != "e":
            continue
        compared += 1
        if not same(value, other):
            differences.append(f"sheet {place[0] + 1} {place[1]}: saved {value[1:]}, calculated {other[1:]}")
    return compared, differences


def main():
    if not shutil.which("soffice"):
        print("there is no LibreOffice", file=sys.stderr)
        return 77
    status = 0
    for path in sys.argv[1:]:
        compared, differences = check(path)
        print(f"{path}: {compared} values compared, {len(differences)} differ")
        for difference in differences[:20]:
            print("  " + difference)
        if differences or not compared:
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main())
