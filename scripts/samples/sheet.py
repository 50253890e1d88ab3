"""Sheets and workbooks: cells of every kind that a real package holds."""
from .package import (HEAD, MAIN, REL, address, attribute, content_types,
                      escape, relationships, text_element)

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Text:
    """A shared string given as the XML inside its `si`, for rich text and phonetic runs."""

    def __init__(self, plain, xml):
        self.plain, self.xml = plain, xml


class Inline:
    """A string that stands in the cell itself instead of the shared table."""

    def __init__(self, text):
        self.text = text


class Stored:
    """A number with the file's own text, such as 18374.150000000001."""

    def __init__(self, text):
        self.text, self.number = text, float(text)


class Error:
    """An error value such as #DIV/0!."""

    def __init__(self, code):
        self.code = code


class Formula:
    """A formula with its cached value; `shared` is (index, range or None for a follower)."""

    def __init__(self, text, cached=None, shared=None):
        self.text, self.cached, self.shared = text, cached, shared


def number_text(value):
    """A double as spreadsheets store it: up to 17 digits, an exponent when it is small."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    text = f"{value:.17g}"
    if abs(value) >= 0.01 and "e" not in text:
        return text
    mantissa, exponent = f"{value:.16e}".split("e")
    return f"{mantissa.rstrip('0').rstrip('.')}E{int(exponent)}"


class Strings:
    """The shared string table."""

    def __init__(self):
        self.items, self.uses = {}, 0

    def index(self, xml):
        """The place of a string, added when new."""
        self.uses += 1
        return self.items.setdefault(xml, len(self.items))

    def xml(self):
        """The shared strings part."""
        body = "".join(f"<si>{xml}</si>" for xml in self.items)
        return (f'{HEAD}<sst xmlns="{MAIN}" count="{self.uses}" '
                f'uniqueCount="{len(self.items)}">{body}</sst>')


class Sheet:
    """One worksheet: cells by (row, column), merges, widths and the XML around them."""

    def __init__(self, name, state="visible", namespaces=""):
        self.name, self.state, self.namespaces = name, state, namespaces
        self.cells, self.merges, self.widths, self.rows = {}, [], {}, {}
        self.before, self.after, self.relations = "", "", []

    def put(self, row, column, value=None, style=0):
        """Set a cell."""
        self.cells[row, column] = (value, style)

    def merge(self, row, column, last_row, last_column):
        """Merge a rectangle; its first cell keeps the value."""
        self.merges.append(f"{address(row, column)}:{address(last_row, last_column)}")

    def xml(self, strings):
        """The worksheet part."""
        rows = {}
        for (row, column), cell in sorted(self.cells.items()):
            rows.setdefault(row, []).append(cell_xml(address(row, column), *cell, strings))
        for row in self.rows:
            rows.setdefault(row, [])
        data = "".join(f'<row r="{r}"{self.rows.get(r, "")}>{"".join(rows[r])}</row>'
                       for r in sorted(rows))
        merges = "".join(f'<mergeCell ref="{m}"/>' for m in self.merges)
        merges = f'<mergeCells count="{len(self.merges)}">{merges}</mergeCells>' if merges else ""
        return (f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{REL}"{self.namespaces}>{self.before}'
                f"{self._columns()}<sheetData>{data}</sheetData>{merges}{self.after}</worksheet>")

    def _columns(self):
        items = "".join(f'<col min="{c}" max="{c}" width="{w}" customWidth="1"/>'
                        for c, w in sorted(self.widths.items()))
        return f"<cols>{items}</cols>" if items else ""

    def dimension(self):
        """The used range."""
        rows, columns = zip(*self.cells)
        return f"{address(min(rows), min(columns))}:{address(max(rows), max(columns))}"


def cell_xml(where, value, style, strings):
    """One `c` element."""
    mark = f' s="{style}"' if style else ""
    if value is None:
        return f'<c r="{where}"{mark}/>'
    if isinstance(value, Formula):
        return formula_xml(where, mark, value)
    if isinstance(value, Inline):
        return f'<c r="{where}"{mark} t="inlineStr"><is>{text_element(value.text)}</is></c>'
    if isinstance(value, (str, Text)):
        xml = text_element(value) if isinstance(value, str) else value.xml
        return f'<c r="{where}"{mark} t="s"><v>{strings.index(xml)}</v></c>'
    kind, text = plain_value(value)
    return f'<c r="{where}"{mark}{kind}><v>{text}</v></c>'


def plain_value(value):
    """The type attribute and text of a value that stands in `v`."""
    if isinstance(value, bool):
        return ' t="b"', str(int(value))
    if isinstance(value, Error):
        return ' t="e"', value.code
    if isinstance(value, Stored):
        return "", value.text
    if isinstance(value, str):
        return ' t="str"', escape(value)
    return "", number_text(value)


def formula_xml(where, mark, formula):
    """A formula's cell: plain, or the master or a follower of a shared one."""
    kind, text = plain_value(formula.cached)
    cached = f"<v>{text}</v>"
    if not formula.shared:
        return f'<c r="{where}"{mark}{kind}><f>{escape(formula.text)}</f>{cached}</c>'
    index, covers = formula.shared
    if covers:
        body = f'<f t="shared" ref="{covers}" si="{index}">{escape(formula.text)}</f>'
    else:
        body = f'<f t="shared" si="{index}"/>'
    return f'<c r="{where}"{mark}{kind}>{body}{cached}</c>'


