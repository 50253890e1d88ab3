import Redaction

/// Cells as people read them: each row a line with tabs, and below it the cells beside and below a secret's name, with that name.
///
/// Memory: a row, and the names of the rows above that have nothing below them yet.
struct SheetGrid {
    private var cells: [(column: Int, text: [UInt8])] = []
    /// Names of secrets in rows above, and how many rows above.
    private var waiting: [(column: Int, name: [UInt8], rows: Int)] = []
    private let labels: SecretLabel
    /// Columns up to which blank ones keep their place in the line.
    private static let aligned = 256
    /// Rows that may be blank between a name and the value below it.
    private static let mostBlank = 3

    init(_ labels: SecretLabel) { self.labels = labels }

    /// The column of the next cell without a reference.
    var nextColumn: Int { (cells.last?.column ?? -1) + 1 }

    mutating func add(_ text: [UInt8], at column: Int) {
        if !text.isEmpty { cells.append((column, text)) }
    }

    /// Ends the row, and returns its lines.
    mutating func endRow() -> [UInt8] {
        guard !cells.isEmpty else { return [] }
        var out: [UInt8] = []
        var column = 0
        for cell in cells {
            let tabs = cell.column < Self.aligned ? max(0, cell.column - column) : min(1, cell.column)
            out += [UInt8](repeating: 0x09, count: tabs)
            column = cell.column
            out += Self.oneLine(cell.text)
        }
        out.append(0x0A)
        for cell in cells where cell.text.contains(0x0A) { out += cell.text + [0x0A] }
        out += pairs()
        cells.removeAll(keepingCapacity: true)
        return out
    }

    /// Names of secrets with the next cell to the right, and with the next one below.
    private mutating func pairs() -> [UInt8] {
        var out: [UInt8] = []
        for (name, value) in waiting.compactMap({ name in below(name).map { (name.name, $0) } }) {
            out += Self.pair(name, value)
        }
        waiting = waiting.compactMap { name in
            below(name) == nil && name.rows < Self.mostBlank ? (name.column, name.name, name.rows + 1) : nil
        }
        for (index, cell) in cells.enumerated() where labels.isOne(cell.text) {
            if index + 1 < cells.count { out += Self.pair(cell.text, cells[index + 1].text) }
            waiting.append((cell.column, cell.text, 0))
        }
        return out
    }

    private func below(_ name: (column: Int, name: [UInt8], rows: Int)) -> [UInt8]? {
        cells.first { $0.column == name.column }?.text
    }

    private static func pair(_ name: [UInt8], _ value: [UInt8]) -> [UInt8] {
        var name = oneLine(name)
        while let last = name.last, last == 0x20 || last == UInt8(ascii: ":") || last == UInt8(ascii: "=") {
            name.removeLast()
        }
        return name + Array(": ".utf8) + oneLine(value) + [0x0A]
    }

    private static func oneLine(_ text: [UInt8]) -> [UInt8] { text.map { (0x09...0x0D).contains($0) ? 0x20 : $0 } }

    /// The column of a reference such as `AB12`, from 0; nil for another text.
    static func column(_ reference: [UInt8]) -> Int? {
        var column = 0
        for byte in reference.prefix(while: { $0 > 0x39 }) {
            guard (0x41...0x5A).contains(byte & 0xDF), column < 20_000 else { return nil }
            column = column * 26 + Int(byte & 0x1F)
        }
        return column > 0 ? column - 1 : nil
    }
}
