/// Brings a formula's references to a growing sheet up to date.
///
/// Ranges over all groups take the copies in; so do sums that name the groups one by one.
struct FormulaGrowth {
    let growth: ColumnGrowth
    /// The growing sheet's name.
    let sheet: String
    /// Whether references without a sheet mean the growing one.
    let isHome: Bool

    private typealias Token = FormulaTokens.Token
    private typealias Reference = FormulaTokens.Reference

    /// Functions that take any number of values alike.
    private static let aggregates: Set<String> = [
        "SUM", "AVERAGE", "MIN", "MAX", "COUNT", "COUNTA", "PRODUCT", "MEDIAN", "AND", "OR",
    ]

    func apply(to formula: String) -> String {
        let tokens = FormulaTokens(formula).tokens
        var out = ""
        for (index, token) in tokens.enumerated() {
            switch token {
            case .text(let text): out += text
            case .reference(let reference):
                out += rewritten(reference).description
                if let separator = chain(endingAt: index, in: tokens) {
                    for copy in 1...growth.copies {
                        var next = reference
                        next.first.column! += copy * growth.step
                        out += separator + next.description
                    }
                }
            }
        }
        return out
    }

    /// Whether a formula has a reference to the growing sheet.
    func concerns(_ formula: String) -> Bool {
        FormulaTokens(formula).tokens.contains { token in
            if case .reference(let reference) = token { applies(reference) } else { false }
        }
    }

    private func applies(_ reference: Reference) -> Bool {
        reference.sheet.map { $0.lowercased() == sheet.lowercased() } ?? isHome
    }

    private func rewritten(_ reference: Reference) -> Reference {
        guard applies(reference), let column = reference.first.column else { return reference }
        var reference = reference
        guard let last = reference.last, let lastColumn = last.column else {
            reference.first.column = growth.column(column)
            return reference
        }
        let isConcerned =
            reference.first.row.map { first in
                last.row.map { row in growth.rows.contains { $0.overlaps(min(first, row)...max(first, row)) } } ?? true
            } ?? true
        guard column <= lastColumn else { return reference }
        let columns =
            isConcerned ? growth.columns(column...lastColumn) : growth.column(column)...growth.column(lastColumn)
        reference.first.column = columns.lowerBound
        reference.last?.column = columns.upperBound
        return reference
    }

    // MARK: Sums that name each group

    /// What parts the references of a list that names every group up to the last; nil when there is none.
    private func chain(endingAt end: Int, in tokens: [Token]) -> String? {
        guard let last = cell(tokens[end]), growth.source.contains(last.column), growth.contains(row: last.row),
            end >= 2,
            case .text(let separator) = tokens[end - 1], case .reference(let reference) = tokens[end],
            isSeparator(separator, in: reference.function)
        else { return nil }
        var (index, column) = (end, last.column)
        while index >= 2, tokens[index - 1] == .text(separator), let before = cell(tokens[index - 2]),
            before.row == last.row,
            before.column == column - growth.step
        {
            (index, column) = (index - 2, before.column)
        }
        guard index < end, column == growth.firstColumn + last.column - growth.source.lowerBound else { return nil }
        let before = index > 0 ? trailingSign(tokens[index - 1]) : nil
        let after = end + 1 < tokens.count ? leadingSign(tokens[end + 1]) : nil
        guard !(before.map { "*/^-:".contains($0) } ?? false), !(after.map { "*/^%:".contains($0) } ?? false) else {
            return nil
        }
        return separator
    }

    private func isSeparator(_ text: String, in function: String) -> Bool {
        let sign = text.filter { !$0.isWhitespace }
        return sign == "+" || (sign == "," && Self.aggregates.contains(function))
    }

    private func cell(_ token: Token) -> (column: Int, row: Int)? {
        guard case .reference(let reference) = token, reference.last == nil, applies(reference),
            let column = reference.first.column, let row = reference.first.row
        else { return nil }
        return (column, row)
    }

    private func trailingSign(_ token: Token) -> Character? {
        if case .text(let text) = token { text.last { !$0.isWhitespace } } else { nil }
    }

    private func leadingSign(_ token: Token) -> Character? {
        if case .text(let text) = token { text.first { !$0.isWhitespace } } else { nil }
    }
}
