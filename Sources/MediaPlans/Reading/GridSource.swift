import Streams
import Workbooks

/// A grid as `xlsx2tsv --grid` writes it: one JSON object per row, cells by absolute position.
///
/// `{"file":"p.xlsx","sheet":"DV360","row":20,"cells":[null,"UAE",925925.9,{"date":"2025-04-20"}]}`; an error
/// is `{"error":"#REF!"}`, a formula without its value `{"uncalculated":true}`. Hidden rows carry
/// `"hidden":true`, rows of sheets that are not visible `"state"`; the first row of a file's sheets has the names of all that follow in
/// `"sheets"`; the first row of a sheet has its merged ranges in
/// `"merges":["B20:B22"]`; number formats that show words are in `"formats":{"K":"0.0\"M\""}`. A sheet whose name or file differs from
/// the row's before begins anew.
public struct GridSource: SheetSource {
    private let input: Input

    public init(_ input: Input) { self.input = input }

    public var name: String { input.name }

    public func walk(_ visitor: some SheetVisitor) throws {
        var current: SourceSheet?
        var names: (file: String, sheets: [String])?
        var isWanted = false
        var lastRow = 0
        var number = 0
        while let line = try input.line() {
            number += 1
            guard !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { continue }
            let row = try GridRow(line, place: Place(file: input.name, cell: "line \(number)"))
            if row.sheet != current {
                if current != nil { try visitor.end() }
                current = row.sheet
                if !row.names.isEmpty { names = (row.sheet.file, row.names) }
                var sheet = row.sheet
                if let names, names.file == sheet.file, names.sheets.contains(sheet.name) {
                    sheet.siblings = names.sheets
                }
                sheet.hiddenColumns = row.hiddenColumns
                let merges = row.merges
                isWanted = try visitor.begin(sheet, merges: RowMerges { merges })
                lastRow = 0
            }
            guard row.row.number > lastRow else {
                throw Failure(
                    .data, .malformedGrid, at: Place(file: input.name, cell: "line \(number)"),
                    "row \(row.row.number) stands after row \(lastRow)", hint: "rows must come in order")
            }
            lastRow = row.row.number
            if isWanted { isWanted = try visitor.row(row.row) }
        }
        if current != nil { try visitor.end() }
    }
}

/// One line of a grid.
private struct GridRow {
    var sheet: SourceSheet
    var row: SheetRow
    var merges: [CellRange] = []
    var hiddenColumns: [ClosedRange<Int>] = []
    /// The names of all sheets of its file, where the row says them.
    var names: [String] = []

    init(_ line: ArraySlice<UInt8>, place: Place) throws {
        func wrong(_ what: String) -> Failure {
            Failure(
                .data, .malformedGrid, at: place, what,
                hint: "a grid comes from xlsx2tsv --grid; give a workbook's path otherwise")
        }
        let json: JSON
        do {
            json = try JSON(parsing: Array(line))
        } catch {
            throw wrong("is no JSON (column \(error.column): \(error.text))")
        }
        guard let members = json.members else { throw wrong("is no JSON object") }
        var file: String?
        var name: String?
        var state = Workbook.Sheet.State.visible
        var number: Int?
        var isHidden = false
        var cells: [JSON]?
        var formats: [Int: String] = [:]
        for member in members {
            switch member.key {
            case "file": file = member.value.string
            case "sheet": name = member.value.string
            case "row": number = member.value.number.flatMap { Int(exactly: $0) }
            case "cells": cells = member.value.array
            case "merges":
                merges = try (member.value.array ?? [.null]).map {
                    guard let range = $0.string.flatMap({ CellRange($0) }) else {
                        throw wrong("\"merges\" is not a list of ranges")
                    }
                    return range
                }
            case "hiddenColumns":
                hiddenColumns = try (member.value.array ?? [.null]).map {
                    let ends = ($0.string ?? "").split(separator: ":").map { CellReference($0 + "1")?.column }
                    guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last
                    else { throw wrong("\"hiddenColumns\" is not a list of columns") }
                    return first...last
                }
            case "sheets":
                names = try (member.value.array ?? [.null]).map {
                    guard let name = $0.string else { throw wrong("\"sheets\" is not a list of names") }
                    return name
                }
            case "formats":
                for format in member.value.members ?? [] {
                    guard let cell = CellReference(format.key + "1"), let code = format.value.string else {
                        throw wrong("\"formats\" does not give columns their number formats")
                    }
                    formats[cell.column] = code
                }
            case "hidden": isHidden = member.value == .boolean(true)
            case "state":
                guard let known = member.value.string.flatMap({ Workbook.Sheet.State(rawValue: $0) }) else {
                    throw wrong("\"state\" is neither visible, hidden nor veryHidden")
                }
                state = known
            default: break
            }
        }
        guard let file, let name, let number, let cells, (1...CellReference.maximumRow).contains(number) else {
            throw wrong("lacks \"file\", \"sheet\", \"row\" or \"cells\"")
        }
        guard cells.count <= CellReference.maximumColumn else { throw wrong("has more cells than a sheet has columns") }
        sheet = SourceSheet(file: file, name: name, state: state)
        row = SheetRow(number: number, isHidden: isHidden, cells: [])
        row.formats = formats
        for (index, value) in cells.enumerated() where value != .null {
            guard let cell = Self.cell(value, CellReference(row: number, column: index + 1)) else {
                throw wrong("cell \(CellReference(row: number, column: index + 1)) is not understood")
            }
            row.cells.append(cell)
        }
    }

    private static func cell(_ value: JSON, _ reference: CellReference) -> Cell? {
        switch value {
        case .null, .array: nil
        case .number(let number): Cell(reference, .number(number))
        case .string(let text): Cell(reference, .text(text))
        case .boolean(let flag): Cell(reference, .boolean(flag))
        case .object(let members): members.first.flatMap { cell($0, reference) }
        }
    }

    private static func cell(_ member: JSON.Member, _ reference: CellReference) -> Cell? {
        switch (member.key, member.value) {
        case ("date", .string(let text)):
            // A number under a date format that is no day is written as it is. A time of day or an elapsed time has no calendar day and
            // stays text.
            Cell(reference, (DateSerial(iso: text) ?? DateSerial(number: text)).map(CellValue.date) ?? .text(text))
        case ("error", .string(let text)): Cell(reference, .error(text))
        case ("uncalculated", .boolean(true)): Cell(reference, .empty, formula: "")
        default: nil
        }
    }
}

extension DateSerial {
    /// The number of days that the text is; nil when it is no number.
    fileprivate init?(number text: String) {
        var text = text
        guard let serial = text.withUTF8({ DecimalText.number($0) }) else { return nil }
        self.init(serial: serial, style: .date)
    }

    /// The point in time of `2025-04-15` or `2025-04-15T13:30:00`; nil when it is none.
    fileprivate init?(iso text: String) {
        guard let date = CivilDate(iso: text.prefix(10)) else { return nil }
        var fraction = 0.0
        let clock = text.dropFirst(10)
        if !clock.isEmpty {
            let parts = clock.dropFirst().split(separator: ":")
            guard clock.first == "T", parts.count == 3, let hours = Double(parts[0]), let minutes = Double(parts[1]),
                let seconds = Double(parts[2])
            else { return nil }
            fraction = (hours * 3600 + minutes * 60 + seconds) / 86_400
        }
        // Before the day that never was, 1900's serials run one behind.
        let days = date.daysSince1970 + 25_569
        self.init(serial: Double(days < 61 ? days - 1 : days) + fraction)
    }
}
