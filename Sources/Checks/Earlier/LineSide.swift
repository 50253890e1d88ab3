import MediaPlans
import Workbooks

/// The lines of one set of records, each with its key and the numbers that it has. Memory: some hundred bytes a line.
struct LineSide {
    struct Number {
        /// A record column's place, or beyond those the number of an extra column's name.
        var measure: Int32
        var value: Double
    }

    struct Line {
        var key: LineKey
        var hash: UInt64
        /// Where its numbers are among all.
        var first: Int
        var end: Int
        var currency: Int32
        var file: Int32
        var sheet: Int32
        var row: UInt32
    }

    private(set) var lines: [Line] = []
    private var numbers: [Number] = []
    /// Lines met, kept or not.
    private(set) var met = 0

    /// From here on measures are extra columns.
    static let extras = Int32(RecordColumn.allCases.count)
    /// The columns of numbers that are compared.
    static let measures: [RecordColumn] = [
        .weeks, .budgetLocal, .impressions, .clicksActions, .videoViews, .frequency, .uniquesReach, .percentUniques,
        .cpmLocal, .cpcLocal, .cpvLocal, .ctrPercent, .vtrPercent, .platformFeeLocal, .platformBudgetLocal, .taSize,
    ]
    /// Those that follow from others.
    static let rates: Set<Int32> = Set(
        [RecordColumn.percentUniques, .cpmLocal, .cpcLocal, .cpvLocal, .ctrPercent, .vtrPercent].map {
            Int32($0.index)
        })

    /// Keeps a line if its hash says so.
    mutating func add(_ record: Record, _ book: inout LineBook, keeping mask: UInt64) {
        met += 1
        let (key, hash) = book.key(of: record)
        guard hash & mask == 0 else { return }
        let first = numbers.count
        for column in Self.measures {
            if let value = record[column].number { numbers.append(Number(measure: Int32(column.index), value: value)) }
        }
        let own = numbers.count
        for extra in record.extras {
            guard let value = extra.value.number else { continue }
            numbers.append(Number(measure: Self.extras &+ book.text(extra.name), value: value))
        }
        if numbers.count > own + 1 { numbers[own...].sort { $0.measure < $1.measure } }
        lines.append(
            Line(
                key: key, hash: hash, first: first, end: numbers.count,
                currency: book.text(record[.localCurrency].text),
                file: book.text(record[.sourceFile].text), sheet: book.text(record[.sourceSheet].text),
                row: record[.sourceRow].number.flatMap { UInt32(exactly: $0) } ?? 0))
    }

    func numbers(of line: Line) -> ArraySlice<Number> { numbers[line.first..<line.end] }

    /// A number of a line; nil where it is unknown.
    func number(_ measure: Int32, of line: Line) -> Double? {
        numbers(of: line).first { $0.measure == measure }?.value
    }

    /// Leaves out the lines that a stricter mask does not keep.
    mutating func prune(keeping mask: UInt64) {
        var kept: [Number] = []
        var rest: [Line] = []
        for var line in lines where line.hash & mask == 0 {
            let own = numbers[line.first..<line.end]
            line.first = kept.count
            kept += own
            line.end = kept.count
            rest.append(line)
        }
        (lines, numbers) = (rest, kept)
    }
}
