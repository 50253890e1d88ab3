import Streams
import Workbooks

/// The rows of one column of one sheet in which the same is wrong: what a person fixes at once.
public struct FoundRows: Sendable, Equatable {
    /// The first runs of rows that follow each other, in their order.
    private(set) var runs: [ClosedRange<Int>]
    /// All rows, those of runs that are not kept too.
    public private(set) var count = 1
    private static let mostRuns = 8

    init(_ row: Int) { runs = [row...row] }

    /// Adds a row, unless it is the last one again.
    ///
    /// - Returns: whether it was added.
    mutating func add(_ row: Int) -> Bool {
        guard let last = runs.last, last.upperBound != row else { return false }
        count += 1
        if last.upperBound + 1 == row {
            runs[runs.count - 1] = last.lowerBound...row
        } else if runs.count < Self.mostRuns {
            runs.append(row...row)
        }
        return true
    }

    /// The cells of a column, and how many they are: `Y22:Y42 (21)`.
    func cells(in column: String) -> String {
        described {
            $0.count == 1 ? "\(column)\($0.lowerBound)" : "\(column)\($0.lowerBound):\(column)\($0.upperBound)"
        }
    }

    /// The rows, and how many they are: `rows 22 to 42 BUDGET_LOCAL (21)`.
    func rows(_ words: String) -> String {
        "rows "
            + described(words.isEmpty ? "" : " " + words) {
                $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)"
            }
    }

    private func described(_ words: String = "", _ text: (ClosedRange<Int>) -> String) -> String {
        let kept = runs.reduce(0) { $0 + $1.count }
        let more = kept < count ? ", …" : ""
        return runs.map(text).joined(separator: ", ") + more + words + " (\(count))"
    }
}

extension Spot {
    /// The row, and everything else about the spot: its sheet and column. Nil when it is not one cell of a row.
    var line: (row: Int, rest: Spot)? {
        var rest = self
        if let cell {
            guard let reference = CellReference(cell) else { return nil }
            rest.cell = CellReference.letters(ofColumn: reference.column)
            return (reference.row, rest)
        }
        guard let row else { return nil }
        rest.row = nil
        return (row, rest)
    }
}

extension Finding {
    /// What two findings have in common when a person would fix both at once: all but the row and the value there.
    struct Likeness: Hashable {
        var spot: Spot
        var text: String
        var expected: String?
        var hint: String?
    }

    /// Nil where the finding is not about one cell of a row.
    var likeness: Likeness? {
        spot.line.map { Likeness(spot: $0.rest, text: measured?.name ?? text, expected: expected, hint: hint) }
    }

    /// Takes another finding of the same likeness into this one.
    ///
    /// - Returns: whether it did; not when it is about the last row again.
    mutating func take(_ other: Finding) -> Bool {
        guard let mine = spot.line, let line = other.spot.line else { return false }
        var rows = rows ?? FoundRows(mine.row)
        guard rows.add(line.row) else { return false }
        self.rows = rows
        place.cell = cells
        if let added = other.measured, let measured = measured?.with(added) {
            self.measured = measured
            text = measured.text
        }
        return true
    }

    /// The place of the finding's cells once that of its first cell is known.
    mutating func locate(_ first: Place) {
        place = first
        guard let rows, let cell = first.cell else { return }
        place.cell = CellReference(cell).map { rows.cells(in: CellReference.letters(ofColumn: $0.column)) } ?? cells
    }

    /// All rows, by the column's letters where they are known, else by its name.
    private var cells: String? {
        guard let rows else { return place.cell }
        if let cell = spot.cell, let reference = CellReference(cell) {
            return rows.cells(in: CellReference.letters(ofColumn: reference.column))
        }
        return rows.rows(spot.column?.rawValue ?? "")
    }
}
