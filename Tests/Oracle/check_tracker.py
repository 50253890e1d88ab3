#!/usr/bin/env python3
"""Check a filled tracker: every figure, and that nothing else was touched.

Figures are found by labels (block heading, TOTAL header row, market pairs, row
labels beside stage names) and read twice, with openpyxl and python-calamine.
Then the packages are compared part by part, and the sheet cell by cell.
"""
import argparse
import csv
import functools
import re
import sys
import warnings

import openpyxl
import python_calamine

from oracle import ALIAS, SAYS_NOTHING, STAGES, key
from packages import compare_packages

BLOCKS = {"google": "DV360", "dv360": "DV360", "youtube": "DV360", "meta": "META", "facebook": "META",
          "tiktok": "TIKTOK"}
LEVELS = ("campaignlevel", *(s.casefold() for s in STAGES))
TOLERANCE = 1e-9


class Sheet:
    """A tracker's sheet: values of both readers, merges, and the walk by labels."""

    def __init__(self, path, anywhere=False):
        warnings.simplefilter("ignore")
        sheets = openpyxl.load_workbook(path, data_only=True).worksheets
        self.sheet = next((s for s in sheets if anywhere and has_block(s)), sheets[0])
        self.name = self.sheet.title
        calamine = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_name(self.name)
        self.other = calamine.to_python(skip_empty_area=False)
        self.merges = {(m.min_row, m.min_col): m for m in self.sheet.merged_cells.ranges}
        self.blocks = self.find_blocks()

    def value(self, row, column):
        """A cell's value by openpyxl."""
        return self.sheet.cell(row, column).value

    def second(self, row, column):
        """The same cell by calamine; an empty text is nothing."""
        line = self.other[row - 1] if row <= len(self.other) else []
        value = line[column - 1] if column <= len(line) else ""
        return None if value == "" else value

    def paired(self, row, column):
        """Whether a cell is merged with the one to its right."""
        merge = self.merges.get((row, column))
        return bool(merge and merge.max_col == column + 1)

    def find_blocks(self):
        """platform → (row of its heading, column of labels, row after its end)."""
        found = []
        for row in self.sheet.iter_rows():
            for cell in row:
                text = key(cell.value) if isinstance(cell.value, str) else ""
                if text.endswith("mediametrics"):
                    found.append((BLOCKS[text.removesuffix("mediametrics")], cell.row, cell.column))
        ends = [row for _, row, _ in found[1:]] + [self.sheet.max_row + 1]
        return {name: (row, column, end) for (name, row, column), end in zip(found, ends)}

    @functools.cache
    def header(self, platform):
        """(row, column) of a block's TOTAL."""
        top, column, end = self.blocks[platform]
        for row in range(top, end):
            for c in range(column, self.sheet.max_column + 1):
                if isinstance(self.value(row, c), str) and key(self.value(row, c)).endswith("total"):
                    return row, c
        raise SystemExit(f"{platform}: no header row with TOTAL")

    @functools.cache
    def markets(self, platform):
        """Market → its pair's first column; TOTAL included."""
        row, column = self.header(platform)
        pairs = {"TOTAL": column}
        for c in range(column + 2, self.sheet.max_column + 1, 2):
            name = self.value(row, c)
            if name not in (None, "", "-"):
                pairs[ALIAS.get(" ".join(str(name).split()).casefold(), str(name))] = c
        return pairs

    @functools.cache
    def rows(self, platform):
        """(stage, row label), letters only, → row."""
        _, column, end = self.blocks[platform]
        top, level, found = self.header(platform)[0], "", {}
        for row in range(top + 1, end):
            side = key(self.value(row, column))
            level = side if side in LEVELS else level
            if level and self.value(row, column + 1):
                found[level, label_key(self.value(row, column + 1))] = row
        return found

    @functools.cache
    def head(self, platform):
        """Label → (row, column of the value) above the blocks, or at a block's head."""
        if platform == "ALL":
            first, column, last = 1, min(c for _, c, _ in self.blocks.values()), min(r for r, _, _ in self.blocks.values())
        else:
            first, column, _ = self.blocks[platform]
            last = self.header(platform)[0]
        return {key(self.value(row, column)): (row, column + 1) for row in range(first, last)
                if isinstance(self.value(row, column), str)}


def has_block(sheet):
    """Whether a sheet holds a platform's block."""
    return any(isinstance(c.value, str) and key(c.value).endswith("mediametrics") for row in sheet.iter_rows() for c in row)


