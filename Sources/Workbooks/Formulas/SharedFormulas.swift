/// A formula as it means for its cell, and the cells that it fills.
public struct StoredFormula: Sendable, Equatable {
    /// Without `=`; a shared formula is moved to its cell.
    public var text: String
    public var kind: Kind

    public enum Kind: Sendable, Equatable {
        case plain
        /// Fills a range (18.3.1.40, `t="array"`). A dynamic one fills as many cells as its value has, which calculation may change.
        case array(CellRange, isDynamic: Bool)
        /// A what-if table over a range, which puts values into input cells (`t="dataTable"`).
        case dataTable(CellRange, inputs: [CellReference])

        /// The cells that it fills; nil for its own alone.
        public var area: CellRange? {
            switch self {
            case .plain: nil
            case .array(let range, _), .dataTable(let range, _): range
            }
        }
    }
}

/// The formulas of a sheet's cells as each cell means them: shared formulas moved to the cell, array formulas repeated
/// in every cell of their range (ECMA-376 part 1, 18.3.1.40).
struct SharedFormulas {
    private var shared: [Int: (text: String, at: CellReference)] = [:]
    private var arrays = FormulaAreas()

    init() {}

    /// The formula of a cell, without `=`; nil when it has none, or one that is empty. Cells must come in the sheet's order.
    mutating func text(of cell: RawCell, row: Int, _ window: XMLScanner) throws -> String? {
        let place = CellReference(row: row, column: Int(cell.column))
        guard let formula = try formula(of: cell, row: row, window) else {
            return arrays.text(at: place)
        }
        switch formula.kind {
        case .plain: return formula.text.trimmingBlanks().isEmpty ? nil : formula.text
        case .array(let range, _):
            guard !formula.text.isEmpty else { return nil }
            return keep(formula.text, over: range, row)
        case .dataTable(let range, _):
            return keep(formula.text.isEmpty ? try tableText(of: cell, window) : formula.text, over: range, row)
        }
    }

    private mutating func keep(_ text: String, over range: CellRange, _ row: Int) -> String {
        arrays.add(text, over: range, from: row)
        return text
    }

    /// A what-if table as Excel shows it: `TABLE(row input,column input)` (18.3.1.40: `dt2D` for both, `dtr` for the row alone).
    private func tableText(of cell: RawCell, _ window: XMLScanner) throws -> String {
        guard let tag = try window.tag(at: Int(cell.formulaStart) - 1 - prefixLength(cell, window)) else {
            return "TABLE(,)"
        }
        func text(_ name: StaticString) -> String { window.attribute(name, of: tag).map { window.string($0) } ?? "" }
        func flag(_ name: StaticString) -> Bool { ["1", "true"].contains(text(name)) }
        if flag("dt2D") { return "TABLE(\(text("r1")),\(text("r2")))" }
        return flag("dtr") ? "TABLE(\(text("r1")),)" : "TABLE(,\(text("r1")))"
    }

    /// What the cell itself stores; nil when that is no formula. Cells must come in the sheet's order.
    mutating func formula(of cell: RawCell, row: Int, _ window: XMLScanner) throws -> StoredFormula? {
        let place = CellReference(row: row, column: Int(cell.column))
        guard cell.hasFormula else { return nil }
        let open = Int(cell.formulaStart) - 1 - prefixLength(cell, window)
        guard let tag = try window.tag(at: open) else { return nil }
        let text = tag.kind == .start ? try content(of: tag, window) : ""
        let range = window.attribute("ref", of: tag).flatMap { CellRange(window.string($0)) } ?? CellRange(place, place)
        switch window.attribute("t", of: tag).map({ window.string($0) }) {
        case "shared":
            let index = window.attribute("si", of: tag).flatMap { window.integer($0) }
            return StoredFormula(text: sharedText(text, at: place, index: index), kind: .plain)
        case "array":
            return StoredFormula(text: text, kind: .array(range, isDynamic: isDynamic(before: open, window)))
        case "dataTable":
            let inputs = [window.attribute("r1", of: tag), window.attribute("r2", of: tag)].compactMap {
                $0.flatMap { CellReference(window.string($0)) }
            }
            return StoredFormula(text: text, kind: .dataTable(range, inputs: inputs))
        default: return StoredFormula(text: text, kind: .plain)
        }
    }

    /// Whether the cell's tag, which stands before the formula's, has metadata: those of a formula say that it is dynamic.
    private func isDynamic(before open: Int, _ window: XMLScanner) -> Bool {
        var start = open - 1
        while start > 0, window.base[start] != UInt8(ascii: "<") { start -= 1 }
        return (try? window.tag(at: start)).flatMap { window.attribute("cm", of: $0) } != nil
    }

    /// A prefix and its colon stand between the bracket and the local name.
    private func prefixLength(_ cell: RawCell, _ window: XMLScanner) -> Int {
        var length = 0
        while window.base[Int(cell.formulaStart) - 1 - length] != UInt8(ascii: "<") { length += 1 }
        return length
    }

    private func content(of tag: MarkupTag, _ window: XMLScanner) throws(MarkupError) -> String {
        guard let close = try window.textEnd(of: tag) else { return "" }
        return window.string(tag.next..<close.start)
    }

    private mutating func sharedText(_ text: String, at place: CellReference, index: Int?) -> String {
        guard let index else { return text }
        guard text.isEmpty, let master = shared[index] else {
            shared[index] = (text, place)
            return text
        }
        return FormulaShift(rows: place.row - master.at.row, columns: place.column - master.at.column).apply(
            to: master.text)
    }
}

