import Workbooks

/// A record as its row was read: some of its values may have two readings yet.
struct ReadLine {
    /// Where a value of a record is.
    enum Slot {
        case column(RecordColumn)
        case extra(Int)
    }

    var record: Record
    var undecided: [(slot: Slot, cell: AmbiguousCell)] = []
    /// Set on a row that says that it sums others up.
    var total: TotalLabel?
    /// Measures of periods or markets, each of which becomes a line.
    var pivoted: [Pivoted] = []
    /// What becomes of the row's cells.
    var cells = LineCells()
    /// Currencies that are written or shown beside amounts, by the sheet's column.
    var marks: [Int: CurrencyMark] = [:]
    /// Cells that sum others of the line up.
    var rowTotals: [Cell] = []

    struct Pivoted {
        /// The place of its key among the plan's.
        var key: Int
        var column: RecordColumn
        var value: FieldValue
        /// Whether the cell holds something else than a word for "no value".
        var isWritten: Bool
        var undecided: AmbiguousCell?
        /// The sheet's column.
        var place: Int

        var isLost: Bool { value.isUnknown && isWritten }
    }
}

/// Hands records on in their order, holding them back while values have two readings.
///
/// At most `mostHeld` records wait; what their column and file have shown by then decides.
struct LineQueue {
    private var waiting: [ReadLine] = []
    static let mostHeld = 4096

    /// Takes a line; gives the lines that are ready, nil for nothing but the line itself.
    mutating func add(_ line: ReadLine, _ cells: inout CellReader) -> [ReadLine]? {
        guard !waiting.isEmpty || line.isUndecided else { return nil }
        waiting.append(line)
        return waiting.count < Self.mostHeld ? [] : flush(&cells)
    }

    /// Decides all that wait.
    mutating func flush(_ cells: inout CellReader) -> [ReadLine] {
        let lines = waiting
        waiting = []
        return lines.map { line in
            var line = line
            for (slot, cell) in line.undecided {
                let value = cells.resolve(cell)
                switch slot {
                case .column(let column): line.record[column] = value
                case .extra(let index): line.record.extras[index].value = value
                }
                if value.isUnknown { line.cells.lose(cell.spot.column) }
            }
            for index in line.pivoted.indices {
                guard let cell = line.pivoted[index].undecided else { continue }
                line.pivoted[index].value = cells.resolve(cell)
                if line.pivoted[index].value.isUnknown { line.cells.lose(cell.spot.column) }
            }
            return line
        }
    }
}

extension ReadLine {
    fileprivate var isUndecided: Bool { !undecided.isEmpty || pivoted.contains { $0.undecided != nil } }

    /// The records: one, or one for each period or market of which the line says anything.
    func records(_ plan: ColumnPlan) -> [Record] {
        guard !plan.pivots.isEmpty else { return [record] }
        guard !plan.sumsPeriods else { return [overPeriods(plan.pivots)] }
        var records: [Record] = []
        for (index, key) in plan.pivots.enumerated() {
            let values = pivoted.filter { $0.key == index && !$0.value.isUnknown }
            guard !values.isEmpty else { continue }
            var record = record
            // Nobody says how much of them is the market's.
            for column in plan.wholeMeasures { record[column] = .unknown }
            for extra in plan.ownMeasures where extra < record.extras.count { record.extras[extra].value = .unknown }
            for value in values { record[value.column] = value.value }
            if let market = key.market { record[.market] = .text(market) }
            if let stage = key.stage { record[.cejObjectives] = .text(stage) }
            if let platform = key.platform { record[.platform] = .text(platform) }
            if let days = key.days(of: record) {
                record[.startDate] = .date(days.lowerBound)
                record[.endDate] = .date(days.upperBound)
            }
            records.append(record)
        }
        return records
    }

    /// The one record of a line whose measures of periods are summed: of the days from the first period that has any to the last.
    private func overPeriods(_ keys: [PivotKey]) -> Record {
        var record = summed(keys)
        // A month that could not be read leaves no sum.
        for value in pivoted where value.isLost { record[value.column] = .unknown }
        let used = keys.indices.filter { index in
            pivoted.contains { $0.key == index && $0.value.number ?? 0 != 0 }
        }
        if record[.startDate].isUnknown, let first = used.compactMap({ keys[$0].first }).min() {
            record[.startDate] = .date(first)
        }
        if record[.endDate].isUnknown, let last = used.compactMap({ keys[$0].last }).max() {
            record[.endDate] = .date(last)
        }
        return record
    }

    /// The sums over all periods or markets, as a row of totals states them.
    func summed(_ keys: [PivotKey]) -> Record {
        guard !keys.isEmpty else { return record }
        var record = record
        for value in pivoted {
            guard let number = value.value.number else { continue }
            record[value.column] = .number((record[value.column].number ?? 0) + number)
        }
        return record
    }
}
