import Workbooks

/// How a cell's value is read.
enum ValueKind: Sendable, Equatable {
    case text, number, percent, date, market, stage, platform
}

extension RecordColumn {
    /// What the column holds.
    var kind: ValueKind {
        switch self {
        case .market: .market
        case .platform: .platform
        case .cejObjectives: .stage
        case .startDate, .endDate: .date
        case .percentUniques, .ctrPercent, .vtrPercent: .percent
        case .sourceRow, .weeks, .budgetLocal, .impressions, .clicksActions, .videoViews, .frequency, .uniquesReach,
            .cpmLocal, .cpcLocal, .cpvLocal, .platformFeeLocal, .platformBudgetLocal, .taSize:
            .number
        case .sourceFile, .sourceSheet, .sourceType, .brand, .campaign, .formatType, .placement, .adUnitType, .device,
            .targetAudience, .buyingModel, .localCurrency, .mediaKPIs, .comments, .creativeName:
            .text
        }
    }

    /// Whether the column holds amounts of money.
    var isAmount: Bool { CurrencyConversion.amounts.contains(self) }

    /// Whether the column says where a record comes from; no header names such a column.
    var isSource: Bool { index <= RecordColumn.sourceType.index }
}

/// Where the cells of a region's columns go, resolved once per header.
struct ColumnPlan: Equatable {
    enum Role: Equatable {
        case column(RecordColumn)
        /// The place among the extras.
        case extra(Int)
        /// An empty header cell.
        case unnamed
        /// A measure of one of the plan's pivot keys, by its place.
        case period(Int, RecordColumn)
        /// The sum of other columns of the line.
        case rowTotal
    }

    /// The header's text in one line, by column from the first.
    private(set) var headers: [String]
    private(set) var roles: [Role]
    /// The cleaned names of the extras.
    private(set) var extras: [String] = []
    private(set) var columns: ClosedRange<Int>
    /// Header cells that name a column which another has, with it.
    private(set) var doubles: [(column: Int, of: RecordColumn)] = []
    /// The sheet's column of each record column, by its place; 0 for none.
    private let places: [Int]
    /// Record columns that a header feeds besides the one of its role, by sheet column.
    private(set) var also: [Int: [RecordColumn]] = [:]
    /// The currency that a header of amounts names, by sheet column.
    private(set) var currencies: [Int: String] = [:]
    /// The columns under Month, Week, Flight or Period, which give days where no other column does.
    private(set) var periods: [(column: Int, length: PeriodText.Length)] = []
    /// Signs of several currencies in headers of amounts, by sheet column.
    private(set) var headerMarks: [Int: CurrencyMark] = [:]
    /// The units that headers give their numbers, by sheet column.
    private(set) var units: [Int: HeaderUnit] = [:]
    /// Columns whose header means something because that was accepted before.
    private(set) var remembered: [Int] = []
    /// Columns of which neither a name nor a source profile says what they are.
    private(set) var unknownHeaders: Set<Int> = []
    /// What the columns of a pivoted table stand for, in the order of the columns.
    private(set) var pivots: [PivotKey] = []
    /// Amounts and counts of whole rows, beside those of periods or markets.
    private(set) var wholeMeasures: [RecordColumn] = []
    /// The places among the extras of columns that metrics are made of.
    private(set) var ownMeasures: Set<Int> = []
    /// Those of them that hold amounts of money.
    private(set) var ownAmounts: Set<Int> = []
    /// Names that computed columns have.
    private let reserved: [String]

