"""What the samples say: every figure here is invented.

A cell is what will be written: a number, a text, `Stored`, `Error`,
`Formula`, `Inline`, `Text` or None. `known` says which number it means,
and that — not the written file — is what the expected figures come from.
"""
import datetime

from .sheet import Error, Formula, Inline, Stored, Text

BRAND = "Quillmere"
CAMPAIGN = "Bright Morning"
SECOND_CAMPAIGN = "Bright Morning Encore"
FX = 0.92
TA = {"KSA": 14600000, "Egypt": 21800000, "Morocco": 8900000, "Tunisia": 3150000, "Iraq": 9400000}
ALIASES = {
    "Egypt": ("Egypt", "EGY"),
    "KSA": ("KSA", "Saudi Arabia"),
    "Morocco": ("Morocco", "MOR", "MAR"),
    "Tunisia": ("Tunisia", "TUN"),
    "Iraq": ("Iraq", "IRQ"),
    "Algeria": ("Algeria",),
}
STAGES = ("AWARENESS", "CONSIDERATION", "PURCHASE")
PLATFORMS = ("DV360", "META", "TIKTOK")


def plain(value):
    """The text of a cell, or an empty text."""
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, Text):
        return value.plain
    if isinstance(value, Inline):
        return value.text
    return value if isinstance(value, str) else ""


def known(value):
    """The number that a cell means, or None when it is not known."""
    if isinstance(value, Formula):
        value = value.cached
    if isinstance(value, Stored):
        return value.number
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return float(value)
    return None


def market_name(value):
    """The display name behind an alias."""
    text = plain(value).strip().casefold()
    for name, aliases in ALIASES.items():
        if text in (a.casefold() for a in aliases):
            return name
    raise ValueError(f"no market is called {text!r}")


def stage_name(value):
    """The stage in capitals, or an empty text when the cell names none."""
    text = plain(value).strip().upper()
    return text if text in STAGES else ""


def serial(year, month, day):
    """A date as spreadsheets count it (1900 system)."""
    return (datetime.date(year, month, day) - datetime.date(1899, 12, 30)).days


def compute(text, function, inputs):
    """A formula and the value a spreadsheet would cache: an empty cell counts 0, a text is an error."""
    cached = [i.cached if isinstance(i, Formula) else i for i in inputs]
    for error in (i for i in cached if isinstance(i, Error)):
        return Formula(text, error)
    numbers = [0.0 if i is None else known(i) for i in inputs]
    if None in numbers:
        return Formula(text, Error("#VALUE!"))
    try:
        return Formula(text, function(*numbers))
    except ZeroDivisionError:
        return Formula(text, Error("#DIV/0!"))


# How each buying model reaches its volumes: field, formula, arithmetic, inputs.
VOLUMES = {
    "CPM": [("IMPS", "({BUDGET}/{CPM})*1000", lambda b, c: (b / c) * 1000, ("BUDGET", "CPM")),
            ("VIEWS", "{BUDGET}/{CPV}", lambda b, c: b / c, ("BUDGET", "CPV")),
            ("VTR", "{VIEWS}/{IMPS}", lambda v, i: v / i, ("VIEWS", "IMPS")),
            ("CLICKS", "{CTR}*{IMPS}", lambda c, i: c * i, ("CTR", "IMPS")),
            ("CPC", "{BUDGET}/{CLICKS}", lambda b, c: b / c, ("BUDGET", "CLICKS"))],
    "CPV": [("VIEWS", "{BUDGET}/{CPV}", lambda b, c: b / c, ("BUDGET", "CPV")),
            ("IMPS", "{VIEWS}/{VTR}", lambda v, r: v / r, ("VIEWS", "VTR")),
            ("CLICKS", "{CTR}*{IMPS}", lambda c, i: c * i, ("CTR", "IMPS")),
            ("CPC", "{BUDGET}/{CLICKS}", lambda b, c: b / c, ("BUDGET", "CLICKS"))],
    "CPC": [("CLICKS", "{BUDGET}/{CPC}", lambda b, c: b / c, ("BUDGET", "CPC")),
            ("IMPS", "{CLICKS}/{CTR}", lambda c, r: c / r, ("CLICKS", "CTR"))],
}
REACHED = [("REACH", "{IMPS}/{FREQ}", lambda i, f: i / f, ("IMPS", "FREQ")),
           ("PCT", "{REACH}/{TA}", lambda r, t: r / t, ("REACH", "TA"))]
