"""Templates of other writers: the samples' template, written anew by many programs and in many forms of the format.

Each is the same tracker, so that one table of expected figures holds for all. They are made when the tests run.
"""
import os
import re
import subprocess
import zipfile
import zlib
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule, DataBarRule
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table, TableFormula

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# One red pixel.
PIXEL = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\2\0\0\0\x90wS\xde\0\0\0\x0cIDATx\x9cc\xf8\xcf\xc0\0\0\3\1\1\0"
         b"\xc9\xfe\x92\xef\0\0\0\0IEND\xaeB`\x82")


class Layout:
    """What the samples' template holds, apart from any file format."""

    def __init__(self, path):
        sheet = openpyxl.load_workbook(path).worksheets[0]
        self.name = sheet.title
        self.cells = {(c.row, c.column): (c.value, c.number_format, bool(c.font.b)) for row in sheet.iter_rows() for c in row
                      if c.value is not None or c.number_format != "General"}
        self.merges = [str(m) for m in sheet.merged_cells.ranges]
        self.widths = {k: d.width for k, d in sheet.column_dimensions.items() if d.width}
        self.last = (sheet.max_row, sheet.max_column)
        found = [rc for rc, (v, _, _) in self.cells.items() if v == "PLANNED BUDGET"]
        self.budget = f"{get_column_letter(found[0][1] + 1)}{found[0][0]}"


# MARK: openpyxl

def loaded(change):
    """The samples' template read and saved by openpyxl, with something added in between."""
    def make(path, layout, sample):
        book = openpyxl.load_workbook(sample)
        sheet = book.worksheets[0]
        change(book, sheet, layout)
        book.save(path)
    return make


def nothing(book, sheet, layout):
    """Only read and saved."""


def protected(book, sheet, layout):
    sheet.protection.sheet = True
    sheet.protection.password = "secret"


def names(book, sheet, layout):
    quoted = "'" + sheet.title.replace("'", "''") + "'"
    book.defined_names["PlannedBudget"] = DefinedName("PlannedBudget", attr_text=f"{quoted}!${layout.budget[0]}${layout.budget[1:]}")
    other = book.create_sheet("Names")
    other["A1"] = "Planned"
    other["B1"] = "=PlannedBudget"
    other["B2"] = f"=SUM({quoted}!{layout.budget[0]}:{layout.budget[0]})"


def rules(book, sheet, layout):
    sheet.conditional_formatting.add("C1:Z90", CellIsRule(operator="greaterThan", formula=["1000000"]))
    sheet.conditional_formatting.add("C20:C60", DataBarRule("num", 0, "num", 100, color="FF638EC6"))


def validations(book, sheet, layout):
    rule = DataValidation(type="list", formula1='"in progress,done"', allow_blank=True)
    sheet.add_data_validation(rule)
    rule.add("B6")


def hidden(book, sheet, layout):
    sheet.row_dimensions[layout.last[0] + 3].hidden = True
    sheet.column_dimensions[get_column_letter(layout.last[1] + 4)].hidden = True
    book.create_sheet("Lists").sheet_state = "hidden"
    book.create_sheet("Deep").sheet_state = "veryHidden"


def table(book, sheet, layout):
    other = book.create_sheet("Contacts")
    for row in (("Name", "Role"), ("A. Reader", "Client"), ("B. Writer", "Agency")):
        other.append(row)
    other.add_table(Table(displayName="RawData", ref="A1:B3"))


def client_table(book, sheet, layout):
    """A client's table over figures: a calculated column, a row of totals, references from inside and outside."""
    other = book.create_sheet("By market")
    first, last = 6, 13
    rows = [("Market", "Spend", "Share", "So far")]
    for number, column in enumerate(range(first, last + 1)):
        rows.append((f"No. {number}", f"='{sheet.title}'!{get_column_letter(column)}30", "=ByMarket[[#This Row],[Spend]]/SUM(ByMarket[Spend])",
                     "=IF(ISNUMBER(ByMarket[[#This Row],[Spend]]),ROUND(ByMarket[[#This Row],[Spend]]*2,1),\"none\")"))
    rows.append(("Total", "=SUBTOTAL(109,ByMarket[Spend])", "=SUBTOTAL(109,ByMarket[Share])", "=ROWS(ByMarket[Market])"))
    for row in rows:
        other.append(row)
    added = Table(displayName="ByMarket", ref=f"A1:D{len(rows)}", totalsRowCount=1)
    added._initialise_columns()
    for column, head in zip(added.tableColumns, rows[0]):
        column.name = head
    added.tableColumns[0].totalsRowLabel = "Total"
    added.tableColumns[1].totalsRowFunction = added.tableColumns[2].totalsRowFunction = "sum"
    added.tableColumns[2].calculatedColumnFormula = TableFormula(attr_text=rows[1][2][1:])
    added.autoFilter.ref = f"A1:D{len(rows) - 1}"
    other.add_table(added)
    other["F1"] = "=SUM(ByMarket[Spend])"
    other["F2"] = "=ByMarket[[#Totals],[Spend]]*2"
    other["F3"] = "=INDEX(ByMarket[Spend],MATCH(\"No. 0\",ByMarket[Market],0))"
    other["F4"] = "=COUNT(ByMarket[[Spend]:[Share]])"
    other["F5"] = "=ByMarket[[#Headers],[Spend]]&\" of \"&COUNTA(ByMarket[Market])"
    other["F6"] = "=SUMPRODUCT(ByMarket[Spend]*1)"


