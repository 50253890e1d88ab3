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
        /// Whether a range in it holds other columns than before, and it may count them or take one by its number.
        var isRegrouped = false
    }

    func outcome(of formula: String) -> Outcome {
        var out = Outcome(formula: "")
        let choice = ColumnChoice(formula)
        for token in FormulaTokens(formula).tokens {
            switch token {
            case .text(let text): out.formula += withoutTables(text, choice, &out)
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
                    guard let holdsOthers = follow(&reference, columns) else {
                        // Another column would be shown in its place.
                        out.formula += "#REF!"
                        out.isLost = true
                        continue
                    }
                    if holdsOthers, choice.mayTakeAnother(in: reference.function) { out.isRegrouped = true }
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

    /// Moves the columns of a reference, and tells whether it holds others now; nil where none of its columns is left.
    private func follow(_ reference: inout FormulaTokens.Reference, _ columns: ColumnPlaces) -> Bool? {
        // Whole rows keep their form.
        guard let first = reference.first.column else {
            return columns.following(1...CellReference.maximumColumn)?.holdsOthers ?? true
        }
        let last = reference.last?.column ?? first
        guard let found = columns.following(min(first, last)...max(first, last)) else { return nil }
        let range = found.columns
        reference.first.column = first <= last ? range.lowerBound : range.upperBound
        if reference.last != nil { reference.last?.column = first <= last ? range.upperBound : range.lowerBound }
        return found.holdsOthers
    }

    /// Whether a structured reference names a column that the table no longer has.
    private func isGone(_ table: TableReference?) -> Bool {
        guard case .rows(_, _, let places) = change, let names = places.names, let columns = table?.columns else {
            return false
        }
        return !names.contains(columns.first.lowercased()) || !names.contains(columns.last.lowercased())
    }

    /// Whether a structured reference, or the name of a table alone, holds other columns than before.
    private func holdsOthers(_ table: TableReference?) -> Bool {
        guard case .rows(_, _, let places) = change else { return false }
        guard let columns = table?.columns else {
            return places.following(1...CellReference.maximumColumn)?.holdsOthers ?? true
        }
        guard columns.first.lowercased() != columns.last.lowercased(),
            let first = places.former[columns.first.lowercased()], let last = places.former[columns.last.lowercased()]
        else { return false }
        return places.following(min(first, last)...max(first, last))?.holdsOthers ?? true
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
    private func withoutTables(_ text: String, _ choice: ColumnChoice, _ out: inout Outcome) -> String {
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
            let table = TableReference(brackets.utf8.dropFirst().dropLast())
            guard isRemoved || isGone(table) else {
                let function = Self.function(around: out.formula + result)
                if holdsOthers(table), choice.mayTakeAnother(in: function) { out.isRegrouped = true }
                result += word + brackets
                continue
            }
            out.isLost = true
            result += "#REF!"
        }
        return result
    }

    /// The innermost function that is open at the end of the first part of a formula, upper case.
    private static func function(around text: String) -> String {
        var open: [String] = []
        var word = ""
        var quote: Character?
        for sign in text {
            if let end = quote {
                if sign == end { quote = nil }
                continue
            }
            switch sign {
            case "\"", "'": quote = sign
            case "(": open.append(word.uppercased())
            case ")": _ = open.popLast()
            default: break
            }
            word = isWord(sign) ? word + String(sign) : ""
        }
        return open.last ?? ""
    }

    private static func isWord(_ sign: Character) -> Bool {
        sign.isLetter || sign.isNumber || sign == "_" || sign == "." || sign == "\\"
    }
}