COSTS = [("EUR", f"{{BUDGET}}*{FX}", lambda b: b * FX, ("BUDGET",)),
         ("FEE", "{BUDGET}*4%", lambda b: b * 0.04, ("BUDGET",)),
         ("PBUDGET", "{BUDGET}+{FEE}", lambda b, f: b + f, ("BUDGET", "FEE"))]


def line(market, stage, model, form, budget, **cells):
    """One line item: given cells stay, the others follow by the buying model's formulas."""
    given = {"MARKET": market, "CEJ": stage, "MODEL": model, "FORMAT": form, "BUDGET": budget,
             "KPI": {"CPM": "Reach", "CPV": "Video Views", "CPC": "Traffic"}[model],
             "DEVICE": "Cross Device", "CREATIVE": "Optional", "PLACEMENT": "Placement",
             "ADUNIT": "15 sec", "WEEKS": 7, "CURRENCY": "USD", "START": serial(2026, 4, 6),
             "END": serial(2026, 5, 31), **cells}
    if "CPV" not in given:
        given.update({k: given.get(k, "n.a") for k in ("CPV", "VIEWS", "VTR")})
    if "TA" not in given:
        given.update({k: given.get(k) for k in ("TA", "REACH", "PCT")})
    for field, text, function, inputs in VOLUMES[model] + REACHED + COSTS:
        if field not in given:
            given[field] = compute(text, function, [given.get(i) for i in inputs])
    return given


def fee_line(market, form, budget):
    """A fee inside the fence: it has money and no stage."""
    return {"MARKET": market, "FORMAT": form, "BUDGET": budget}


RICH = Text("Video Reach Campaign", '<r><rPr><b/><sz val="10"/><rFont val="Calibri"/></rPr>'
            '<t xml:space="preserve">Video Reach </t></r><r><rPr><sz val="10"/>'
            '<color rgb="FF7C3AED"/><rFont val="Calibri"/></rPr><t>Campaign</t></r>')
PHONETIC = Text("朝の光", '<t>朝の光</t><rPh sb="0" eb="1"><t>アサ</t></rPh>'
                '<rPh sb="2" eb="3"><t>ヒカリ</t></rPh><phoneticPr fontId="0"/>')
BROAD = "All genders, 25-54\nEarly risers, two languages"
WARM = "Visitors of the last 30 days"
MARCH = {"START": serial(2026, 3, 9), "END": serial(2026, 4, 26)}