    /// Resolves a header row.
    init(header: [Int: String], columns: ClosedRange<Int>, naming: HeaderNaming, groups: HeaderGroups = HeaderGroups())
    {
        self.columns = columns
        reserved = naming.rules.metrics.map { $0.name.lowercased() }
        headers = columns.map { foldedBlanks(header[$0] ?? "") }
        roles = Array(repeating: .unnamed, count: columns.count)
        var best: [RecordColumn: (column: Int, rank: Int)] = [:]
        var twins: Set<Int> = []
        let numbers = Self.numbers(headers)
        let matches = zip(columns, headers).enumerated().map { offset, found in
            groups.isNamed(found.0) ? naming.columns(named: found.1, number: numbers[offset]) : []
        }
        for (offset, found) in matches.enumerated() {
            let column = columns.lowerBound + offset
            for match in found {
                if let other = best[match.column] {
                    // Two columns of one header: which of them counts is not said.
                    let isTwin =
                        match.rank == other.rank && match.column.isScalable
                        && normalised(headers[offset]) == normalised(headers[other.column - columns.lowerBound])
                    if isTwin { twins.insert(column) }
                    if isTwin || HeaderNaming.isWorthTelling(match.rank, other.rank) {
                        doubles.append(match.rank < other.rank ? (other.column, match.column) : (column, match.column))
                    }
                    guard match.rank < other.rank else { continue }
                }
                best[match.column] = (column, match.rank)
            }
        }
        if best[.endDate] == nil, let start = best[.startDate], naming.isDay(headers[start.column - columns.lowerBound])
        {
            // A daily report has one date for both.
            best[.endDate] = start
        }
        places = best.reduce(into: Array(repeating: 0, count: RecordColumn.allCases.count)) { places, found in
            places[found.key.index] = found.value.column
        }
        remembered = best.filter { $0.value.rank == HeaderNaming.remembered }.map { $0.value.column }.sorted()
        let targets = Dictionary(grouping: best.map { ($0.value.column, $0.key) }) { $0.0 }
        for key in groups.pivots.sorted(by: { $0.key < $1.key }).map(\.value.key) where !pivots.contains(key) {
            pivots.append(key)
        }
        for (offset, header) in headers.enumerated() where !header.isEmpty {
            let column = columns.lowerBound + offset
            let fed = (targets[column] ?? []).map(\.1).sorted { $0.index < $1.index }
            if let pivot = groups.pivots[column] {
                roles[offset] = .period(pivots.firstIndex(of: pivot.key) ?? 0, pivot.measure)
                note(currencyOf: header, of: pivot.measure, column)
                note(unit: naming.vocabulary.unit(of: header), of: pivot.measure, column)
            } else if groups.totals.contains(column) {
                roles[offset] = .rowTotal
            } else if let first = fed.first {
                roles[offset] = .column(first)
                if fed.count > 1 { also[column] = Array(fed.dropFirst()) }
                note(currencyOf: header, of: first, column)
                note(unit: naming.vocabulary.unit(of: header), of: first, column)
            } else {
                let extra = addExtra(naming.extraName(for: header))
                roles[offset] = .extra(extra)
                if let own = naming.rules.table.own(header, naming.vocabulary) {
                    // Of two columns that a metric is made of, nothing says which one counts: the second is reported.
                    if extras[extra] == own.name { note(own, header, extra, column) } else { twins.insert(column) }
                }
                if let length = PeriodText.length(header) { periods.append((column, length)) }
                if !groups.otherSide.contains(column),
                    twins.contains(column) || groups.unclear[column] != nil
                        || !naming.isKnown(extra: header, number: numbers[offset])
                {
                    unknownHeaders.insert(column)
                }
            }
        }
        guard !pivots.isEmpty else { return }
        wholeMeasures = best.keys.filter { $0.isScalable && $0 != .taSize && !isPivoted($0) }
            .sorted { $0.index < $1.index }
    }

    /// The how manieth of its text each header is.
    private static func numbers(_ headers: [String]) -> [Int] {
        var counts: [String: Int] = [:]
        return headers.map { header in
            counts[normalised(header), default: 0] += 1
            return counts[normalised(header)] ?? 1
        }
    }

    /// Whether the measures of periods are summed in one record for each row: a measure of the whole row would count again in each period.
    var sumsPeriods: Bool { !wholeMeasures.isEmpty && pivots.allSatisfy(\.isPeriod) }

    private mutating func note(currencyOf header: String, of target: RecordColumn, _ column: Int) {
        guard target.isAmount else { return }
        if let code = Currency.parted(header)?.code {
            if case .period = role(of: column) {
                headerMarks[column] = CurrencyMark(code: code)
            } else {
                currencies[column] = code
            }
        } else if let mark = CurrencyMark(inHeader: header) {
            headerMarks[column] = mark
        }
    }

    /// Notes a column that metrics are made of, with what its header says of its numbers.
    private mutating func note(_ own: OwnColumn, _ header: String, _ extra: Int, _ column: Int) {
        ownMeasures.insert(extra)
        if let unit = own.unit { units[column] = unit }
        guard own.isAmount else { return }
        ownAmounts.insert(extra)
        headerMarks[column] =
            Currency.parted(header).map { CurrencyMark(code: $0.code) } ?? CurrencyMark(inHeader: header)
    }

    private mutating func note(unit: HeaderUnit?, of target: RecordColumn, _ column: Int) {
        if let unit, unit.isCertain, target.isScalable { units[column] = unit }
    }

    /// Gives columns whose headers name no unit that of a line over the table.
    mutating func take(_ remark: UnitRemark) {
        for column in columns where units[column] == nil {
            let target: RecordColumn
            switch role(of: column) {
            case .column(let column), .period(_, let column): target = column
            case .extra, .unnamed, .rowTotal: continue
            }
            if remark.power(of: target) != 0 { units[column] = remark.unit }
        }
    }