def label_key(text):
    """A row's label with case, blanks and points aside; the per cent sign matters."""
    return "".join(c for c in str(text).casefold() if c.isalnum() or c == "%")


def close(value, wanted):
    """Equal within 1e-9 of the wanted value."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return abs(value - wanted) <= TOLERANCE * max(abs(wanted), abs(value))


class Check:
    """Compares every expected figure and remembers what it looked at."""

    def __init__(self, template, tracker, order):
        self.template, self.tracker, self.order = template, tracker, order
        self.exact, self.wrong, self.absent, self.touched = 0, [], 0, set()

    def run(self, expected):
        """Check all figures, headers and market order."""
        reach = {(e["platform"], e["stage"], e["row"], e["market"], e["side"]): e["value"] for e in expected}
        for platform in sorted({e["platform"] for e in expected} - {"ALL"}):
            if platform not in self.tracker.blocks:
                self.wrong.append(f"{platform}: no block in the tracker")
        for entry in expected:
            if entry["stage"] == "HEAD":
                self.head(entry)
            elif entry["platform"] in self.tracker.blocks:
                self.figure(entry, reach)
        for platform in self.tracker.blocks:
            self.header_cells(platform, expected)

    def compare(self, where, cell, wanted, what):
        """One cell, by both readers; `wanted` is a number or None for unknown."""
        row, column = cell
        self.touched.add(cell)
        for reader, value in (("openpyxl", self.tracker.value(row, column)),
                              ("calamine", self.tracker.second(row, column))):
            good = value == "-" if wanted is None else close(value, wanted)
            if not good:
                address = f"{openpyxl.utils.get_column_letter(column)}{row}"
                self.wrong.append(f"{address} {where}: {what}: {reader} reads {value!r}, wanted "
                                  f"{'-' if wanted is None else repr(wanted)}")
                return
        self.exact += 1

    def figure(self, entry, expected):
        """One figure of a block; a merged pair shows the actual and nothing else."""
        platform, stage, label, market = (entry[k] for k in ("platform", "stage", "row", "market"))
        row = self.tracker.rows(platform).get((key(stage), label_key(label)))
        if row is None:
            if (key(stage), label_key(label)) in self.template.rows(platform):
                self.wrong.append(f"{platform} {stage} {label}: the row is gone")
            self.absent += 1
            return
        column = self.tracker.markets(platform).get(market)
        if column is None:
            self.wrong.append(f"{platform}: no column for {market} ({stage} {label} {entry['side']})")
            return
        merged = self.tracker.paired(row, column)
        if merged and entry["side"] == "planned":
            return
        column += 0 if merged or entry["side"] == "planned" else 1
        self.compare(f"{platform} {market} {stage}", (row, column), self.wanted(entry, expected),
                     f"{label} {entry['side']}")

    def wanted(self, entry, expected):
        """The number to find; a share of a population counts once somebody typed the population."""
        if entry["row"] in ("Reach %", "Total Reach%"):
            above = {"Reach %": "Reach", "Total Reach%": "Total Reach"}[entry["row"]]
            reach = expected[entry["platform"], entry["stage"], above, entry["market"], entry["side"]]
            row = self.tracker.rows(entry["platform"])["campaignlevel", "tapopulation"]
            people = self.tracker.value(row, self.tracker.markets(entry["platform"])[entry["market"]])
            known = reach and isinstance(people, (int, float)) and people
            return float(reach) / people if known else None
        return float(entry["value"]) if entry["value"] else None

    def head(self, entry):
        """A value of the tracker's head or of a block's head."""
        platform, label = entry["platform"], entry["row"]
        cell = self.tracker.head(platform).get(key(label))
        if cell is None:
            self.wrong.append(f"{platform}: no {label} in the head")
        elif "BUDGET" in label:
            self.compare(f"{platform} head", cell, float(entry["value"]) if entry["value"] else None, label)
        elif label == "TARGET AUDIENCE" and str(self.template.value(*cell) or "").strip() not in SAYS_NOTHING:
            self.text(cell, label, [str(self.template.value(*cell))])
        elif label == "CAMPAIGN DATES":
            self.text(cell, label, [date_forms(day) for day in entry["value"].split("/")])
        else:
            self.text(cell, label, [p for p in entry["value"].split(" | ") if p])

    def text(self, cell, label, wanted):
        """A head's text: all wanted parts occur (a tuple: one of its forms), blanks aside."""
        self.touched.add(cell)
        said = re.sub(r"\s+", "", str(self.tracker.value(*cell) or "")).casefold()
        for part in wanted:
            forms = part if isinstance(part, tuple) else (part,)
            if not any(re.sub(r"\s+", "", f).casefold() in said for f in forms):
                self.wrong.append(f"{label}: {self.tracker.value(*cell)!r} does not say {forms[0]!r}")
                return
        self.exact += 1

    def header_cells(self, platform, expected):
        """Market headers: nobody invented, in order of planned budget, spare columns without figures."""
        row, first = self.tracker.header(platform)
        pairs = self.tracker.markets(platform)
        known = list(dict.fromkeys(e["market"] for e in expected if e["market"] != "TOTAL"))
        mine = {e["market"] for e in expected if e["platform"] == platform}
        self.touched |= {(row, c) for c in range(first + 2, self.tracker.sheet.max_column + 1)}
        for market, column in pairs.items():
            if market not in mine:
                self.spare(platform, market, column, market in known)
        if self.order == "planned":
            self.in_order(platform, [m for m in pairs if m in mine and m != "TOTAL"], expected)

    def in_order(self, platform, shown, expected):
        """Largest planned budget first: over all platforms, or over this one."""
        def budget(market, platforms):
            return sum(float(e["value"] or 0) for e in expected
                       if (e["stage"], e["row"], e["market"], e["side"]) == ("CAMPAIGN LEVEL", "Budget", market, "planned")
                       and e["platform"] in platforms)
        every = {e["platform"] for e in expected}
        sums = [[budget(m, group) for m in shown] for group in (every, {platform})]
        if not any(all(a >= b for a, b in zip(s, s[1:])) for s in sums):
            self.wrong.append(f"{platform}: markets stand in the order {', '.join(shown)}, not by planned budget")

    def spare(self, platform, market, column, known):
        """A column for a market that has no record on this platform may show nothing but -."""
        if not known:
            self.wrong.append(f"{platform}: column for {market}, which no source names")
        for row in self.tracker.rows(platform).values():
            for c in (column, column + 1):
                self.touched.add((row, c))
                if isinstance(self.tracker.value(row, c), (int, float)):
                    self.wrong.append(f"{platform} {market}: a figure in row {row} without any record")