DV360 = [
    line("KSA", "Awareness", "CPM", RICH, Stored("18374.150000000001"), TA=TA["KSA"], FREQ=5, CPM=0.85,
         CPV=0.021, CTR=0.0004, AUDIENCE=BROAD, COMMENTS="First flight_x000D_\nthen review"),
    line("KSA", "Awareness", "CPM", "In-stream reach", 9650.4, TA=TA["KSA"], FREQ=6, CPM=1.35,
         CPV=0.0065, CTR=0.0011, AUDIENCE=BROAD, COMMENTS="n.a"),
    line("KSA", "Consideration", "CPV", "Video views", 12400, TA=5200000, FREQ=4, CPM=1.8, CPV=0.0058,
         VTR=0.31, CTR=0.0014, AUDIENCE=WARM),
    line("KSA", "Consideration", "CPM", "Short spot (retargeting)", 2100.75, FREQ=7, CPM=1.1, CTR=0.0006,
         AUDIENCE=WARM, ADUNIT=" 6 sec"),
    line("KSA", "Purchase", "CPC", "Action campaign", 6030, TA=5200000, FREQ=4, CPM=2.2, CPC=0.42,
         CTR=0.0045, AUDIENCE=WARM),
    line("Egypt", "Awareness", "CPM", RICH, Stored("9120.3333333333339"), TA=TA["Egypt"], FREQ=6, CPM=0.31,
         CPV=0.012, CTR=0.0007, AUDIENCE=BROAD),
    line("Egypt ", "AWARENESS", "CPM", "In-stream reach", 4200, TA=TA["Egypt"], FREQ=6, CPM=0.47,
         CPV=0.0019, CTR=0.000015, AUDIENCE=BROAD, CREATIVE=PHONETIC),
    line("Egypt", "Consideration", "CPV", "Video views", 5150, TA=7700000, FREQ=5, CPM=0.6, CPV=0.00012,
         VTR=0.38, CTR=0.0009, AUDIENCE=WARM),
    line("Egypt", "Purchase", "CPC", "Action campaign", 2875.5, TA=7700000, FREQ=4, CPM=0.9, CPC=0.08,
         CTR=0.0061, AUDIENCE=WARM),
    line(Inline("Morocco"), "Awareness", "CPM", RICH, 3333.3333333333335, TA=TA["Morocco"], FREQ=6, CPM=0.4,
         CPV=0.015, CTR=0.0008, AUDIENCE=BROAD),
    line("Morocco", "Consideration", "CPV", "Video views", 2480, TA=3100000, FREQ=5, CPM=0.7, CPV=0.0031,
         VTR=0.29, CTR=0.001, AUDIENCE=WARM),
    line("Morocco", "Purchase ", "CPC", "Action campaign", 1190.1, TA=3100000, FREQ=4, CPM=1.1, CPC=0.11,
         CTR=0.30, AUDIENCE=WARM),
    line("Tunisia", "awareness", "CPM", RICH, 1266.6666666666667, TA=TA["Tunisia"], FREQ=6, CPM=0.38,
         CPV=0.014, CTR=0.0009, AUDIENCE=BROAD),
    line("Tunisia", "Consideration", "CPV", "Video views", 905, TA=1040000, FREQ=5, CPM=0.6, CPV=0.0028,
         VTR=0.33, CTR=0.0012, AUDIENCE=WARM),
    line("Tunisia", "Purchase", "CPC", "Action campaign", 480, TA=1040000, FREQ=4, CPM=1, CPC=0.09,
         CTR=0.005, AUDIENCE=WARM),
    line("Iraq", "Awareness", "CPM", RICH, 2960, TA=TA["Iraq"], FREQ=5, CPM=0.36, CPV=0.011, CTR=0.0006,
         AUDIENCE=BROAD, **MARCH),
    line("Iraq", "Consideration", "CPV", "Video views", 2210.9, TA=2800000, FREQ=5, CPM=0.5, CPV=0.0026,
         VTR=0.36, CTR=0.0011, AUDIENCE=WARM, **MARCH),
    fee_line("KSA", "VERIFICATION FEE, FIRST FLIGHT",
             Formula("8%*({BUDGET_16}+{BUDGET_17})", 0.08 * (18374.15 + 9650.4))),
]

SLIPPED = {"COMMENTS": "Consideration", "FORMAT": "Second contact", "KPI": "n.a",
           "CEJ": "Short spot (retargeting)", "AUDIENCE": "Video Views"}
FEED = "Parents, home cooks and commuters"

META = [
    line("EGY", "Awareness", "CPM", "Reach", 21450.75, TA=24000000, FREQ=9, CPM=0.22, CPV=0.006, CTR=0.0005,
         AUDIENCE=FEED),
    line("EGY", "Consideration", "CPV", "Engagement", 6840.2, TA=6100000, FREQ=8, CPM=0.5, CPV=0.0021,
         VTR=0.24, CTR=0.002, AUDIENCE="RTG"),
    line("EGY", "Purchase", "CPC", "Traffic", 3120, FREQ=8, CPM=0.6, CPC=0.05, CTR=0.006, AUDIENCE="RTG"),
    line("Saudi Arabia", "Awareness", "CPM", "Reach", 15830, TA=16100000, FREQ=8, CPM=0.61, CPV=0.019,
         CTR=0.0003, AUDIENCE=FEED),
    line("Saudi Arabia", "Consideration", "CPV", "Engagement", 5210.45, TA=4300000, FREQ=8, CPM=2,
         CPV=0.0066, VTR=0.41, CTR=0.003, AUDIENCE="RTG", REACH="n/a"),
    line("Saudi Arabia", "Purchase", "CPC", "Traffic", 2600, FREQ=8, CPM=1.2, CPC=0.21, CTR=0.0052,
         AUDIENCE="RTG"),
    line("MOR", "Awareness", "CPM", "Reach", 4990.5, TA=9600000, FREQ=9, CPM=0.2, CPV=0.005, CTR=0.0004,
         AUDIENCE=FEED),
    line("MOR", "Consideration", "CPV", "Engagement", 1433.3333333333333, TA=2400000, FREQ=8, CPM=0.4,
         CPV=0.0024, VTR=0.27, CTR=0.0018, AUDIENCE="RTG"),
    line("MOR", "Purchase", "CPC", "Traffic", 820, FREQ=8, CPM=0.5, CPC=0.07, CTR=0.0049, AUDIENCE="RTG"),
    line("TUN", "Awareness", "CPM", "Reach", 2015.4, TA=3900000, FREQ=9, CPM=0.19, CPV=0.004, CTR=0.0006,
         AUDIENCE=FEED),
    line("TUN", "Consideration", "CPV", "Engagement", 660, TA=1100000, FREQ=8, CPM=0.4, CPV=0.0022, VTR=0.31,
         CTR=0.002, AUDIENCE="RTG"),
    line("TUN", "Purchase", "CPC", "Traffic", 0, FREQ=8, CPM=0.5, CPC=0.06, CTR=0.005, AUDIENCE="RTG",
         COMMENTS="Bonus, free of charge"),
    line("IRQ", "Awareness", "CPM", "Reach", 3300, TA=10100000, FREQ=8, CPM=0.24, CPV=0.007, CTR=0.0005,
         AUDIENCE=FEED),
    line("IRQ", "Purchase", "CPC", "Traffic", 990.99, FREQ=8, CPM=0.5, CPC=0.06, CTR=0.0047, AUDIENCE="RTG",
         START=serial(2026, 5, 18), END=serial(2026, 5, 11)),
    {**line("TUN", "", "CPM", "", 155.5, FREQ=7, CPM=0.6, CTR=0.0015), **SLIPPED},
]

