/// Brings a formula's references to a growing sheet up to date.
///
/// Ranges over all groups take the copies in; so do sums that name the groups one by one.
struct FormulaGrowth {
    let growth: ColumnGrowth
    /// The growing sheet's name.
    let sheet: String
    /// Whether references without a sheet mean the growing one.
    let isHome: Bool

    typealias Reference = FormulaTokens.Reference

    func apply(to formula: String) -> String {
        let pieces = FormulaPieces(formula)
        let added = FormulaLists(growth: self, pieces: pieces).additions()
        var out = ""
        for (index, piece) in pieces.pieces.enumerated() {
            out += added.before[index] ?? ""
            out += text(of: piece)
            out += added.after[index] ?? ""
        }
        return out
    }

    /// A piece brought up to date.
    func text(of piece: (piece: FormulaPieces.Piece, text: String)) -> String {
        if case .reference(let reference) = piece.piece { rewritten(reference).description } else { piece.text }
    }

    /// Whether a formula has a reference to the growing sheet.
    func concerns(_ formula: String) -> Bool {
        FormulaTokens(formula).tokens.contains { token in
            if case .reference(let reference) = token { applies(reference) } else { false }
        }
    }

    /// The ranges of the growing sheet that a formula names.
    func ranges(in formula: String) -> [CellRange] {
        FormulaTokens(formula).tokens.compactMap { token in
            guard case .reference(let reference) = token, applies(reference), let first = reference.first.column else {
                return nil
            }
            let last = reference.last ?? reference.first
            return CellRange(
                CellReference(row: reference.first.row ?? 1, column: first),
                CellReference(row: last.row ?? CellReference.maximumRow, column: last.column ?? first))
        }
    }

    func applies(_ reference: Reference) -> Bool {
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
            isConcerned ? growth.read(column...lastColumn) : growth.column(column)...growth.column(lastColumn)
        reference.first.column = columns.lowerBound
        reference.last?.column = columns.upperBound
        return reference
    }
}
