/// What an aggregate has to work on.
struct FormulaTally {
    var numbers: [Double] = []
    /// How many cells show that a figure is unknown.
    var unknown = 0
    /// How many cells are not blank.
    var filled = 0
    /// How many numbers stand in cells that are named as such, and not in what is calculated on the way.
    var known = 0
    /// Whether something is calculated from cells on the way.
    var isMixed = false
    var losesUnknown = false
    var error: FormulaScalar?

    mutating func add(_ scalar: FormulaScalar) {
        if scalar.isUnknown { unknown += 1 }
        if !scalar.value.isEmpty { filled += 1 }
        if scalar.isError, error == nil { error = scalar }
        if let number = scalar.cellNumber {
            numbers.append(number)
            known += 1
        }
    }

    /// Adds the cells of another one behind its own.
    mutating func add(_ other: FormulaTally) {
        numbers += other.numbers
        unknown += other.unknown
        filled += other.filled
        known += other.known
        if error == nil { error = other.error }
    }
}

/// What was found out about ranges, for further formulas that read them: thousands of running totals and of sums of the same columns must
/// not read each cell each time.
struct FormulaMemory {
    /// Some rows of a range.
    struct Block: Hashable {
        var sheet: Int
        var number: Int
        var columns: ClosedRange<Int>

        static let rows = 64
    }

    struct Answer {
        var value: FormulaScalar
        var notes: [String]
        var metUnknown: Bool
    }

    var blocks: [Block: FormulaTally] = [:]
    var answers: [FormulaEvaluator.ConditionalQuestion: Answer] = [:]
    /// How many cells may still be remembered.
    var room = 500_000
}

extension FormulaEvaluator {
    /// A conditional sum, count or average, with all that its answer depends on.
    struct ConditionalQuestion: Hashable {
        var name: String
        var values: FormulaArea
        var cells: String?
        var areas: [FormulaArea]
        /// As text, since equal values ask the same.
        var wanted: [String]
        var sources: [String?]
    }

    /// Adds the cells of an area, row by row; false when one cannot be told.
    ///
    /// Blocks of rows that lie in it whole are remembered: once a cell can be told, it stays as it is.
    func tally(_ area: FormulaArea, into tally: inout FormulaTally) -> Bool {
        guard let used = used[area.sheet], let filled = clipped(area)?.range else { return true }
        let (rows, columns) = (filled.rows, filled.columns)
        var row = rows.lowerBound
        while row <= rows.upperBound {
            let block = FormulaMemory.Block(
                sheet: area.sheet, number: row / FormulaMemory.Block.rows, columns: columns)
            let first = max(block.number * FormulaMemory.Block.rows, used.first.row)
            let last = min((block.number + 1) * FormulaMemory.Block.rows - 1, used.last.row)
            if first == row, last <= rows.upperBound {
                guard let found = memory.blocks[block] ?? tallied(block, first...last) else { return false }
                if found.unknown > 0 { noteUnknown() }
                tally.add(found)
            } else {
                guard add(rows: row...min(last, rows.upperBound), columns, of: area.sheet, to: &tally) else {
                    return false
                }
            }
            row = last + 1
        }
        return true
    }

    private func tallied(_ block: FormulaMemory.Block, _ rows: ClosedRange<Int>) -> FormulaTally? {
        var tally = FormulaTally()
        guard add(rows: rows, block.columns, of: block.sheet, to: &tally) else { return nil }
        if memory.room > 0 {
            memory.room -= tally.numbers.count + 8
            memory.blocks[block] = tally
        }
        return tally
    }

    private func add(
        rows: ClosedRange<Int>, _ columns: ClosedRange<Int>, of sheet: Int, to tally: inout FormulaTally
    ) -> Bool {
        for row in rows {
            for column in columns {
                let position = Position(sheet: sheet, cell: CellReference(row: row, column: column))
                guard let scalar = scalar(at: position) else { return false }
                tally.add(scalar)
            }
        }
        return true
    }

    /// What such a question came to before, and the conditions that go with it.
    func answer(to question: ConditionalQuestion) -> (FormulaScalar, notes: [String])? {
        guard let answer = memory.answers[question] else { return nil }
        if answer.metUnknown { noteUnknown() }
        return (answer.value, answer.notes)
    }

    func remember(_ value: FormulaScalar, _ notes: [String], metUnknown: Bool, to question: ConditionalQuestion) {
        guard memory.room > 0 else { return }
        memory.room -= 32
        memory.answers[question] = .init(value: value, notes: notes, metUnknown: metUnknown)
    }
}