    /// The power of ten that numbers of a column are multiplied by.
    func power(of column: Int) -> Int { units[column]?.power ?? 0 }

    static func == (a: ColumnPlan, b: ColumnPlan) -> Bool { a.headers == b.headers && a.columns == b.columns }

    /// The role of a column inside the region.
    func role(of column: Int) -> Role { roles[column - columns.lowerBound] }

    /// The header's text, or the column's letter where it has none.
    func header(of column: Int) -> String {
        guard columns.contains(column) else { return "column \(CellReference.letters(ofColumn: column))" }
        let header = headers[column - columns.lowerBound]
        return header.isEmpty ? "column \(CellReference.letters(ofColumn: column))" : header
    }

    /// The sheet's column that a record's column is read from.
    func column(of column: RecordColumn) -> Int? {
        let place = places[column.index]
        return place > 0 ? place : nil
    }

    /// Whether a record column is read from columns of periods or markets.
    func isPivoted(_ target: RecordColumn) -> Bool {
        roles.contains { if case .period(_, target) = $0 { true } else { false } }
    }

    /// Gives a column with an empty header a name, `COLUMN_K`; widens the plan when it lies right of it.
    mutating func name(unnamed column: Int) -> Role {
        while columns.upperBound < column {
            columns = columns.lowerBound...columns.upperBound + 1
            headers.append("")
            roles.append(.unnamed)
        }
        let role = Role.extra(addExtra("COLUMN_" + CellReference.letters(ofColumn: column)))
        roles[column - columns.lowerBound] = role
        unknownHeaders.insert(column)
        return role
    }

    private mutating func addExtra(_ name: String) -> Int {
        var unique = name
        var number = 2
        while isTaken(unique) {
            unique = "\(name)_\(number)"
            number += 1
        }
        extras.append(unique)
        return extras.count - 1
    }

    /// Names that differ only by case would be one column to many readers.
    private func isTaken(_ name: String) -> Bool {
        let key = name.lowercased()
        return reserved.contains(key) || extras.contains { $0.lowercased() == key }
            || RecordColumn.allCases.contains { $0.rawValue.lowercased() == key }
    }
}

/// What header texts mean: the client's names, then the vocabulary's.
struct HeaderNaming {
    let vocabulary: Vocabulary
    let rules: ClientRules
    /// Notes which rules were used; nil where nobody asks.
    var trace: RuleTrace?
    var memory = MappingMemory() { didSet { found = FoundNames() } }
    /// What the tables are said to be.
    var input = InputKind.planned { didSet { found = FoundNames() } }
    /// The source profile that the table is read by.
    var profile: SourceProfile? { didSet { found = FoundNames() } }
    /// A header, normalised, under which each cell of the table names a platform: `Channel`, `Vendor`.
    var platformHeader: String? { didSet { found = FoundNames() } }
    /// What `columns(named:number:)` gave: any row may be a header, so that the same texts are asked for again and again.
    private var found = FoundNames()

    /// Creates the names.
    init(
        vocabulary: Vocabulary, rules: ClientRules, trace: RuleTrace? = nil, memory: MappingMemory = MappingMemory(),
        input: InputKind = .planned, profile: SourceProfile? = nil, platformHeader: String? = nil
    ) {
        (self.vocabulary, self.rules, self.trace, self.memory) = (vocabulary, rules, trace, memory)
        (self.input, self.profile, self.platformHeader) = (input, profile, platformHeader)
    }

    /// Columns by header and number. It is shared by copies that name columns in the same way.
    private final class FoundNames {
        struct Header: Hashable {
            var text: String
            var number: Int?
        }

        var columns: [Header: [Vocabulary.ColumnMatch]] = [:]
        static let most = 10_000
    }

    /// What stands for the texts of a column: the client's rules, then the profile's.
    func replacements(of column: String) -> Replacements? {
        let patterns = RecordColumn(rawValue: column).flatMap { profile?.values[$0] } ?? []
        guard !patterns.isEmpty else { return rules.transformations(of: column) }
        var found = rules.transformations(of: column) ?? Replacements(column: column)
        found.patterns = patterns
        return found
    }

    func column(named header: String) -> Vocabulary.ColumnMatch? { columns(named: header).first }

    /// The record columns that a header feeds; several only where a source profile says so.
    ///
    /// - Parameter number: the how manieth header of that text it is; nil where that is not known.
    func columns(named header: String, number: Int? = nil) -> [Vocabulary.ColumnMatch] {
        let key = FoundNames.Header(text: header, number: number)
        if let known = found.columns[key] { return known }
        let columns = findColumns(named: header, number: number)
        if found.columns.count < FoundNames.most { found.columns[key] = columns }
        return columns
    }

