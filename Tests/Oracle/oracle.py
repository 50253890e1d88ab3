#!/usr/bin/env python3
"""Work out a tracker's figures from a pair of workbooks, simply and independently.

It shares no code with the toolkit nor with the sample generator: it reads
cached values with openpyxl, walks the fences cell by cell, and adds up. Slow
and plain on purpose, so that it can be believed by reading it.
"""
import argparse
import collections
import datetime
import math
import sys

import openpyxl

PLATFORMS = {"DV360": "DV360", "YOUTUBE": "DV360", "GOOGLE": "DV360", "META": "META",
             "FACEBOOK": "META", "INSTAGRAM": "META", "TIKTOK": "TIKTOK"}
MARKETS = {
    "Algeria": "algeria alg dza", "Bahrain": "bahrain bah bhr", "Egypt": "egypt egy",
    "Iraq": "iraq irq", "Jordan": "jordan jor", "KSA": "ksa|saudi arabia|sau", "Kuwait": "kuwait kwt",
    "Lebanon": "lebanon leb lbn", "Morocco": "morocco mor mar", "Oman": "oman omn oma",
    "Qatar": "qatar qat quatar", "Tunisia": "tunisia tun", "UAE": "uae are",
}
ALIAS = {alias: name for name, text in MARKETS.items() for alias in text.split("|" if "|" in text else None)}
STAGES = ("AWARENESS", "CONSIDERATION", "PURCHASE")
# Header texts, letters and digits only, and what they are.
PLAN_COLUMNS = {
    "market": "MARKET", "cej": "CEJ", "campaign": "CAMPAIGN", "targetaudience": "AUDIENCE",
    "startdate": "START", "enddate": "END", "uniquesreach": "UNIQUES_REACH", "impressions": "IMPRESSIONS",
    "budgetlocal": "BUDGET_LOCAL", "videoviews": "VIDEO_VIEWS", "clicksactions": "CLICKS_ACTIONS",
    "frequency": "FREQUENCY", "weeks": "WEEKS", "tasize": "TA_SIZE", "cpmbuyingratelocal": "CPM_LOCAL",
    "cpvbuyingratelocal": "CPV_LOCAL", "cpcbuyingratelocal": "CPC_LOCAL",
    "platformfeelocal": "PLATFORM_FEE_LOCAL", "platformbudgetlocal": "PLATFORM_BUDGET_LOCAL",
    "vtr": "VTR_PERCENT", "ctr": "CTR_PERCENT", "uniques": "PERCENT_UNIQUES"}
MEDIA_COLUMNS = {"metricsmarket": "MARKET", "cejobjectives": "CEJ", "campaignname": "CAMPAIGN",
                 "ntmspend": "BUDGET_LOCAL", "impressions": "IMPRESSIONS", "views": "VIDEO_VIEWS",
                 "clicks": "CLICKS_ACTIONS"}
NUMBERS = ("WEEKS BUDGET_LOCAL IMPRESSIONS CLICKS_ACTIONS VIDEO_VIEWS FREQUENCY UNIQUES_REACH "
           "PERCENT_UNIQUES CPM_LOCAL CPC_LOCAL CPV_LOCAL CTR_PERCENT VTR_PERCENT PLATFORM_FEE_LOCAL "
           "PLATFORM_BUDGET_LOCAL TA_SIZE").split()
SAYS_NOTHING = ("", "-", "n/a", "n.a")


def key(value):
    """Letters and digits only, so that line breaks, blanks and case do not matter."""
    return "".join(c for c in str(value or "").casefold() if c.isalnum())


def number(value):
    """A stored number, or None for anything else."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def market(value):
    """A market's display name; an unknown name stays as it is written."""
    text = " ".join(str(value).split())
    return ALIAS.get(text.casefold(), text)


def stage(value):
    """A stage, or an empty text."""
    text = str(value or "").strip().upper()
    return text if text in STAGES else ""


def rows_of(sheet):
    """All rows as lists of values; index 0 is row 1, index 0 of a row is column A."""
    return [list(row) for row in sheet.iter_rows(min_row=1, min_col=1, values_only=True)]


