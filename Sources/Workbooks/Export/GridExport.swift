import Streams

/// Writes a sheet as grid lines: `{"file":…,"sheet":…,"row":12,"cells":[…]}`, cells from column A on.
///
/// A date is `{"date":"2025-04-15"}`, an error `{"error":"#REF!"}`, a formula without a value
/// `{"uncalculated":true}`; hidden rows carry `"hidden":true`, rows of a sheet that is not visible `"state"`.
/// Rows without a value are left out.
enum GridExport {
    static func write(
        _ sheet: Workbook.Sheet, of workbook: Workbook, _ options: ExportOptions, to output: Output,
        progress: ((Int, Int, Int) -> Void)?
    ) throws -> SheetSummary {
        let scanner = try SheetScanner(sheet, in: workbook)
        var renderer = CellRenderer(sheet, in: workbook, .json, options)
        var buffer = ByteBuffer()
        let prefix = prefix(sheet, workbook)
        var rows = 0
        while try scanner.nextRow() {
            guard !scanner.row.cells.isEmpty else { continue }
            buffer.append(prefix)
            buffer.append(String(scanner.row.number))
            buffer.append(scanner.row.isHidden ? ",\"hidden\":true,\"cells\":[" : ",\"cells\":[")
            try append(scanner.row, scanner.window, &renderer, to: &buffer)
            buffer.append("]}\n")
            rows += 1
            if buffer.count >= 1 << 16 {
                try output.write(buffer.bytes)
                buffer.removeAll()
            }
            if rows & 511 == 0 { progress?(scanner.position.done, scanner.position.total, rows) }
        }
        try output.write(buffer.bytes)
        return SheetSummary(rows: rows, oddities: renderer.oddities)
    }

    /// The line's begin, up to the row's number.
    private static func prefix(_ sheet: Workbook.Sheet, _ workbook: Workbook) -> [UInt8] {
        var members: [JSON.Member] = [.init("file", .string(workbook.path)), .init("sheet", .string(sheet.name))]
        if sheet.state != .visible { members.append(.init("state", .string(sheet.state.rawValue))) }
        return Array(JSON.object(members).serialised().dropLast().utf8) + Array(",\"row\":".utf8)
    }

    private static func append(
        _ row: borrowing RawRow, _ window: XMLScanner, _ renderer: inout CellRenderer, to line: inout ByteBuffer
    ) throws {
        var column = 1
        for index in row.cells.indices {
            let cell = row.cells[index]
            if column > 1 { line.append(UInt8(ascii: ",")) }
            while column < cell.column {
                line.append("null,")
                column += 1
            }
            renderer.note(cell)
            try renderer.appendGridValue(cell, window, to: &line)
            column += 1
        }
    }
}
