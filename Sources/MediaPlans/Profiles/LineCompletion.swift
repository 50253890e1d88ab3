import Workbooks

/// What a line gets beside its cells: a source profile's constants, parts of names, and the currency that a header names.
final class LineCompletion {
    private let profile: SourceProfile?
    /// The profile's rules about names, each with the columns that it may fill.
    private let names: [(rule: NameRule, columns: [RecordColumn])]
    private let vocabulary: Vocabulary
    /// The sheet's column of each record column, for findings.
    private let columns: [RecordColumn: Int]
    private let headers: [RecordColumn: String]
    /// The currency that the header of each column of amounts names.
    private let currencies: [RecordColumn: String]
    /// The currency of amounts whose header names none.
    private let currency: String?
    /// What names gave by each rule, by name; names repeat from line to line.
    private var known: [[String: [RecordColumn: String]]]
    private static let mostKnown = 10_000

    /// Nil when there is nothing to complete.
    init?(_ plan: ColumnPlan, _ naming: HeaderNaming) {
        profile = naming.profile
        names = (naming.profile?.names ?? []).map { rule in
            (rule, rule.columns.sorted { $0.index < $1.index })
        }
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
        known = Array(repeating: [:], count: names.count)
        let hasWork = profile.map {
            !$0.anatomy.constants.isEmpty || !$0.names.isEmpty || !$0.required.isEmpty || $0.currency != nil
        }
        guard currency != nil || hasWork ?? false else { return nil }
    }

    /// A column that each line has.
    var requiredColumn: Int? { profile?.required.lazy.compactMap { self.columns[$0] }.first }

    /// Whether lines may have a stage without a column for it.
    var givesStage: Bool {
        profile?.gives(.cejObjectives) ?? false
    }

    /// Fills in what the record lacks; false for a row that is no line.
    func complete(_ record: inout Record, _ row: SheetRow, _ cells: inout CellReader) -> Bool {
        if let required = profile?.required, !required.isEmpty, required.allSatisfy({ record[$0].isUnknown }) {
            return false
        }
        for index in names.indices { fill(index, &record, row.number, &cells) }
        for (column, value) in profile?.anatomy.constants ?? [:] where record[column].isUnknown {
            record[column] = value
        }
        settleCurrency(&record, row.number, &cells)
        return true
    }

    private func spot(_ row: Int, _ column: Int, header: String) -> CellReader.Spot {
        CellReader.Spot(row: row, column: column, header: header)
    }

    private func spot(_ row: Int, _ column: RecordColumn) -> CellReader.Spot {
        spot(row, columns[column] ?? 1, header: headers[column] ?? column.rawValue)
    }

    // MARK: Names

    private func fill(_ index: Int, _ record: inout Record, _ row: Int, _ cells: inout CellReader) {
        let (rule, columns) = names[index]
        var lacking = columns.filter { isMissing($0, record) }
        let own = rule.from.first { columns.contains($0) && record[$0].text != nil }
        defer { if let own { takePart(of: own, index, &record) } }
        guard !lacking.isEmpty else { return }
        var first: (column: RecordColumn, name: String)?
        for column in rule.from {
            guard let name = record[column].text else { continue }
            if first == nil { first = (column, name) }
            let parts = parts(of: name, index)
            lacking.removeAll { wanted in
                guard let text = parts[wanted] else { return false }
                record[wanted] = .text(text)
                return true
            }
            if lacking.isEmpty { return }
        }
        lacking.removeAll { !rule.required.contains($0) }
        guard let first, !lacking.isEmpty else { return }
        let wanted = lacking.map(\.rawValue).joined(separator: " and ")
        cells.note(.nameUnclear, "\(wanted) from \"\(first.name)\"", spot(row, first.column))
    }

    /// A column that holds names is the part of the name that a pattern calls by it; the whole name follows under its own.
    private func takePart(of column: RecordColumn, _ index: Int, _ record: inout Record) {
        guard let name = record[column].text, let part = parts(of: name, index)[column], part != name else { return }
        record[column] = .text(part)
        record.extras.append(("\(column.rawValue)_AS_WRITTEN", .text(name)))
    }

    /// Whether a name may fill a column: it is empty, or its text is no stage where one is meant.
    private func isMissing(_ column: RecordColumn, _ record: Record) -> Bool {
        guard let text = record[column].text else { return record[column].isUnknown }
        return column.kind == .stage && vocabulary.stage(named: text) == nil
    }

    private func parts(of name: String, _ index: Int) -> [RecordColumn: String] {
        if let found = known[index][name] { return found }
        let rule = names[index].rule
        var parts: [RecordColumn: String] = [:]
        for pattern in rule.patterns {
            guard let found = pattern.parts(of: name, accepts: { [vocabulary] in vocabulary.accepts($1, in: $0) })
            else { continue }
            parts = found
            // `{*}` may have passed over another market.
            for column in found.keys where pattern.hasAny && vocabulary.meanings(of: name, for: column).count > 1 {
                parts[column] = nil
            }
            break
        }
        for (column, text) in parts { parts[column] = vocabulary.displayName(of: text, in: column) }
        for column in rule.words where parts[column] == nil { parts[column] = vocabulary.word(of: name, for: column) }
        if known[index].count < Self.mostKnown { known[index][name] = parts }
        return parts
    }

    // MARK: Currency

    /// The columns of amounts that a record has, where several currencies may make one of them unknown.
    func knownAmounts(of record: Record) -> [RecordColumn] {
        guard currencies.count > 1 else { return [] }
        return currencies.keys.filter { !record[$0].isUnknown }
    }

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