def regions(rows):
    """(header row index, first column, last column, line row indices) of every fenced region."""
    found = []
    for i, row in enumerate(rows):
        keys = {key(v) for v in row}
        if "START" in row and ("market" in keys or "metricsmarkets" in keys or "metricsmarket" in keys):
            left = row.index("START") + 1
            right = left
            while right < len(row) and row[right] not in (None, "END"):
                right += 1
            found.append((i, left, right, lines_under(rows, i, left, right)))
    return found


def lines_under(rows, header, left, right):
    """The rows down to the row of END markers, without empty ones."""
    lines = []
    for i in range(header + 1, len(rows)):
        inside = [v for v in rows[i][left:right] if v is not None]
        if inside and all(v == "END" for v in inside):
            return lines
        if inside:
            lines.append(i)
    raise SystemExit(f"row {header + 1}: no row of END markers under this header")


def table(rows, region, columns):
    """One dictionary per line, by the meaning of its column."""
    header, left, right, lines = region
    names = {j: columns[key(rows[header][j])] for j in range(left, right) if key(rows[header][j]) in columns}
    return [(i + 1, {name: rows[i][j] for j, name in names.items()}) for i in lines]


def read_planned(path):
    """Planned records, in the sheets' order."""
    records = []
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
        platform = PLATFORMS.get(sheet.title.strip().upper())
        if not platform:
            continue
        rows = rows_of(sheet)
        for row, line in table(rows, regions(rows)[0], PLAN_COLUMNS):
            records.append(record(platform, platform, row, "PLANNED", line))
    return records


def read_delivered(path):
    """Reach cells and media lines, in the sheets' order."""
    records = []
    for sheet in openpyxl.load_workbook(path, data_only=True).worksheets:
        platform = PLATFORMS.get(sheet.title.strip().upper())
        if not platform:
            continue
        rows = rows_of(sheet)
        for region in regions(rows):
            if "metricsmarkets" in map(key, rows[region[0]]):
                records += read_matrix(platform, rows, region)
            else:
                records += [record(platform, f"{platform}_MEDIA", row, "DELIVERED MEDIA", line)
                            for row, line in table(rows, region, MEDIA_COLUMNS)]
    return records


def read_matrix(platform, rows, region):
    """One record per cell of a reach matrix."""
    header, left, right, lines = region
    records = []
    for i in lines:
        metric = str(rows[i][left]).strip()
        field = "FREQUENCY" if "freq" in metric.casefold() else "UNIQUES_REACH"
        named = stage(metric.split()[0])
        for j in range(left + 1, right):
            line = {"MARKET": rows[header][j], field: rows[i][j], "CEJ": named}
            records.append(record(platform, f"{platform}_RF", i + 1, "DELIVERED R&F", line, metric))
    return records


def record(platform, sheet, row, kind, line, metric=""):
    """One record with its numbers; what is no number is None."""
    return {"platform": platform, "Source_Sheet": sheet, "Source_Row": row, "Source_Type": kind,
            "MARKET": market(line["MARKET"]), "stage": stage(line.get("CEJ")), "metric": metric, "line": line,
            **{name: number(line.get(name)) for name in NUMBERS}}


def add(values):
    """(sum, status) of values that are themselves (number, status)."""
    values = list(values)
    some = [v for v, _ in values if v is not None]
    if not some:
        return None, "unknown"
    whole = len(some) == len(values) and all(s == "known" for _, s in values)
    return math.fsum(some), "known" if whole else "partial"


def divide(above, below, factor=1):
    """(ratio, status) of two (number, status)."""
    if above[0] is None or not below[0]:
        return None, "unknown"
    return above[0] / below[0] * factor, "partial" if "partial" in (above[1], below[1]) else "known"


def one(value):
    """A single stored value with its status."""
    return value, "unknown" if value is None else "known"


def lines_sum(lines, field, name=None):
    """The sum of a field over a stage's lines, or over all."""
    return add(one(r[field]) for r in lines if name is None or r["stage"] == name)


