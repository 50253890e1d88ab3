"""The OUTPUT TEMPLATE: a tracker as a client formats it, waiting to be filled."""
from . import furniture
from .package import address, column_letters
from .sheet import Formula, Sheet, Workbook
from .styles import Styles

LABELS, ROWS, TOTAL, FIRST_MARKET, PAIRS = 2, 3, 4, 6, 6
LAST = FIRST_MARKET + 2 * PAIRS - 1
INK, LINE, EDGE = "1F2937", "E5E7EB", "94A3B8"
MONEY, COST, TINY = r"[$$-409]#,##0", r"[$$-409]#,##0.00", r"[$$-409]#,##0.0000"
FORMATS = {"reach": "#,##0", "views": "#,##0", "clicks": "#,##0", "impressions": "#,##0", "budget": MONEY,
           "cpm": COST, "cpc": COST, "cpv": TINY, "frequency": "0.00", "census": "#,##0",
           "population": "#,##0"}
CAMPAIGN_ROWS = ("Census TA", "TA Population", "Total Reach", "Total Reach%", "Total Frequency", "CPM",
                 "Impressions", "Budget")
STAGES = (("Awareness", "E0F2FE", ("Reach", "Reach %", "Frequency", "Impressions", "CPM", "Budget")),
          ("Consideration", "FEF3C7", ("Views", "Impressions", "VTR%", "CPV", "Reach abs.", "Budget")),
          ("Purchase", "DCFCE7", ("Clicks", "Impressions", "CTR%", "CPC", "Reach abs.", "Budget")))


class Block:
    """One platform's part: wording, colour, and what is peculiar about it."""

    def __init__(self, top, heading, total, color, **facts):
        self.top, self.heading, self.total, self.color = top, heading, total, color
        self.audience = facts.get("audience")
        self.without = facts.get("without", ())
        self.merged = facts.get("merged", True)
        self.campaign, self.sides = facts.get("campaign", "Campaign Level"), facts.get("sides", ("Planned", "Actuals"))
        self.case = facts.get("case", str)
        self.stale = facts.get("stale", (0, 0))

    @property
    def header(self):
        """The row of TOTAL and the markets."""
        return self.top + 6

    @property
    def budget(self):
        """The campaign level's Budget row."""
        return self.header + len(CAMPAIGN_ROWS)


BLOCKS = (
    Block(9, "GOOGLE - MEDIA METRICS", "DV360 GNE TOTAL", "1D4ED8", audience="-", stale=(123456.75, 99)),
    Block(46, "TikTok - Media Metrics", "TikTok Total", "0F766E", audience="Parents 25-40, as briefed",
          without={("Consideration", "Reach abs.")}, campaign="CAMPAIGN LEVEL", sides=("PLANNED", "ACTUALS"),
          case=str.upper, stale=(777, 0)),
    Block(82, "META- MEDIA METRICS", "META TOTAL ", "4338CA", merged=False, stale=(0, 31.5)),
)


def number_format(label):
    """The number format that a row's label calls for."""
    if "%" in label:
        return "0.0%"
    words = label.casefold().replace(".", "").split()
    return next(FORMATS[w] for w in words if w in FORMATS)


