"""What a correct tracker must show, worked out from the declared data alone.

An `Amount` carries its number (None: unknown) and whether some of its parts
were unknown, so that "-" and "partial" follow by arithmetic and by nothing else.
"""
import math

from . import data
from .data import known, market_name, plain, stage_name

HEADER = ("platform", "stage", "row", "market", "side", "value", "status")
RECORD_FIELDS = {"WEEKS": "WEEKS", "BUDGET_LOCAL": "BUDGET", "IMPRESSIONS": "IMPS",
                 "CLICKS_ACTIONS": "CLICKS", "VIDEO_VIEWS": "VIEWS", "FREQUENCY": "FREQ",
                 "UNIQUES_REACH": "REACH", "PERCENT_UNIQUES": "PCT", "CPM_LOCAL": "CPM",
                 "CPC_LOCAL": "CPC", "CPV_LOCAL": "CPV", "CTR_PERCENT": "CTR", "VTR_PERCENT": "VTR",
                 "PLATFORM_FEE_LOCAL": "FEE", "PLATFORM_BUDGET_LOCAL": "PBUDGET", "TA_SIZE": "TA"}
RECORD_HEADER = ("Source_Sheet", "Source_Row", "Source_Type", "MARKET", "stage", "metric", *RECORD_FIELDS)
UNSPOKEN = ("", "-", "n/a", "n.a")


class Amount:
    """A number that may be unknown, or known only in part."""

    def __init__(self, number=None, partial=False):
        self.number, self.partial = number, partial

    @classmethod
    def total(cls, amounts):
        """The sum of what is known; unknown when nothing is."""
        amounts = list(amounts)
        numbers = [a.number for a in amounts if a.number is not None]
        if not numbers:
            return cls()
        return cls(math.fsum(numbers), len(numbers) < len(amounts) or any(a.partial for a in amounts))

    def per(self, other, factor=1):
        """A ratio; unknown when a side is, or when it would divide by zero."""
        if self.number is None or not other.number:
            return Amount()
        return Amount(self.number / other.number * factor, self.partial or other.partial)

    def cells(self):
        """Value and status as the table shows them."""
        if self.number is None:
            return "", "unknown"
        return repr(self.number), "partial" if self.partial else "known"


def records(plans, reach, media):
    """Every record that extraction must find, in the order of the sources."""
    found = []
    for name in data.PLATFORMS:
        found += [record(name, name, row, "PLANNED", entry) for row, entry in plans[name]]
    for name in data.PLATFORMS:
        for row, market, metric, stage, kind, cell in reach[name]:
            entry = {"MARKET": market, "REACH" if kind == "reach" else "FREQ": cell}
            found.append(record(name, f"{name}_RF", row, "DELIVERED R&F", entry, metric, stage))
        found += [record(name, f"{name}_MEDIA", row, "DELIVERED MEDIA", entry) for row, entry in media[name]]
    return found


def record(platform, sheet, row, kind, entry, metric="", stage=None):
    """One record: where it stands, whose it is, and its numbers."""
    stage = stage_name(entry.get("CEJ")) if stage is None else stage
    return {"platform": platform, "sheet": sheet, "row": row, "kind": kind, "stage": stage,
            "market": market_name(entry["MARKET"]), "metric": metric.strip(),
            "numbers": {f: known(entry.get(f)) for f in RECORD_FIELDS.values()},
            "audience": plain(entry.get("AUDIENCE")), "campaign": plain(entry.get("CAMPAIGN")),
            "start": known(entry.get("START")), "end": known(entry.get("END"))}


