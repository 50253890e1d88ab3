import MediaPlans
import Streams
import Workbooks

/// The sheet that holds every record, and formulas over it.
///
/// Its columns are those of records, then four that say what the names stand for (`PLATFORM_CODE`,
/// `MARKET_CODE`, `STAGE`, `METRIC`), then the source's own.
struct RawData {
    enum Key: String, CaseIterable {
        case platform = "PLATFORM_CODE"
        case market = "MARKET_CODE"
        case stage = "STAGE"
        case metric = "METRIC"
    }

    let sheetName: String
    let recordCount: Int
    /// The cells of each column, `'Raw Data'!$T$2:$T$170`: thousands of formulas name them.
    private let ranges: [String]

    /// The places of the source's own columns.
    private let extras: [String: Int]

    /// - Parameter extras: the names of the records' own further columns, in the order of the sheet.
    init(sheetName: String, recordCount: Int, extras: [String] = []) {
        self.sheetName = sheetName
        self.recordCount = recordCount
        let first = RecordColumn.allCases.count + Key.allCases.count
        self.extras = Dictionary(
            extras.enumerated().map { ($1, first + $0 + 1) }, uniquingKeysWith: { first, _ in first })
        let prefix = Self.quoted(sheetName) + "!$"
        ranges = (1...first + extras.count).map { column in
            let letters = CellReference.letters(ofColumn: column)
            return "\(prefix)\(letters)$2:$\(letters)$\(recordCount + 1)"
        }
    }

    /// A condition on a stage.
    enum StageFilter {
        /// Lines with and without one.
        case any
        case known
        case one(Stage)
    }

    /// Records of one source type, and the column whose numbers are summed.
    struct Query {
        var type: SourceType
        /// Nil for all.
        var platform: String?
        /// Nil for all that have one.
        var market: String?
        var stage: StageFilter
        var metric: ReachMetric?
        var value: MetricColumn

        init(
            type: SourceType, platform: String? = nil, market: String? = nil, stage: StageFilter,
            metric: ReachMetric? = nil, value: MetricColumn
        ) {
            (self.type, self.platform, self.market) = (type, platform, market)
            (self.stage, self.metric, self.value) = (stage, metric, value)
        }

        init(
            type: SourceType, platform: String? = nil, market: String? = nil, stage: StageFilter,
            metric: ReachMetric? = nil, value: RecordColumn
        ) {
            self.init(
                type: type, platform: platform, market: market, stage: stage, metric: metric,
                value: MetricColumn(value))
        }
    }

    /// Whether the sheet has a column: a source's own is there where some record has it.
    func has(_ column: MetricColumn) -> Bool { column.column != nil || extras[column.name] != nil }

    /// The cells of the column whose numbers are summed.
    private func values(_ column: MetricColumn) -> String {
        range(column.column.map(Self.column) ?? extras[column.name] ?? 1)
    }

    // MARK: Formulas

    private func range(_ column: Int) -> String { ranges[column - 1] }

    static func quoted(_ sheet: String) -> String { "'\(sheet.replacing("'", with: "''"))'" }

    static func column(_ column: RecordColumn) -> Int { column.index + 1 }

    static func column(_ key: Key) -> Int { RecordColumn.allCases.count + 1 + Key.allCases.firstIndex(of: key)! }

    /// The conditions as arguments.
    private func conditions(_ query: Query) -> String {
        var parts = [(Self.column(.sourceType), Self.criterion(query.type.rawValue))]
        if let platform = query.platform { parts.append((Self.column(Key.platform), Self.criterion(platform))) }
        parts.append((Self.column(Key.market), query.market.map(Self.criterion) ?? "\"<>\""))
        switch query.stage {
        case .any: break
        case .known: parts.append((Self.column(Key.stage), "\"<>\""))
        case .one(let stage): parts.append((Self.column(Key.stage), Self.criterion(stage.displayName)))
        }
        if let metric = query.metric { parts.append((Self.column(Key.metric), Self.criterion(metric.name))) }
        var text = ""
        for (column, criterion) in parts {
            if !text.isEmpty { text += "," }
            text += range(column)
            text += ","
            text += criterion
        }
        return text
    }

    /// A text as a condition of equality: wildcards escaped, operators at its begin taken for text.
    static func criterion(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 0x20
                || byte == UInt8(ascii: "&")
        }
        if isPlain { return "\"\(text)\"" }
        var escaped = ""
        for character in text {
            if "*?~".contains(character) { escaped.append("~") }
            escaped.append(character)
        }
        if let first = escaped.first, "=<>".contains(first) { escaped = "=" + escaped }
        return "\"\(escaped.replacing("\"", with: "\"\""))\""
    }

    /// How many records that meet the conditions give the number.
    private static func known(_ values: String, _ conditions: String) -> String {
        "COUNTIFS(\(conditions),\(values),\"<>\")"
    }

    /// How many records meet the conditions.
    func count(_ query: Query) -> String { "COUNTIFS(\(conditions(query)))" }

    /// Whether every record that meets the conditions gives the number.
    func allKnown(_ query: Query) -> String {
        let conditions = conditions(query)
        return "\(count(query))=\(Self.known(values(query.value), conditions))"
    }

    /// That the records that give one number are those that give the other.
    func knownAlike(_ query: Query, _ other: RecordColumn) -> [String] {
        let (values, others) = (values(query.value), range(Self.column(other)))
        let conditions = conditions(query)
        let both = Self.known(others, "\(conditions),\(values),\"<>\"")
        return [values, others].map { "\(Self.known($0, conditions))=\(both)" }
    }

    /// How many records of a type each market of a platform has: an array.
    func counts(_ type: SourceType, _ platform: String, _ markets: [String]) -> String {
        let list = markets.map(Self.criterion).joined(separator: ",")
        return "COUNTIFS(\(range(Self.column(.sourceType))),\(Self.criterion(type.rawValue)),"
            + "\(range(Self.column(Key.platform))),\(Self.criterion(platform)),\(range(Self.column(Key.market))),{\(list)})"
    }

    /// The sum, or `-` where no record gives a number.
    func guardedSum(_ query: Query) -> String {
        let (values, conditions) = (values(query.value), conditions(query))
        return "IF(\(Self.known(values, conditions))=0,\"-\",SUMIFS(\(values),\(conditions)))"
    }

    /// The one number that is given, or `-` where there is none or more than one.
    func single(_ query: Query) -> String {
        let (values, conditions) = (values(query.value), conditions(query))
        return "IF(\(Self.known(values, conditions))=1,SUMIFS(\(values),\(conditions)),\"-\")"
    }

    /// The number that several records give alike.
    func repeated(_ query: Query) -> String {
        let (values, conditions) = (values(query.value), conditions(query))
        return "IF(\(Self.known(values, conditions))=0,\"-\",AVERAGEIFS(\(values),\(conditions)))"
    }
}
