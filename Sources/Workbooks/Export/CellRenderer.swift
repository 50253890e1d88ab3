import Streams

/// Which signs a sink must write otherwise.
enum Escaping {
    /// `\t`, `\n`, `\r` and `\\` (see `TSV`).
    case tsv
    /// The inside of a JSON string.
    case json

    @inline(__always)
    func append(_ byte: UInt8, to out: inout [UInt8]) {
        switch self {
        case .tsv: TSV.appendEscaped(byte, to: &out)
        case .json: JSON.appendEscaped(byte, to: &out)
        }
    }

    /// Appends bytes, in one piece where none needs escaping.
    @inline(__always)
    func append(_ bytes: UnsafeBufferPointer<UInt8>, to out: inout [UInt8]) {
        let isPlain =
            switch self {
            case .tsv: bytes.allSatisfy { $0 > 0x0D && $0 != 0x5C }
            case .json: bytes.allSatisfy { $0 >= 0x20 && $0 != 0x22 && $0 != 0x5C }
            }
        if isPlain {
            out.append(contentsOf: bytes)
        } else {
            for byte in bytes { append(byte, to: &out) }
        }
    }
}

/// Appends cells as text straight from the scanner's window, without making values where that can be avoided.
struct CellRenderer {
    let workbook: Workbook
    private var decoder: CellDecoder
    private var scratch: [UInt8] = []
    private(set) var uncalculated = 0

    init(_ sheet: Workbook.Sheet, in workbook: Workbook) {
        self.workbook = workbook
        decoder = CellDecoder(sheet, in: workbook)
    }

    /// Shared string indices that were out of range.
    var missingStrings: Int { decoder.missingStrings }

    /// Whether the cell holds a value that shows.
    @inline(__always)
    static func isShown(_ cell: RawCell) -> Bool { !cell.value.isEmpty }

    /// Notes a formula without a cached value.
    @inline(__always)
    mutating func note(_ cell: RawCell) {
        if cell.hasFormula, cell.value.isEmpty, cell.kind != .text { uncalculated += 1 }
    }

    /// Appends the cell as a TSV field: numbers shortest, dates ISO 8601, TRUE/FALSE, errors as they are.
    mutating func appendField(_ cell: RawCell, _ window: XMLScanner, to out: inout [UInt8]) throws {
        switch cell.kind {
        case .number where workbook.styles.kind(Int(cell.style)) == .number:
            if appendCanonicalNumber(cell, window, to: &out) { return }
        case .shared:
            if try appendSharedString(cell, window, .tsv, to: &out) { return }
        default: break
        }
        TSV.append(field: try decoder.value(of: cell, window).displayText, to: &out)
    }

    /// Appends the cell as a JSON value; dates are strings.
    mutating func appendJSON(_ cell: RawCell, _ window: XMLScanner, to out: inout [UInt8]) throws {
        switch cell.kind {
        case .number where workbook.styles.kind(Int(cell.style)) == .number:
            if appendCanonicalNumber(cell, window, to: &out) { return }
        case .shared:
            let start = out.count
            out.append(UInt8(ascii: "\""))
            if try appendSharedString(cell, window, .json, to: &out) {
                out.append(UInt8(ascii: "\""))
                return
            }
            out.removeLast(out.count - start)
        default: break
        }
        json(try decoder.value(of: cell, window)).append(to: &out)
    }

    private func json(_ value: CellValue) -> JSON {
        switch value {
        case .empty: .null
        case .number(let number): .number(number)
        case .boolean(let flag): .boolean(flag)
        case .date, .text, .error: .string(value.displayText)
        }
    }

    /// Appends the cell as a member of a grid line: as JSON, but `{"date":…}`, `{"error":…}` and `{"uncalculated":true}`.
    mutating func appendGridValue(_ cell: RawCell, _ window: XMLScanner, to out: inout [UInt8]) throws {
        switch cell.kind {
        case .number where workbook.styles.kind(Int(cell.style)) == .number && Self.isShown(cell), .shared:
            return try appendJSON(cell, window, to: &out)
        default: break
        }
        let value = try decoder.value(of: cell, window)
        let json: JSON =
            switch value {
            case .date(let date): .object([.init("date", .string(date.isoText))])
            case .error(let text): .object([.init("error", .string(text))])
            case .empty where cell.hasFormula: .object([.init("uncalculated", .boolean(true))])
            default: self.json(value)
            }
        json.append(to: &out)
    }

    /// Copies the file's own digits where they are the shortest already: at most 15 significant ones, no
    /// exponent, no needless zero. A decimal of at most 15 digits is the shortest that reads back to its
    /// double, because no two such decimals read to the same one (IEEE 754, DBL_DIG).
    private func appendCanonicalNumber(_ cell: RawCell, _ window: XMLScanner, to out: inout [UInt8]) -> Bool {
        let start = Int(cell.value.lowerBound)
        let end = Int(cell.value.upperBound)
        var index = start
        if index < end, window.base[index] == UInt8(ascii: "-") { index += 1 }
        let first = index
        var digits = 0
        var point = -1
        while index < end {
            let byte = window.base[index]
            if byte == UInt8(ascii: "."), point < 0 {
                point = index
            } else if byte &- 48 < 10 {
                digits += 1
            } else {
                return false
            }
            index += 1
        }
        guard digits > 0, digits <= 15, !cell.isMarkedUp else { return false }
        let hasLeadingZero = window.base[first] == UInt8(ascii: "0")
        if point < 0 {
            guard !hasLeadingZero || end - first == 1 && first == start else { return false }
        } else {
            guard point > first, point < end - 1, window.base[end - 1] != UInt8(ascii: "0") else { return false }
            guard !hasLeadingZero || point == first + 1 && window.base[point + 1] != UInt8(ascii: "0") else { return false }
        }
        out.append(contentsOf: UnsafeBufferPointer(start: window.base + start, count: end - start))
        return true
    }

    private func appendSharedString(
        _ cell: RawCell, _ window: XMLScanner, _ escaping: Escaping, to out: inout [UInt8]
    ) throws -> Bool {
        guard let index = window.integer(Int(cell.value.lowerBound)..<Int(cell.value.upperBound)) else { return false }
        return try workbook.sharedStrings.withBytes(at: index) { escaping.append($0, to: &out) } != nil
    }
}