class Side:
    """The records of one platform, market and side, asked for sums and reported values."""

    def __init__(self, found, platform, market, side):
        mine = [r for r in found if r["platform"] == platform and r["market"] == market]
        planned = [r for r in mine if r["kind"] == "PLANNED"]
        reported = [r for r in mine if r["kind"] == "DELIVERED MEDIA"]
        self.planned = side == "planned"
        self.lines = planned if self.planned else reported
        self.matrix = [r for r in mine if r["kind"] == "DELIVERED R&F"]

    def sum(self, field, stage=None):
        """The sum over a stage's lines, or over all lines."""
        return Amount.total(Amount(r["numbers"][field]) for r in self.lines
                            if stage is None or r["stage"] == stage)

    def reported(self, field, stage):
        """What the reach matrix says."""
        metric = "reach" if field == "REACH" else "freq"
        cells = [r for r in self.matrix if r["stage"] == stage and metric in r["metric"].casefold()]
        return Amount(cells[0]["numbers"][field]) if cells else Amount()

    def reach(self, stage):
        """The reach of a stage."""
        return self.sum("REACH", stage) if self.planned else self.reported("REACH", stage)


def market_figures(side):
    """(stage, row) → Amount for one market and one side, ratios left for later."""
    figures = {}
    for stage in data.STAGES:
        figures[stage, "Impressions"] = side.sum("IMPS", stage)
        figures[stage, "Budget"] = side.sum("BUDGET", stage)
    figures["AWARENESS", "Reach"] = side.reach("AWARENESS")
    figures["CONSIDERATION", "Reach abs."] = side.reach("CONSIDERATION")
    figures["PURCHASE", "Reach abs."] = side.reach("PURCHASE")
    figures["CONSIDERATION", "Views"] = side.sum("VIEWS", "CONSIDERATION")
    figures["PURCHASE", "Clicks"] = side.sum("CLICKS", "PURCHASE")
    figures["CAMPAIGN LEVEL", "Impressions"] = side.sum("IMPS")
    figures["CAMPAIGN LEVEL", "Budget"] = side.sum("BUDGET")
    figures["CAMPAIGN LEVEL", "Total Reach"] = (
        Amount.total(side.reach(s) for s in data.STAGES) if side.planned else side.reported("REACH", ""))
    if not side.planned:
        figures["AWARENESS", "Frequency"] = side.reported("FREQ", "AWARENESS")
        figures["CAMPAIGN LEVEL", "Total Frequency"] = side.reported("FREQ", "")
    return figures


# Ratio rows: stage, row, numerator, denominator, factor — all of the same stage.
RATIOS = [("CAMPAIGN LEVEL", "Total Frequency", "Impressions", "Total Reach", 1),
          ("CAMPAIGN LEVEL", "CPM", "Budget", "Impressions", 1000),
          ("AWARENESS", "Frequency", "Impressions", "Reach", 1),
          ("AWARENESS", "CPM", "Budget", "Impressions", 1000),
          ("CONSIDERATION", "VTR%", "Views", "Impressions", 1),
          ("CONSIDERATION", "CPV", "Budget", "Views", 1),
          ("PURCHASE", "CTR%", "Clicks", "Impressions", 1), ("PURCHASE", "CPC", "Budget", "Clicks", 1)]
ROWS = {"CAMPAIGN LEVEL": ("Total Reach", "Total Reach%", "Total Frequency", "CPM", "Impressions", "Budget"),
        "AWARENESS": ("Reach", "Reach %", "Frequency", "Impressions", "CPM", "Budget"),
        "CONSIDERATION": ("Views", "Impressions", "VTR%", "CPV", "Reach abs.", "Budget"),
        "PURCHASE": ("Clicks", "Impressions", "CTR%", "CPC", "Reach abs.", "Budget")}


def with_ratios(figures):
    """Add the ratios that are not reported, and the shares of a population nobody typed yet."""
    for stage, row, above, below, factor in RATIOS:
        if (stage, row) not in figures:
            figures[stage, row] = figures[stage, above].per(figures[stage, below], factor)
    figures["CAMPAIGN LEVEL", "Total Reach%"] = figures["AWARENESS", "Reach %"] = Amount()
    return figures


