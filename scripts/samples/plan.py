"""The PLANNED workbook: the same anatomy on every sheet, in another place on each."""
from . import data
from .data import plain, known, market_name
from .package import address, column_letters
from .sheet import Error, Formula, Sheet, Text, Workbook
from .styles import Styles

FIELDS = ("MARKET BRAND CAMPAIGN PLATFORM COMMENTS FORMAT KPI CEJ AUDIENCE DEVICE CREATIVE ADUNIT "
          "PLACEMENT START END WEEKS MODEL TA REACH PCT CPM IMPS FREQ BUDGET EUR CPV VIEWS VTR CPC "
          "CLICKS CTR CURRENCY FEE PBUDGET").split()
HEADERS = {
    "MARKET": "MARKET", "BRAND": "BRAND", "CAMPAIGN": "CAMPAIGN ", "PLATFORM": "PLATFORM",
    "COMMENTS": "COMMENTS", "FORMAT": "FORMAT", "KPI": "MEDIA KPIs", "CEJ": "CEJ",
    "AUDIENCE": "TARGET AUDIENCE", "DEVICE": "DEVICE", "CREATIVE": "Creative Name (Optional)",
    "ADUNIT": "AD UNIT TYPE", "PLACEMENT": "PLACEMENT", "START": "START DATE", "END": "END DATE",
    "WEEKS": "# WEEKS", "MODEL": "BUYING MODEL", "TA": "TA SIZE", "REACH": "UNIQUES / REACH",
    "PCT": "% UNIQUES", "CPM": "CPM BUYING RATE\n[LOCAL]", "IMPS": "IMPRESSIONS", "FREQ": "FREQUENCY",
    "BUDGET": "BUDGET [LOCAL]", "EUR": "BUDGET [EUR]", "CPV": "CPV BUYING RATE\n[LOCAL]",
    "VIEWS": "VIDEO VIEWS", "VTR": "VTR%", "CPC": "CPC BUYING RATE\n[LOCAL]",
    "CLICKS": "CLICKS / ACTIONS", "CTR": "CTR%", "CURRENCY": "LOCAL CURRENCY",
    "FEE": "PLATFORM FEE\n[LOCAL]", "PBUDGET": "PLATFORM BUDGET \n[LOCAL]", "REF": "AGENCY REF",
}
FORMATS = {
    "START": r"[$-409]d\-mmm\-yy;@", "END": "dd/mm/yyyy", "WEEKS": "#,##0", "TA": "#,##0",
    "REACH": "#,##0", "PCT": "0.00%", "CPM": "#,##0.00", "IMPS": "#,##0", "FREQ": "#,##0.0",
    "BUDGET": r"[$$-409]#,##0.00", "EUR": r'_-"EUR"\ * #,##0.00_-', "CPV": "0.0000", "VIEWS": "#,##0",
    "VTR": "0.00%", "CPC": "#,##0.000", "CLICKS": "#,##0", "CTR": "0.000%", "FEE": "#,##0.00",
    "PBUDGET": "#,##0.00",
}
SUMMARY_HEADERS = ("MARKET SUMMARY", "BUDGET [USD]", "BUDGET [EUR]", "IMPRESSIONS", "CPM Avg.", "CLICKS",
                   "VIEWS")
TAIL = [f for f in FIELDS if f not in ("MARKET", "CEJ", "PLATFORM", "CAMPAIGN", "BRAND", "BUDGET", "IMPS")]


class Layout:
    """Where a sheet's fence stands, how it orders and words its columns, which markers it lacks."""

    def __init__(self, marker, top, order, words=None, **facts):
        self.marker, self.top, self.order = marker, top, order
        self.words = {**HEADERS, **(words or {})}
        self.header_end = facts.get("header_end", True)
        self.no_start, self.no_end = facts.get("no_start", ()), facts.get("no_end", ())
        self.platform, self.campaign = facts["platform"], facts["campaign"]

    @property
    def first(self):
        """The first line's row: below the START row and the header."""
        return self.top + 2

    def column(self, field):
        """A field's column."""
        return self.marker + 1 + self.order.index(field)

    @property
    def end(self):
        """The column of the END markers."""
        return self.marker + 1 + len(self.order)


