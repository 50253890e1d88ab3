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
    }

    /// The header's text in one line, by column from the first.
    private(set) var headers: [String]
    private(set) var roles: [Role]
    /// The cleaned names of the extras.
    private(set) var extras: [String] = []
    private(set) var columns: ClosedRange<Int>
    /// Header cells that name a column which another has, with it.
    private(set) var doubles: [(column: Int, of: RecordColumn)] = []
    private let columnOf: [RecordColumn: Int]
    /// Columns whose header means something because that was accepted before.
    private(set) var remembered: [Int] = []
    /// Names that computed columns have.
    private let reserved: [String]

    /// Resolves a header row.
    init(header: [Int: String], columns: ClosedRange<Int>, naming: HeaderNaming) {
        self.columns = columns
        reserved = naming.rules.metrics.map { $0.name.lowercased() }
        headers = columns.map { foldedBlanks(header[$0] ?? "") }
        roles = Array(repeating: .unnamed, count: columns.count)
        var best: [RecordColumn: (column: Int, rank: Int)] = [:]
        let matches = headers.map { naming.column(named: $0) }
        for (offset, match) in matches.enumerated() {
            guard let match else { continue }
            let column = columns.lowerBound + offset
            if let other = best[match.column] {
                let isRemembered = max(match.rank, other.rank) == HeaderNaming.remembered
                if !isRemembered {
                    doubles.append(match.rank < other.rank ? (other.column, match.column) : (column, match.column))
                }
                guard match.rank < other.rank else { continue }
            }
            best[match.column] = (column, match.rank)
        }
        columnOf = best.mapValues(\.column)
        remembered = best.filter { $0.value.rank == HeaderNaming.remembered }.map { $0.value.column }.sorted()
        for (offset, header) in headers.enumerated() where !header.isEmpty {
            if let match = matches[offset], best[match.column]?.column == columns.lowerBound + offset {
                roles[offset] = .column(match.column)
            } else {
                roles[offset] = .extra(addExtra(naming.extraName(for: header)))
            }
        }
    }

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
    func column(of column: RecordColumn) -> Int? { columnOf[column] }

    /// Gives a column with an empty header a name, `COLUMN_K`; widens the plan when it lies right of it.
    mutating func name(unnamed column: Int) -> Role {
        while columns.upperBound < column {
            columns = columns.lowerBound...columns.upperBound + 1
            headers.append("")
            roles.append(.unnamed)
        }
        let role = Role.extra(addExtra("COLUMN_" + CellReference.letters(ofColumn: column)))
        roles[column - columns.lowerBound] = role
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
    var memory = MappingMemory()

    func column(named header: String) -> Vocabulary.ColumnMatch? {
        if let column = rules.column(named: header) { return .init(column: column, rank: -1) }
        if let match = vocabulary.column(named: header), !match.column.isSource { return match }
        guard let answer = answer(for: header), let column = answer.destination else { return nil }
        return .init(column: column, rank: Self.remembered)
    }

    /// What was accepted for a header.
    func answer(for header: String) -> MappingMemory.Answer? { memory.answer(for: header, client: rules.client) }

    /// The rank of names that were accepted before: any other name for the column is better.
    static let remembered = 1_000_000

    /// The name of a header that stands for no record column; one of signs only is named by them.
    func extraName(for header: String) -> String {
        let name = cleanedName(header)
        return name.isEmpty ? "COLUMN" : name
    }
}