    private func findColumns(named header: String, number: Int?) -> [Vocabulary.ColumnMatch] {
        if let column = rules.column(named: header) { return [.init(column: column, rank: Self.client)] }
        if let profile {
            let targets = profile.targets(of: header, number: number)
            if !targets.isEmpty { return targets.map { .init(column: $0.column, rank: Self.profiled + $0.rank) } }
            if profile.isExtra(header) { return [] }
        }
        if let platformHeader, normalised(header) == platformHeader { return [.init(column: .platform, rank: 0)] }
        if rules.table.own(header, vocabulary) != nil { return [] }
        if let match = vocabulary.column(named: header), !match.column.isSource { return [ranked(match, header)] }
        if let answer = answer(for: header), vocabulary.unit(of: header)?.isCertain ?? true {
            return answer.destination.map { [.init(column: $0, rank: Self.remembered)] } ?? []
        }
        if let amount = amount(named: header) { return [ranked(amount, header)] }
        return scalable(named: header).map { [ranked($0, header)] } ?? []
    }

    /// In a plan what was spent comes behind what is planned: `Spend` beside `Budget` is the actual side.
    private func ranked(_ match: Vocabulary.ColumnMatch, _ header: String) -> Vocabulary.ColumnMatch {
        guard input == .planned, match.column == .budgetLocal,
            !normalised(header).split(separator: " ").contains(where: { $0 == "budget" || $0 == "ntm" })
        else { return match }
        return .init(column: match.column, rank: match.rank + Self.spendOfPlan)
    }

    /// A column whose header gives its numbers a unit: `Imps (M)`, `Spend (AED, 000)`.
    private func scalable(named header: String) -> Vocabulary.ColumnMatch? {
        guard let unit = vocabulary.unit(of: header), unit.isCertain,
            let match = vocabulary.column(named: unit.rest) ?? amount(named: unit.rest), match.column.isScalable
        else { return nil }
        return .init(column: match.column, rank: Self.withUnit + match.rank)
    }

    /// A column of amounts whose header names its currency: `Spend [AED]`.
    private func amount(named header: String) -> Vocabulary.ColumnMatch? {
        guard let parted = Currency.parted(header), let match = vocabulary.column(named: parted.header),
            match.column.isAmount
        else { return nil }
        return .init(column: match.column, rank: Self.withCurrency + match.rank)
    }

    /// Whether a header means the one day of a line.
    func isDay(_ header: String) -> Bool {
        Vocabulary.dayHeaders.contains(normalised(header))
    }

    /// Whether it is known what a header means that no record column has a place for.
    func isKnown(extra header: String, number: Int? = nil) -> Bool {
        // A column of names or keys says which line it is, and no figure.
        !columns(named: header, number: number).isEmpty || profile?.isExtra(header) ?? false
            || rules.table.own(header, vocabulary) != nil
            || answer(for: header) != nil
            || ["id", "ids", "no", "nr", "code"].contains(normalised(header).split(separator: " ").last ?? "")
    }

    /// Whether the client, a source profile or an answer of before gives a header its meaning, and not the vocabulary.
    func isAsked(_ match: Vocabulary.ColumnMatch) -> Bool { match.rank < 0 || match.rank == Self.remembered }

    /// What was accepted for a header.
    func answer(for header: String) -> MappingMemory.Answer? { memory.answer(for: header, client: rules.client) }

    /// The rank of names that were accepted before: any other name for the column is better.
    static let remembered = 1_000_000
    /// The rank of the client's names, which come first.
    private static let client = -1_000_000
    /// The rank of a source profile's first name.
    private static let profiled = -10_000
    /// What is added to the rank of spend in a plan: any header of a budget is better.
    private static let spendOfPlan = 300_000
    /// The rank of headers that name a currency; those that do not are better.
    private static let withCurrency = 10_000
    /// The rank of headers that name a unit; those that do not are better.
    private static let withUnit = 100_000

    /// Whether it is worth telling that two headers mean one column: not where one of them was meant to be the second.
    static func isWorthTelling(_ a: Int, _ b: Int) -> Bool {
        let ranks = [a, b].map { (spendOfPlan..<remembered).contains($0) ? $0 - spendOfPlan : $0 }
        return ranks.allSatisfy { $0 < withCurrency && !(profiled..<0).contains($0) } && max(a, b) >= 0
    }

    /// The name of a header that stands for no record column; one of signs only is named by them.
    func extraName(for header: String) -> String {
        if let own = rules.table.own(header, vocabulary) { return own.name }
        let name = cleanedName(header)
        return name.isEmpty ? "COLUMN" : name
    }
}