LAYOUTS = {
    "DV360": Layout(3, 14, FIELDS[:25] + ["REF"] + FIELDS[25:], no_start=(20,), platform="YouTube",
                    campaign=data.CAMPAIGN),
    "META": Layout(1, 23, ["MARKET", "CEJ", "PLATFORM", "CAMPAIGN", "BRAND", "BUDGET", "IMPS"] + TAIL,
                   {"BUDGET": "BUDGET\n[LOCAL] ", "IMPS": "IMPRESSIONS ", "REACH": "Uniques / Reach",
                    "CPM": "CPM BUYING RATE [LOCAL]", "CEJ": "CEJ "},
                   no_end=(30,), platform="TikTok", campaign=data.CAMPAIGN),
    "TIKTOK": Layout(2, 18, ["REF"] + FIELDS, {"REACH": "UNIQUES /\nREACH", "WEEKS": "# WEEKS ",
                                               "VIEWS": "VIDEO\nVIEWS"},
                     header_end=False, platform="TikTok", campaign=data.SECOND_CAMPAIGN),
}


def looks(styles):
    """The formats that a plan sheet uses."""
    line = {side: ("thin", "D1D5DB") for side in "lrtb"}
    found = {field: styles.look(number, border=line, align="right") for field, number in FORMATS.items()}
    found["text"] = styles.look(border=line, wrap=True)
    found["header"] = styles.look(bold=True, color="FFFFFF", fill="374151", border=line, align="center",
                                  wrap=True)
    found["marker"] = styles.look(color="9CA3AF", size=8, align="center")
    found["label"] = styles.look(bold=True, fill="F3F4F6", border=line)
    found["money"] = styles.look(r"[$$-409]#,##0", border=line, align="right")
    found["count"] = styles.look("#,##0", border=line, align="right")
    found["date"] = styles.look(r"[$-409]d\ mmmm\ yyyy;@", border=line, align="left")
    found["rate"] = styles.look("0.0000", border=line, align="left")
    return found


def complete(entry, layout, name, number):
    """A line as the sheet shows it: with brand, campaign, platform and reference."""
    brand = Formula(f"${column_letters(layout.marker + 2)}$3", data.BRAND) if name == "DV360" else data.BRAND
    return {"BRAND": brand, "CAMPAIGN": layout.campaign, "PLATFORM": layout.platform,
            "REF": f"Q-{name[:2]}{number:03d}", **entry}


def place(formula, layout, row, shared):
    """Turn {FIELD} (or {FIELD_16}: of row 16) into references; share the formula if asked."""
    letters = {f: f"{column_letters(layout.column(f))}{row}" for f in layout.order}
    letters.update({f"BUDGET_{r}": f"{column_letters(layout.column('BUDGET'))}{r}" for r in (16, 17)})
    return Formula(formula.text.format(**letters), formula.cached, shared)


def write_line(sheet, layout, row, entry, style, share):
    """Write one line between its markers."""
    if row not in layout.no_start:
        sheet.put(row, layout.marker, "START", style["marker"])
    if row not in layout.no_end:
        sheet.put(row, layout.end, "END", style["marker"])
    for field in layout.order:
        value = entry.get(field)
        if isinstance(value, Formula):
            value = place(value, layout, row, share(field) if "{" in value.text else None)
        if entry or value is not None:
            sheet.put(row, layout.column(field), value, style.get(field, style["text"]))


def sharing(name, layout, rows):
    """DV360's EUR column is one shared formula: the first row is its master."""
    column = column_letters(layout.column("EUR"))
    state = {"first": True}

    def share(field):
        if name != "DV360" or field != "EUR":
            return None
        covers = f"{column}{rows[0]}:{column}{rows[-1]}" if state["first"] else None
        state["first"] = False
        return (0, covers)
    return share


def write_region(sheet, name, style):
    """Write the fenced region; returns (row, entry) of each record and the END row."""
    layout, written = LAYOUTS[name], []
    columns = range(layout.marker + 1, layout.end)
    for column in columns:
        sheet.put(layout.top, column, "START", style["marker"])
    sheet.put(layout.top + 1, layout.marker, "START", style["marker"])
    for field in layout.order:
        sheet.put(layout.top + 1, layout.column(field), layout.words[field], style["header"])
    if layout.header_end:
        sheet.put(layout.top + 1, layout.end, "END", style["marker"])
    lines = data.PLANNED[name]
    rows = [layout.first + i for i in range(len(lines))]
    share = sharing(name, layout, [r for r, entry in zip(rows, lines) if entry and "EUR" in entry])
    for number, (row, entry) in enumerate(zip(rows, lines), 1):
        entry = complete(entry, layout, name, number) if entry else {}
        write_line(sheet, layout, row, entry, style, share)
        if entry:
            written.append((row, entry))
    for column in columns:
        sheet.put(rows[-1] + 1, column, "END", style["marker"])
    sheet.rows[layout.top + 1] = ' ht="34" customHeight="1"'
    return written, rows[-1] + 1


