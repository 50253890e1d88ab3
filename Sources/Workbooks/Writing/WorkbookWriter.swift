import Streams

/// Writes a new workbook row by row, its text as inline strings, so that memory does not grow with rows.
///
/// The file appears under its name when `finish()` returns.
public final class WorkbookWriter {
    private let output: Output
    private let zip: ZipWriter
    private var sheets: [String] = []
    private var row = 0
    private var buffer: [UInt8] = []
    /// How many texts were longer than a cell takes and lost their end.
    public private(set) var cutTexts = 0

    public enum RowStyle: Int, Sendable {
        case plain = 0
        /// Bold on a fill, for column names.
        case header = 1
    }

    private static let dateStyle = 2
    private static let dateTimeStyle = 3

    /// Creates a workbook at `path`, `-` being standard output.
    public init(path: String) throws {
        output = try Output.to(path)
        zip = ZipWriter(output)
        try zip.add("_rels/.rels", Array(Self.packageRelationships.utf8))
    }

    /// Begins a sheet; the one before it ends. Widths are in characters, for the first columns.
    public func beginSheet(named name: String, columnWidths: [Double] = [], freezeHeader: Bool = false) throws {
        try endSheet()
        sheets.append(name)
        row = 0
        try zip.begin("xl/worksheets/sheet\(sheets.count).xml")
        put(Self.declaration + "<worksheet xmlns=\"\(Self.main)\">")
        let pane = "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
        put(
            "<sheetViews><sheetView workbookViewId=\"0\"\(sheets.count == 1 ? " tabSelected=\"1\"" : "")>\(freezeHeader ? pane : "")</sheetView></sheetViews>"
        )
        if !columnWidths.isEmpty {
            put("<cols>")
            for (index, width) in columnWidths.enumerated() {
                put(
                    "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(DecimalText.string(width))\" customWidth=\"1\"/>"
                )
            }
            put("</cols>")
        }
        put("<sheetData>")
    }

    /// Appends a row of values from column A on.
    ///
    /// - Throws: `Failure` with status 65 when the sheet is full.
    public func writeRow(_ values: [CellValue], style: RowStyle = .plain) throws {
        row += 1
        guard row <= CellReference.maximumRow, values.count <= CellReference.maximumColumn else {
            throw Failure(
                .data, .tooLargeForSheet, "the data do not fit into a worksheet of 1048576 rows and 16384 columns",
                hint: "write TSV or NDJSON")
        }
        put("<row r=\"\(row)\">")
        for (index, value) in values.enumerated() where !value.isEmpty {
            append(value, at: CellReference(row: row, column: index + 1), style)
        }
        put("</row>")
        if buffer.count >= 1 << 16 { try flush() }
    }

    /// Ends the workbook and puts the file under its name.
    public func finish() throws {
        try endSheet()
        try zip.add("xl/styles.xml", Array(Self.styles.utf8))
        try zip.add("xl/workbook.xml", Array(workbookPart.utf8))
        try zip.add("xl/_rels/workbook.xml.rels", Array(relationshipsPart.utf8))
        try zip.add("[Content_Types].xml", Array(contentTypesPart.utf8))
        try zip.finish()
        let count = sheets.count
        try output.finish { path in
            var check = try PackageCheck(of: path, name: output.name)
            try check.run()
            guard check.sheetCount == count else { throw check.broken("it lists other sheets than were written") }
        }
    }

    private func append(_ value: CellValue, at reference: CellReference, _ style: RowStyle) {
        func cell(_ type: String, _ style: Int, _ content: () -> Void) {
            put("<c r=\"\(reference)\"\(style == 0 ? "" : " s=\"\(style)\"")\(type)>")
            content()
            put("</c>")
        }
        switch value {
        case .empty: break
        case .number(let number): cell("", style.rawValue) { put("<v>\(DecimalText.string(number))</v>") }
        case .date(let date):
            let isWhole = date.serial == date.serial.rounded()
            cell("", isWhole ? Self.dateStyle : Self.dateTimeStyle) {
                put("<v>\(DecimalText.string(date.serial1900))</v>")
            }
        case .boolean(let flag): cell(" t=\"b\"", style.rawValue) { put("<v>\(flag ? 1 : 0)</v>") }
        case .error(let text): cell(" t=\"e\"", style.rawValue) { put("<v>\(XMLText.escaped(text))</v>") }
        case .text(let text):
            cell(" t=\"inlineStr\"", style.rawValue) {
                put("<is><t xml:space=\"preserve\">")
                if XMLText.append(cellText: text, to: &buffer) { cutTexts += 1 }
                put("</t></is>")
            }
        }
    }

    private func endSheet() throws {
        guard !sheets.isEmpty else { return }
        put(
            "</sheetData><pageMargins left=\"0.7\" right=\"0.7\" top=\"0.75\" bottom=\"0.75\" header=\"0.3\" footer=\"0.3\"/></worksheet>"
        )
        try flush()
        try zip.end()
    }

    private func put(_ text: String) { buffer.append(contentsOf: text.utf8) }

    private func flush() throws {
        try buffer.withUnsafeBytes { try zip.append($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    // MARK: Small parts

    private static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
    private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    private static let types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    private static let packageNamespace = "http://schemas.openxmlformats.org/package/2006"

    private static let packageRelationships =
        declaration
        + "<Relationships xmlns=\"\(packageNamespace)/relationships\"><Relationship Id=\"rId1\" Type=\"\(types)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"

    /// General, header, date, date with time.
    private static let styles =
        declaration
        + "<styleSheet xmlns=\"\(main)\"><numFmts count=\"2\"><numFmt numFmtId=\"164\" formatCode=\"yyyy\\-mm\\-dd\"/><numFmt numFmtId=\"165\" formatCode=\"yyyy\\-mm\\-dd\\ hh:mm:ss\"/></numFmts>"
        + "<fonts count=\"2\"><font><sz val=\"10\"/><name val=\"Calibri\"/></font><font><b/><sz val=\"10\"/><color rgb=\"FFFFFFFF\"/><name val=\"Calibri\"/></font></fonts>"
        + "<fills count=\"3\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill><fill><patternFill patternType=\"solid\"><fgColor rgb=\"FF1F3864\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>"
        + "<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>"
        + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
        + "<cellXfs count=\"4\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/><xf numFmtId=\"0\" fontId=\"1\" fillId=\"2\" borderId=\"0\" xfId=\"0\" applyFont=\"1\" applyFill=\"1\"/><xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/><xf numFmtId=\"165\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/></cellXfs>"
        + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"

    private var workbookPart: String {
        let entries = sheets.enumerated().map { index, name in
            "<sheet name=\"\(XMLText.attribute(name))\" sheetId=\"\(index + 1)\" r:id=\"rId\(index + 1)\"/>"
        }
        return Self.declaration
            + "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.types)\"><sheets>\(entries.joined())</sheets></workbook>"
    }

    private var relationshipsPart: String {
        let entries = sheets.indices.map {
            "<Relationship Id=\"rId\($0 + 1)\" Type=\"\(Self.types)/worksheet\" Target=\"worksheets/sheet\($0 + 1).xml\"/>"
        }
        return Self.declaration
            + "<Relationships xmlns=\"\(Self.packageNamespace)/relationships\">\(entries.joined())<Relationship Id=\"rId\(sheets.count + 1)\" Type=\"\(Self.types)/styles\" Target=\"styles.xml\"/></Relationships>"
    }

    private var contentTypesPart: String {
        let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        let entries = sheets.indices.map {
            "<Override PartName=\"/xl/worksheets/sheet\($0 + 1).xml\" ContentType=\"\(kind).worksheet+xml\"/>"
        }
        return Self.declaration
            + "<Types xmlns=\"\(Self.packageNamespace)/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"\(kind).sheet.main+xml\"/>\(entries.joined())<Override PartName=\"/xl/styles.xml\" ContentType=\"\(kind).styles+xml\"/></Types>"
    }
}

extension MessageCode {
    public static let tooLargeForSheet = MessageCode(rawValue: "too-large-for-sheet")
    /// A text is longer than a cell takes.
    public static let textCut = MessageCode(rawValue: "text-cut")
}
