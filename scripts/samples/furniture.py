"""What stands round the template's cells and must come out of filling it untouched.

Views, print settings, conditional formats, validations, a sparkline
extension, a picture, a comment, a link to another workbook, names, custom XML
and properties: each in a part of its own, as office programs write them.
"""
import struct
import zlib

from .package import HEAD, MAIN, REL, relationships
from .sheet import TYPE

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
X14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
SPARKLINES = "{05C60535-1F16-4fd2-B633-F4F36F0B64E0}"


def dress_sheet(sheet, budgets, breaks, colors, last):
    """Put views, formats, validation, print set-up and extension round the sheet's data."""
    sheet.namespaces = f' xmlns:x14="{X14}" xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'
    sheet.before = ('<sheetPr><tabColor rgb="FF1D4ED8"/><pageSetUpPr fitToPage="1"/></sheetPr>'
                    f'<dimension ref="{sheet.dimension()}"/><sheetViews><sheetView showGridLines="0" '
                    'tabSelected="1" zoomScale="85" workbookViewId="0"><pane xSplit="3" ySplit="7" '
                    'topLeftCell="D8" activePane="bottomRight" state="frozen"/>'
                    '<selection pane="bottomRight" activeCell="D8" sqref="D8"/></sheetView></sheetViews>'
                    '<sheetFormatPr defaultRowHeight="15"/>')
    formats = "".join(
        f'<conditionalFormatting sqref="E{row}"><cfRule type="expression" dxfId="{look}" priority="{2 * i + n}">'
        f'<formula>AND(ISNUMBER(D{row}),ISNUMBER(E{row}),E{row}{sign}D{row}*{factor})</formula></cfRule>'
        '</conditionalFormatting>'
        for i, row in enumerate(budgets)
        for n, (look, sign, factor) in enumerate(((colors[0], "&gt;", 1.1), (colors[1], "&lt;=", 1)), 1))
    pages = "".join(f'<brk id="{row}" max="16383" man="1"/>' for row in breaks)
    sheet.after = (
        f'{formats}<dataValidations count="1"><dataValidation type="list" allowBlank="1" '
        'showErrorMessage="1" sqref="C6"><formula1>"Not started,In progress,Ready"</formula1>'
        '</dataValidation></dataValidations><printOptions horizontalCentered="1"/>'
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="8" orientation="landscape" fitToHeight="0" r:id="rId1"/>'
        '<headerFooter><oddFooter>&amp;L&amp;A&amp;RPage &amp;P of &amp;N</oddFooter></headerFooter>'
        f'<rowBreaks count="{len(breaks)}" manualBreakCount="{len(breaks)}">{pages}</rowBreaks>'
        f'<drawing r:id="rId2"/><legacyDrawing r:id="rId3"/>{sparklines(sheet.name, budgets, last)}')
    sheet.relations = [("rId1", "printerSettings", "../printerSettings/printerSettings1.bin"),
                       ("rId2", "drawing", "../drawings/drawing1.xml"),
                       ("rId3", "vmlDrawing", "../drawings/vmlDrawing1.vml"),
                       ("rId4", "comments", "../comments1.xml")]


def sparklines(name, rows, last):
    """An extension that only newer programs read: the markets' budgets as a tiny column chart."""
    lines = "".join(f"<x14:sparkline><xm:f>'{name}'!F{row}:{last}{row}</xm:f><xm:sqref>R{row}</xm:sqref>"
                    "</x14:sparkline>" for row in rows)
    return (f'<extLst><ext uri="{SPARKLINES}"><x14:sparklineGroups><x14:sparklineGroup type="column" '
            'displayEmptyCellsAs="gap"><x14:colorSeries rgb="FF1D4ED8"/><x14:sparklines>'
            f"{lines}</x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>")