/// Formulas that fill ranges, of which a cell has the one that came last. Finding one takes no longer when there are many side by side.
private struct FormulaAreas {
    private typealias Area = (order: Int, range: CellRange, text: String)
    /// By columns; those of many columns are not in it.
    private var narrow: [Int: [Area]] = [:]
    private var wide: [Area] = []
    private var count = 0
    private static let mostColumns = 16

    /// - Parameter row: the row being read; what ends above it is forgotten.
    mutating func add(_ text: String, over range: CellRange, from row: Int) {
        count += 1
        if range.columns.count > Self.mostColumns {
            wide.removeAll { $0.range.last.row < row }
            wide.append((count, range, text))
        } else {
            for column in range.columns {
                narrow[column, default: []].removeAll { $0.range.last.row < row }
                narrow[column, default: []].append((count, range, text))
            }
        }
    }

    func text(at place: CellReference) -> String? {
        let found = [narrow[place.column]?.last { $0.range.contains(place) }, wide.last { $0.range.contains(place) }]
        return found.compactMap(\.self).max { $0.order < $1.order }?.text
    }
}

/// Moves the relative references of a formula, as copying its cell does.
struct FormulaShift {
    var rows: Int
    var columns: Int

    /// The formula with its relative references moved; one that leaves the worksheet comes out on its other side, as Excel
    /// stores shared formulas.
    func apply(to formula: String) -> String {
        var out: [UInt8] = []
        let signs = Array(formula.utf8)
        var index = 0
        while index < signs.count {
            let sign = signs[index]
            if sign == UInt8(ascii: "\"") || sign == UInt8(ascii: "'") {
                index = copy(until: sign, signs, from: index, to: &out)
            } else if sign == UInt8(ascii: "[") {
                index = copy(until: UInt8(ascii: "]"), signs, from: index, to: &out)
            } else if Self.isWordSign(sign) {
                let end = signs[index...].firstIndex { !Self.isWordSign($0) } ?? signs.count
                let next = end < signs.count ? signs[end] : 0
                let word = String(decoding: signs[index..<end], as: UTF8.self)
                let isName =
                    next == UInt8(ascii: "(") || next == UInt8(ascii: "!") || next == UInt8(ascii: "[")
                    || Self.isFirstSheet(endingAt: end, signs)
                let isRangeEnd = next == UInt8(ascii: ":") || out.last == UInt8(ascii: ":")
                out.append(contentsOf: (isName ? word : shifted(word, isRangeEnd: isRangeEnd)).utf8)
                index = end
            } else {
                out.append(sign)
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// Whether what ends there is the first of two sheets, as in `Jan:Dec!B2`, which no shift moves.
    private static func isFirstSheet(endingAt end: Int, _ signs: [UInt8]) -> Bool {
        guard end < signs.count, signs[end] == UInt8(ascii: ":") else { return false }
        let second = signs[(end + 1)...].prefix { isWordSign($0) }  // fits: in the formula
        return !second.isEmpty && second.endIndex < signs.count && signs[second.endIndex] == UInt8(ascii: "!")
    }

    private static func isWordSign(_ sign: UInt8) -> Bool {
        switch sign {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "$"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "\\"), 0x80...:
            true
        default: false
        }
    }

    /// Copies a quoted text or bracket with its closing sign; returns the position behind it.
    private func copy(until close: UInt8, _ signs: [UInt8], from start: Int, to out: inout [UInt8]) -> Int {
        let end = signs[(start + 1)...].firstIndex(of: close).map { $0 + 1 } ?? signs.count
        out.append(contentsOf: signs[start..<end])
        return end
    }

    /// A cell reference moved; in a range also whole columns and rows; any other word as it is.
    private func shifted(_ word: String, isRangeEnd: Bool) -> String {
        let signs = Array(word.utf8)
        var index = 0
        func dollar() -> String {
            guard index < signs.count, signs[index] == UInt8(ascii: "$") else { return "" }
            index += 1
            return "$"
        }
        func take(_ isTaken: (UInt8) -> Bool) -> String {
            let start = index
            while index < signs.count, isTaken(signs[index]) { index += 1 }
            return String(decoding: signs[start..<index], as: UTF8.self)
        }
        let columnAnchor = dollar()
        let letters = take { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A }
        let rowAnchor = letters.isEmpty ? "" : dollar()
        let digits = take { (0x30...0x39).contains($0) }
        guard index == signs.count, letters.utf8.count <= 3, digits.utf8.count <= 7 else { return word }
        guard !letters.isEmpty && !digits.isEmpty || isRangeEnd else { return word }
        if !letters.isEmpty, CellReference(letters + "1") == nil { return word }
        let column = letters.isEmpty ? "" : columnAnchor.isEmpty ? moved(column: letters) : letters
        let anchor = letters.isEmpty ? columnAnchor : rowAnchor
        let row = digits.isEmpty ? "" : anchor.isEmpty ? moved(row: digits) : digits
        return columnAnchor + column + rowAnchor + row
    }

    private func moved(column letters: String) -> String {
        let column = CellReference(letters + "1")!.column
        return CellReference.letters(ofColumn: wrapped(column + columns, CellReference.maximumColumn))
    }

    private func moved(row digits: String) -> String { String(wrapped(Int(digits)! + rows, CellReference.maximumRow)) }

    private func wrapped(_ value: Int, _ most: Int) -> Int { ((value - 1) % most + most) % most + 1 }
}
