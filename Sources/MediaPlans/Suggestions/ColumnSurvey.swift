import Streams

/// A source column without a destination, as its values show it.
public struct SurveyedColumn: Sendable {
    public let name: String
    /// Values of any kind, and those that are numbers or dates.
    public private(set) var values = 0
    public private(set) var numbers = 0
    public private(set) var dates = 0
    /// Texts that the vocabulary knows as markets or stages.
    public private(set) var markets = 0
    public private(set) var stages = 0
    /// The least and the largest number.
    public private(set) var range: ClosedRange<Double>?
    /// The first different values, three at most.
    public private(set) var samples: [String] = []
    /// The files' sheets that it has values on.
    fileprivate(set) var sheets: Set<String> = []

    init(name: String) { self.name = name }

    mutating func add(_ value: FieldValue, _ vocabulary: Vocabulary) {
        values += 1
        switch value {
        case .unknown: values -= 1
        case .number(let number):
            numbers += 1
            range = range.map { min($0.lowerBound, number)...max($0.upperBound, number) } ?? number...number
            addSample(DecimalText.string(number))
        case .date(let date):
            dates += 1
            addSample(date.description)
        case .text(let text):
            // The first values show what a column holds; looking up all would take long.
            if values <= 1000 {
                if vocabulary.market(named: text) != nil { markets += 1 }
                if vocabulary.stage(named: text) != nil { stages += 1 }
            }
            addSample(text)
        }
    }

    private mutating func addSample(_ text: String) {
        if samples.count < 3, !samples.contains(text) { samples.append(String(text.prefix(80))) }
    }
}

/// What records say about their columns: which have no destination, and which record columns are filled where.
public struct ColumnSurvey: Sendable {
    private let vocabulary: Vocabulary
    private var indices: [String: Int] = [:]
    public private(set) var columns: [SurveyedColumn] = []
    private var filled: [String: [Bool]] = [:]
    private var sheet = ""
    private var current = [Bool](repeating: false, count: RecordColumn.allCases.count)
    /// Columns that are nobody's to place: computed ones, and numbers of metrics that are not understood.
    private let ignored: Set<String>

    public init(vocabulary: Vocabulary, rules: ClientRules = ClientRules()) {
        self.vocabulary = vocabulary
        ignored = Set(rules.metrics.map(\.name) + [LineReader.metricValue])
    }

    public mutating func add(_ record: Record) {
        let sheet = "\(record[.sourceFile].text ?? "")\t\(record[.sourceSheet].text ?? "")"
        if sheet != self.sheet { turn(to: sheet) }
        for (index, value) in record.values.enumerated() where !value.isUnknown { current[index] = true }
        for (name, value) in record.extras where !value.isUnknown && !ignored.contains(name) {
            let index =
                indices[name]
                ?? {
                    columns.append(SurveyedColumn(name: name))
                    indices[name] = columns.count - 1
                    return columns.count - 1
                }()
            columns[index].add(value, vocabulary)
            columns[index].sheets.insert(sheet)
        }
    }

    private mutating func turn(to sheet: String) {
        filled[self.sheet] = current
        self.sheet = sheet
        current = filled[sheet] ?? [Bool](repeating: false, count: RecordColumn.allCases.count)
    }

    /// Whether a record column has values of its own on a sheet that the source column has values on.
    public func isTaken(_ destination: RecordColumn, for column: SurveyedColumn) -> Bool {
        column.sheets.contains { sheet in (sheet == self.sheet ? current : filled[sheet])?[destination.index] ?? false }
    }

    /// Whether two source columns have values on one sheet.
    func meet(_ a: String, _ b: String) -> Bool {
        guard let a = indices[a], let b = indices[b] else { return false }
        return !columns[a].sheets.isDisjoint(with: columns[b].sheets)
    }
}
