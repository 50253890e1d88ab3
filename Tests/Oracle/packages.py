"""Compare a filled tracker's package with its template's, part by part and cell by cell."""
import re
import zipfile

from openpyxl.utils import coordinate_to_tuple

CHAIN = "xl/calcChain.xml"
STYLES = "xl/styles.xml"
# What a sheet that is added may bring: itself, a table, a drawing and its charts.
ADDED = r"xl/(worksheets|tables|drawings|charts)/(_rels/)?[^/]+\.(xml|rels)$"
INDEX_PARTS = ("[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml", "docProps/app.xml")


class Result:
    """What the comparison came to."""

    def __init__(self):
        self.identical, self.changed, self.problems = 0, 0, []


def compare_packages(template, tracker, filled, allowed=()):
    """Every part but the filled sheet must be the same bytes; `filled` are (row, column) free to change."""
    with zipfile.ZipFile(template) as a, zipfile.ZipFile(tracker) as b:
        before, after = ({n: z.read(n) for n in z.namelist()} for z in (a, b))
    result = Result()
    sheet = first_sheet(before)
    added = set(after) - set(before)
    for name in sorted(added - set(allowed)):
        if not re.match(ADDED, name):
            result.problems.append(f"{name}: a part that the template does not have")
    for name in sorted(before):
        compare_part(name, before, after, sheet, filled, added, allowed, result)
    return result


def first_sheet(parts):
    """The part of the first sheet in workbook order."""
    ident = re.search(rb'<sheet [^>]*?r:id="([^"]+)"', parts["xl/workbook.xml"]).group(1)
    for link in re.findall(rb"<Relationship [^>]*>", parts["xl/_rels/workbook.xml.rels"]):
        if b'Id="' + ident + b'"' in link:
            target = re.search(rb'Target="([^"]+)"', link).group(1).decode()
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    raise SystemExit("the template's workbook names no first sheet")


def compare_part(name, before, after, sheet, filled, added, allowed, result):
    """One part: identical, changed as it may be, or a problem."""
    if before[name] == after.get(name):
        result.identical += 1
        return
    problems = []
    if name == sheet and name in after:
        looks = Looks(before.get(STYLES, b"").decode(), after.get(STYLES, b"").decode())
        problems = compare_sheet(before[name].decode(), after[name].decode(), filled, looks)
    elif name in INDEX_PARTS and name in after:
        if index_entries(before[name]) != index_entries(after[name], added, before[name]):
            problems = [f"{name}: changed beyond the calculation chain and added sheets"]
    elif name == STYLES and name in after:
        problems = compare_styles(before[name].decode(), after[name].decode())
    elif name != CHAIN and name not in allowed:
        problems = [f"{name}: {'missing' if name not in after else 'bytes differ'}"]
    result.problems += problems
    result.changed += not problems


def compare_styles(before, after):
    """Lists of styles may only grow at their ends, so that every index means what it meant; nothing else changes."""
    for name in ("numFmts", "fonts", "fills", "borders", "cellXfs"):
        old, new = (re.search(rf"<(?:\w+:)?{name}\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?{name}>)", text, re.S) for text in (before, after))
        if old is None and name == "numFmts":
            after = after.replace(new.group(0), "", 1) if new else after
            continue
        inner, grown = (found.group(1) or "" for found in (old, new))
        if not grown.startswith(inner):
            return [f"{STYLES}: {name} changed before its end"]
        children = len(re.findall(rf"<(?:\w+:)?{CHILD[name]}\b", grown))
        count = re.match(r"<[^>]*?\bcount=\"(\d+)\"", new.group(0))
        if count and int(count.group(1)) != children:
            return [f"{STYLES}: {name} counts {count.group(1)} and has {children}"]
        after = after.replace(new.group(0), old.group(0), 1)
    return [] if before == after else [f"{STYLES}: changed beyond the ends of its lists"]


CHILD = {"numFmts": "numFmt", "fonts": "font", "fills": "fill", "borders": "border", "cellXfs": "xf"}