TIKTOK = [
    line("KSA", "Awareness", "CPM", "Top Feed", 11875.05, TA=12700000, FREQ=7, CPM=1.62, CPV=0.03,
         CTR=0.0009, AUDIENCE="18-34, morning routines"),
    line("KSA", "Awareness", "CPM", "In Feed", 7420, TA=12700000, FREQ=8, CPM=0.55, CPV=0.024, CTR=0.001,
         AUDIENCE="18-34, morning routines"),
    line("KSA", "Consideration", "CPV", "In Feed", 4805.6, TA=4100000, FREQ=6, CPM=0.9, CPV=0.0061,
         VTR=0.12, CTR=0.002, AUDIENCE="RTG"),
    line("KSA", "Purchase", "CPC", "In Feed", 2500, TA=4100000, FREQ=5, CPM=1, CPC=0.12, CTR=0.008,
         AUDIENCE="RTG"),
    line("Egypt", "Awareness", "CPM", "In Feed", 6125, TA=19000000, FREQ=8, CPM=0.21, CPV=0.009, CTR=0.0011,
         AUDIENCE="18-34, morning routines"),
    line("Egypt", "Consideration", "CPV", "In Feed", 2310, TA=5000000, FREQ=6, CPM=0.4, CPV=0.0018, VTR=0.14,
         CTR=0.002, AUDIENCE="RTG", REACH="-"),
    line("Egypt", "Purchase", "CPC", "In Feed", 1500, TA=5000000, FREQ=5, CPM=0.5, CPC=0.04, CTR=0.0075,
         AUDIENCE="RTG"),
    None,
    line("MAR", "Awareness", "CPM", "In Feed", 2240.2, TA=7300000, FREQ=8, CPM=0.24, CPV=0.008, CTR=0.001,
         AUDIENCE="18-34, morning routines", END=serial(2026, 6, 14)),
    line("MAR", "Purchase", "CPC", "In Feed", None, TA=2000000, FREQ=5, CPM=0.4, CPC=0.05, CTR=0.007,
         AUDIENCE="RTG", COMMENTS="Budget to follow"),
    line("Tunisia", "Awareness", "CPM", "In Feed", 940, TA=2600000, FREQ=8, CPM=0.25, CPV=0.007, CTR=0.0012,
         AUDIENCE="18-34, morning routines"),
    line("Tunisia", "Consideration", "CPV", "In Feed", 310.1, TA=800000, FREQ=6, CPM=0.4, CPV=0.0016,
         VTR=0.13, CTR=0.002, AUDIENCE="RTG", CPC="0..08"),
    line("Iraq", "Awareness", "CPM", "In Feed", 1875, TA=8000000, FREQ=8, CPM=0.26, CPV=0.008, CTR=0.0009,
         AUDIENCE="18-34, morning routines"),
    line("Iraq", "Consideration", "CPV", "In Feed", 700, TA=2100000, FREQ=6, CPM=0.4, CPV=0.0019, VTR=0.15,
         CTR=0.002, AUDIENCE="RTG", IMPS=Formula("#REF!/{VTR}", Error("#REF!"))),
]
PLANNED = {"DV360": DV360, "META": META, "TIKTOK": TIKTOK}