def furnish(workbook, formulas, area):
    """Add every other part, its content type and its relationship."""
    workbook.defaults.update({
        "bin": f"{TYPE}.printerSettings", "png": "image/png",
        "vml": "application/vnd.openxmlformats-officedocument.vmlDrawing"})
    chain = "".join(f'<c r="{where}" i="1"/>' for where in formulas)
    add(workbook, "xl/calcChain.xml", f"{TYPE}.calcChain+xml",
        f'{HEAD}<calcChain xmlns="{MAIN}">{chain}</calcChain>')
    add(workbook, "xl/comments1.xml", f"{TYPE}.comments+xml", comment())
    workbook.parts["xl/drawings/vmlDrawing1.vml"] = VML
    add(workbook, "xl/drawings/drawing1.xml", "application/vnd.openxmlformats-officedocument.drawing+xml",
        PICTURE)
    workbook.parts["xl/drawings/_rels/drawing1.xml.rels"] = relationships(
        [("rId1", "image", "../media/image1.png")])
    workbook.parts["xl/media/image1.png"] = sunrise(150, 75)
    workbook.parts["xl/printerSettings/printerSettings1.bin"] = printer_settings()
    link_out(workbook)
    properties(workbook)
    workbook.relations += [("rId92", "calcChain", "calcChain.xml"),
                           ("rId93", "externalLink", "externalLinks/externalLink1.xml"),
                           ("rId94", "customXml", "../customXml/item1.xml")]
    workbook.references = '<externalReferences><externalReference r:id="rId93"/></externalReferences>'
    workbook.names = ('<definedNames><definedName name="_xlnm.Print_Area" localSheetId="0">'
                      f"'Campaign Tracker'!{area}</definedName>"
                      '<definedName name="_xlnm.Print_Titles" localSheetId="0">'
                      "'Campaign Tracker'!$A:$C</definedName>"
                      '<definedName name="OldRates" hidden="1">#REF!</definedName>'
                      '<definedName name="RateTable">[1]Rates!$A$1:$B$9</definedName></definedNames>')


def add(workbook, name, kind, body):
    """Add a part with a content type of its own."""
    workbook.parts[name] = body
    workbook.overrides["/" + name] = kind


def link_out(workbook):
    """A link to a workbook that is not there, with its remembered values."""
    add(workbook, "xl/externalLinks/externalLink1.xml", f"{TYPE}.externalLink+xml",
        f'{HEAD}<externalLink xmlns="{MAIN}"><externalBook xmlns:r="{REL}" r:id="rId1"><sheetNames>'
        '<sheetName val="Rates"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1">'
        '<cell r="A1" t="str"><v>USD</v></cell><cell r="B1"><v>0.92</v></cell></row></sheetData>'
        "</sheetDataSet></externalBook></externalLink>")
    workbook.parts["xl/externalLinks/_rels/externalLink1.xml.rels"] = relationships(
        [("rId1", "externalLinkPath", "Rates%202026.xlsx", "External")])