def chart(book, sheet, layout):
    bars = BarChart()
    bars.add_data(Reference(sheet, min_col=3, min_row=30, max_row=36))
    sheet.add_chart(bars, f"A{layout.last[0] + 4}")


def cover_first(book, sheet, layout):
    cover = book.create_sheet("Cover", 0)
    cover["A1"] = "Monthly report"
    cover["A2"] = f"='{sheet.title}'!{layout.budget}"
    book.create_sheet("Notes")["A1"] = "nothing yet"


def dependents(book, sheet, layout):
    other = book.create_sheet("Summary")
    place = f"'{sheet.title}'!{layout.budget}"
    other["A1"] = f"={place}"
    other["A2"] = "=A1*2"
    other["A3"] = "=IF(A2>0,\"over\",\"none\")"
    other["A4"] = f"=ROUND({place}/3,2)"
    other["A5"] = f"=SUM({place},A4)"


def array(book, sheet, layout):
    other = book.create_sheet("Array")
    other["A1"] = ArrayFormula("A1:A2", f"=TRANSPOSE('{sheet.title}'!{layout.budget}:{layout.budget})")


def comments(book, sheet, layout):
    sheet["B3"].comment = Comment("as agreed", "A. Reader")
    sheet["A1"].hyperlink = "https://example.com/"


def printing(book, sheet, layout):
    sheet.print_title_rows = "1:2"
    sheet.print_area = f"A1:{get_column_letter(layout.last[1])}{layout.last[0]}"
    sheet.freeze_panes = "C3"


def plain_formats(book, sheet, layout):
    for row in sheet.iter_rows():
        for cell in row:
            cell.number_format = "General"


def old_dates(book, sheet, layout):
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


