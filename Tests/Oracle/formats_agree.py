#!/usr/bin/env python3
"""formats_agree.py XLSX2TSV FOLDER_OR_FILE...: hold TSV, CSV, NDJSON and the grid of every sheet to one another.

Each format is read by a reader of its own (this file's, csv, json), and all must hold the same cells in the same rows. A sheet that
one format refuses must be refused by all. Exit status 1 when something differs, and when there was no sheet to compare.
"""
import csv
import io
import json
import os
import re
import subprocess
import sys

ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
csv.field_size_limit(1 << 30)


def run(tool, *arguments):
    """The tool's status and output."""
    done = subprocess.run([tool, *arguments], capture_output=True, check=False, timeout=120)
    return done.returncode, done.stdout.decode("utf-8")


def text(value):
    """A JSON value as a table writes it; numbers come as the text that they were."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, dict):
        return "" if "uncalculated" in value else next(iter(value.values()))
    return value


def cells(rows):
    """What rows hold: (row, column) -> text, from 1, without what is empty."""
    return {(r, c): field for r, row in rows for c, field in enumerate(row, 1) if field != ""}


def tsv(out):
    """Rows of TSV."""
    lines = out.split("\n")[:-1]
    return [(r, [re.sub(r"\\(.)", lambda m: ESCAPES[m[1]], f) for f in line.split("\t")]) for r, line in enumerate(lines, 1)]


def numbered(pairs):
    """An object, whose keys must differ."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a key occurs twice")
    return made


def lines(out):
    """Objects of NDJSON, numbers as their text."""
    return [json.loads(line, parse_int=str, parse_float=str, object_pairs_hook=numbered) for line in out.split("\n")[:-1]]


def compare(tool, path, index):
    """What differs in a sheet; None when no format can write it."""
    outputs = {name: run(tool, "-n", str(index), *options, path)
               for name, options in (("tsv", []), ("csv", ["--format", "csv"]), ("ndjson", ["--format", "ndjson"]), ("grid", ["--grid"]))}
    statuses = {name: status for name, (status, _) in outputs.items()}
    if set(statuses.values()) != {0}:
        # A table may be refused because its cells stand far apart, which objects need not mind.
        tables = {statuses["tsv"], statuses["csv"]}
        return None if len(tables) == 1 and (statuses["ndjson"] == statuses["grid"]) else f"statuses {statuses}"
    table = cells(tsv(outputs["tsv"][1]))
    other = cells(enumerate(csv.reader(io.StringIO(outputs["csv"][1], newline="")), 1))
    grid = cells((int(line["row"]), [text(cell) for cell in line["cells"]]) for line in lines(outputs["grid"][1]))
    # A grid keeps the digits of identifiers, of which a table has the double.
    for place, field in grid.items():
        if re.fullmatch(r"[0-9]{16,}", field) and field != table.get(place) and float(field) == float(table.get(place, "nan")):
            grid[place] = table[place]
    # Keys lose their columns, so that objects are held to rows of values.
    by_row = {}
    for (row, column), field in sorted(table.items()):
        by_row.setdefault(row, []).append(field)
    records = [by_row[row] for row in sorted(by_row)][1:]
    # An object has an empty string where a cell holds one; a table shows nothing.
    objects = [[text(value) for value in line.values() if value != ""] for line in lines(outputs["ndjson"][1])]
    objects = [values for values in objects if values]
    for name, found, wanted in (("csv", other, table), ("grid", grid, table)):
        if found != wanted:
            return f"{name}: {sorted(set(found.items()) ^ set(wanted.items()))[:3]}"
    if objects != records:
        return f"ndjson: {next(((a, b) for a, b in zip(objects, records) if a != b), (len(objects), len(records)))}"
    return ""


def main():
    """Compare every sheet of every workbook."""
    tool, roots = sys.argv[1], sys.argv[2:]
    files = sorted(os.path.join(folder, name) for root in roots
                   for folder, _, names in ([(os.path.dirname(root), [], [os.path.basename(root)])] if os.path.isfile(root) else os.walk(root))
                   for name in names if name.lower().endswith((".xlsx", ".xlsm")))
    compared = refused = 0
    wrong = []
    for path in files:
        status, listing = run(tool, "--list", path)
        for line in listing.split("\n")[1:-1]:
            index = line.split("\t")[0]
            if not index:
                continue
            try:
                difference = compare(tool, path, index)
            except (ValueError, KeyError, subprocess.TimeoutExpired) as error:
                difference = repr(error)
            if difference is None:
                refused += 1
            else:
                compared += 1
                if difference:
                    wrong.append(f"{path} sheet {index}: {difference}")
    for line in wrong:
        print(line)
    print(f"{compared} sheets of {len(files)} workbooks compared, {refused} refused by all formats, {len(wrong)} differ")
    return 1 if wrong or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
