import Streams

/// How text stands inside a field.
enum Escaping {
    /// `\t`, `\n`, `\r` and `\\` (see `TSV`).
    case tsv
    /// The inside of a JSON string.
    case json

    /// Appends a shared string.
    @inline(__always)
    func append(_ string: StringArena.Entry, to out: inout ByteBuffer) {
        let isPlain = string.traits.isDisjoint(with: self == .tsv ? .needsTSVEscapes : .needsJSONEscapes)
        if isPlain, string.count <= 32 {
            out.appendShort(string.start, string.count)
        } else if isPlain {
            out.append(string.start, string.count)
        } else {
            appendEach(string.start, string.count, to: &out)
        }
    }

    @inline(never)
    private func appendEach(_ start: UnsafePointer<UInt8>, _ count: Int, to out: inout ByteBuffer) {
        for index in 0..<count {
            let byte = start[index]
            if byte >= 0x20, byte != 0x5C, byte != 0x22 || self == .tsv {
                out.append(byte)
            } else {
                appendEscaped(byte, to: &out)
            }
        }
    }

    private func appendEscaped(_ byte: UInt8, to out: inout ByteBuffer) {
        var letters: UInt8 = byte
        switch byte {
        case 0x09: letters = UInt8(ascii: "t")
        case 0x0A: letters = UInt8(ascii: "n")
        case 0x0D: letters = UInt8(ascii: "r")
        case 0x5C, 0x22: break
        default:
            guard self == .json else { return out.append(byte) }
            var escape: [UInt8] = []
            JSON.appendEscaped(byte, to: &escape)
            return out.append(escape)
        }
        out.append(0x5C)
        out.append(letters)
    }
}

/// Appends cells as text straight from the scanner's window, without making values where that can be avoided.
struct CellRenderer: ~Copyable {
    private let kinds: [NumberKind]
    private let strings: SharedStrings
    private let dateSystem: DateSystem
    private var decoder: CellDecoder
    private(set) var uncalculated = 0

    init(_ sheet: Workbook.Sheet, in workbook: Workbook) {
        kinds = workbook.styles.kinds
        strings = workbook.sharedStrings
        dateSystem = workbook.dateSystem
        decoder = CellDecoder(sheet, in: workbook)
    }

    /// Shared string indices that were out of range.
    var missingStrings: Int { decoder.missingStrings }

    /// Notes a formula without a cached value.
    @inline(__always)
    mutating func note(_ cell: RawCell) {
        if cell.hasFormula, !cell.hasValue, cell.kind != .text { uncalculated += 1 }
    }

    @inline(__always)
    private func isPlainNumber(_ cell: RawCell) -> Bool {
        cell.kind == .number && (cell.style == 0 && kinds.isEmpty || isNumberStyle(Int(cell.style)))
    }

    @inline(__always)
    private func isNumberStyle(_ style: Int) -> Bool { style < 0 || style >= kinds.count || kinds[style] == .number }

    /// Appends the cell as a TSV field: numbers shortest, dates ISO 8601, TRUE/FALSE, errors as they are.
    @inline(__always)
    mutating func appendField(_ cell: RawCell, _ window: XMLScanner, to out: inout ByteBuffer) throws {
        if isPlainNumber(cell), NumberText.append(window.base + Int(cell.valueStart), cell.value.count, to: &out) { return }
        if cell.kind == .shared, try appendSharedString(cell, window, .tsv, to: &out) { return }
        if cell.kind == .number, appendWholeDay(cell, window, to: &out) { return }
        try appendDecodedField(cell, window, to: &out)
    }

    /// Appends a date that has no time, which is nearly every one: `2025-04-15`. False when the cell is none.
    private func appendWholeDay(_ cell: RawCell, _ window: XMLScanner, to out: inout ByteBuffer) -> Bool {
        let style = Int(cell.style)
        guard style >= 0, style < kinds.count, kinds[style] == .dateTime, let serial = window.integer(cell.value),
            let date = CivilDate(daySerial: serial, system: dateSystem)
        else { return false }
        out.append(digits: date.year, count: 4)
        out.append(UInt8(ascii: "-"))
        out.append(digits: date.month, count: 2)
        out.append(UInt8(ascii: "-"))
        out.append(digits: date.day, count: 2)
        return true
    }

    @inline(never)
    private mutating func appendDecodedField(_ cell: RawCell, _ window: XMLScanner, to out: inout ByteBuffer) throws {
        var field: [UInt8] = []
        TSV.append(field: try decoder.value(of: cell, window).displayText, to: &field)
        out.append(field)
    }

    /// Appends the cell as a JSON value; dates are strings.
    @inline(__always)
    mutating func appendJSON(_ cell: RawCell, _ window: XMLScanner, to out: inout ByteBuffer) throws {
        if isPlainNumber(cell), NumberText.append(window.base + Int(cell.valueStart), cell.value.count, to: &out) { return }
        if cell.kind == .shared {
            let start = out.count
            out.append(UInt8(ascii: "\""))
            if try appendSharedString(cell, window, .json, to: &out) { return out.append(UInt8(ascii: "\"")) }
            out.truncate(to: start)
        }
        if cell.kind == .number {
            let start = out.count
            out.append(UInt8(ascii: "\""))
            if appendWholeDay(cell, window, to: &out) { return out.append(UInt8(ascii: "\"")) }
            out.truncate(to: start)
        }
        try appendDecodedJSON(cell, window, to: &out)
    }

    @inline(never)
    private mutating func appendDecodedJSON(_ cell: RawCell, _ window: XMLScanner, to out: inout ByteBuffer) throws {
        var text: [UInt8] = []
        Self.json(try decoder.value(of: cell, window)).append(to: &text)
        out.append(text)
    }

    private static func json(_ value: CellValue) -> JSON {
        switch value {
        case .empty: .null
        case .number(let number): .number(number)
        case .boolean(let flag): .boolean(flag)
        case .date, .text, .error: .string(value.displayText)
        }
    }

    /// Appends the cell as a member of a grid line: as JSON, but `{"date":…}`, `{"error":…}` and `{"uncalculated":true}`.
    mutating func appendGridValue(_ cell: RawCell, _ window: XMLScanner, to out: inout ByteBuffer) throws {
        if cell.hasValue, isPlainNumber(cell) || cell.kind == .shared { return try appendJSON(cell, window, to: &out) }
        let value = try decoder.value(of: cell, window)
        let json: JSON =
            switch value {
            case .date(let date): .object([.init("date", .string(date.isoText))])
            case .error(let text): .object([.init("error", .string(text))])
            case .empty where cell.hasFormula: .object([.init("uncalculated", .boolean(true))])
            default: Self.json(value)
            }
        var text: [UInt8] = []
        json.append(to: &text)
        out.append(text)
    }

    @inline(__always)
    private func appendSharedString(
        _ cell: RawCell, _ window: XMLScanner, _ escaping: Escaping, to out: inout ByteBuffer
    ) throws -> Bool {
        guard let index = window.integer(cell.value), let string = try strings.entry(at: index) else { return false }
        escaping.append(string, to: &out)
        return true
    }
}
