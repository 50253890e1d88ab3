import Streams

/// What becomes of formulas that name a sheet, or a table on it, when the sheet is made anew or goes.
public struct SheetReferences: Sendable {
    public enum Change: Sendable {
        /// The sheet's rows end elsewhere: ranges down to its last row follow it. Its columns may be elsewhere, too.
        case rows(from: Int, to: Int, columns: ColumnPlaces = ColumnPlaces())
        /// What stands there is made anew, in cells that may be others.
        case remade
        /// The sheet goes, and references become `#REF!`, as Excel makes them.
        case removed
    }

    /// Where the columns of a sheet are that is made anew.
    public struct ColumnPlaces: Sendable, Equatable {
        /// Columns that move or go, by their old number; those that go have no new one. All others stay.
        public var moved: [Int: Int?]
        /// The new names of its table's columns in lower case; nil where they are as before.
        public var names: Set<String>?

        public init(moved: [Int: Int?] = [:], names: Set<String>? = nil) { (self.moved, self.names) = (moved, names) }

        /// Where a range of columns is now; nil where one goes or they are no range any more.
        func following(_ range: ClosedRange<Int>) -> ClosedRange<Int>? {
            guard !moved.isEmpty else { return range }
            // Columns behind all that have a heading hold nothing, and those that go from the end of a range make it shorter.
            var last = min(range.upperBound, max(range.lowerBound, moved.keys.max() ?? 0))
            let isCut = moved[last] == .some(nil)
            while last >= range.lowerBound, moved[last] == .some(nil) { last -= 1 }
            guard last >= range.lowerBound else { return nil }
            let offsets = Set(
                (range.lowerBound...last).map { column in moved[column].map { $0.map { $0 - column } } ?? 0 })
            guard offsets.count == 1, let offset = offsets.first ?? nil else { return nil }
            let end = min((isCut ? last : range.upperBound) + offset, CellReference.maximumColumn)
            let first = range.lowerBound + offset
            return first >= 1 ? first...end : nil
        }
    }

    public var sheet: String
    /// The names of its tables.
    public var tables: [String]
    public var change: Change

    public init(sheet: String, tables: [String], change: Change) {
        (self.sheet, self.tables, self.change) = (sheet, tables, change)
    }

    /// What a formula becomes.
    struct Outcome: Equatable {
        var formula: String
        /// Whether it names the sheet or a table of it.
        var isConcerned = false
        /// Whether what it names cannot be followed to its new place.
        var isLost = false
    }

    func outcome(of formula: String) -> Outcome {
        var out = Outcome(formula: "")
        for token in FormulaTokens(formula).tokens {
            switch token {
            case .text(let text): out.formula += withoutTables(text, &out)
            case .reference(var reference):
                guard reference.sheet?.lowercased() == sheet.lowercased() else {
                    out.formula += reference.description
                    continue
                }
                out.isConcerned = true
                switch change {
                case .removed:
                    out.formula += "#REF!"
                    out.isLost = true
                    continue
                case .remade: out.isLost = true
                // How far an offset reaches is in its numbers, or in other cells.
                case .rows where reference.function == "OFFSET": out.isLost = true
                case .rows(let old, let new, let columns):
                    guard follow(&reference, columns) else {
                        // Another column would be shown in its place.
                        out.formula += "#REF!"
                        out.isLost = true
                        continue
                    }
                    follow(&reference, old, new, &out)
                }
                out.formula += reference.description
            }
        }
        if isNamedInText(formula) { (out.isConcerned, out.isLost) = (true, true) }
        return out
    }

    /// Whether a reference made of text names the sheet or a table of it.
    private func isNamedInText(_ formula: String) -> Bool {
        let formula = formula.lowercased()
        guard formula.contains("indirect(") else { return false }
        let texts = formula.split(separator: "\"", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map(\.element)
        return texts.contains { text in ([sheet] + tables).contains { text.contains($0.lowercased()) } }
    }

    /// Moves the columns of a reference; false where they are gone or apart.
    private func follow(_ reference: inout FormulaTokens.Reference, _ columns: ColumnPlaces) -> Bool {
        guard let first = reference.first.column else { return true }
        let last = reference.last?.column ?? first
        guard let range = columns.following(min(first, last)...max(first, last)) else { return false }
        reference.first.column = first <= last ? range.lowerBound : range.upperBound
        if reference.last != nil { reference.last?.column = first <= last ? range.upperBound : range.lowerBound }
        return true
    }

    /// Whether a structured reference names a column that the table no longer has.
    private func isGone(_ brackets: some Sequence<UInt8>) -> Bool {
        guard case .rows(_, _, let places) = change, let names = places.names,
            let columns = TableReference(brackets)?.columns
        else { return false }
        return !names.contains(columns.first.lowercased()) || !names.contains(columns.last.lowercased())
    }

    /// A range from the first rows to the last one, or beyond it, means all rows.
    private func follow(_ reference: inout FormulaTokens.Reference, _ old: Int, _ new: Int, _ out: inout Outcome) {
        guard let first = reference.first.row else { return }
        guard let last = reference.last?.row else {
            if first > 1 { out.isLost = true }
            return
        }
        guard first <= 2, last >= old else {
            // The header alone stays where it is.
            if last > 1 { out.isLost = true }
            return
        }
        reference.last?.row = last == old ? new : max(last, new)
    }

    /// Names of tables outside of quotes, whole words only.
    private func withoutTables(_ text: String, _ out: inout Outcome) -> String {
        guard tables.contains(where: { text.lowercased().contains($0.lowercased()) }) else { return text }
        let signs = Array(text)
        var (result, index) = ("", 0)
        while index < signs.count {
            if signs[index] == "\"" || signs[index] == "'" {
                let quote = signs[index]
                let end = signs[(index + 1)...].firstIndex(of: quote) ?? signs.count - 1
                result += String(signs[index...end])
                index = end + 1
                continue
            }
            let start = index
            while index < signs.count, Self.isWord(signs[index]) { index += 1 }
            let word = String(signs[start..<index])
            guard !word.isEmpty else {
                result.append(signs[index])
                index += 1
                continue
            }
            guard tables.contains(where: { $0.lowercased() == word.lowercased() }) else {
                result += word
                continue
            }
            out.isConcerned = true
            let open = index
            var depth = 0
            while index < signs.count, signs[index] == "[" || depth > 0 {
                if signs[index] == "[" { depth += 1 }
                if signs[index] == "]" { depth -= 1 }
                index += 1
            }
            let brackets = String(signs[open..<index])
            let isRemoved = if case .removed = change { true } else { false }
            guard isRemoved || isGone(brackets.utf8.dropFirst().dropLast()) else {
                result += word + brackets
                continue
            }
            out.isLost = true
            result += "#REF!"
        }
        return result
    }

    private static func isWord(_ sign: Character) -> Bool {
        sign.isLetter || sign.isNumber || sign == "_" || sign == "." || sign == "\\"
    }
}
