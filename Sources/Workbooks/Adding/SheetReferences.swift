import Streams

/// What becomes of formulas that name a sheet, or a table on it, when the sheet is made anew or goes.
public struct SheetReferences: Sendable {
    public enum Change: Sendable {
        /// The sheet's rows end elsewhere: ranges down to its last row follow it.
        case rows(from: Int, to: Int)
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
                case .rows(let old, let new): follow(&reference, old, new, &out)
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
            guard case .removed = change else {
                result += word
                continue
            }
            out.isLost = true
            result += "#REF!"
            var depth = 0
            while index < signs.count, signs[index] == "[" || depth > 0 {
                if signs[index] == "[" { depth += 1 }
                if signs[index] == "]" { depth -= 1 }
                index += 1
            }
        }
        return result
    }

    private static func isWord(_ sign: Character) -> Bool {
        sign.isLetter || sign.isNumber || sign == "_" || sign == "." || sign == "\\"
    }
}