def fresh(path, layout, sample):
    """Cell by cell into a new workbook, without a style."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = layout.name
    for (row, column), (value, _, _) in layout.cells.items():
        if value is not None:
            sheet.cell(row, column, value)
    for merge in layout.merges:
        sheet.merge_cells(merge)
    book.save(path)


# MARK: XlsxWriter

def written(options=None, change=None):
    """The layout written by XlsxWriter."""
    def make(path, layout, sample):
        import xlsxwriter
        book = xlsxwriter.Workbook(path, options or {})
        sheet = book.add_worksheet(layout.name)
        formats = {}
        for (row, column), (value, code, bold) in sorted(layout.cells.items()):
            look = formats.setdefault((code, bold), book.add_format({"num_format": code, "bold": bold, "border": 1}))
            if isinstance(value, str) and value.startswith("="):
                sheet.write_formula(row - 1, column - 1, value, look, 5)
            else:
                sheet.write(row - 1, column - 1, value, look)
        for merge in [] if options and "constant_memory" in options else layout.merges:
            first = merge.split(":")[0]
            cell = openpyxl.utils.cell.coordinate_to_tuple(first)
            value, code, bold = layout.cells.get(cell, (None, "General", False))
            sheet.merge_range(merge, value if value is not None else "", formats.setdefault((code, bold), book.add_format({"num_format": code})))
        if options and "constant_memory" in options:
            for merge in layout.merges:
                sheet.merge.append(openpyxl.utils.cell.range_boundaries(merge) and [
                    b - 1 for b in (lambda c1, r1, c2, r2: (r1, c1, r2, c2))(*openpyxl.utils.cell.range_boundaries(merge))])
        if change:
            change(book, sheet, layout)
        book.close()
    return make


def x_chart(book, sheet, layout):
    bars = book.add_chart({"type": "column"})
    bars.add_series({"values": [layout.name, 30, 2, 36, 2]})
    sheet.insert_chart(layout.last[0] + 4, 1, bars)


def x_table(book, sheet, layout):
    other = book.add_worksheet("Contacts")
    other.add_table("A1:B3", {"data": [["a", 1], ["b", 2]], "columns": [{"header": "Name"}, {"header": "Number"}]})


def x_rules(book, sheet, layout):
    sheet.conditional_format("C1:Z90", {"type": "3_color_scale"})
    sheet.data_validation("B6", {"validate": "list", "source": ["in progress", "done"]})
    sheet.protect("secret")
    book.define_name("Half", f"='{layout.name}'!${layout.budget[0]}${layout.budget[1:]}")


def x_picture(book, sheet, layout):
    import io
    sheet.insert_image(layout.last[0] + 5, 1, "pixel.png", {"image_data": io.BytesIO(PIXEL)})


def x_rich(book, sheet, layout):
    bold = book.add_format({"bold": True})
    other = book.add_worksheet("Rich")
    other.write_rich_string("A1", "see ", bold, "here")
    other.write_dynamic_array_formula("B1:B1", f"=_xlfn.SORT('{layout.name}'!{layout.budget}:{layout.budget})")
    other.hide()


def macros(path, layout, sample):
    """XlsxWriter with a macro project, which is only bytes here."""
    import xlsxwriter
    project = path + ".bin"
    with open(project, "wb") as file:
        file.write(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    written({}, lambda book, sheet, layout: book.add_vba_project(project))(path, layout, sample)
    os.remove(project)


# MARK: By hand

class Hand:
    """Writes the layout as XML, in one of the many forms that the format allows."""

    def __init__(self, **options):
        self.o = {"prefix": "", "strict": False, "strings": "shared", "numbered": True, "quote": '"', "encoding": "utf-8",
                  "folder": "xl", "absolute": False, "stored": False, "dimension": True, "extras": "", "head": "", "cdata": False,
                  "docprops": False, "shared_formula": False, "ids": "rId", "declares": "root"} | options

    def __call__(self, path, layout, sample):
        o, p = self.o, self.o["prefix"]
        main, rels = (STRICT_MAIN, STRICT_RELS) if o["strict"] else (MAIN, RELS)
        strings = []
        space = f'xmlns{":" + p[:-1] if p else ""}="{main}"'
        codes = sorted({code for _, code, _ in layout.cells.values() if code != "General"})
        styles = self.styles(space, p, codes)
        sheet = self.sheet(space, p, layout, codes, strings)
        folder = o["folder"]
        link = f' xmlns:r="{rels}"'
        book = (f"<{p}workbook {space}{link if o['declares'] == 'root' else ''}>{o['head']}<{p}sheets>"
                f"<{p}sheet{link if o['declares'] != 'root' else ''} name={quoteattr(layout.name)} sheetId=\"7\" r:id=\"{o['ids']}1\"/></{p}sheets></{p}workbook>")
        target = f"/{folder}/" if o["absolute"] else ""
        entries = [("1", "worksheet", "worksheets/sheet1.xml"), ("2", "styles", "styles.xml")]
        if strings:
            entries.append(("3", "sharedStrings", "sharedStrings.xml"))
        links = "".join(f'<Relationship Id="{o["ids"]}{i}" Type="{rels}/{kind}" Target="{target}{part}"/>' for i, kind, part in entries)
        parts = {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
                                   f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="/{folder}/workbook.xml" ContentType="{KIND}.sheet.main+xml"/>'
                                   f'<Override PartName="/{folder}/worksheets/sheet1.xml" ContentType="{KIND}.worksheet+xml"/>'
                                   f'<Override PartName="/{folder}/styles.xml" ContentType="{KIND}.styles+xml"/>'
                                   + (f'<Override PartName="/{folder}/sharedStrings.xml" ContentType="{KIND}.sharedStrings+xml"/>' if strings else "") + "</Types>",
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="a" Type="{rels}/officeDocument" Target="{"/" if o["absolute"] else ""}{folder}/workbook.xml"/></Relationships>',
            f"{folder}/workbook.xml": book,
            f"{folder}/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{links}</Relationships>',
            f"{folder}/worksheets/sheet1.xml": sheet, f"{folder}/styles.xml": styles}
        if strings:
            items = "".join(f"<{p}si><{p}t xml:space=\"preserve\">{self.text(s)}</{p}t></{p}si>" for s in strings)
            parts[f"{folder}/sharedStrings.xml"] = f"<{p}sst {space}>{items}</{p}sst>"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED if o["stored"] else zipfile.ZIP_DEFLATED) as archive:
            for name, body in parts.items():
                archive.writestr(name, self.encoded(body, name))

    def encoded(self, body, name):
        """The part's bytes: declaration, quotes, encoding."""
        o = self.o
        if o["quote"] == "'" and "'" not in body:
            body = body.replace('"', "'")
        encoding = o["encoding"] if not name.endswith(".rels") and not name.startswith("[") else "utf-8"
        label = {"utf-8-sig": "UTF-8", "utf-16": "UTF-16"}.get(encoding, "UTF-8")
        return f'<?xml version="1.0" encoding="{label}" standalone="yes"?>\n{body}'.encode(encoding)

    def text(self, value):
        return f"<![CDATA[{value}]]>" if self.o["cdata"] and "]]>" not in value else escape(value)

    @staticmethod
    def styles(space, p, codes):
        numbers = "".join(f"<{p}numFmt numFmtId=\"{170 + i}\" formatCode={quoteattr(code)}/>" for i, code in enumerate(codes))
        formats = "".join(f"<{p}xf numFmtId=\"{170 + i}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>" for i in range(len(codes)))
        return (f"<{p}styleSheet {space}><{p}numFmts count=\"{len(codes)}\">{numbers}</{p}numFmts><{p}fonts count=\"1\"><{p}font><{p}sz val=\"10\"/><{p}name val=\"Arial\"/></{p}font></{p}fonts>"
                f"<{p}fills count=\"2\"><{p}fill><{p}patternFill patternType=\"none\"/></{p}fill><{p}fill><{p}patternFill patternType=\"gray125\"/></{p}fill></{p}fills>"
                f"<{p}borders count=\"1\"><{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/><{p}diagonal/></{p}border></{p}borders>"
                f"<{p}cellStyleXfs count=\"1\"><{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></{p}cellStyleXfs>"
                f"<{p}cellXfs count=\"{len(codes) + 1}\"><{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>{formats}</{p}cellXfs>"
                f"<{p}cellStyles count=\"1\"><{p}cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></{p}cellStyles></{p}styleSheet>")

    def sheet(self, space, p, layout, codes, strings):
        o = self.o
        out = [f"<{p}worksheet {space}>"]
        if o["dimension"]:
            out.append(f"<{p}dimension ref=\"A1:{get_column_letter(layout.last[1])}{layout.last[0]}\"/>")
        widths = "".join(f"<{p}col min=\"{i}\" max=\"{i}\" width=\"{w}\" customWidth=\"1\"/>" for i, w in
                         sorted((openpyxl.utils.column_index_from_string(k), w) for k, w in layout.widths.items()))
        out.append((f"<{p}cols>{widths}</{p}cols>" if widths else "") + f"<{p}sheetData>")
        for row in range(1, layout.last[0] + 1):
            out.append(f"<{p}row r=\"{row}\">" if o["numbered"] else f"<{p}row>")
            columns = [c for c in range(1, layout.last[1] + 1) if not o["numbered"] or (row, c) in layout.cells]
            out += [self.cell(p, row, c, layout.cells.get((row, c), (None, "General", False)), codes, strings) for c in columns]
            out.append(f"</{p}row>")
        if o["shared_formula"]:
            # A row of its own, filled right, over the row of the budget.
            place = f"{layout.budget[0]}{layout.budget[1:]}"
            row = layout.last[0] + 2
            out.append(f"<{p}row r=\"{row}\"><{p}c r=\"C{row}\"><{p}f t=\"shared\" ref=\"C{row}:E{row}\" si=\"0\">${place[0]}${place[1:]}*COLUMN(C1)</{p}f><{p}v>5</{p}v></{p}c>"
                       f"<{p}c r=\"D{row}\"><{p}f t=\"shared\" si=\"0\"/><{p}v>5</{p}v></{p}c><{p}c r=\"E{row}\"><{p}f t=\"shared\" si=\"0\"/><{p}v>5</{p}v></{p}c></{p}row>")
        merges = "".join(f"<{p}mergeCell ref=\"{m}\"/>" for m in layout.merges)
        out.append(f"</{p}sheetData><{p}mergeCells count=\"{len(layout.merges)}\">{merges}</{p}mergeCells>{o['extras']}</{p}worksheet>")
        return "".join(out)

    def cell(self, p, row, column, content, codes, strings):
        value, code, _ = content
        o = self.o
        head = f"<{p}c" + (f" r=\"{get_column_letter(column)}{row}\"" if o["numbered"] else "")
        if code in codes:
            head += f" s=\"{codes.index(code) + 1}\""
        if value is None:
            return head + "/>"
        if isinstance(value, str) and value.startswith("="):
            return f"{head}><{p}f>{escape(value[1:])}</{p}f><{p}v>5</{p}v></{p}c>"
        if isinstance(value, (int, float)):
            return f"{head}><{p}v>{value!r}</{p}v></{p}c>"
        text = str(value)
        if o["strings"] == "inline":
            return f"{head} t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{self.text(text)}</{p}t></{p}is></{p}c>"
        if text not in strings:
            strings.append(text)
        return f"{head} t=\"s\"><{p}v>{strings.index(text)}</{p}v></{p}c>"