def platform_figures(found, platform, side):
    """market → (stage, row) → Amount; TOTAL sums the markets and recomputes every ratio."""
    names = {r["market"] for r in found if r["platform"] == platform}
    plain_figures = {m: market_figures(Side(found, platform, m, side)) for m in names}
    reported = {("AWARENESS", "Frequency"), ("CAMPAIGN LEVEL", "Total Frequency")}
    keys = {k for figures in plain_figures.values() for k in figures} - reported
    total = {k: Amount.total(plain_figures[m][k] for m in sorted(names)) for k in keys}
    return {m: with_ratios(f) for m, f in {**plain_figures, "TOTAL": total}.items()}


def market_order(found):
    """The markets by planned budget over all platforms, largest first."""
    names = sorted({r["market"] for r in found})
    budget = {m: math.fsum(r["numbers"]["BUDGET"] or 0 for r in found
                           if r["market"] == m and r["kind"] == "PLANNED") for m in names}
    return sorted(names, key=lambda m: -budget[m])


def distinct(values):
    """Values in order of appearance, once each, without what says nothing."""
    return list(dict.fromkeys(v for v in values if v.strip().casefold() not in UNSPOKEN))


def iso(serial):
    """A spreadsheet's day as ISO 8601."""
    return data.datetime.date.fromordinal(int(serial) + data.datetime.date(1899, 12, 30).toordinal()).isoformat()


def head_rows(found, totals):
    """The tracker's head and each block's own head."""
    planned = [r for r in found if r["kind"] == "PLANNED"]
    starts, ends = ([r[k] for r in planned if r[k] is not None] for k in ("start", "end"))
    yield "ALL", "CAMPAIGN", "planned", " | ".join(distinct(r["campaign"] for r in planned)), "known"
    yield "ALL", "CAMPAIGN DATES", "planned", f"{iso(min(starts))}/{iso(max(ends))}", "known"
    for side in ("planned", "actual"):
        everything = Amount.total(totals[p, side] for p in data.PLATFORMS)
        yield "ALL", f"{side.upper()} BUDGET", side, *everything.cells()
    for platform in data.PLATFORMS:
        audiences = distinct(r["audience"] for r in planned if r["platform"] == platform and r["stage"])
        yield platform, "TARGET AUDIENCE", "planned", " | ".join(audiences), "known"
        for side in ("planned", "actual"):
            yield platform, f"{side.upper()} BUDGET", side, *totals[platform, side].cells()


def figure_table(found):
    """The rows of expected_figures.tsv."""
    order = ["TOTAL"] + market_order(found)
    body, totals = [], {}
    for platform in data.PLATFORMS:
        sides = {s: platform_figures(found, platform, s) for s in ("planned", "actual")}
        for side in sides:
            totals[platform, side] = sides[side]["TOTAL"]["CAMPAIGN LEVEL", "Budget"]
        for stage, rows in ROWS.items():
            for row in rows:
                for market in (m for m in order if m in sides["planned"]):
                    body += [(platform, stage, row, market, side, *sides[side][market][stage, row].cells())
                             for side in sides]
    head = [(p, "HEAD", row, "TOTAL", side, value, status)
            for p, row, side, value, status in head_rows(found, totals)]
    return [HEADER] + head + body


def record_table(found):
    """The rows of expected_records.tsv."""
    def text(number):
        return "" if number is None else repr(number)
    return [RECORD_HEADER] + [
        (r["sheet"], str(r["row"]), r["kind"], r["market"], r["stage"], r["metric"],
         *(text(r["numbers"][f]) for f in RECORD_FIELDS.values())) for r in found]


def count_table(found):
    """The rows of expected_counts.tsv: records, and those with at least one known number."""
    counts = {}
    for r in found:
        pair = counts.setdefault((r["kind"], r["sheet"]), [0, 0])
        pair[0] += 1
        pair[1] += any(n is not None for n in r["numbers"].values())
    return [("Source_Type", "Source_Sheet", "records", "known")] + [
        (*key, str(n), str(k)) for key, (n, k) in sorted(counts.items())]


def tsv(rows):
    """Rows as TSV with the project's escapes."""
    def field(text):
        for raw, mark in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
            text = text.replace(raw, mark)
        return text
    return "".join("\t".join(map(field, row)) + "\n" for row in rows)
