import Streams

/// Writes the part of an added worksheet row by row (ECMA-376 part 1, 18.3.1.99). Text stands in the cells, so that
/// the shared strings stay as they are. Memory: one buffer of 64 KiB and the longest row.
public struct SheetMarkup {
    /// A cell's content.
    public enum Content: Sendable, Equatable {
        case value(CellValue)
        /// A formula without `=`, and the value that a reader shows without calculating.
        case formula(String, cached: CellValue)
    }

    /// What a sheet looks like apart from its cells.
    public struct View: Sendable {
        /// In characters, from column A on.
        public var widths: [Double]
        /// Rows that stay while the others scroll.
        public var frozenRows: Int
        public var showsGrid: Bool
        /// Columns that stay while the others scroll.
        public var frozenColumns: Int
        /// Rows that every printed page begins with.
        public var repeatedRows: ClosedRange<Int>?
        /// Rows that a printed page ends with.
        public var pageEnds: [Int] = []

        public init(
            widths: [Double] = [], frozenRows: Int = 0, frozenColumns: Int = 0, showsGrid: Bool = true,
            repeatedRows: ClosedRange<Int>? = nil
        ) {
            self.widths = widths
            self.frozenRows = frozenRows
            self.frozenColumns = frozenColumns
            self.showsGrid = showsGrid
            self.repeatedRows = repeatedRows
        }
    }

    /// The UTF-16 units of a text that a cell holds; what is beyond is cut off.
    public static let longestText = ExcelLimits.cellText

    /// The UTF-16 units of a text in quotes that a formula may have.
    public static let longestTextInFormula = ExcelLimits.textInFormula

    private var buffer: [UInt8] = []
    /// How many texts were longer than a cell takes and lost their end.
    public private(set) var cutTexts = 0
    private var row = 0
    /// The row's number, for the addresses of its cells.
    private var rowDigits: [UInt8] = []
    /// The letters of the columns written so far.
    private var letters: [[UInt8]] = []
    private let append: ([UInt8]) throws -> Void
    private static let capacity = 1 << 16