def write_campaign_block(sheet, name, style, written):
    """The head of a sheet: brand, dates, rate and budgets."""
    layout = LAYOUTS[name]
    left = layout.marker + 1
    starts = [known(e["START"]) for _, e in written if "START" in e]
    ends = [known(e["END"]) for _, e in written if "END" in e]
    total = sum(known(e["BUDGET"]) or 0 for _, e in written)
    block = [("BRAND", data.BRAND, "text"), ("CAMPAIGN", layout.campaign, "text"),
             ("OBJECTIVE", "Awareness", "text"), ("START DATE", min(starts), "date"),
             ("END DATE", max(ends), "date"), ("FX RATE", data.FX, "rate"),
             ("TOTAL NTM BUDGET [EUR]", total * data.FX, "money"),
             (Text("TOTAL NTM BUDGET [ USD]", '<r><t xml:space="preserve">TOTAL </t></r><r><rPr><b/><i/>'
                   '<sz val="10"/><rFont val="Calibri"/></rPr><t>NTM</t></r><r><t xml:space="preserve">'
                   ' BUDGET [ USD]</t></r>'), total, "money")]
    sheet.put(2, left, "OVERALL SUMMARY", style["header"])
    sheet.put(2, left + 1, None, style["header"])
    sheet.merge(2, left, 2, left + 1)
    for row, (label, value, look) in enumerate(block, 3):
        sheet.put(row, left, label, style["label"])
        sheet.put(row, left + 1, value, style[look])


def control_totals(name, written):
    """Per market as the sheet first names it: budget, impressions, clicks and views of its lines."""
    totals = {}
    for _, entry in written:
        market = market_name(entry["MARKET"])
        label, sums = totals.setdefault(market, (plain(entry["MARKET"]).strip(), [0.0] * 4))
        for i, field in enumerate(("BUDGET", "IMPS", "CLICKS", "VIEWS")):
            sums[i] += known(entry.get(field)) or 0
    if name == "META":
        totals["Morocco"][1][0] += 250
    return list(totals.values())


def write_market_summary(sheet, name, style, written):
    """The planner's own totals; META's for Morocco is 250 too high on purpose."""
    layout = LAYOUTS[name]
    left = layout.marker + 5
    last = layout.first + len(data.PLANNED[name]) - 1
    budget, market = (f"{column_letters(c)}{layout.first}:{column_letters(c)}{last}"
                      for c in (layout.column("BUDGET"), layout.column("MARKET")))
    for i, text in enumerate(SUMMARY_HEADERS):
        sheet.put(2, left + i, text, style["header"])
    rows = control_totals(name, written)
    grand = [sum(sums[i] for _, sums in rows) for i in range(4)]
    for row, (label, sums) in enumerate(rows + [("TOTAL", grand)], 3):
        where = address(row, left)
        total = Formula(f'SUMIF({market},{where}&"*",{budget})', sums[0])
        if label == "TOTAL":
            column = column_letters(left + 1)
            total = Formula(f"SUM({column}3:{column}{row - 1})", sums[0])
        elif name == "META" and label == "MOR":
            total = sums[0]
        cost = sums[0] / sums[1] * 1000 if sums[1] else Error("#DIV/0!")
        cells = (label, total, sums[0] * data.FX, sums[1], cost, sums[2], sums[3])
        for i, value in enumerate(cells):
            look = "label" if i == 0 else "money" if i in (1, 2) else "CPM" if i == 4 else "count"
            sheet.put(row, left + i, value, style[look])


