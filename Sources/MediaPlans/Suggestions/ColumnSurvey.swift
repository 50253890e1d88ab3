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
    /// The files' sheets that it has values on, by number.
    fileprivate(set) var sheets: Set<Int> = []
    fileprivate var lastSheet = -1

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

    private mutating func addSample(_ text: @autoclosure () -> String) {
        guard samples.count < 3 else { return }
        let text = String(text().prefix(80))
        if !samples.contains(text) { samples.append(text) }
    }
}

/// What records say about their columns: which have no destination, and which record columns are filled where.
public struct ColumnSurvey: Sendable {
    private let vocabulary: Vocabulary
    private var indices: [String: Int] = [:]
    public private(set) var columns: [SurveyedColumn] = []
    /// Which record columns have values, by the sheet's number.
    private var filled: [[Bool]] = []
    private var numbers: [Sheet: Int] = [:]
    private var sheet = Sheet(file: .unknown, name: .unknown)
    private var number = -1
    /// Columns that are nobody's to place: computed ones, and numbers of metrics that are not understood.
    private let ignored: Set<String>

    private struct Sheet: Hashable {
        var file: FieldValue
        var name: FieldValue
    }

    public init(vocabulary: Vocabulary, rules: ClientRules = ClientRules()) {
        self.vocabulary = vocabulary
        ignored = Set(rules.metrics.map(\.name) + rules.table.columns.map(\.name) + [LineReader.metricValue])
    }

    public mutating func add(_ record: Record) {
        if number < 0 || record[.sourceFile] != sheet.file || record[.sourceSheet] != sheet.name { turn(to: record) }
        for (index, value) in record.values.enumerated() where !value.isUnknown { filled[number][index] = true }
        for (name, value) in record.extras where !value.isUnknown && !ignored.contains(name) {
            let index = indices[name] ?? addColumn(name)
            columns[index].add(value, vocabulary)
            if columns[index].lastSheet != number {
                columns[index].lastSheet = number
                columns[index].sheets.insert(number)
            }
        }
    }

    private mutating func addColumn(_ name: String) -> Int {
        indices[name] = columns.count
        columns.append(SurveyedColumn(name: name))
        return columns.count - 1
    }

    private mutating func turn(to record: Record) {
        sheet = Sheet(file: record[.sourceFile], name: record[.sourceSheet])
        if let known = numbers[sheet] {
            number = known
        } else {
            number = filled.count
            numbers[sheet] = number
            filled.append([Bool](repeating: false, count: RecordColumn.allCases.count))
        }
    }

    /// Whether a record column has values of its own on a sheet that the source column has values on.
    public func isTaken(_ destination: RecordColumn, for column: SurveyedColumn) -> Bool {
        column.sheets.contains { filled[$0][destination.index] }
    }

    /// Whether two source columns have values on one sheet.
    func meet(_ a: String, _ b: String) -> Bool {
        guard let a = indices[a], let b = indices[b] else { return false }
        return !columns[a].sheets.isDisjoint(with: columns[b].sheets)
    }
}