def date_forms(day):
    """The ways in which a tracker may write an ISO day."""
    year, month, date = day.split("-")
    name = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[int(month) - 1]
    full = {"Mar": "March", "Apr": "April", "Jun": "June", "Jul": "July"}.get(name, name)
    plain = str(int(date))
    return (day, f"{date}/{month}/{year}", f"{plain} {name} {year}", f"{date} {name} {year}",
            f"{plain} {full} {year}", f"{date}-{name}-{year}", f"{plain}-{name}-{year[2:]}", f"{date}.{month}.{year}")


def read_expected(path):
    """The table of expected figures."""
    with open(path, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        row["value"] = row["value"].replace("\\n", "\n").replace("\\t", "\t").replace("\\\\", "\\")
    return rows


def main():
    """Check and summarise."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("template", metavar="TEMPLATE.xlsx")
    parser.add_argument("tracker", metavar="TRACKER.xlsx")
    parser.add_argument("expected", metavar="EXPECTED.tsv")
    parser.add_argument("--market-order", choices=("planned", "any"), default="planned")
    parser.add_argument("--figures-only", action="store_true", help="leave the packages uncompared")
    parser.add_argument("--allow-part", action="append", default=[], metavar="PART",
                        help="a further part that may differ")
    parser.add_argument("--limit", type=int, default=40, metavar="N", help="list at most N differences (default 40)")
    options = parser.parse_args()
    check = Check(Sheet(options.template), Sheet(options.tracker), options.market_order)
    check.run(read_expected(options.expected))
    problems, summary = list(check.wrong), f"figures: {check.exact} exact, {len(check.wrong)} wrong"
    if check.absent:
        summary += f", {check.absent} without a row in the template"
    if not options.figures_only:
        result = compare_packages(options.template, options.tracker, check.touched, options.allow_part)
        problems += result.problems
        summary += f"; parts: {result.identical} identical, {result.changed} changed as expected"
        summary += f", {len(result.problems)} problems" if result.problems else ""
    for problem in problems[:options.limit]:
        print(problem)
    if len(problems) > options.limit:
        print(f"… and {len(problems) - options.limit} more")
    print(summary)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
