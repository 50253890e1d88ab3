import Streams

/// Writes a sheet as grid lines: `{"file":…,"sheet":…,"row":12,"cells":[…]}`, cells from column A on.
///
/// A date is `{"date":"2025-04-15"}`, an error `{"error":"#REF!"}`, a formula without a value
/// `{"uncalculated":true}`; hidden rows carry `"hidden":true`, rows of a sheet that is not visible `"state"`.
/// Rows without a value are left out. The first line of a sheet carries its merged ranges, `"merges":["B20:B22"]`.
enum GridExport {
    static func write(
        _ sheet: Workbook.Sheet, of workbook: Workbook, _ options: ExportOptions, to output: Output, order: RowOrder,
        progress: ((Int, Int, Int) -> Void)?
    ) throws -> SheetSummary {
        let scanner = try SheetScanner(sheet, in: workbook, order: order)
        var renderer = CellRenderer(sheet, in: workbook, .json, options)
        var pending = PendingLines(scanner)
        let prefix = prefix(sheet, workbook)
        // They are listed behind the rows, and are needed with the first.
        let merges = try workbook.merges(of: sheet)
        var rows = 0
        while try scanner.nextRow() {
            guard !scanner.row.isEmpty else { continue }
            let start = pending.lines.count
            pending.lines.append(prefix)
            pending.lines.append(String(scanner.row.number))
            if rows == 0, !merges.isEmpty {
                let list = JSON.array(merges.map { .string($0.description) })
                pending.lines.append(",\"merges\":" + list.serialised())
            }
            pending.lines.append(scanner.row.isHidden ? ",\"hidden\":true,\"cells\":[" : ",\"cells\":[")
            guard try append(scanner.row, scanner.window, &renderer, to: &pending.lines) else {
                pending.lines.truncate(to: start)
                continue
            }
            pending.lines.append("]}\n")
            rows += 1
            try pending.flushIfFull(to: output)
            if rows & 511 == 0 { progress?(scanner.position.done, scanner.position.total, rows) }
        }
        try pending.flush(to: output)
        var summary = SheetSummary(rows: rows, oddities: renderer.oddities)
        summary.showsNothing = rows == 0
        return summary
    }

    /// The line's begin, up to the row's number.
    private static func prefix(_ sheet: Workbook.Sheet, _ workbook: Workbook) -> [UInt8] {
        var members: [JSON.Member] = [.init("file", .string(workbook.path)), .init("sheet", .string(sheet.name))]
        if sheet.state != .visible { members.append(.init("state", .string(sheet.state.rawValue))) }
        return Array(JSON.object(members).serialised().dropLast().utf8) + Array(",\"row\":".utf8)
    }

    /// Appends a row's cells; returns whether one of them shows anything.
    private static func append(
        _ row: borrowing RawRow, _ window: XMLScanner, _ renderer: inout CellRenderer, to line: inout ByteBuffer
    ) throws -> Bool {
        var column = 1
        var shows = false
        for index in row.cells.indices {
            let cell = row.cells[index]
            if column > 1 { line.append(UInt8(ascii: ",")) }
            while column < cell.column {
                line.append("null,")
                column += 1
            }
            renderer.note(cell)
            if try renderer.appendGridValue(cell, window, to: &line) { shows = true }
            column += 1
        }
        return shows
    }
}