def properties(workbook):
    """Document properties of all three kinds, and a custom XML part."""
    core = "application/vnd.openxmlformats-package.core-properties+xml"
    add(workbook, "docProps/core.xml", core,
        f'{HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
        'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Campaign tracker</dc:title>'
        "</cp:coreProperties>")
    add(workbook, "docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        f'{HEAD}<Properties xmlns="{OFFICE}/extended-properties"><DocSecurity>0</DocSecurity></Properties>')
    add(workbook, "docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        f'{HEAD}<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes"><property '
        'fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Client reference">'
        "<vt:lpwstr>Q2-2026</vt:lpwstr></property></Properties>")
    workbook.parts["customXml/item1.xml"] = f'{HEAD}<tracker xmlns="urn:example:tracker" quarter="Q2"/>'
    add(workbook, "customXml/itemProps1.xml", "application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        f'{HEAD}<ds:datastoreItem xmlns:ds="{OFFICE}/customXml" '
        'ds:itemID="{6F1E2A34-5B7C-4D8E-9F01-23456789ABCD}"/>')
    workbook.parts["customXml/_rels/item1.xml.rels"] = relationships(
        [("rId1", "customXmlProps", "itemProps1.xml")])
    workbook.package_relations += [
        ("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
         "docProps/core.xml"),
        ("rId3", "extended-properties", "docProps/app.xml"), ("rId4", "custom-properties", "docProps/custom.xml")]


def comment():
    """A note on the first TA Population cell."""
    return (f'{HEAD}<comments xmlns="{MAIN}"><authors><author>Planner</author></authors><commentList>'
            '<comment ref="D17" authorId="0"><text><r><rPr><b/><sz val="9"/></rPr><t>Planner: </t></r><r>'
            "<t>typed by hand; the shares below come alive once it is there.</t></r></text></comment>"
            "</commentList></comments>")


def printer_settings():
    """What a print dialogue leaves: a fixed-size block that nobody may reinterpret."""
    name = "Office Printer".encode("utf-16-le").ljust(64, b"\0")
    return name + struct.pack("<HHHH", 0x0401, 6, 220, 0) + bytes(range(148))


def sunrise(width, height):
    """A small picture: an amber sun over a dark horizon. Stored uncompressed, so its bytes never vary."""
    amber, pale, ink = b"\xf5\x9e\x0b", b"\xff\xfb\xeb", b"\x1f\x29\x37"
    horizon, radius = int(height * 0.72), height * 0.45

    def pixel(x, y):
        if y >= horizon:
            return ink
        return amber if (x - width / 2) ** 2 + (y - horizon) ** 2 <= radius ** 2 else pale
    rows = b"".join(b"\0" + b"".join(pixel(x, y) for x in range(width)) for y in range(height))

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + chunk(b"IDAT", stored(rows)) + chunk(b"IEND", b""))


def stored(body):
    """A zlib stream of stored blocks (RFC 1950, RFC 1951 section 3.2.4)."""
    blocks = [body[i:i + 65535] for i in range(0, len(body), 65535)]
    stream = b"\x78\x01"
    for i, block in enumerate(blocks):
        last = i == len(blocks) - 1
        stream += struct.pack("<BHH", last, len(block), len(block) ^ 0xFFFF) + block
    return stream + struct.pack(">I", zlib.adler32(body))


PICTURE = (f'{HEAD}<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main">'
           "<xdr:twoCellAnchor editAs=\"oneCell\"><xdr:from><xdr:col>15</xdr:col><xdr:colOff>95250</xdr:colOff>"
           "<xdr:row>1</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to><xdr:col>16</xdr:col>"
           "<xdr:colOff>857250</xdr:colOff><xdr:row>5</xdr:row><xdr:rowOff>152400</xdr:rowOff></xdr:to><xdr:pic>"
           '<xdr:nvPicPr><xdr:cNvPr id="2" name="Logo" descr="A rising sun"/><xdr:cNvPicPr>'
           '<a:picLocks noChangeAspect="1"/></xdr:cNvPicPr></xdr:nvPicPr><xdr:blipFill>'
           f'<a:blip xmlns:r="{REL}" r:embed="rId1"/><a:stretch><a:fillRect/></a:stretch></xdr:blipFill>'
           '<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1428750" cy="714375"/></a:xfrm>'
           '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></xdr:spPr></xdr:pic><xdr:clientData/>'
           "</xdr:twoCellAnchor></xdr:wsDr>")
VML = """<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:x="urn:schemas-microsoft-com:office:excel">
 <o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="1"/></o:shapelayout>
 <v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">
  <v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>
 </v:shapetype>
 <v:shape id="_x0000_s1025" type="#_x0000_t202" style="position:absolute;margin-left:300pt;margin-top:200pt;\
width:160pt;height:50pt;z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">
  <v:fill color2="#ffffe1"/><v:path o:connecttype="none"/>
  <v:textbox><div style="text-align:left"></div></v:textbox>
  <x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>
   <x:Row>16</x:Row><x:Column>3</x:Column></x:ClientData>
 </v:shape>
</xml>
"""