    init(_ view: View, _ namespaces: Namespaces = .transitional, append: @escaping ([UInt8]) throws -> Void) {
        self.append = append
        put("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n")
        put("<worksheet xmlns=\"\(namespaces.main)\" xmlns:r=\"\(namespaces.relationships)\">")
        put("<sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>")
        put(
            "<sheetViews><sheetView\(view.showsGrid ? "" : " showGridLines=\"0\"") workbookViewId=\"0\">\(Self.pane(view))</sheetView></sheetViews>"
        )
        put("<sheetFormatPr defaultRowHeight=\"15\"/>")
        if !view.widths.isEmpty {
            put("<cols>")
            for (index, width) in view.widths.enumerated() {
                put(
                    "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(DecimalText.string(width))\" customWidth=\"1\"/>"
                )
            }
            put("</cols>")
        }
        put("<sheetData>")
    }

    private static func pane(_ view: View) -> String {
        guard view.frozenRows > 0 || view.frozenColumns > 0 else { return "" }
        let corner = CellReference(row: view.frozenRows + 1, column: view.frozenColumns + 1)
        let pane = view.frozenColumns == 0 ? "bottomLeft" : view.frozenRows == 0 ? "topRight" : "bottomRight"
        let splits =
            (view.frozenColumns > 0 ? " xSplit=\"\(view.frozenColumns)\"" : "")
            + (view.frozenRows > 0 ? " ySplit=\"\(view.frozenRows)\"" : "")
        return
            "<pane\(splits) topLeftCell=\"\(corner)\" activePane=\"\(pane)\" state=\"frozen\"/><selection pane=\"\(pane)\"/>"
    }

    /// Begins a row; numbers must grow.
    ///
    /// - Parameter height: in points; nil lets the reader decide.
    public mutating func beginRow(_ number: Int, height: Double? = nil) throws {
        try endRow()
        row = number
        rowDigits.removeAll(keepingCapacity: true)
        DecimalText.append(Double(number), to: &rowDigits)
        put("<row r=\"")
        buffer.append(contentsOf: rowDigits)
        put("\"")
        if let height { put(" ht=\"\(DecimalText.string(height))\" customHeight=\"1\"") }
        put(">")
    }

    /// Appends a cell; columns must grow. An empty one is written for its style only.
    public mutating func cell(_ column: Int, _ content: Content, style: Int = 0) {
        let value: CellValue
        var formula: String?
        switch content {
        case .value(let stored): value = stored
        case .formula(let text, let cached): (formula, value) = (text, cached)
        }
        guard style != 0 || formula != nil || !value.isEmpty else { return }
        put("<c r=\"")
        while letters.count < column { letters.append(Array(CellReference.letters(ofColumn: letters.count + 1).utf8)) }
        buffer.append(contentsOf: letters[column - 1])
        buffer.append(contentsOf: rowDigits)
        put("\"")
        if style != 0 {
            put(" s=\"")
            DecimalText.append(Double(style), to: &buffer)
            put("\"")
        }
        switch value {
        case .text where formula == nil: put(" t=\"inlineStr\">")
        case .text: put(" t=\"str\">")
        case .boolean: put(" t=\"b\">")
        case .error: put(" t=\"e\">")
        default: put(">")
        }
        if let formula {
            put("<f>")
            XMLText.append(formula: formula, to: &buffer)
            put("</f>")
        }
        append(value, isInline: formula == nil)
        put("</c>")
    }

    private mutating func append(_ value: CellValue, isInline: Bool) {
        switch value {
        case .empty: break
        case .number(let number): appendNumber(number)
        case .date(let date): appendNumber(date.serial)
        case .boolean(let flag): put(flag ? "<v>1</v>" : "<v>0</v>")
        case .error(let text): put("<v>\(XMLText.escaped(text))</v>")
        case .text(let text):
            if isInline { put("<is><t xml:space=\"preserve\">") } else { put("<v>") }
            if XMLText.append(cellText: text, to: &buffer) { cutTexts += 1 }
            if isInline { put("</t></is>") } else { put("</v>") }
        }
    }

    private mutating func appendNumber(_ number: Double) {
        put("<v>")
        DecimalText.append(number, to: &buffer)
        put("</v>")
    }

    private mutating func endRow() throws {
        if row > 0 { put("</row>") }
        if buffer.count >= Self.capacity { try flush() }
    }

    /// Ends the sheet; `tail` stands behind the page set-up: drawing and tables.
    mutating func finish(merges: [CellRange], bars: [ValueBars] = [], tail: String, view: View) throws {
        try endRow()
        put("</sheetData>")
        if !merges.isEmpty {
            put("<mergeCells count=\"\(merges.count)\">")
            for merge in merges { put("<mergeCell ref=\"\(merge)\"/>") }
            put("</mergeCells>")
        }
        for (index, bars) in bars.enumerated() {
            put(
                "<conditionalFormatting sqref=\"\(bars.range)\"><cfRule type=\"dataBar\" priority=\"\(index + 1)\"><dataBar>"
            )
            put(
                "<cfvo type=\"num\" val=\"0\"/><cfvo type=\"num\" val=\"\(DecimalText.string(bars.full))\"/><color rgb=\"FF\(bars.colour)\"/>"
            )
            put("</dataBar></cfRule></conditionalFormatting>")
        }
        put("<pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>")
        // As wide as a page, over as many as the rows take.
        put("<pageSetup orientation=\"landscape\" fitToWidth=\"1\" fitToHeight=\"0\"/>")
        if !view.pageEnds.isEmpty {
            let count = view.pageEnds.count
            put("<rowBreaks count=\"\(count)\" manualBreakCount=\"\(count)\">")
            for row in view.pageEnds { put("<brk id=\"\(row)\" max=\"16383\" man=\"1\"/>") }
            put("</rowBreaks>")
        }
        put(tail)
        put("</worksheet>")
        try flush()
    }

    private mutating func put(_ text: String) {
        var text = text
        text.withUTF8 { buffer.append(contentsOf: $0) }
    }

    private mutating func put(_ markup: StaticString) {
        buffer.append(contentsOf: UnsafeBufferPointer(start: markup.utf8Start, count: markup.utf8CodeUnitCount))
    }

    private mutating func flush() throws {
        try append(buffer)
        buffer.removeAll(keepingCapacity: true)
    }
}
