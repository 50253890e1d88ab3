import MediaPlans
import Streams
import Workbooks

/// Which row and column of a tracker's sheet each of the template's is, whatever was put in, taken out or moved since.
///
/// Rows are known by their first label, columns by theirs. Labels of markets and placeholders, which filling changes, say nothing.
struct SheetAlignment {
    /// One axis: the template's lines in the tracker, and what is different.
    struct Axis {
        /// By the template's line, from 1 on.
        var lines: [Int: Int] = [:]
        var removed: [(line: Int, name: String)] = []
        /// Lines that were put in among the template's, by the tracker's number.
        var added: [(line: Int, name: String)] = []
        var moved: [(from: Int, to: Int, name: String)] = []
    }

    private(set) var rows: Axis
    private(set) var columns: Axis
    /// Beyond it, lines are taken to stand where they stood.
    private static let mostLines = 2000

    init(_ before: SheetGrid, _ after: SheetGrid, isLabel: (String) -> Bool) {
        let labels = Self.labels(before, isLabel)
        let known = Set(labels.values)
        let found = Self.labels(after) { known.contains($0) }
        rows = Self.axis(Self.names(labels, \.row, \.column), Self.names(found, \.row, \.column))
        // Columns are compared in rows that both have.
        let same = rows.lines
        let aligned = Dictionary(
            uniqueKeysWithValues: labels.compactMap { cell, text in
                same[cell.row].map { (CellReference(row: $0, column: cell.column), text) }
            })
        let kept = Set(same.values)
        columns = Self.axis(
            Self.names(aligned, \.column, \.row),
            Self.names(found.filter { kept.contains($0.key.row) }, \.column, \.row))
    }

    /// Where a template's cell is now; nil when its row or column is gone.
    func cell(_ cell: CellReference) -> CellReference? {
        guard let row = rows.lines[cell.row] ?? beyond(cell.row, rows),
            let column = columns.lines[cell.column] ?? beyond(cell.column, columns)
        else { return nil }
        return CellReference(row: row, column: column)
    }

    /// Behind the last line with a label all stand as they stood to it.
    private func beyond(_ line: Int, _ axis: Axis) -> Int? {
        guard !axis.removed.contains(where: { $0.line == line }), let last = axis.lines.max(by: { $0.key < $1.key }),
            line > last.key
        else { return nil }
        return last.value + line - last.key
    }

    private static func labels(_ grid: SheetGrid, _ isLabel: (String) -> Bool) -> [CellReference: String] {
        grid.cells.compactMapValues { cell in
            cell.formula == nil ? cell.value.text.flatMap { isLabel($0) ? $0 : nil } : nil
        }
    }

    /// The first label of each line, "" where there is none.
    private static func names(
        _ labels: [CellReference: String], _ line: KeyPath<CellReference, Int>, _ across: KeyPath<CellReference, Int>
    ) -> [String] {
        var first: [Int: (place: Int, text: String)] = [:]
        for (cell, text) in labels where first[cell[keyPath: line]].map({ cell[keyPath: across] < $0.place }) ?? true {
            first[cell[keyPath: line]] = (cell[keyPath: across], text)
        }
        guard let last = first.keys.max() else { return [] }
        return (1...min(last, mostLines)).map { first[$0]?.text ?? "" }
    }

    private static func axis(_ before: [String], _ after: [String]) -> Axis {
        var axis = Axis()
        let difference = after.difference(from: before).inferringMoves()
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in difference {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        match(before.count, after.count, &removed, &added, &axis)
        for change in difference {
            switch change {
            case .remove(let offset, let name, let to?)
            where !name.isEmpty && removed.contains(offset) && added.contains(to):
                axis.moved.append((offset + 1, to + 1, name))
                axis.lines[offset + 1] = to + 1
                removed.remove(offset)
                added.remove(to)
            default: continue
            }
        }
        axis.removed = removed.sorted().map { ($0 + 1, before[$0]) }
        // What follows the template's last line adds to it and changes nothing.
        let last = axis.lines.values.max() ?? 0
        axis.added = added.sorted().filter { $0 + 1 < last }.map { ($0 + 1, after[$0]) }
        return axis
    }

    /// Walks both sides: lines that neither lacks are the same, and of lines that differ at one place the first are taken
    /// for each other, as where a label was written anew.
    private static func match(
        _ before: Int, _ after: Int, _ removed: inout Set<Int>, _ added: inout Set<Int>, _ axis: inout Axis
    ) {
        var (old, new) = (0, 0)
        while old < before || new < after {
            let (isRemoved, isAdded) = (removed.contains(old), added.contains(new))
            if isRemoved, isAdded {
                removed.remove(old)
                added.remove(new)
            } else if isRemoved || new >= after {
                old += 1
                continue
            } else if isAdded || old >= before {
                new += 1
                continue
            }
            axis.lines[old + 1] = new + 1
            old += 1
            new += 1
        }
    }
}
