"""What the platforms are made to report: invented figures, unknown where a cell says so."""
from .data import CAMPAIGN
from .sheet import Error, Stored

# Metric label, the stage it belongs to (empty: the campaign), and what it measures.
METRICS = [
    ("Campaign Reach (Absl)", "", "reach"),
    ("Campaign Freq.", "", "frequency"),
    ("Awareness Reach Absl", "AWARENESS", "reach"),
    ("Awareness Freq. ", "AWARENESS", "frequency"),
    ("Consideration Reach Absl - ALL FORMATS", "CONSIDERATION", "reach"),
    ("Purchase Reach Absl", "PURCHASE", "reach"),
]
REORDERED = [METRICS[i] for i in (0, 2, 4, 5, 1, 3)]

# Per platform: the metrics in the sheet's order, then a column per market.
REACH = {
    "DV360": (METRICS, [
        ("EGY", [7340215, 6.41, 6120480, 4.07, 2480133, 910422]),
        ("Saudi Arabia", [5120998, 7.9, 4480731, 5.113, 1630544, 702915]),
        ("MOR", [2310077, 5.02, 1904416, 3.88, 640290, Error("#REF!")]),
        ("TUN", [803114, 4.6, 655021, 3.3333333333333335, 210887, 96040]),
    ]),
    "META": (REORDERED, [
        ("Egypt", [9120330, 8804127, 611904, 402118, 9.36, 8.402215]),
        ("KSA", [4410226, 4120050, 390417, 288310, 7.71, 6.93]),
        ("MAR", [2640019, 2511873, 150226, 288310, 8.15, 7.4402]),
        ("Tunisia", [911408, 866302, 61007, 20455, 7.9, 7.07]),
        ("Algeria", [350120, 331077, 40218, 12904, 6.2, 5.85]),
    ]),
    "TIKTOK": (METRICS, [
        ("Egypt", [6020114, 10.4, 5840226, 8.9, 3, 310774]),
        ("KSA", [3980550, 11.25, 3710982, 9.14, 980113, 402660]),
        ("Morocco", [1470338, 8.75, 1398211, 7.2, 240558, "-"]),
        ("Tunisia", ["n/a"] * 6),
    ]),
}


def media(market, platform, stage, form, spend, impressions, views=None, clicks=None, campaign=CAMPAIGN):
    """One reported line."""
    return {"MARKET": market, "CAMPAIGN": campaign, "PLATFORM": platform, "CEJ": stage, "FORMAT": form,
            "BUDGET": spend, "IMPS": impressions, "VIEWS": views, "CLICKS": clicks}


def tube(*cells):
    """A line of the DV360 sheet."""
    return media(cells[0], "Youtube", *cells[1:])


def book(*cells):
    """A line of the META sheet."""
    return media(cells[0], "META", *cells[1:])


def clip(*cells):
    """A line of the TIKTOK sheet."""
    return media(cells[0], "Tiktok", *cells[1:], campaign=f"{CAMPAIGN} Encore")


DELIVERED = {
    "DV360": [
        tube("EGY", "Awareness", "VRC", Stored("9377.8500000000004"), 24910338, 801442),
        tube("EGY", "Awareness", "In-stream reach", 4105.118206, 9044120, 2210480),
        tube("EGY", "Consideration", "Video views", 5240.4, 13020550, 4410237),
        tube("EGY", "Purchase", "VAC", 2790.25, 3410225, 0, 21644),
        tube("Saudi Arabia", "Awareness", "VRC", 18011.333333333332, 17340118, 640227),
        tube("Saudi Arabia", "Awareness", "In-stream reach", 9980.02, 5571203, 1480330),
        tube("Saudi Arabia", "Consideration", "Video views", 11870.6, 6630418, 2040115),
        tube("Saudi Arabia", "Consideration", "Short spot", 2088.1, 1944307, "n/a"),
        tube("Saudi Arabia", "Purchase", "VAC", 9405.77, 3120448, 0, 14105),
        tube("MOR", "Awareness", "VRC", 3290.45, 7388520, 240118),
        tube("MOR", "Consideration", "Video views", 2511.904, 3204417, 930552),
        tube("MOR", "Purchase", "VAC", 1177.3, 1020660, 0, 9950),
        tube("TUN", "Awareness", "VRC", 1204.5, 2183007, 71335),
        tube("TUN", "Consideration", "Video views", 870.25, 1094120, 350448),
        tube("TUN", "Purchase", "VAC", 466.1, 460231, 0, 5012),
    ],
    "META": [
        book("Egypt", "Awareness", "Reach", 20988.4, 73974102, 2210660),
        book("Egypt", "Consideration", "Video Views", 6610.05, 8120448, 3010226),
        book("Egypt", "Purchase", "Clicks", 3055.9, 3288104, 110452, 402118),
        book("KSA", "Awareness", "Reach", 16120.75, 28552007, 930118),
        book("KSA", "Consideration", "Video Views", 5188.2, 2601993, 1099400),
        book("KSA", "Purchase", "Clicks", 2477, 2377015, 88021, 14660),
        book("MAR", "Awareness", "Reach", 4902.6, 18688840, 602114),
        book("MAR", "Consideration", "Video Views", 1390.1, 2255031, 640228),
        book("MAR", "Purchase", "Clicks", 811.45, 1190336, 30115, 11208),
        book("Tunisia", "Awareness", "Reach", 1988.05, 6124904, 199030),
        book("Tunisia", "Consideration", "Video Views", "#N/A", 880214, 301226),
        book("Tunisia", "Purchase", "Clicks", 0, 0, 0, 0),
        book("Algeria", "Awareness", "Reach", 640.2, 1936800, 60550),
        book("Algeria", "Consideration", "Video Views", 122.5, 240118, 70336),
        book("Algeria", "Purchase", "Clicks", 75.125, 88904, 1204, 980),
        book("KSA", "-", "Agency bonus", 120, 50400),
    ],
    "TIKTOK": [
        clip("Egypt", "Awareness", "In Feed", 6090.44, 51978011, 610337),
        clip("Egypt", "Consideration", "In Feed", 2277.15, 9144026, 1270448),
        clip("Egypt", "Purchase", "In Feed", 1466.02, 3301557, 44020, 25110),
        clip("Saudi Arabia ", "Awareness", "Top Feed", 11760.5, 7604482, 402118),
        clip("KSA", "Awareness", "In Feed", 7388.25, 26313893, 311047),
        clip("KSA", "Consideration", "In Feed", 4711.9, 7920335, 790114),
        clip("KSA", "Purchase", "In Feed", 2433.333333333333, 2944310, 30448, 20117),
        clip("Morocco", "Awareness", "In Feed", 2180.6, 10067119, 270335),
        clip("Morocco", "Consideration", "In Feed", 402.75, 1205880, 144021),
        clip("Morocco", "Purchase", "In Feed", 350.1, 880117, 12004, 6120),
    ],
}
DELIVERED["META"][10]["BUDGET"] = Error("#N/A")
