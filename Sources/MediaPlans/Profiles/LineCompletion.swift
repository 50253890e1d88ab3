import Workbooks

/// What a line gets beside its cells: a source profile's constants, parts of names, and the currency that a header names.
struct LineCompletion {
    private let profile: SourceProfile?
    private let vocabulary: Vocabulary
    /// The sheet's column of each record column, for findings.
    private let columns: [RecordColumn: Int]
    private let headers: [RecordColumn: String]
    /// The currency that the header of each column of amounts names.
    private let currencies: [RecordColumn: String]
    /// The currency of amounts whose header names none.
    private let currency: String?
    /// What names gave, by name; names repeat from line to line.
    private var known: [String: [RecordColumn: String]] = [:]
    private static let mostKnown = 10_000

    /// Nil when there is nothing to complete.
    init?(_ plan: ColumnPlan, _ naming: HeaderNaming) {
        profile = naming.profile
        vocabulary = naming.vocabulary
        var columns: [RecordColumn: Int] = [:]
        var headers: [RecordColumn: String] = [:]
        var currencies: [RecordColumn: String] = [:]
        for column in RecordColumn.allCases {
            guard let place = plan.column(of: column) else { continue }
            columns[column] = place
            headers[column] = plan.header(of: place)
            if column.isAmount { currencies[column] = plan.currencies[place] }
        }
        self.columns = columns
        self.headers = headers
        self.currencies = currencies
        currency = currencies[.budgetLocal] ?? CurrencyConversion.amounts.lazy.compactMap { currencies[$0] }.first
        let hasWork = profile.map {
            !$0.anatomy.constants.isEmpty || !$0.names.isEmpty || !$0.required.isEmpty || $0.currency != nil
        }
        guard currency != nil || hasWork ?? false else { return nil }
    }

    /// Whether lines may have a stage without a column for it.
    var givesStage: Bool {
        profile?.gives(.cejObjectives) ?? false
    }

    /// Fills in what the record lacks; false for a row that is no line.
    mutating func complete(_ record: inout Record, _ row: SheetRow, _ cells: inout CellReader) -> Bool {
        if let required = profile?.required, !required.isEmpty, required.allSatisfy({ record[$0].isUnknown }) {
            noteSummary(row, &cells)
            return false
        }
        for rule in profile?.names ?? [] { fill(rule, &record, row.number, &cells) }
        for (column, value) in profile?.anatomy.constants ?? [:] where record[column].isUnknown {
            record[column] = value
        }
        settleCurrency(&record, row.number, &cells)
        return true
    }

    private func noteSummary(_ row: SheetRow, _ cells: inout CellReader) {
        guard
            let first = row.cells.first(where: {
                $0.value.number != nil || $0.value.text.map { NumberText($0) != .unclear } ?? false
            })
        else { return }
        cells.note(
            .totalPassed, first.value.displayText, spot(row.number, first.reference.column, header: ""))
    }

    private func spot(_ row: Int, _ column: Int, header: String) -> CellReader.Spot {
        CellReader.Spot(row: row, column: column, header: header)
    }

    private func spot(_ row: Int, _ column: RecordColumn) -> CellReader.Spot {
        spot(row, columns[column] ?? 1, header: headers[column] ?? column.rawValue)
    }

    // MARK: Names

    private mutating func fill(_ rule: NameRule, _ record: inout Record, _ row: Int, _ cells: inout CellReader) {
        let wanted = rule.columns.filter { isMissing($0, record) }
        guard !wanted.isEmpty else { return }
        let names = rule.from.compactMap { column in record[column].text.map { (column, $0) } }
        guard let first = names.first else { return }
        var lacking = wanted
        for (_, name) in names {
            let parts = parts(of: name, rule)
            for column in lacking {
                guard let text = parts[column] else { continue }
                record[column] = .text(text)
                lacking.remove(column)
            }
            if lacking.isEmpty { return }
        }
        for column in lacking.sorted(by: { $0.index < $1.index }) {
            cells.note(.nameUnclear, "\(column.rawValue) from \"\(first.1)\"", spot(row, first.0))
        }
    }

    /// Whether a name may fill a column: it is empty, or its text is no stage where one is meant.
    private func isMissing(_ column: RecordColumn, _ record: Record) -> Bool {
        guard let text = record[column].text else { return record[column].isUnknown }
        return column.kind == .stage && vocabulary.stage(named: text) == nil
    }

    private mutating func parts(of name: String, _ rule: NameRule) -> [RecordColumn: String] {
        if let found = known[name] { return found }
        var parts =
            rule.patterns.lazy.compactMap { [vocabulary] in $0.parts(of: name) { vocabulary.accepts($1, in: $0) } }
            .first ?? [:]
        for (column, text) in parts { parts[column] = vocabulary.displayName(of: text, in: column) }
        for column in rule.words where parts[column] == nil { parts[column] = vocabulary.word(of: name, for: column) }
        if known.count < Self.mostKnown { known[name] = parts }
        return parts
    }

    // MARK: Currency

    private func settleCurrency(_ record: inout Record, _ row: Int, _ cells: inout CellReader) {
        let written = record[.localCurrency].text
        guard let code = currency ?? written.flatMap({ Currency.code($0) }) ?? profile?.currency else { return }
        if currency != nil, let written, Currency.code(written) != code {
            cells.note(
                .currencyConflict, "\(code) in the header of amounts, \(written) in the line", spot(row, .localCurrency)
            )
        }
        record[.localCurrency] = .text(code)
        for (column, other) in currencies where other != code && !record[column].isUnknown {
            cells.note(.currencyConflict, "\(other) beside \(code), taken as unknown", spot(row, column))
            record[column] = .unknown
        }
    }
}

extension Vocabulary {
    /// Whether a part of a name may stand in a column.
    fileprivate func accepts(_ text: String, in column: RecordColumn) -> Bool {
        switch column.kind {
        case .market: market(named: text) != nil
        case .stage: stage(named: text) != nil
        case .date: date(fromText: text) != nil
        case .number, .percent: false
        case .text, .platform: true
        }
    }

    fileprivate func displayName(of text: String, in column: RecordColumn) -> String {
        switch column.kind {
        case .market: market(named: text)?.displayName ?? text
        case .stage: stage(named: text)?.displayName ?? text
        default: text
        }
    }
}