class Workbook:
    """Collects sheets, styles and further parts into one package."""

    def __init__(self, styles):
        self.styles, self.sheets, self.strings = styles, [], Strings()
        self.parts, self.overrides = {}, {}
        self.defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml",
                         "xml": "application/xml"}
        self.relations, self.package_relations, self.names = [], [], ""
        self.references = ""

    def add(self, sheet):
        """Append a sheet."""
        self.sheets.append(sheet)
        return sheet

    def package(self):
        """All parts of the finished package."""
        parts = dict(self.parts)
        overrides = dict(self.overrides)
        for number, sheet in enumerate(self.sheets, 1):
            name = f"xl/worksheets/sheet{number}.xml"
            parts[name] = sheet.xml(self.strings)
            overrides["/" + name] = f"{TYPE}.worksheet+xml"
            if sheet.relations:
                parts[f"xl/worksheets/_rels/sheet{number}.xml.rels"] = relationships(sheet.relations)
        for name, kind in (("workbook", "sheet.main"), ("styles", "styles"),
                           ("sharedStrings", "sharedStrings")):
            overrides[f"/xl/{name}.xml"] = f"{TYPE}.{kind}+xml"
        parts["xl/styles.xml"] = self.styles.xml()
        parts["xl/sharedStrings.xml"] = self.strings.xml()
        parts["xl/workbook.xml"] = self._workbook()
        parts["xl/_rels/workbook.xml.rels"] = relationships(self._workbook_relations())
        parts["_rels/.rels"] = relationships(
            [("rId1", "officeDocument", "xl/workbook.xml")] + self.package_relations)
        parts["[Content_Types].xml"] = content_types(self.defaults, overrides)
        return parts

    def _workbook(self):
        sheets = ""
        for number, sheet in enumerate(self.sheets, 1):
            state = "" if sheet.state == "visible" else f' state="{sheet.state}"'
            sheets += (f'<sheet name={attribute(sheet.name)} sheetId="{number}"{state} '
                       f'r:id="rId{number}"/>')
        return (f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{REL}"><workbookPr defaultThemeVersion="124226"/>'
                f'<bookViews><workbookView xWindow="0" yWindow="0" windowWidth="24000" '
                f'windowHeight="12000"/></bookViews><sheets>{sheets}</sheets>{self.references}'
                f'{self.names}<calcPr calcId="191029"/></workbook>')

    def _workbook_relations(self):
        sheets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml")
                  for n in range(1, len(self.sheets) + 1)]
        return sheets + [("rId90", "styles", "styles.xml"),
                         ("rId91", "sharedStrings", "sharedStrings.xml")] + self.relations
