import Testing
import Workbooks

/// The sample template with everything that a package can hold besides cells, as Excel writes it: macros, charts, a table with a
/// slicer, a pivot table with its cache, threaded comments, extensions, a theme, protection, and a part that nobody knows.
struct FullTemplate {
    private let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private let ooxml = "application/vnd.openxmlformats-officedocument"
    private let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"

    func write(to path: String) throws {
        let package = try Package(path: Sample.template)
        var rewrite = PackageRewrite(of: package)
        func text(_ part: String) throws -> String { String(decoding: try package.data(of: part), as: UTF8.self) }
        for (part, body) in added {
            rewrite.add(
                part, bytes: Array((part.hasSuffix(".bin") || part.hasSuffix(".dat") ? body : head + body).utf8))
        }

        var types = try text("[Content_Types].xml").replacing(
            "\(ooxml).spreadsheetml.sheet.main+xml", with: "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
        types = types.replacing("</Types>", with: contentTypes + "</Types>")
        rewrite.replace("[Content_Types].xml", with: Array(types.utf8))

        let book = try text("xl/_rels/workbook.xml.rels").replacing(
            "</Relationships>", with: workbookRelations + "</Relationships>")
        rewrite.replace("xl/_rels/workbook.xml.rels", with: Array(book.utf8))
        let sheet = try text("xl/worksheets/_rels/sheet1.xml.rels").replacing(
            "</Relationships>",
            with: relationship(
                "rId5", "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
                "../threadedComments/threadedComment1.xml")
                + "</Relationships>")
        rewrite.replace("xl/worksheets/_rels/sheet1.xml.rels", with: Array(sheet.utf8))
        let drawing = try text("xl/drawings/_rels/drawing1.xml.rels").replacing(
            "</Relationships>",
            with: relationship("rId2", relation + "/chart", "../charts/chart1.xml") + "</Relationships>")
        rewrite.replace("xl/drawings/_rels/drawing1.xml.rels", with: Array(drawing.utf8))
        rewrite.replace(
            "xl/drawings/drawing1.xml",
            with: Array(
                try text("xl/drawings/drawing1.xml").replacing("</xdr:wsDr>", with: chartAnchor + "</xdr:wsDr>").utf8))
        rewrite.replace("xl/workbook.xml", with: Array(workbook(try text("xl/workbook.xml")).utf8))
        rewrite.replace("xl/worksheets/sheet1.xml", with: Array(worksheet(try text("xl/worksheets/sheet1.xml")).utf8))
        try rewrite.write(to: path)
    }

    private func relationship(_ id: String, _ type: String, _ target: String) -> String {
        "<Relationship Id=\"\(id)\" Type=\"\(type)\" Target=\"\(target)\"/>"
    }

    private func relationships(_ items: [(String, String, String)]) -> String {
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
            + items.map { relationship($0.0, $0.1, $0.2) }.joined() + "</Relationships>"
    }

    // MARK: What is changed

    private func workbook(_ text: String) -> String {
        text.replacing("<workbookPr ", with: "<workbookPr codeName=\"ThisWorkbook\" ")
            .replacing("</sheets>", with: "<sheet name=\"Lists\" sheetId=\"2\" r:id=\"rId2\"/></sheets>")
            .replacing("<definedNames>", with: "<definedNames><definedName name=\"Slicer_Stage\">#N/A</definedName>")
            .replacing(
                "</workbook>",
                with: [
                    "<pivotCaches><pivotCache cacheId=\"7\" r:id=\"rId96\"/></pivotCaches><extLst>",
                    "<ext uri=\"{46BE6895-7355-4a93-B00E-2C351335B9C9}\" xmlns:x15=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main\">",
                    "<x15:slicerCaches xmlns:x14=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main\"><x14:slicerCache r:id=\"rId97\"/></x15:slicerCaches>",
                    "</ext></extLst></workbook>",
                ].joined())
    }

    private func worksheet(_ text: String) -> String {
        text.replacing(
            "<mergeCells ", with: "<sheetProtection sheet=\"1\" objects=\"1\" formatColumns=\"0\"/><mergeCells "
        )
        .replacing(
            "<extLst>",
            with: [
                "<extLst><ext uri=\"{78C0D931-6437-407d-A8EE-F0AAD7539E65}\"><x14:conditionalFormattings><x14:conditionalFormatting>",
                "<x14:cfRule type=\"dataBar\" id=\"{A0000000-0000-4000-8000-000000000001}\"><x14:dataBar minLength=\"0\" maxLength=\"100\">",
                "<x14:cfvo type=\"autoMin\"/><x14:cfvo type=\"autoMax\"/><x14:negativeFillColor rgb=\"FFFF0000\"/><x14:axisColor rgb=\"FF000000\"/>",
                "</x14:dataBar></x14:cfRule><xm:sqref>F23:Q23</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>",
                "<ext uri=\"{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}\"><x14:dataValidations count=\"1\"><x14:dataValidation type=\"list\" allowBlank=\"1\">",
                "<x14:formula1><xm:f>Lists!$A$2:$A$4</xm:f></x14:formula1><xm:sqref>F16:Q16</xm:sqref></x14:dataValidation></x14:dataValidations></ext>",
            ].joined())
    }

    private var contentTypes: String {
        let overrides = [
            ("/xl/worksheets/sheet2.xml", "\(ooxml).spreadsheetml.worksheet+xml"),
            ("/xl/tables/table1.xml", "\(ooxml).spreadsheetml.table+xml"),
            ("/xl/charts/chart1.xml", "\(ooxml).drawingml.chart+xml"),
            ("/xl/charts/style1.xml", "application/vnd.ms-office.chartstyle+xml"),
            ("/xl/charts/colors1.xml", "application/vnd.ms-office.chartcolorstyle+xml"),
            ("/xl/theme/theme1.xml", "\(ooxml).theme+xml"),
            ("/xl/vbaProject.bin", "application/vnd.ms-office.vbaProject"),
            ("/xl/slicers/slicer1.xml", "application/vnd.ms-excel.slicer+xml"),
            ("/xl/slicerCaches/slicerCache1.xml", "application/vnd.ms-excel.slicerCache+xml"),
            ("/xl/pivotTables/pivotTable1.xml", "\(ooxml).spreadsheetml.pivotTable+xml"),
            ("/xl/pivotCache/pivotCacheDefinition1.xml", "\(ooxml).spreadsheetml.pivotCacheDefinition+xml"),
            ("/xl/pivotCache/pivotCacheRecords1.xml", "\(ooxml).spreadsheetml.pivotCacheRecords+xml"),
            ("/xl/threadedComments/threadedComment1.xml", "application/vnd.ms-excel.threadedcomments+xml"),
            ("/xl/persons/person.xml", "application/vnd.ms-excel.person+xml"),
            ("/xl/drawings/drawing2.xml", "\(ooxml).drawing+xml"),
        ]
        return "<Default Extension=\"dat\" ContentType=\"application/x-acme\"/>"
            + overrides.map { "<Override PartName=\"\($0.0)\" ContentType=\"\($0.1)\"/>" }.joined()
    }

    private var workbookRelations: String {
        [
            relationship("rId2", relation + "/worksheet", "worksheets/sheet2.xml")
                + relationship("rId95", relation + "/theme", "theme/theme1.xml"),
            relationship("rId96", relation + "/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
            relationship(
                "rId97", "http://schemas.microsoft.com/office/2007/relationships/slicerCache",
                "slicerCaches/slicerCache1.xml"),
            relationship(
                "rId98", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin"),
            relationship(
                "rId99", "http://schemas.microsoft.com/office/2017/10/relationships/person", "persons/person.xml"),
            relationship("rId100", "http://example.com/acme", "acme/notes.dat"),
        ].joined()
    }

    private var chartAnchor: String {
        anchor("rId2", "http://schemas.openxmlformats.org/drawingml/2006/chart", "chart", 3)
    }

    private func anchor(_ id: String, _ uri: String, _ element: String, _ number: Int) -> String {
        [
            "<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>118</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from>",
            "<xdr:to><xdr:col>8</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>134</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:to>",
            "<xdr:graphicFrame macro=\"\"><xdr:nvGraphicFramePr><xdr:cNvPr id=\"\(number)\" name=\"Budget\"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>",
            "<xdr:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"0\" cy=\"0\"/></xdr:xfrm><a:graphic><a:graphicData uri=\"\(uri)\">",
            "<c:\(element) xmlns:c=\"\(uri)\" xmlns:r=\"\(relation)\" r:id=\"\(id)\"/></a:graphicData></a:graphic></xdr:graphicFrame><xdr:clientData/></xdr:twoCellAnchor>",
        ].joined()
    }

    // MARK: What is added

    private var added: [(String, String)] {
        let x14 = "http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"
        return [
            ("xl/worksheets/sheet2.xml", lists),
            (
                "xl/worksheets/_rels/sheet2.xml.rels",
                relationships([
                    ("rId1", relation + "/table", "../tables/table1.xml"),
                    ("rId2", "http://schemas.microsoft.com/office/2007/relationships/slicer", "../slicers/slicer1.xml"),
                    ("rId3", relation + "/pivotTable", "../pivotTables/pivotTable1.xml"),
                    ("rId4", relation + "/drawing", "../drawings/drawing2.xml"),
                ])
            ),
            (
                "xl/tables/table1.xml",
                [
                    "<table xmlns=\"\(main)\" id=\"1\" name=\"Stages\" displayName=\"Stages\" ref=\"A1:B4\" totalsRowShown=\"0\"><autoFilter ref=\"A1:B4\"/>",
                    "<tableColumns count=\"2\"><tableColumn id=\"1\" name=\"Stage\"/><tableColumn id=\"2\" name=\"Weight\"/></tableColumns>",
                    "<tableStyleInfo name=\"TableStyleMedium2\" showRowStripes=\"1\"/></table>",
                ].joined()
            ),
            (
                "xl/slicers/slicer1.xml",
                "<slicers xmlns=\"\(x14)\"><slicer name=\"Stage\" cache=\"Slicer_Stage\" caption=\"Stage\" rowHeight=\"241300\"/></slicers>"
            ),
            (
                "xl/slicerCaches/slicerCache1.xml",
                [
                    "<slicerCacheDefinition xmlns=\"\(x14)\" name=\"Slicer_Stage\" sourceName=\"Stage\"><extLst>",
                    "<x:ext xmlns:x=\"\(main)\" uri=\"{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}\" xmlns:x15=\"http://schemas.microsoft.com/office/spreadsheetml/2010/11/main\">",
                    "<x15:tableSlicerCache tableId=\"1\" column=\"1\"/></x:ext></extLst></slicerCacheDefinition>",
                ].joined()
            ),
            (
                "xl/pivotCache/pivotCacheDefinition1.xml",
                [
                    "<pivotCacheDefinition xmlns=\"\(main)\" xmlns:r=\"\(relation)\" r:id=\"rId1\" recordCount=\"3\" refreshedVersion=\"6\" createdVersion=\"6\">",
                    "<cacheSource type=\"worksheet\"><worksheetSource ref=\"A1:B4\" sheet=\"Lists\"/></cacheSource><cacheFields count=\"2\">",
                    "<cacheField name=\"Stage\" numFmtId=\"0\"><sharedItems count=\"3\"><s v=\"Awareness\"/><s v=\"Consideration\"/><s v=\"Purchase\"/></sharedItems></cacheField>",
                    "<cacheField name=\"Weight\" numFmtId=\"0\"><sharedItems containsSemiMixedTypes=\"0\" containsString=\"0\" containsNumber=\"1\" containsInteger=\"1\" minValue=\"1\" maxValue=\"3\"/></cacheField>",
                    "</cacheFields></pivotCacheDefinition>",
                ].joined()
            ),
            (
                "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels",
                relationships([("rId1", relation + "/pivotCacheRecords", "pivotCacheRecords1.xml")])
            ),
            (
                "xl/pivotCache/pivotCacheRecords1.xml",
                "<pivotCacheRecords xmlns=\"\(main)\" count=\"3\">"
                    + (0..<3).map { "<r><x v=\"\($0)\"/><n v=\"\($0 + 1)\"/></r>" }.joined() + "</pivotCacheRecords>"
            ),
            (
                "xl/pivotTables/pivotTable1.xml",
                [
                    "<pivotTableDefinition xmlns=\"\(main)\" name=\"Weights\" cacheId=\"7\" dataCaption=\"Values\" updatedVersion=\"6\" createdVersion=\"6\" rowHeaderCaption=\"Stage\">",
                    "<location ref=\"D1:E5\" firstHeaderRow=\"1\" firstDataRow=\"1\" firstDataCol=\"1\"/><pivotFields count=\"2\"><pivotField axis=\"axisRow\" showAll=\"0\">",
                    "<items count=\"4\"><item x=\"0\"/><item x=\"1\"/><item x=\"2\"/><item t=\"default\"/></items></pivotField><pivotField dataField=\"1\" showAll=\"0\"/></pivotFields>",
                    "<rowFields count=\"1\"><field x=\"0\"/></rowFields><rowItems count=\"4\"><i><x/></i><i><x v=\"1\"/></i><i><x v=\"2\"/></i><i t=\"grand\"><x/></i></rowItems>",
                    "<colItems count=\"1\"><i/></colItems><dataFields count=\"1\"><dataField name=\"Sum of Weight\" fld=\"1\" baseField=\"0\" baseItem=\"0\"/></dataFields></pivotTableDefinition>",
                ].joined()
            ),
            (
                "xl/pivotTables/_rels/pivotTable1.xml.rels",
                relationships([("rId1", relation + "/pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")])
            ),
            (
                "xl/drawings/drawing2.xml",
                "<xdr:wsDr xmlns:xdr=\"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"/>"
            ),
            ("xl/charts/chart1.xml", chart),
            (
                "xl/charts/_rels/chart1.xml.rels",
                relationships([
                    ("rId1", "http://schemas.microsoft.com/office/2011/relationships/chartStyle", "style1.xml"),
                    ("rId2", "http://schemas.microsoft.com/office/2011/relationships/chartColorStyle", "colors1.xml"),
                ])
            ),
            (
                "xl/charts/style1.xml",
                "<cs:chartStyle xmlns:cs=\"http://schemas.microsoft.com/office/drawing/2012/chartStyle\" id=\"201\"/>"
            ),
            (
                "xl/charts/colors1.xml",
                "<cs:colorStyle xmlns:cs=\"http://schemas.microsoft.com/office/drawing/2012/chartStyle\" meth=\"cycle\" id=\"10\"/>"
            ),
            ("xl/theme/theme1.xml", theme),
            (
                "xl/threadedComments/threadedComment1.xml",
                "<ThreadedComments xmlns=\"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments\"><threadedComment ref=\"D17\" dT=\"2026-03-01T09:00:00.00\" "
                    + "personId=\"{B0000000-0000-4000-8000-000000000001}\" id=\"{C0000000-0000-4000-8000-000000000001}\"><text>Is this the census of 2025?</text></threadedComment></ThreadedComments>"
            ),
            (
                "xl/persons/person.xml",
                "<personList xmlns=\"http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments\"><person displayName=\"Planner\" "
                    + "id=\"{B0000000-0000-4000-8000-000000000001}\" userId=\"planner\" providerId=\"None\"/></personList>"
            ),
            ("xl/vbaProject.bin", "\u{1}macros that only a program of theirs reads\u{2}"),
            ("xl/acme/notes.dat", "unknown to all of us"),
        ]
    }

    private var lists: String {
        let rows = [("Stage", "Weight"), ("Awareness", "1"), ("Consideration", "2"), ("Purchase", "3")]
        let cells = rows.enumerated().map { index, row in
            let number = index + 1
            let weight =
                index == 0
                ? "<c r=\"B1\" t=\"inlineStr\"><is><t>Weight</t></is></c>" : "<c r=\"B\(number)\"><v>\(row.1)</v></c>"
            return
                "<row r=\"\(number)\"><c r=\"A\(number)\" t=\"inlineStr\"><is><t>\(row.0)</t></is></c>\(weight)</row>"
        }.joined()
        return [
            "<worksheet xmlns=\"\(main)\" xmlns:r=\"\(relation)\"><sheetData>\(cells)</sheetData><drawing r:id=\"rId4\"/>",
            "<tableParts count=\"1\"><tablePart r:id=\"rId1\"/></tableParts><extLst><ext uri=\"{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}\" ",
            "xmlns:x14=\"http://schemas.microsoft.com/office/spreadsheetml/2009/9/main\"><x14:slicerList><x14:slicer r:id=\"rId2\"/></x14:slicerList></ext></extLst></worksheet>",
        ].joined()
    }

    private var chart: String {
        [
            "<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><c:chart><c:plotArea><c:layout/>",
            "<c:barChart><c:barDir val=\"col\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/><c:ser><c:idx val=\"0\"/><c:order val=\"0\"/>",
            "<c:cat><c:strRef><c:f>'Campaign Tracker'!$F$15:$Q$15</c:f></c:strRef></c:cat><c:val><c:numRef><c:f>'Campaign Tracker'!$F$23:$Q$23</c:f></c:numRef></c:val></c:ser>",
            "<c:axId val=\"1\"/><c:axId val=\"2\"/></c:barChart><c:catAx><c:axId val=\"1\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/>",
            "<c:axPos val=\"b\"/><c:crossAx val=\"2\"/></c:catAx><c:valAx><c:axId val=\"2\"/><c:scaling><c:orientation val=\"minMax\"/></c:scaling><c:delete val=\"0\"/>",
            "<c:axPos val=\"l\"/><c:crossAx val=\"1\"/></c:valAx></c:plotArea><c:plotVisOnly val=\"1\"/></c:chart></c:chartSpace>",
        ].joined()
    }

    private var theme: String {
        let colors = [
            "dk1", "lt1", "dk2", "lt2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6", "hlink",
            "folHlink",
        ]
        let fill = "<a:solidFill><a:schemeClr val=\"phClr\"/></a:solidFill>"
        let font = "<a:latin typeface=\"Calibri\"/><a:ea typeface=\"\"/><a:cs typeface=\"\"/>"
        return [
            "<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" name=\"House\"><a:themeElements><a:clrScheme name=\"House\">",
            colors.enumerated().map { "<a:\($1)><a:srgbClr val=\"\($0 % 2 == 0 ? "1F2937" : "F9FAFB")\"/></a:\($1)>" }
                .joined(),
            "</a:clrScheme><a:fontScheme name=\"House\"><a:majorFont>\(font)</a:majorFont><a:minorFont>\(font)</a:minorFont></a:fontScheme><a:fmtScheme name=\"House\">",
            "<a:fillStyleLst>\(fill)\(fill)\(fill)</a:fillStyleLst><a:lnStyleLst>"
                + String(repeating: "<a:ln w=\"6350\">\(fill)</a:ln>", count: 3),
            "</a:lnStyleLst><a:effectStyleLst>"
                + String(repeating: "<a:effectStyle><a:effectLst/></a:effectStyle>", count: 3),
            "</a:effectStyleLst><a:bgFillStyleLst>\(fill)\(fill)\(fill)</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>",
        ].joined()
    }
}
