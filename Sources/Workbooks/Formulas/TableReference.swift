/// What the brackets of a structured reference name: rows of a table, and a column or several (`Table[[#Totals],[Spend]]`).
///
/// In the form of files and as people type it (`[@Spend]`); ECMA-376 part 1, 18.17.6.1 with Microsoft's
/// "Using structured references with Excel tables".
struct TableReference: Equatable {
    /// A part of the table's rows.
    enum Rows: String, CaseIterable {
        case all = "#all", data = "#data", headers = "#headers", totals = "#totals", this = "#this row"
    }

    private(set) var rows: [Rows] = []
    /// The first and the last column; all where none is named.
    private(set) var columns: (first: String, last: String)?

    static func == (a: TableReference, b: TableReference) -> Bool {
        a.rows == b.rows && a.columns?.first == b.columns?.first && a.columns?.last == b.columns?.last
    }

    /// - Parameter text: what is inside the outer brackets. Nil for what is not understood.
    init?(_ text: some Sequence<UInt8>) {
        let text = Self.trimmed(Array(text)[...])
        if text.first == UInt8(ascii: "@") {
            rows = [.this]
            let rest = Self.trimmed(text.dropFirst())
            if rest.first == UInt8(ascii: "[") {
                guard take(rest), rows == [.this] else { return nil }
            } else if !rest.isEmpty {
                let name = Self.name(rest)
                columns = (name, name)
            }
        } else if text.first == UInt8(ascii: "[") {
            for part in Self.parts(of: text, at: UInt8(ascii: ",")) {
                guard take(Self.trimmed(part)) else { return nil }
            }
        } else if text.first == UInt8(ascii: "#") {
            guard take(rows: text) else { return nil }
        } else if !text.isEmpty {
            let name = Self.name(text)
            columns = (name, name)
        }
    }

    /// One part in brackets, or two columns with a colon between them.
    private mutating func take(_ part: ArraySlice<UInt8>) -> Bool {
        let ends = Self.parts(of: part, at: UInt8(ascii: ":")).map { Self.trimmed($0) }
        guard (1...2).contains(ends.count),
            ends.allSatisfy({ $0.first == UInt8(ascii: "[") && $0.last == UInt8(ascii: "]") && $0.count > 2 })
        else { return false }
        let inner = ends.map { $0.dropFirst().dropLast() }
        if inner[0].first == UInt8(ascii: "#") { return ends.count == 1 && take(rows: inner[0]) }
        guard columns == nil else { return false }
        columns = (Self.name(inner[0]), Self.name(inner[inner.count - 1]))
        return true
    }

    private mutating func take(rows text: ArraySlice<UInt8>) -> Bool {
        let name = String(decoding: text, as: UTF8.self).lowercased()
        guard let found = Rows(rawValue: name), columns == nil else { return false }
        rows.append(found)
        return true
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var text = text
        while text.first == 0x20 { text = text.dropFirst() }
        while text.last == 0x20 { text = text.dropLast() }
        return text
    }

    /// A column's name: `'` takes a sign's meaning from it.
    private static func name(_ text: ArraySlice<UInt8>) -> String {
        var out: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            if text[index] == UInt8(ascii: "'"), index + 1 < text.endIndex { index += 1 }
            out.append(text[index])
            index += 1
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Cut at a sign outside of brackets.
    private static func parts(of text: ArraySlice<UInt8>, at sign: UInt8) -> [ArraySlice<UInt8>] {
        var parts: [ArraySlice<UInt8>] = []
        var (start, index, depth) = (text.startIndex, text.startIndex, 0)
        while index < text.endIndex {
            switch text[index] {
            case UInt8(ascii: "'"): index += 1
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"): depth -= 1
            case sign where depth == 0:
                parts.append(text[start..<index])
                start = index + 1
            default: break
            }
            index += 1
        }
        return parts + [text[start...]]
    }

    /// The cells of a table that are named; nil where it has none of them.
    ///
    /// - Parameter row: the row of the formula where it is in the table's sheet, which `#This Row` means.
    func range(in table: SheetTable, row: Int?) -> CellRange? {
        let range = table.range
        guard table.columns.count == range.columns.count else { return nil }
        let data = range.first.row + table.headerRows..<range.last.row - table.totalsRows + 1
        var found: [Range<Int>] = []
        for part in rows.isEmpty ? [.data] : rows {
            switch part {
            case .all: found.append(range.first.row..<range.last.row + 1)
            case .data: found.append(data)
            case .headers: found.append(range.first.row..<data.lowerBound)
            case .totals: found.append(data.upperBound..<range.last.row + 1)
            case .this:
                guard let row, data.contains(row) else { return nil }
                found.append(row..<row + 1)
            }
        }
        guard !found.contains(where: \.isEmpty), let top = found.map(\.lowerBound).min(),
            let bottom = found.map(\.upperBound).max()
        else { return nil }
        var (left, right) = (range.first.column, range.last.column)
        if let columns {
            func index(_ name: String) -> Int? {
                table.columns.firstIndex { $0.lowercased() == name.lowercased() }
            }
            guard let first = index(columns.first), let last = index(columns.last) else { return nil }
            (left, right) = (range.first.column + min(first, last), range.first.column + max(first, last))
        }
        return CellRange(
            CellReference(row: top, column: left), CellReference(row: bottom - 1, column: right))
    }
}

extension FormulaScope {
    /// The cells that a structured reference names in a formula of a cell; nil where it names none.
    ///
    /// - Parameters:
    ///   - name: the table's; nil for the table that the formula is in.
    ///   - brackets: what is inside the outer brackets.
    ///   - text: the whole reference, as it is written.
    func reference(
        toTable name: String?, _ brackets: some Sequence<UInt8>, text: String,
        in surroundings: FormulaParser.Surroundings
    ) -> FormulaReference? {
        let place = surroundings.position
        guard let table = name.map({ self.table(named: $0) }) ?? table(around: place.cell, on: place.sheet),
            !surroundings.isOpaque(.init(sheet: table.sheetIndex, cell: table.range.first)),
            let sheet = sheetName(table.sheetIndex), let parts = TableReference(brackets),
            let range = parts.range(in: table, row: place.sheet == table.sheetIndex ? place.cell.row : nil)
        else { return nil }
        return FormulaReference(sheet: sheet, range: range, text: text)
    }
}