class Looks:
    """The cell formats of both styles parts, and which of them a filled cell may change."""

    def __init__(self, before, after):
        self.before, self.after = (self.formats(text) for text in (before, after))

    @staticmethod
    def formats(text):
        """Each xf of cellXfs: (its attributes, the code of its number format, what it holds)."""
        codes = dict(re.findall(r'<(?:\w+:)?numFmt numFmtId="(\d+)" formatCode="([^"]*)"', text))
        body = re.search(r"<(?:\w+:)?cellXfs\b[^>]*>(.*?)</(?:\w+:)?cellXfs>", text, re.S)
        found = []
        for tag, inner in re.findall(r"<(?:\w+:)?xf\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?xf>)", body.group(1) if body else "", re.S):
            attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            number = attributes.pop("numFmtId", "0")
            for name in ("applyNumberFormat", "applyAlignment"):
                attributes.pop(name, None)
            wraps = 'wrapText="1"' in inner
            inner = re.sub(r' wrapText="[01]"|<(?:\w+:)?alignment/>', "", inner.replace(' wrapText="1"', ""))
            inner = re.sub(r"<(?:\w+:)?alignment ?/>", "", inner)
            found.append((attributes, codes.get(number, number), wraps, inner))
        return found

    def may_become(self, old, new):
        """A number format where there was none, and text in lines; all else stays."""
        old, new = self.before[int(old or 0)], self.after[int(new or 0)]
        return (old[0], old[3]) == (new[0], new[3]) and (old[1] == new[1] or old[1] in ("0", "49", "General", "@")) \
            and (new[2] or not old[2])


def index_entries(body, added=(), former=b""):
    """An index part without what filling may add or drop: chain, sheets that are new, calculation mode, titles."""
    text = body.decode()
    text = re.sub(r"<[^<>]*calcChain[^<>]*/>", "", text)
    text = re.sub(r"<calcPr\b[^<>]*/>", "", text)
    for part in added:
        text = re.sub(rf'<(Override|Relationship)\b[^<>]*{re.escape(part.removeprefix("xl/"))}"[^<>]*/>', "", text)
    for extra in re.findall(r"<sheet [^>]*/>", text) if added else []:
        if extra not in former.decode():
            text = text.replace(extra, "")
    for name in re.findall(r'<definedName name="_xlnm.Print_Titles"[^>]*>[^<]*</definedName>', text) if added else []:
        if name not in former.decode():
            text = text.replace(name, "")
    text = text.replace("<definedNames></definedNames>", "")
    return re.sub(r"<(TitlesOfParts|HeadingPairs)>.*?</\1>", "", text, flags=re.S)


def compare_sheet(before, after, filled, looks):
    """Outside sheetData every byte stays; inside, every cell that is not filled, and every style."""
    (head, data, tail), (new_head, new_data, new_tail) = map(cut, (before, after))
    problems = []
    if head != new_head:
        problems.append("sheet: the XML before sheetData differs")
    if tail != new_tail:
        problems.append("sheet: the XML after sheetData differs")
    rows, new_rows = (re.findall(r"<row\b[^>]*>", text) for text in (data, new_data))
    texts = {coordinate_to_tuple(where)[0] for where, (_, cell) in cells(new_data).items() if "<is>" in cell}
    if [row_tag(r, texts) for r in rows] != [row_tag(r, texts) for r in new_rows]:
        problems.append("sheet: row elements or their attributes differ")
    old, new = cells(data), cells(new_data)
    for where in sorted(set(old) | set(new), key=coordinate_to_tuple):
        problems += compare_cell(where, old.get(where), new.get(where), coordinate_to_tuple(where) in filled, looks)
    return problems


def row_tag(tag, texts):
    """A row's start tag; without its height where the row holds a text that was written."""
    number = re.search(r'\br="(\d+)"', tag)
    if number and int(number.group(1)) in texts:
        tag = re.sub(r' (ht|customHeight)="[^"]*"', "", tag)
    return tag.replace("/>", ">")


def cut(xml):
    """The XML before, inside and after sheetData."""
    return re.match(r"(.*?<sheetData[^>]*>)(.*)(</sheetData>.*)", xml, re.S).groups()


def cells(data):
    """Address → (style, the cell's XML)."""
    found = {}
    for cell in re.findall(r"<c\b[^>]*?(?:/>|>.*?</c>)", data, re.S):
        tag = re.match(r"<c\b[^>]*>", cell).group(0)
        style = re.search(r'\bs="(\d+)"', tag)
        found[re.search(r'\br="([A-Z]+\d+)"', tag).group(1)] = (style and style.group(1), cell)
    return found


def compare_cell(where, old, new, may_change, looks):
    """A cell keeps its look but for a number format that it lacked, its formula if it had one, and all of itself if not filled."""
    if old == new:
        return []
    if old is None or new is None:
        return [f"{where}: the cell {'appeared' if old is None else 'is gone'}"]
    if not may_change:
        return [f"{where}: changed though no figure belongs there"]
    formula = re.search(r"<f\b.*?(?:/>|</f>)", old[1], re.S)
    if formula and formula.group(0) not in new[1]:
        return [f"{where}: its formula {formula.group(0)} is gone"]
    return [f"{where}: style {old[0]} became {new[0]}"] if old[0] != new[0] and not looks.may_become(old[0], new[0]) else []
