import Workbooks

/// What becomes of the cells of a line.
struct LineCells: Equatable {
    var row = 0
    /// In the record.
    var taken = CellCount()
    /// The name of a metric.
    var names = CellCount()
    /// Sums of other cells of the line.
    var rowTotals = CellCount()
    /// Cells that say that they are such sums, and are not.
    var unprovedTotals = CellCount()
    var unreadable = CellCount()
    /// In the record, under a header of which nobody knows what it means.
    var unknownHeader = CellCount()
    var beside = CellCount()

    var all: CellCount {
        [taken, names, rowTotals, unprovedTotals, unreadable, unknownHeader, beside].reduce(into: CellCount()) {
            $0 += $1
        }
    }

    /// A number that was taken has no value after all.
    mutating func lose(_ column: Int) {
        guard taken.numbers > 0 else { return }
        taken.numbers -= 1
        taken.cells -= 1
        unreadable.add(column, isNumber: true)
    }
}

extension LineReader {
    /// Counts a cell of a line that was read.
    func account(_ cell: Cell, _ column: Int, in line: inout ReadLine) {
        guard cell.isCounted else { return }
        func take(_ value: FieldValue, isNumeric: Bool) {
            let isKnown = !value.isUnknown || line.undecided.last?.cell.spot.column == column
            // Digits that make no number are one that could not be read.
            let isNumber = isKnown && isNumeric || cell.isNumeric || isNumeric && !isKnown && hasDigits(cell.value)
            if isNumber, !isKnown {
                line.cells.unreadable.add(column, isNumber: true)
            } else {
                line.cells.taken.add(column, isNumber: isNumber)
            }
        }
        let slot = slots[column - plan.columns.lowerBound]
        switch slot.role {
        case .column(let target):
            switch target.kind {
            case .number, .percent: take(line.record[target], isNumeric: true)
            // A name that looks like a number is no number.
            case .text, .market, .stage, .platform: line.cells.taken.add(column, isNumber: cell.value.number != nil)
            case .date: take(line.record[target], isNumeric: false)
            }
        case .extra where slot.isUnknown:
            let isNumeric = cell.isNumeric
            if isNumeric { line.cells.unknownHeader.add(column, isNumber: true) } else { line.cells.taken.add(cell) }
        case .extra, .unnamed: line.cells.taken.add(cell)
        case .period:
            guard let last = line.pivoted.last else { return line.cells.unreadable.add(cell) }
            if last.undecided != nil {
                line.cells.taken.add(column, isNumber: true)
            } else {
                take(last.value, isNumeric: true)
            }
        case .rowTotal: line.rowTotals.append(cell)
        }
    }

    private func hasDigits(_ value: CellValue) -> Bool {
        guard let text = value.text?.trimmed(), !vocabulary.isUnknown(text) else { return false }
        return text.utf8.contains { $0 &- 48 < 10 }
    }

    /// The places of the keys that the column of a region sums up; nil for all.
    private func members(of column: Int) -> Set<Int>? {
        guard let region = region(in: plan.header(of: column)) else { return nil }
        let codes = plan.pivots.map { $0.market.flatMap { vocabulary.market(named: $0)?.code } }
        let parts = vocabulary.parts(ofRegion: region, among: Set(codes.compactMap { $0 }))
        guard !parts.isEmpty else { return nil }
        return Set(codes.indices.filter { codes[$0].map(parts.contains) ?? false })
    }

    /// The code of the market that a header says, alone or at either end of it: `Budget GCC`.
    private func region(in header: String) -> String? {
        let words = normalised(header).split(separator: " ")
        let names = words.indices.flatMap { [words[$0...], words[...$0]] }
        return names.lazy.compactMap { self.vocabulary.market(named: $0.joined(separator: " "))?.code }.first
    }

    /// Holds totals of a line against the periods or markets that they sum up.
    func proveRowTotals(_ line: inout ReadLine) {
        guard !line.rowTotals.isEmpty else { return }
        let isDecided = line.pivoted.allSatisfy { $0.undecided == nil }
        for cell in line.rowTotals {
            let members = members(of: cell.reference.column)
            var sums: [RecordColumn: Double] = [:]
            for value in line.pivoted where members?.contains(value.key) ?? true {
                sums[value.column, default: 0] += value.value.number ?? 0
            }
            let stated = cell.value.number ?? cell.value.text.flatMap { NumberText($0.trimmed()).value(.point) }
            let isProved = stated.map { stated in
                sums.values.contains {
                    let rounding = stated == stated.rounded() && $0 != $0.rounded() ? 0.5 : 0
                    let bound = max(0.005 * Double(line.pivoted.count + 1), $0.magnitude * 1e-9, rounding)
                    return (stated - $0).magnitude <= bound
                }
            }
            if isProved == false, isDecided {
                note(.totalMismatch, cell.value.displayText, cell.reference.row, cell.reference.column)
            }
            if isProved ?? true { line.cells.rowTotals.add(cell) } else { line.cells.unprovedTotals.add(cell) }
        }
    }
}