class Tracker:
    """Writes the sheet, block by block, in one register of looks."""

    def __init__(self, styles):
        self.styles, self.sheet, self.formulas = styles, Sheet("Campaign Tracker"), []

    def band(self, row, first, last, style, value=None, bottom=None):
        """Fill a rectangle with one look, merge it, and put a value in its first cell."""
        bottom = bottom or row
        for r in range(row, bottom + 1):
            for column in range(first, last + 1):
                self.sheet.put(r, column, None, style)
        self.sheet.put(row, first, value, style)
        if (row, first) != (bottom, last):
            self.sheet.merge(row, first, bottom, last)

    def figure_look(self, column, number, strong=False, align="right"):
        """A figure's look: light rules, a firmer one where a market begins, a tint under TOTAL."""
        edge = ("thin", EDGE if (column - TOTAL) % 2 == 0 else LINE)
        border = {"l": edge, "r": ("thin", EDGE if column == LAST else LINE), "t": ("thin", LINE),
                  "b": ("thin", EDGE if strong else LINE)}
        return self.styles.look(number, bold=column < FIRST_MARKET or strong, align=align, border=border,
                                indent=int(align == "right"),
                                fill="F8FAFC" if column < FIRST_MARKET else None)

    def head(self):
        """Campaign, dates, budgets; a box for notes beside them."""
        box = {side: ("thin", EDGE) for side in "lrtb"}
        label = self.styles.look(bold=True, color="FFFFFF", fill=INK, border=box, indent=1)
        everything = "+".join(address(b.top + 3, ROWS) for b in BLOCKS)
        values = [("CAMPAIGN", None, "@"), ("CAMPAIGN DATES", None, "General"),
                  ("PLANNED BUDGET", None, MONEY), ("ACTUAL BUDGET", Formula(everything, 4711), MONEY),
                  ("PPT EXECUTIVE SUMMARY", "In progress", "General")]
        for row, (text, value, number) in enumerate(values, 2):
            self.sheet.put(row, LABELS, text, label)
            self.put_value(row, value, self.styles.look(number, bold=True, border=box, align="left", indent=1))
        note = self.styles.look(italic=True, color="64748B", border=box, vertical="top", wrap=True, indent=1)
        self.band(2, FIRST_MARKET, FIRST_MARKET + 8, note, "Notes", 6)

    def put_value(self, row, value, style):
        """Put a head's value, remembering formulas for the calculation chain."""
        self.sheet.put(row, ROWS, value, style)
        if isinstance(value, Formula):
            self.formulas.append(address(row, ROWS))

    def block(self, block):
        """One platform: its head, header row, campaign level and stages."""
        box = {side: ("thin", EDGE) for side in "lrtb"}
        title = self.styles.look(bold=True, color="FFFFFF", fill=block.color, size=12, indent=1)
        self.band(block.top, LABELS, ROWS, title, block.heading)
        label = self.styles.look(bold=True, fill="F1F5F9", border=box, indent=1)
        value = self.styles.look(border=box, align="left", indent=1, wrap=True)
        money = self.styles.look(MONEY, border=box, align="left", indent=1)
        planned, actual = (Formula(address(block.budget, TOTAL + i), block.stale[i]) for i in (0, 1))
        for i, (text, content, look) in enumerate((("TARGET AUDIENCE", block.audience, value),
                                                   ("PLANNED BUDGET", planned, money),
                                                   ("ACTUAL BUDGET", actual, money)), 1):
            self.sheet.put(block.top + i, LABELS, text, label)
            self.put_value(block.top + i, content, look)
        self.sheet.rows[block.top + 1] = ' ht="44" customHeight="1"'
        self.header_row(block)
        self.campaign_level(block)
        row = block.budget + 2
        for name, tint, labels in STAGES:
            kept = [text for text in labels if (name, text) not in block.without]
            row = self.stage(block, row, name, tint, kept)

    def header_row(self, block):
        """TOTAL over two columns, then an empty pair per market."""
        edge = {side: ("medium", block.color) for side in "lrtb"}
        total = self.styles.look(bold=True, color="FFFFFF", fill=block.color, align="center", border=edge)
        market = self.styles.look(bold=True, color=block.color, align="center", border=edge, size=11)
        self.band(block.header, TOTAL, TOTAL + 1, total, block.total)
        for column in range(FIRST_MARKET, LAST, 2):
            self.band(block.header, column, column + 1, market)
        self.sheet.rows[block.header] = ' ht="22" customHeight="1"'

    def campaign_level(self, block):
        """The rows above the stages; a market's pair is merged unless the block says otherwise."""
        side = self.styles.look(bold=True, color="FFFFFF", fill="475569", align="center", wrap=True)
        first, heads = block.header + 1, block.budget + 1
        self.band(first, LABELS, LABELS, side, block.campaign, heads)
        for row, label in enumerate(CAMPAIGN_ROWS, first):
            self.row_label(row, label, label == "Budget")
            number, strong = number_format(label), label == "Budget"
            for column in range(TOTAL, LAST, 2):
                typed = label in CAMPAIGN_ROWS[:2]
                if typed or (block.merged and column > TOTAL):
                    look = self.figure_look(column, number, strong, "center")
                    self.band(row, column, column + 1, look, "-" if typed and column == TOTAL else None)
                    continue
                for c in (column, column + 1):
                    self.sheet.put(row, c, None, self.figure_look(c, number, strong))
        head = self.styles.look(bold=True, color=INK, fill="E2E8F0", align="center", size=9)
        self.sheet.put(heads, ROWS, None, head)
        for column in range(TOTAL, LAST + 1):
            self.sheet.put(heads, column, block.sides[(column - TOTAL) % 2], head)

    def row_label(self, row, label, strong):
        """The label in the second column."""
        border = {"b": ("thin", EDGE if strong else LINE), "l": ("thin", EDGE), "r": ("thin", EDGE)}
        self.sheet.put(row, ROWS, label, self.styles.look(bold=strong, border=border, indent=1))

    def stage(self, block, row, name, tint, labels):
        """One stage's rows; returns the row after it."""
        border = {side: ("thin", EDGE) for side in "lrtb"}
        side = self.styles.look(bold=True, fill=tint, align="center", border=border, wrap=True)
        self.band(row, LABELS, LABELS, side, block.case(name), row + len(labels) - 1)
        for row, label in enumerate(labels, row):
            self.row_label(row, label, label == "Budget")
            for column in range(TOTAL, LAST + 1):
                self.sheet.put(row, column, None,
                               self.figure_look(column, number_format(label), label == "Budget"))
        return row + 1


def build():
    """The template's parts."""
    styles = Styles()
    tracker, workbook = Tracker(styles), Workbook(styles)
    tracker.head()
    for block in BLOCKS:
        tracker.block(block)
    sheet = workbook.add(tracker.sheet)
    sheet.widths = {1: 2.5, LABELS: 25, ROWS: 34, LAST + 1: 16,
                    **{c: 13 for c in range(TOTAL, LAST + 1)}}
    red, green = styles.differential_look("991B1B", "FEE2E2"), styles.differential_look("065F46", "D1FAE5")
    budgets = [block.budget for block in BLOCKS]
    breaks = [block.top - 2 for block in BLOCKS[1:]]
    furniture.dress_sheet(sheet, budgets, breaks, (red, green), column_letters(LAST))
    furniture.furnish(workbook, tracker.formulas, f"$A$1:${column_letters(LAST)}${BLOCKS[-1].top + 33}")
    return workbook.package()