def from_matrix(cells, field, name):
    """What the reach matrix reports for a stage (or the campaign: an empty name)."""
    hits = [r for r in cells if r["stage"] == name and (field == "FREQUENCY") == ("freq" in r["metric"].casefold())]
    return one(hits[0][field] if hits else None)


def amounts(records, side):
    """The sums and reported values of one platform and market."""
    wanted = "PLANNED" if side == "planned" else "DELIVERED MEDIA"
    lines = [r for r in records if r["Source_Type"] == wanted]
    cells = [r for r in records if r["Source_Type"] == "DELIVERED R&F"]

    def reach(name):
        return lines_sum(lines, "UNIQUES_REACH", name) if side == "planned" else from_matrix(cells, "UNIQUES_REACH", name)

    found = {(s, row): lines_sum(lines, field, s) for s in STAGES
             for row, field in (("Impressions", "IMPRESSIONS"), ("Budget", "BUDGET_LOCAL"))}
    found["CONSIDERATION", "Views"] = lines_sum(lines, "VIDEO_VIEWS", "CONSIDERATION")
    found["PURCHASE", "Clicks"] = lines_sum(lines, "CLICKS_ACTIONS", "PURCHASE")
    found["AWARENESS", "Reach"] = reach("AWARENESS")
    found["CONSIDERATION", "Reach abs."] = reach("CONSIDERATION")
    found["PURCHASE", "Reach abs."] = reach("PURCHASE")
    found["CAMPAIGN LEVEL", "Impressions"] = lines_sum(lines, "IMPRESSIONS")
    found["CAMPAIGN LEVEL", "Budget"] = lines_sum(lines, "BUDGET_LOCAL")
    if side == "planned":
        found["CAMPAIGN LEVEL", "Total Reach"] = add(map(reach, STAGES))
    else:
        found["CAMPAIGN LEVEL", "Total Reach"] = from_matrix(cells, "UNIQUES_REACH", "")
        found["CAMPAIGN LEVEL", "Total Frequency"] = from_matrix(cells, "FREQUENCY", "")
        found["AWARENESS", "Frequency"] = from_matrix(cells, "FREQUENCY", "AWARENESS")
    return found


def finish(found):
    """Add what is a ratio of the rows beside it, unless it was reported."""
    top, first, second, third = "CAMPAIGN LEVEL", *STAGES
    ratios = {
        (top, "Total Frequency"): ("Impressions", "Total Reach", 1), (top, "CPM"): ("Budget", "Impressions", 1000),
        (first, "Frequency"): ("Impressions", "Reach", 1), (first, "CPM"): ("Budget", "Impressions", 1000),
        (second, "VTR%"): ("Views", "Impressions", 1), (second, "CPV"): ("Budget", "Views", 1),
        (third, "CTR%"): ("Clicks", "Impressions", 1), (third, "CPC"): ("Budget", "Clicks", 1)}
    for (name, row), (above, below, factor) in ratios.items():
        found.setdefault((name, row), divide(found[name, above], found[name, below], factor))
    # A population is typed into the tracker by a person; these two workbooks do not hold it.
    found[top, "Total Reach%"] = found[first, "Reach %"] = (None, "unknown")
    return found


ORDER = [("CAMPAIGN LEVEL", ("Total Reach", "Total Reach%", "Total Frequency", "CPM", "Impressions", "Budget")),
         ("AWARENESS", ("Reach", "Reach %", "Frequency", "Impressions", "CPM", "Budget")),
         ("CONSIDERATION", ("Views", "Impressions", "VTR%", "CPV", "Reach abs.", "Budget")),
         ("PURCHASE", ("Clicks", "Impressions", "CTR%", "CPC", "Reach abs.", "Budget"))]