GOOGLE = {"strings": "shared", "dimension": False, "head": "<workbookPr/>", "declares": "root"}
WPS = {"head": '<fileVersion appName="xl" lastEdited="3" lowestEdited="5" rupBuild="9302"/><workbookPr/><bookViews><workbookView windowHeight="17655"/></bookViews>',
       "extras": '<pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/><headerFooter/>'}

# Name → maker. A name with ~ is made again without lxml.
MAKERS = {
    "openpyxl.xlsx": loaded(nothing), "openpyxl-no-lxml~.xlsx": loaded(nothing), "openpyxl-protected.xlsx": loaded(protected),
    "openpyxl-names.xlsx": loaded(names), "openpyxl-names-no-lxml~.xlsx": loaded(names), "openpyxl-rules.xlsx": loaded(rules),
    "openpyxl-validations.xlsx": loaded(validations), "openpyxl-hidden.xlsx": loaded(hidden), "openpyxl-table.xlsx": loaded(table),
    "openpyxl-client-table.xlsx": loaded(client_table),
    "openpyxl-chart.xlsx": loaded(chart), "openpyxl-cover.xlsx": loaded(cover_first), "openpyxl-dependents.xlsx": loaded(dependents),
    "openpyxl-array.xlsx": loaded(array), "openpyxl-comments.xlsx": loaded(comments), "openpyxl-printing.xlsx": loaded(printing),
    "openpyxl-general.xlsx": loaded(plain_formats), "openpyxl-1904.xlsx": loaded(old_dates), "openpyxl-fresh.xlsx": fresh,
    "openpyxl-fresh-no-lxml~.xlsx": fresh,
    "xlsxwriter.xlsx": written(), "xlsxwriter-constant.xlsx": written({"constant_memory": True}), "xlsxwriter-chart.xlsx": written({}, x_chart),
    "xlsxwriter-table.xlsx": written({}, x_table), "xlsxwriter-rules.xlsx": written({}, x_rules), "xlsxwriter-picture.xlsx": written({}, x_picture),
    "xlsxwriter-rich.xlsx": written({}, x_rich), "xlsxwriter-1904.xlsx": written({"date_1904": True}), "xlsxwriter-macros.xlsm": macros,
    "hand.xlsx": Hand(), "hand-prefixed.xlsx": Hand(prefix="x:"), "hand-strict.xlsx": Hand(strict=True),
    "hand-strict-prefixed.xlsx": Hand(strict=True, prefix="s:"), "hand-inline.xlsx": Hand(strings="inline"),
    "hand-google.xlsx": Hand(**GOOGLE), "hand-wps.xlsx": Hand(**WPS), "hand-utf16.xlsx": Hand(encoding="utf-16"),
    "hand-bom.xlsx": Hand(encoding="utf-8-sig"), "hand-unnumbered.xlsx": Hand(numbered=False), "hand-absolute.xlsx": Hand(absolute=True, folder="book"),
    "hand-stored.xlsx": Hand(stored=True, dimension=False), "hand-quotes.xlsx": Hand(quote="'"), "hand-cdata.xlsx": Hand(strings="inline", cdata=True),
    "hand-shared-formulas.xlsx": Hand(shared_formula=True), "hand-late-namespace.xlsx": Hand(declares="sheet"), "hand-ids.xlsx": Hand(ids="x.y-"),
}
RESAVED = ["openpyxl.xlsx", "xlsxwriter.xlsx", "hand-prefixed.xlsx", "openpyxl-dependents.xlsx"]
