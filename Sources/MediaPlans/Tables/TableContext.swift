import Workbooks

/// What stands outside of a table's lines and holds for them: the head of the sheet, and sub-headings.
struct TableContext {
    /// Values for columns of which a line says nothing.
    private(set) var values: [RecordColumn: FieldValue] = [:]
    /// Columns that the row read last names, with a value that is not known.
    private(set) var unclear: Set<RecordColumn> = []

    /// What holds for a table: a blank cell of a column that it has stays unknown.
    func without(columnsOf plan: ColumnPlan) -> TableContext {
        var context = withDays(of: plan)
        context.values = context.values.filter { plan.column(of: $0.key) == nil }
        return context
    }

    /// What holds for a table whose lines have no days of their own; else the days hold for none of them.
    func withDays(of plan: ColumnPlan) -> TableContext {
        let days: [RecordColumn] = [.startDate, .endDate]
        guard days.contains(where: { plan.column(of: $0) != nil }) else { return self }
        var context = self
        for column in days { context.values[column] = nil }
        return context
    }

    /// Takes what is said later: it holds instead of what was said before.
    mutating func take(_ other: TableContext) { values.merge(other.values) { $1 } }

    /// A record with what its own cells do not say.
    func complete(_ record: inout Record) {
        for (column, value) in values where record[column].isUnknown { record[column] = value }
    }

    /// Columns that a sheet's head gives where the table has none.
    private static let headColumns: Set<RecordColumn> = [
        .market, .localCurrency, .brand, .campaign, .startDate, .endDate,
    ]

    /// Takes `Market | UAE` or `Market: UAE` above the header of another block of lines: it holds instead of what was said above. Gives the cells that are
    /// used; what is said of a market that is not known is unknown.
    mutating func readBlockHead(_ row: SheetRow, _ naming: HeaderNaming) -> [CellReference] {
        var block = TableContext()
        let used = block.readHead(row, naming)
        if !block.unclear.isEmpty || block.values[.market] != nil { values[.cejObjectives] = nil }
        for column in block.unclear { values[column] = nil }
        values.merge(block.values) { $1 }
        unclear = block.unclear
        return used
    }

    /// Takes the market or the stage that stands alone above the first header; gives the cells that are used.
    mutating func readTitle(
        _ row: SheetRow, _ vocabulary: Vocabulary, namesPlatforms: Bool = false
    ) -> [CellReference] {
        let cells = row.cells.filter { !$0.value.isBlank }
        var title = TableContext()
        guard cells.count == 1, title.readHeading(row, vocabulary, namesPlatforms: namesPlatforms) else { return [] }
        values.merge(title.values) { old, _ in old }
        return [cells[0].reference]
    }

    /// Makes a column unknown in the lines that follow.
    mutating func forget(_ column: RecordColumn) { values[column] = nil }

    /// Takes `Market | UAE` or `Market: UAE` above the header; gives the cells that are used.
    mutating func readHead(_ row: SheetRow, _ naming: HeaderNaming) -> [CellReference] {
        let cells = row.cells.filter { !$0.value.isBlank }
        let ofPeriod = readPeriod(cells)
        if !ofPeriod.isEmpty { return ofPeriod }
        if cells.count == 1, let text = cells[0].value.text, Currency.ofAmounts(text) == nil,
            let colon = text.firstIndex(of: ":")
        {
            let value = String(text[text.index(after: colon)...]).trimmed()
            return take(String(text[..<colon]), .text(value), naming) ? [cells[0].reference] : []
        }
        var used: [CellReference] = []
        if values[.localCurrency] == nil {
            for cell in cells {
                guard let text = cell.value.text, let code = Currency.ofAmounts(text) else { continue }
                values[.localCurrency] = .text(code)
                used.append(cell.reference)
                break
            }
        }
        for (label, value) in zip(cells, cells.dropFirst()) {
            guard let text = label.value.text, !used.contains(label.reference), take(text, value.value, naming) else {
                continue
            }
            used += [label.reference, value.reference]
        }
        return used
    }

    /// Takes the days of which a report is: `April 1, 2026 - April 30, 2026` alone, or behind a label such as `Date range`.
    mutating func readPeriod(_ cells: [Cell]) -> [CellReference] {
        guard values[.startDate] == nil, values[.endDate] == nil, (1...2).contains(cells.count) else { return [] }
        let texts = cells.compactMap(\.value.text)
        guard texts.count == cells.count else { return [] }
        let days: ClosedRange<CivilDate>?
        if texts.count == 2 {
            days = PeriodText.length(texts[0]).flatMap { PeriodText.days(in: texts[1], as: $0) }
        } else if let colon = texts[0].firstIndex(of: ":"), let length = PeriodText.length(String(texts[0][..<colon])) {
            days = PeriodText.days(in: String(texts[0][texts[0].index(after: colon)...]), as: length)
        } else {
            days = PeriodText.daysOfRange(texts[0])
        }
        guard let days else { return [] }
        values[.startDate] = .date(days.lowerBound)
        values[.endDate] = .date(days.upperBound)
        return cells.map(\.reference)
    }

    private mutating func take(_ label: String, _ value: CellValue, _ naming: HeaderNaming) -> Bool {
        guard let column = naming.column(named: label)?.column, Self.headColumns.contains(column), values[column] == nil
        else { return false }
        switch (column.kind, value) {
        case (.market, .text(let text)):
            guard let market = naming.vocabulary.market(named: text) else {
                if naming.column(named: text) == nil, !text.trimmed().isEmpty { unclear.insert(column) }
                return false
            }
            values[column] = .text(market.displayName)
        case (.stage, .text(let text)):
            guard let stage = naming.vocabulary.stage(named: text) else { return false }
            values[column] = .text(stage.displayName)
        case (.date, .date(let serial)):
            guard let date = serial.date, (1990...2099).contains(date.year) else { return false }
            values[column] = .date(date)
        case (.text, .text(let text)):
            // What names a column itself is the next label, not a value.
            guard naming.column(named: text) == nil else { return false }
            if column == .localCurrency {
                let code = text.trimmed().uppercased()
                if let known = Currency.code(text) {
                    values[column] = .text(known)
                } else if code.utf8.count == 3, code.utf8.allSatisfy({ (65...90).contains($0) }) {
                    values[column] = .text(code)
                } else {
                    unclear.insert(column)
                    return false
                }
            } else {
                values[column] = .text(text.trimmed())
            }
        default: return false
        }
        return true
    }

    /// Takes the market or the stage of a sub-heading, or its platform where lines name theirs; gives whether it names any.
    mutating func readHeading(_ row: SheetRow, _ vocabulary: Vocabulary, namesPlatforms: Bool = false) -> Bool {
        var isUsed = false
        for cell in row.cells {
            guard let text = cell.value.text?.trimmed(), !text.isEmpty else { continue }
            if let market = vocabulary.market(named: text) {
                values[.market] = .text(market.displayName)
                // The stage of another market's lines does not hold for these.
                if !isUsed { values[.cejObjectives] = nil }
                isUsed = true
            } else if let stage = vocabulary.stage(named: text) {
                values[.cejObjectives] = .text(stage.displayName)
                isUsed = true
            } else if namesPlatforms, let platform = vocabulary.platform(named: text) {
                values[.platform] = .text(platform.displayName)
                isUsed = true
            }
        }
        return isUsed
    }
}