def write_below(sheet, name, style, written, end):
    """KPI rows, a stray line and fee tables under the region: never data."""
    layout = LAYOUTS[name]
    left = layout.marker + 1
    sums = {f: sum(known(e.get(f)) or 0 for _, e in written) for f in ("BUDGET", "IMPS", "VIEWS", "CLICKS")}
    for row, label in ((end + 1, "AWARENESS KPI"), (end + 2, "CAMPAIGN KPI")):
        sheet.put(row, left, label, style["label"])
        for field, value in sums.items():
            sheet.put(row, layout.column(field), value * (0.6 if row == end + 1 else 1), style[field])
    if name == "META":
        stray = {"MARKET": "EGY", "CEJ": "Awareness", "PLATFORM": "TikTok", "BUDGET": 999, "IMPS": 123456}
        for field, value in stray.items():
            sheet.put(end + 4, layout.column(field), value, style.get(field, style["text"]))
    fees = [("NET TO MEDIA ", sums["BUDGET"]), ("AD SERVING | CPM", sums["IMPS"] * 0.02 / 1000),
            ("AD TECH COST", sums["BUDGET"] * 0.03), ("FX BUFFER", "n.a"),
            ("FEES TOTAL", sums["BUDGET"] * 0.03 + sums["IMPS"] * 0.02 / 1000), ("FEE", "RATE"),
            ("TAX/LEVY", "differs by market")]
    for row, (label, value) in enumerate(fees, end + 6):
        sheet.put(row, left, label, style["label"])
        sheet.put(row, left + 1, value, style["money"])


def platform_sheet(name, style):
    """One platform's sheet; returns it with its (row, entry) records."""
    sheet = Sheet(name)
    written, end = write_region(sheet, name, style)
    write_campaign_block(sheet, name, style, written)
    write_market_summary(sheet, name, style, written)
    write_below(sheet, name, style, written, end)
    layout = LAYOUTS[name]
    sheet.widths = {c: 16 for c in range(layout.marker + 1, layout.end)}
    sheet.widths[layout.marker] = sheet.widths[layout.end] = 7
    return sheet, written


def summary_sheet(style, plans):
    """Channel totals, referring to the platform sheets."""
    sheet = Sheet("SUMMARY")
    for i, text in enumerate(("CHANNEL", "BRIEFED NTM", "PLANNED NTM")):
        sheet.put(3, 2 + i, text, style["header"])
    for row, name in enumerate(data.PLATFORMS, 4):
        layout = LAYOUTS[name]
        budget = sum(known(e["BUDGET"]) or 0 for _, e in plans[name])
        where = address(layout.first, layout.column("BUDGET"))
        last = address(layout.first + len(data.PLANNED[name]) - 1, layout.column("BUDGET"))
        sheet.put(row, 2, name, style["label"])
        sheet.put(row, 3, round(budget, -3), style["money"])
        sheet.put(row, 4, Formula(f"SUM({name}!{where}:{last})", budget), style["money"])
    sheet.widths = {2: 22, 3: 16, 4: 16}
    return sheet


def helper_sheets(style):
    """Audiences, a hidden drop-down list, and a very hidden old plan that looks like data."""
    audiences, lists, old = Sheet("Audiences"), Sheet("HIDDEN_LISTS", "hidden"), Sheet("OLD PLAN", "veryHidden")
    for row, text in enumerate(("Early risers", "Home cooks", "Commuters", "TA Size: 3.2M"), 4):
        audiences.put(row, 2, text, style["text"])
    columns = {1: ["MARKET", "Algeria", "Egypt", "Iraq", "KSA", "Morocco", "Tunisia"],
               2: ["PLATFORM", "DV360", "META", "TikTok", "YouTube"],
               3: ["CEJ", "Awareness", "Consideration", "Purchase"], 4: ["BUDGET [LOCAL]", 1, 2, 3]}
    for column, values in columns.items():
        for row, value in enumerate(values, 1):
            lists.put(row, column, value, style["text"])
    headers = ("MARKET", "PLATFORM", "CEJ", "IMPRESSIONS", "BUDGET [LOCAL]")
    for i, text in enumerate(headers):
        old.put(2, 2 + i, "START", style["marker"])
        old.put(3, 2 + i, text, style["header"])
        old.put(5, 2 + i, "END", style["marker"])
    for row, cells in ((3, ()), (4, ("Egypt", "META", "Awareness", 777777, 4444))):
        old.put(row, 1, "START", style["marker"])
        old.put(row, 7, "END", style["marker"])
        for i, value in enumerate(cells):
            old.put(row, 2 + i, value, style["text"])
    return [audiences, lists, old]


def build():
    """The workbook's parts, and each platform's (row, entry) records."""
    styles = Styles()
    style, workbook, plans, sheets = looks(styles), Workbook(styles), {}, []
    for name in data.PLATFORMS:
        sheet, plans[name] = platform_sheet(name, style)
        sheets.append(sheet)
    for sheet in [summary_sheet(style, plans)] + sheets + helper_sheets(style):
        workbook.add(sheet)
    return workbook.package(), plans
