"""The DELIVERED workbook: a reach matrix, media lines, then brand lift and notes, per platform."""
from . import data
from .actuals import DELIVERED, REACH
from .sheet import Sheet, Workbook
from .styles import Styles

GUIDELINES = ("Net to media only: no fees, no platform budgets.",
              "Reach and frequency: campaign level and stage level in the rows given.",
              "Views: as each platform counts them; leave them empty where it does not.",
              "Clicks: for the purchase stage only.",
              "Lift studies: say whether there was no lift or too little data.")
MEDIA_HEADERS = {"MARKET": "Metrics/ Market", "CAMPAIGN": "Campaign Name", "PLATFORM": "Platform",
                 "CEJ": "CEJ Objectives", "FORMAT": "Format", "BUDGET": "NTM (Spend)",
                 "IMPS": "Impressions", "VIEWS": "Views", "CLICKS": "Clicks"}
NUMBERS = {"BUDGET": '"$"#,##0.00', "IMPS": '_(* #,##0_);_(* \\(#,##0\\);_(* "-"??_);_(@_)',
           "VIEWS": "#,##0", "CLICKS": "#,##0"}
LIFT = {"DV360": (("BLS Metric", "Result ", "Benchmark"), ("Ad Recall", 0.031, "n/a"),
                  ("Awareness", "Too little data", None)),
        "META": (("BLS Metric", "Result ", "Benchmark"), ("Ad Recall", "5.1 pts", "4.8 pts"),
                 ("Favourability", "2.2 pts", "1.9 pts")),
        "TIKTOK": (("BLS Metric", "Absolute Lift", "Relative Lift"), ("Ad Recall", 0.018, 0.052),
                   ("Intent ", 0.007, 0.021))}


class Layout:
    """Where the two fences stand on a sheet, and which marker cells are missing."""

    def __init__(self, reach, media, missing=(), order=tuple(MEDIA_HEADERS)):
        self.reach, self.media, self.missing, self.order = reach, media, missing, order


# (row of START, column of the markers) for both regions; missing: cells left empty.
LAYOUTS = {
    "DV360": Layout((4, 2), (15, 2), missing={(5, 8), (20, 2), (8, 8)}),
    "META": Layout((3, 4), (16, 2), missing={(11, 5), (19, 12)},
                   order=("MARKET", "PLATFORM", "CAMPAIGN", "CEJ", "FORMAT", "IMPS", "BUDGET", "VIEWS",
                          "CLICKS")),
    "TIKTOK": Layout((6, 1), (18, 3), missing={(7, 7), (19, 13), (6, 2)}),
}


def looks(styles):
    """The formats that a report sheet uses."""
    line = {side: ("thin", "CBD5E1") for side in "lrtb"}
    found = {k: styles.look(n, border=line, align="right") for k, n in NUMBERS.items()}
    found.update(text=styles.look(border=line), marker=styles.look(color="9CA3AF", size=8, align="center"),
                 header=styles.look(bold=True, fill="DBEAFE", border=line, align="center"),
                 reach=styles.look("#,##0", border=line, align="right"),
                 frequency=styles.look("0.0", border=line, align="right"),
                 share=styles.look("0.0%", border=line, align="right"), title=styles.look(bold=True, size=13))
    return found


def fence(sheet, layout, style, top, left, width, height):
    """Put the markers round a region of `height` rows (its header included) and `width` columns."""
    def mark(row, column, text):
        if (row, column) not in layout.missing:
            sheet.put(row, column, text, style["marker"])
    for column in range(left + 1, left + width + 1):
        mark(top, column, "START")
        mark(top + height + 1, column, "END")
    for row in range(top + 1, top + height + 1):
        mark(row, left, "START")
        mark(row, left + width + 1, "END")


def write_reach(sheet, name, style):
    """The matrix; returns (row, market, metric, stage, kind, cell) of every cell."""
    layout = LAYOUTS[name]
    (top, left), (metrics, columns) = layout.reach, REACH[name]
    fence(sheet, layout, style, top, left, 1 + len(columns), 1 + len(metrics))
    sheet.put(top + 1, left + 1, "Metrics / Markets", style["header"])
    cells = []
    for i, (label, stage, kind) in enumerate(metrics):
        sheet.put(top + 2 + i, left + 1, label, style["text"])
        for j, (market, values) in enumerate(columns):
            sheet.put(top + 1, left + 2 + j, market, style["header"])
            sheet.put(top + 2 + i, left + 2 + j, values[i], style[kind])
            cells.append((top + 2 + i, market, label, stage, kind, values[i]))
    return cells


def write_media(sheet, name, style):
    """The lines; returns (row, entry) of each."""
    layout, lines = LAYOUTS[name], DELIVERED[name]
    top, left = layout.media
    fence(sheet, layout, style, top, left, len(layout.order), 1 + len(lines))
    written = []
    for j, field in enumerate(layout.order):
        sheet.put(top + 1, left + 1 + j, MEDIA_HEADERS[field], style["header"])
        for i, entry in enumerate(lines):
            sheet.put(top + 2 + i, left + 1 + j, entry[field], style.get(field, style["text"]))
    for i, entry in enumerate(lines):
        written.append((top + 2 + i, entry))
    return written


def write_lift(sheet, name, style):
    """Brand-lift results and a note below everything: never data."""
    top, left = LAYOUTS[name].media
    row = top + len(DELIVERED[name]) + 4
    sheet.put(row, left + 1, "BLS results with benchmarks", style["title"])
    for i, cells in enumerate(LIFT[name], row + 2):
        for j, value in enumerate(cells):
            look = "header" if i == row + 2 else "share" if isinstance(value, float) else "text"
            sheet.put(i, left + 1 + j, value, style[look])
    sheet.put(row + 6, left + 1, "Benchmarks are the region's, not the market's.\n\n", style["text"])


def guidelines_sheet(style):
    """What the reporters are told; the first sheet, never data."""
    sheet = Sheet("Guidelines")
    sheet.put(2, 2, "Guidelines:", style["title"])
    for row, text in enumerate(GUIDELINES, 3):
        sheet.put(row, 1, row - 2, style["reach"])
        sheet.put(row, 2, text, style["text"])
    sheet.widths = {1: 5, 2: 80}
    return sheet


def build():
    """The workbook's parts, its reach cells and its media lines per platform."""
    styles = Styles()
    style, workbook = looks(styles), Workbook(styles)
    workbook.add(guidelines_sheet(style))
    reach, media = {}, {}
    for name in data.PLATFORMS:
        sheet = workbook.add(Sheet(name))
        reach[name] = write_reach(sheet, name, style)
        media[name] = write_media(sheet, name, style)
        write_lift(sheet, name, style)
        left = min(LAYOUTS[name].reach[1], LAYOUTS[name].media[1])
        sheet.widths = {c: 20 for c in range(left, left + 13)}
    return workbook.package(), reach, media
