import Streams
import Workbooks

/// The sheet that says of every filled cell what is behind it.
struct LineageSheet {
    static let columns = ["Sheet", "Cell", "Figure", "Value", "Formula", "In words", "Records", "Sources", "Unknown"]
    private static let widths: [Double] = [20, 8, 46, 20, 34, 84, 11, 84, 60]

    let name: String
    let lineage: Lineage

    func sheet(_ growth: inout WorkbookGrowth) -> AddedSheet {
        var format = CellFormat()
        (format.isBold, format.colour, format.fill, format.alignment, format.indent) = (
            true, "FFFFFF", "1F3864", .left, 1
        )
        let header = growth.style(format)
        // Values and counts stand beside texts: each keeps off its neighbours.
        let left = growth.style(CellFormat().with { ($0.alignment, $0.indent) = (.left, 1) })
        let right = growth.style(CellFormat().with { ($0.alignment, $0.indent) = (.right, 1) })
        let styles = Self.columns.map { $0 == "Records" || $0 == "Value" ? right : left }
        let view = SheetMarkup.View(widths: Self.widths, frozenRows: 1, frozenColumns: 2, repeatedRows: 1...1)
        var sheet = AddedSheet(name: name, view: view) { markup in
            try markup.beginRow(1, height: 20)
            for (index, column) in Self.columns.enumerated() {
                markup.cell(index + 1, .value(.text(column)), style: header)
            }
            var row = 1
            try lineage.forEach { entry in
                row += 1
                try markup.beginRow(row)
                for (index, value) in Self.cells(of: entry).enumerated() {
                    markup.cell(index + 1, .value(value), style: styles[index])
                }
            }
        }
        sheet.table = .init(
            name: "Lineage",
            range: CellRange(
                CellReference(row: 1, column: 1),
                CellReference(row: lineage.plan.writes.count + 1, column: Self.columns.count)),
            columns: Self.columns)
        return sheet
    }

    private static func cells(of entry: LineageEntry) -> [CellValue] {
        [
            .text(entry.sheet), .text(entry.cell.description), .text(fitting(entry.figure)), inOneLine(entry.value),
            entry.formula.map { .text(fitting("=" + $0)) } ?? .empty, .text(entry.words),
            .number(Double(entry.records)),
            .text(fitting(entry.sourceText)), .text(fitting(entry.unknown.joined(separator: "; "))),
        ].map { $0 == .text("") ? .empty : $0 }
    }

    /// A text of several lines would not fit its row.
    private static func inOneLine(_ value: CellValue) -> CellValue {
        guard case .text(let text) = value, text.contains(where: \.isNewline) else { return value }
        return .text(inOneLine(text))
    }

    /// A text as the sheet has it: its lines in one, as much as a cell holds.
    static func inOneLine(_ text: String) -> String {
        fitting(text.split(whereSeparator: \.isNewline).joined(separator: " "))
    }

    /// As much of a text as a cell holds; `--lineage` has all of it.
    private static func fitting(_ text: String) -> String {
        text.utf16.count <= 32_000 ? text : String(text.prefix(31_000)) + " … and more"
    }
}

/// Reads the lineage of a tracker back.
public enum LineageReader {
    /// What is behind a cell: for each sheet that has it, lines of a label and a text.
    ///
    /// - Parameters:
    ///   - cell: `E28`, or `Sheet!E28`.
    ///   - path: a tracker with live figures.
    /// - Throws: `Failure` with status 65 when it holds no lineage, or none of that cell; what reading a workbook throws.
    public static func explain(_ cell: String, in path: String) throws -> [[(label: String, text: String)]] {
        let workbook = try Workbook(path: path)
        let own = try OwnSheet.find(in: workbook)
        guard let sheet = workbook.worksheets.first(where: { own[$0.index] == .lineage }) else {
            throw Failure(
                .data, .noLineage, at: Place(file: path), "the workbook holds no sheet Lineage",
                hint: "give a tracker that mp-map filled with --figures live")
        }
        let (name, reference) = split(cell)
        guard let reference else {
            throw Failure(
                .usage, .noLineage, at: Place(file: path, cell: cell), "there is no such cell",
                hint: "give it as E28 or as Sheet!E28")
        }
        var found: [[(label: String, text: String)]] = []
        try forEach(in: workbook, sheet) { texts in
            guard CellReference(texts[1]) == reference, name == nil || name == texts[0] else { return }
            found.append(zip(LineageSheet.columns, texts).map { ($0, $1.isEmpty ? "-" : $1) })
        }
        guard !found.isEmpty else {
            throw Failure(
                .data, .noLineage, at: Place(file: path, sheet: name, cell: reference.description),
                "the cell was not filled",
                hint: "the sheet Lineage lists those that were")
        }
        return found
    }

    /// Hands on the texts of each entry, in the order of `LineageSheet.columns`.
    static func forEach(in workbook: Workbook, _ sheet: Workbook.Sheet, _ body: ([String]) throws -> Void) throws {
        // People change headings, and put columns in.
        var columns: [Int: Int]?
        try workbook.forEachRow(of: sheet) { row in
            guard let places = columns else {
                columns = Self.places(in: row.cells)
                return
            }
            var texts = [String](repeating: "", count: LineageSheet.columns.count)
            for cell in row.cells {
                if let index = places[cell.reference.column] { texts[index] = cell.value.displayText }
            }
            try body(texts)
        }
    }

    /// By column of the sheet, which of the columns of lineage it is; nil for a row that does not have most of their headings.
    private static func places(in header: [Cell]) -> [Int: Int]? {
        var places: [Int: Int] = [:]
        for cell in header {
            if let index = LineageSheet.columns.firstIndex(of: cell.value.displayText), !places.values.contains(index) {
                places[cell.reference.column] = index
            }
        }
        guard places.count * 3 >= LineageSheet.columns.count * 2 else { return nil }
        // A changed heading is where its neighbour says.
        for index in LineageSheet.columns.indices where !places.values.contains(index) {
            guard let near = places.min(by: { abs($0.value - index) < abs($1.value - index) }) else { continue }
            let column = near.key + index - near.value
            if places[column] == nil { places[column] = index }
        }
        return places
    }

    private static func split(_ text: String) -> (sheet: String?, cell: CellReference?) {
        guard let mark = text.lastIndex(of: "!") else { return (nil, CellReference(text)) }
        var sheet = String(text[..<mark])
        if sheet.hasPrefix("'"), sheet.hasSuffix("'"), sheet.count > 1 {
            sheet = String(sheet.dropFirst().dropLast()).replacing("''", with: "'")
        }
        return (sheet, CellReference(text[text.index(after: mark)...]))
    }
}
