import Streams
import Workbooks

/// A column of a reach-and-frequency table.
struct MatrixColumn {
    var column: Int
    /// The display name, or what is written there; unknown over a column without a heading.
    var market: FieldValue
    var header: String
    /// The power of ten of the header's unit (`UAE (000)`).
    var power = 0
}

extension LineReader {
    /// Reads the markets of the header row.
    func readMatrixHeader(_ texts: [Int: String], row: Int) {
        let replacing = rules.transformations(of: RecordColumn.market.rawValue)
        var totals: Set<Int> = []
        let names = plan.columns.dropFirst().count { texts[$0].map { !vocabulary.isTotalHeading($0) } ?? false }
        matrixColumns = plan.columns.dropFirst().compactMap { column in
            guard let text = texts[column] else { return nil }
            let spot = CellReader.Spot(row: row, column: column, header: "")
            if vocabulary.isTotalHeading(text), vocabulary.isTotal(text) || names > 1 {
                totals.insert(column)
                cells.note(.totalPassed, text, spot)
                return nil
            }
            var name = text
            var power = 0
            if vocabulary.market(named: text) == nil, let unit = vocabulary.unit(of: text), unit.isCertain,
                vocabulary.market(named: unit.rest) != nil
            {
                (name, power) = (unit.rest, unit.power)
            }
            let market = cells.value(.text(name), hasFormula: false, as: .market, at: spot, replacing: replacing)
            return MatrixColumn(column: column, market: market, header: text, power: power)
        }
        totalColumns = totals
        matrixRegions = MatrixRegions(matrixColumns, vocabulary)
    }

    /// The records of one row: one per market, also where the cell is unknown.
    ///
    /// A metric that is not understood has its numbers under METRIC_VALUE, so that they are not lost and
    /// counted nowhere. Columns of a region beside its members are no records.
    func matrixLines(_ row: SheetRow, limit: Int?) -> [ReadLine] {
        let metricColumn = plan.columns.lowerBound
        let name = text(row, metricColumn) ?? ""
        let known = vocabulary.reachRow(named: name)
        let metric = known?.metric
        if metric == nil { cells.note(.metricUnknown, name, .init(row: row.number, column: metricColumn, header: "")) }
        if let known, known.power != 0 {
            cells.note(.unitScaled, name, .init(row: row.number, column: metricColumn, header: ""))
        }
        noteUnnamed(row, limit)
        let names = CellCount(row) { $0 == metricColumn }
        let beside = CellCount(row) { $0 < metricColumn || $0 >= limit ?? plan.columns.upperBound + 1 }
        let first = matrixColumns.first { !matrixRegions.isRegion($0.column) }?.column
        var numbers: [Int: Double] = [:]
        var lines = matrixColumns.compactMap { entry -> ReadLine? in
            var record = emptyRecord(row: row.number)
            record[.market] = entry.market
            record[.platform] = name.isEmpty ? .unknown : .text(name)
            let cell = row.cells.first { $0.reference.column == entry.column }
            var power = metric?.measure == .frequency ? 0 : max(known?.power ?? 0, entry.power, remarkPower)
            var spot = CellReader.Spot(row: row.number, column: entry.column, header: entry.header, power: power)
            if power == 0, metric?.measure == .reach, let cell {
                power = shownFormats.power(of: cell, in: row, vocabulary)
                if power != 0 { cells.note(.unitScaled, row.formats[entry.column] ?? "", spot) }
                spot.power = power
            }
            let value =
                cell.map { cells.value($0.value, hasFormula: $0.formula != nil, as: .number, at: spot) } ?? .unknown
            var slot = ReadLine.Slot.extra(0)
            switch metric?.measure {
            case .reach:
                record[.uniquesReach] = value
                slot = .column(.uniquesReach)
            case .frequency:
                record[.frequency] = value
                slot = .column(.frequency)
            case nil: record.extras = [(Self.metricValue, value)]
            }
            let undecided = cells.takeAmbiguous().map { [(slot: slot, cell: $0)] } ?? []
            numbers[entry.column] = value.number
            guard !matrixRegions.isRegion(entry.column) else { return nil }
            var line = ReadLine(record: record, undecided: undecided)
            line.cells.row = row.number
            if let cell, cell.isCounted {
                if metric == nil, cell.isNumeric {
                    line.cells.unknownHeader.add(cell)
                } else if cell.isNumeric, value.isUnknown, undecided.isEmpty {
                    line.cells.unreadable.add(cell)
                } else {
                    line.cells.taken.add(cell)
                }
            }
            guard entry.column == first else { return line }
            line.cells.names = names
            line.cells.beside = beside
            settleOthers(row, limit, values: values(of: row), metric?.measure, in: &line)
            return line
        }
        let agreed = metric.map {
            matrixRegions.compare(numbers, $0.measure, name, row: row.number, power: known?.power ?? 0)
        }
        for cell in row.cells where !lines.isEmpty && matrixRegions.isRegion(cell.reference.column) {
            guard cell.isCounted else { continue }
            if agreed?.contains(cell.reference.column) ?? false {
                lines[0].cells.rowTotals.add(cell)
            } else {
                lines[0].cells.unprovedTotals.add(cell)
            }
        }
        return lines
    }

    private func values(of row: SheetRow) -> [Double] {
        row.cells.compactMap { cell in
            matrixColumns.contains { $0.column == cell.reference.column && !matrixRegions.isRegion($0.column) }
                ? cell.value.number : nil
        }
    }

    /// Cells under totals, which may be the sum of the markets, and under no market.
    private func settleOthers(
        _ row: SheetRow, _ limit: Int?, values: [Double], _ measure: ReachMetric.Measure?, in line: inout ReadLine
    ) {
        let sum = values.reduce(0, +)
        // The frequency over all markets lies between theirs.
        func agrees(_ number: Double) -> Bool {
            guard measure == .frequency, let low = values.min(), let high = values.max() else {
                return (number - sum).magnitude <= max(0.5 * Double(values.count), sum.magnitude * 1e-9)
            }
            return number >= low * 0.99 && number <= high * 1.01
        }
        for cell in row.cells {
            let column = cell.reference.column
            guard column > plan.columns.lowerBound, column < limit ?? (plan.columns.upperBound + 1),
                !matrixColumns.contains(where: { $0.column == column })
            else { continue }
            guard totalColumns.contains(column), let number = cell.value.number else {
                line.cells.unknownHeader.add(cell)
                continue
            }
            if values.count > 1, agrees(number) {
                line.cells.rowTotals.add(cell)
            } else {
                line.cells.unprovedTotals.add(cell)
            }
        }
    }

    /// The extra column of numbers whose metric is not understood.
    static let metricValue = "METRIC_VALUE"

    /// Numbers under no market.
    private func noteUnnamed(_ row: SheetRow, _ limit: Int?) {
        for cell in row.cells where cell.reference.column > plan.columns.lowerBound && cell.value.number != nil {
            let column = cell.reference.column
            guard column < limit ?? (plan.columns.upperBound + 1), !totalColumns.contains(column),
                !matrixColumns.contains(where: { $0.column == column })
            else { continue }
            cells.note(.columnUnnamed, "", .init(row: row.number, column: column, header: ""))
        }
    }
}
