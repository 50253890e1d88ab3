import MediaPlans

/// How many values each column of the records holds, for the coverage.
struct ColumnCounts: Sendable {
    struct Count: Sendable, Equatable {
        /// Values of any kind.
        var values = 0
        var numbers = 0

        mutating func add(_ value: FieldValue) {
            switch value {
            case .unknown: break
            case .number:
                values += 1
                numbers += 1
            case .date, .text: values += 1
            }
        }
    }

    /// By source type and column index.
    private var counts = Array(
        repeating: Array(repeating: Count(), count: RecordColumn.allCases.count), count: SourceType.allCases.count)
    /// Columns of the source with no place among `RecordColumn`.
    private(set) var extras: [String: Count] = [:]

    /// The columns that extraction makes, which are none of the source's.
    static let provenance: Set<RecordColumn> = [.sourceFile, .sourceSheet, .sourceRow, .sourceType]

    mutating func count(_ record: Record) {
        let type = Self.index(of: record.sourceType)
        for (index, value) in record.values.enumerated() where !value.isUnknown { counts[type][index].add(value) }
        for extra in record.extras where !extra.value.isUnknown {
            extras[extra.name, default: Count()].add(extra.value)
        }
    }

    subscript(type: SourceType, column: RecordColumn) -> Count { counts[Self.index(of: type)][column.index] }

    /// Over all source types.
    subscript(column: RecordColumn) -> Count {
        counts.reduce(into: Count()) { sum, columns in
            sum.values += columns[column.index].values
            sum.numbers += columns[column.index].numbers
        }
    }

    private static func index(of type: SourceType) -> Int {
        switch type {
        case .planned: 0
        case .deliveredMedia: 1
        case .deliveredReachAndFrequency: 2
        }
    }
}

/// Records that do not reach every figure that they might, counted, with the first of their places.
struct UnplacedRecords: Sendable {
    enum Reason: Hashable, Sendable {
        /// In no figure at all.
        case noMarket
        /// In the campaign level only.
        case noStage
        /// A reach-and-frequency metric that no figure takes, by its name.
        case unknownMetric(String)
    }

    struct Key: Hashable, Sendable {
        var reason: Reason
        var platform: String
        var sourceType: SourceType
    }

    struct Entry: Sendable {
        var count = 0
        /// The first few of the rows.
        var rows: [Int] = []
        /// The first few different texts that stand where the stage should.
        var texts: [String] = []
        var file: String?
        var sheet: String?
    }

    private(set) var entries: [Key: Entry] = [:]
    private static let listed = 5

    mutating func add(_ record: Record, _ reason: Reason) {
        let key = Key(reason: reason, platform: record.sheetPlatform, sourceType: record.sourceType)
        var entry = entries[key] ?? Entry()
        entry.count += 1
        entry.file = entry.file ?? record[.sourceFile].text
        entry.sheet = entry.sheet ?? record[.sourceSheet].text
        if entry.rows.count < Self.listed, let row = record[.sourceRow].number.flatMap({ Int(exactly: $0) }) {
            entry.rows.append(row)
        }
        if reason == .noStage, entry.texts.count < Self.listed, let text = record[.cejObjectives].text,
            !entry.texts.contains(text)
        {
            entry.texts.append(text)
        }
        entries[key] = entry
    }
}
