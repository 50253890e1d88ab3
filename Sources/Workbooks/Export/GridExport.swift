import Streams

/// Writes a sheet as grid lines: `{"file":…,"sheet":…,"row":12,"cells":[…]}`, cells from column A on.
///
/// A date is `{"date":"2025-04-15"}`, an error `{"error":"#REF!"}`, a formula without a value
/// `{"uncalculated":true}`; hidden rows carry `"hidden":true`, rows of a sheet that is not visible `"state"`.
/// Rows without a value are left out.
struct GridExport {
    private let sheet: Workbook.Sheet
    private let workbook: Workbook
    private let output: Output
    private let progress: ((Int, Int, Int) -> Void)?

    init(_ sheet: Workbook.Sheet, _ workbook: Workbook, _ output: Output, _ progress: ((Int, Int, Int) -> Void)?) {
        self.sheet = sheet
        self.workbook = workbook
        self.output = output
        self.progress = progress
    }

    func run() throws -> SheetSummary {
        let scanner = try SheetScanner(sheet, in: workbook)
        var renderer = CellRenderer(sheet, in: workbook)
        var summary = SheetSummary()
        let prefix = self.prefix
        var line: [UInt8] = []
        try scanner.forEachRow { row, window in
            guard row.cells.contains(where: { CellRenderer.isShown($0) || $0.hasFormula }) else { return }
            line.removeAll(keepingCapacity: true)
            line.append(contentsOf: prefix)
            line.append(contentsOf: String(row.number).utf8)
            line.append(contentsOf: (row.isHidden ? ",\"hidden\":true,\"cells\":[" : ",\"cells\":[").utf8)
            try Self.append(row, window, &renderer, to: &line)
            line.append(contentsOf: "]}\n".utf8)
            try output.write(line)
            summary.rows += 1
            report(scanner, summary.rows)
        }
        summary.uncalculated = renderer.uncalculated
        summary.missingStrings = renderer.missingStrings
        return summary
    }

    private func report(_ scanner: SheetScanner, _ rows: Int) {
        if rows & 511 == 0 { progress?(scanner.position.done, scanner.position.total, rows) }
    }

    /// The line's begin, up to the row's number.
    private var prefix: [UInt8] {
        var members: [JSON.Member] = [.init("file", .string(workbook.path)), .init("sheet", .string(sheet.name))]
        if sheet.state != .visible { members.append(.init("state", .string(sheet.state.rawValue))) }
        return Array(JSON.object(members).serialised().dropLast().utf8) + Array(",\"row\":".utf8)
    }

    private static func append(
        _ row: borrowing RawRow, _ window: XMLScanner, _ renderer: inout CellRenderer, to line: inout [UInt8]
    ) throws {
        var column = 1
        for cell in row.cells where CellRenderer.isShown(cell) || cell.hasFormula {
            while column < cell.column {
                line.append(contentsOf: "null,".utf8)
                column += 1
            }
            renderer.note(cell)
            try renderer.appendGridValue(cell, window, to: &line)
            line.append(UInt8(ascii: ","))
            column += 1
        }
        if line.last == UInt8(ascii: ",") { line.removeLast() }
    }
}
