import Streams

/// Writes a sheet as grid lines: `{"file":…,"sheet":…,"row":12,"cells":[…]}`, cells from column A on.
///
/// A date is `{"date":"2025-04-15"}`, an error `{"error":"#REF!"}`, a formula without a value
/// `{"uncalculated":true}`; hidden rows carry `"hidden":true`, rows of a sheet that is not visible `"state"`.
/// Number formats that show words beside a number follow the cells, `"formats":{"K":"0.0\"M\""}`.
/// Rows without a value are left out. The first line of a grid carries the names of its sheets, `"sheets":["META","TikTok"]`, so that
/// a reader knows which stand beside each other. The first line of a sheet carries its merged ranges, `"merges":["B20:B22"]`,
/// and its hidden columns, `"hiddenColumns":["K","M:N"]`.
/// These are stored behind the rows, so that lines are held back until the sheet ends; one of more than `held` bytes of lines is read once
/// more for them.
enum GridExport {
    private static let held = 8 << 20

    static func write(
        _ sheet: Workbook.Sheet, of workbook: Workbook, _ options: ExportOptions, to output: Output, order: RowOrder,
        progress: ((Int, Int, Int) -> Void)?
    ) throws -> SheetSummary {
        let scanner = try SheetScanner(sheet, in: workbook, order: order)
        var renderer = CellRenderer(sheet, in: workbook, .json, options)
        var pending = PendingLines(scanner, holding: held)
        let prefix = prefix(sheet, workbook)
        // Where merged ranges belong, until they went out.
        var placeOfMerges: Int?
        var rows = 0
        while try scanner.nextRow() {
            guard !scanner.row.isEmpty, options.range?.rows.contains(scanner.row.number) ?? true else { continue }
            let start = pending.lines.count
            pending.lines.append(prefix)
            pending.lines.append(String(scanner.row.number))
            if rows == 0 { placeOfMerges = pending.lines.count }
            pending.lines.append(scanner.row.isHidden ? ",\"hidden\":true,\"cells\":[" : ",\"cells\":[")
            guard try append(scanner.row, scanner.window, options.range, &renderer, to: &pending.lines) else {
                pending.lines.truncate(to: start)
                continue
            }
            pending.lines.append("]")
            if !workbook.styles.wordy.isEmpty {
                appendFormats(scanner.row, options.range, workbook, to: &pending.lines)
            }
            pending.lines.append("}\n")
            rows += 1
            if pending.isFull {
                let merges = placeOfMerges == nil ? [] : try workbook.merges(of: sheet)
                try flush(&pending, to: output, options.sheetNames, merges, scanner.head, at: &placeOfMerges)
            }
            if rows & 511 == 0 { progress?(scanner.position.done, scanner.position.total, rows) }
        }
        try flush(
            &pending, to: output, options.sheetNames, rows > 0 ? scanner.merges : [], scanner.head, at: &placeOfMerges)
        var summary = SheetSummary(rows: rows, oddities: renderer.oddities)
        summary.showsNothing = rows == 0
        return summary
    }

    /// Lets lines go out, the first with the names of the sheets and its sheet's merged ranges and hidden columns.
    private static func flush(
        _ pending: inout PendingLines, to output: Output, _ sheets: [String], _ merges: [CellRange],
        _ head: SheetHead, at place: inout Int?
    ) throws {
        let hidden = head.hiddenColumns.map { columns in
            let ends = [columns.lowerBound, columns.upperBound].map(CellReference.letters(ofColumn:))
            return ends[0] == ends[1] ? ends[0] : ends.joined(separator: ":")
        }
        let lists = [("sheets", sheets), ("merges", merges.map(\.description)), ("hiddenColumns", hidden)]
            .filter { !$0.1.isEmpty }
        guard let first = place, !lists.isEmpty else {
            place = nil
            return try pending.flush(to: output)
        }
        let text = lists.map { ",\"\($0.0)\":" + JSON.array($0.1.map(JSON.string)).serialised() }.joined()
        try pending.flush(to: output, with: text, at: first)
        place = nil
    }

    /// The line's begin, up to the row's number.
    private static func prefix(_ sheet: Workbook.Sheet, _ workbook: Workbook) -> [UInt8] {
        var members: [JSON.Member] = [.init("file", .string(workbook.path)), .init("sheet", .string(sheet.name))]
        if sheet.state != .visible { members.append(.init("state", .string(sheet.state.rawValue))) }
        return Array(JSON.object(members).serialised().dropLast().utf8) + Array(",\"row\":".utf8)
    }

    /// Appends the number formats that show words, `,"formats":{"K":"0.0\"M\""}`.
    private static func appendFormats(
        _ row: borrowing RawRow, _ range: SheetRange?, _ workbook: Workbook, to line: inout ByteBuffer
    ) {
        var members: [JSON.Member] = []
        for index in row.cells.indices {
            let cell = row.cells[index]
            if let range, !range.columns.contains(Int(cell.column)) { continue }
            guard cell.kind == .number, !cell.value.isEmpty, let code = workbook.styles.wordy[Int(cell.style)] else {
                continue
            }
            members.append(.init(CellReference.letters(ofColumn: Int(cell.column)), .string(code)))
        }
        if !members.isEmpty { line.append(",\"formats\":" + JSON.object(members).serialised()) }
    }

    /// Appends a row's cells, those of the range; returns whether one of them shows anything.
    private static func append(
        _ row: borrowing RawRow, _ window: XMLScanner, _ range: SheetRange?, _ renderer: inout CellRenderer,
        to line: inout ByteBuffer
    ) throws -> Bool {
        var column = 1
        var shows = false
        for index in row.cells.indices {
            let cell = row.cells[index]
            if let range, !range.columns.contains(Int(cell.column)) { continue }
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