def figures(records):
    """platform → side → market → (stage, row) → (number, status)."""
    result = {}
    for platform in dict.fromkeys(r["platform"] for r in records):
        mine = [r for r in records if r["platform"] == platform]
        names = sorted({r["MARKET"] for r in mine})
        for side in ("planned", "actual"):
            by_market = {m: amounts([r for r in mine if r["MARKET"] == m], side) for m in names}
            recomputed = {("CAMPAIGN LEVEL", "Total Frequency"), ("AWARENESS", "Frequency")}
            keys = set(next(iter(by_market.values()))) - recomputed
            by_market["TOTAL"] = {k: add(by_market[m][k] for m in names) for k in keys}
            result.setdefault(platform, {})[side] = {m: finish(f) for m, f in by_market.items()}
    return result


def head(records, result):
    """The head of the tracker and of each block."""
    planned = [r for r in records if r["Source_Type"] == "PLANNED"]

    def texts(wanted, field):
        said = (str(r["line"].get(field) or "") for r in wanted)
        return " | ".join(dict.fromkeys(t for t in said if t.strip().casefold() not in SAYS_NOTHING))

    days = {f: [r["line"][f].date() for r in planned if isinstance(r["line"].get(f), datetime.datetime)]
            for f in ("START", "END")}
    yield "ALL", "CAMPAIGN", "planned", texts(planned, "CAMPAIGN"), "known"
    yield "ALL", "CAMPAIGN DATES", "planned", f"{min(days['START'])}/{max(days['END'])}", "known"
    budgets = {(p, s): result[p][s]["TOTAL"]["CAMPAIGN LEVEL", "Budget"] for p in result for s in result[p]}
    for side in ("planned", "actual"):
        yield "ALL", f"{side.upper()} BUDGET", side, *add(budgets[p, side] for p in result)
    for platform in result:
        staged = [r for r in planned if r["platform"] == platform and r["stage"]]
        yield platform, "TARGET AUDIENCE", "planned", texts(staged, "AUDIENCE"), "known"
        for side in ("planned", "actual"):
            yield platform, f"{side.upper()} BUDGET", side, *budgets[platform, side]


def rows(records):
    """The lines of the table."""
    result = figures(records)
    budget = collections.defaultdict(float)
    for r in records:
        budget[r["MARKET"]] += (r["BUDGET_LOCAL"] or 0) if r["Source_Type"] == "PLANNED" else 0
    order = ["TOTAL"] + sorted(sorted(budget), key=lambda m: -budget[m])
    yield "platform", "stage", "row", "market", "side", "value", "status"
    for platform, row, side, value, status in head(records, result):
        yield platform, "HEAD", row, "TOTAL", side, value, status
    for platform, sides in result.items():
        for name, labels in ORDER:
            for label in labels:
                for place in (m for m in order if m in sides["planned"]):
                    for side in sides:
                        yield platform, name, label, place, side, *sides[side][place][name, label]


def show(value):
    """A field of the table: full precision, and the project's TSV escapes."""
    text = "" if value is None else repr(value) if isinstance(value, float) else str(value)
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def main():
    """Print the figures, or the records, or the counts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("planned", metavar="PLANNED.xlsx")
    parser.add_argument("delivered", metavar="DELIVERED.xlsx")
    parser.add_argument("--records", action="store_true", help="print the records instead of the figures")
    parser.add_argument("--counts", action="store_true", help="print how many records there are, and known ones")
    options = parser.parse_args()
    records = read_planned(options.planned) + read_delivered(options.delivered)
    columns = ("Source_Sheet", "Source_Row", "Source_Type", "MARKET", "stage", "metric", *NUMBERS)
    if options.counts:
        lines = [("Source_Type", "Source_Sheet", "records", "known")] + count(records)
    elif options.records:
        lines = [columns] + [tuple(r[c] for c in columns) for r in records]
    else:
        lines = rows(records)
    for line in lines:
        sys.stdout.write("\t".join(map(show, line)) + "\n")


def count(records):
    """Records per type and sheet, and those with a known number."""
    found = collections.Counter((r["Source_Type"], r["Source_Sheet"]) for r in records)
    known = collections.Counter((r["Source_Type"], r["Source_Sheet"]) for r in records
                                if any(r[n] is not None for n in NUMBERS))
    return [(*pair, found[pair], known[pair]) for pair in sorted(found)]


if __name__ == "__main__":
    main()
