import Streams
import Workbooks

/// What happens to a line whose days, names and market another line has.
public enum DuplicateChoice: String, Sendable, CaseIterable {
    /// The line of the newest file counts.
    case newest
    /// All lines are added up.
    case sum
    /// The run ends.
    case fail
}

/// Finds lines of reports that are there twice: in two exports that overlap, or in one.
///
/// In one file two lines of a day are the same when all their names, texts and numbers are; a line of several days is twice when it is the sum
/// of the lines of its days.
/// Lines of two files are the same when the columns of names that both files have are, and their days may be: an export by ad holds what
/// the one by campaign holds.
///
/// Memory: 22 to 43 bytes for each line of one day of the file at hand, up to a million, and about 1.2 KiB for each name of all files, up to
/// 100,000: 150 MiB at most, however many rows and files there are.
struct ReportLines {
    /// A line that was met before.
    struct Earlier: Equatable {
        var file: String
        var row: Int
        /// Whether the line sums others of its own file up.
        var isSum = false
    }

    private var reports: [ReportNames] = []
    /// Lines that were not compared.
    private(set) var unseen = 0
    private var count = 0
    private static let most = 100_000

    mutating func begin(_ file: String) {
        reports.last?.close()
        reports.append(ReportNames(file: file))
    }

    /// Where a line was met before; nil for a line that is the first.
    mutating func earlier(_ record: Record) -> Earlier? {
        guard record.sourceType == .deliveredMedia, let current = reports.last else { return nil }
        let names = current.names(of: record)
        let days = record.days.map { $0.lowerBound.daysSince1970...$0.upperBound.daysSince1970 }
        for report in reports.dropLast() {
            if let row = report.row(of: names, days, in: current) { return Earlier(file: report.file, row: row) }
        }
        if let row = current.summed(names, days, record) { return Earlier(file: current.file, row: row, isSum: true) }
        if let days, days.count == 1 {
            guard current.hasRoom else {
                unseen += 1
                return nil
            }
            if let row = current.equal(names, days.lowerBound, record) { return Earlier(file: current.file, row: row) }
        }
        guard let known = current.lines[names.key] else {
            guard count < Self.most else {
                unseen += 1
                return nil
            }
            count += 1
            current.add(names, days, record)
            return nil
        }
        current.note(known, days, record)
        return nil
    }

    /// Lines of several days, or without a day, whose days came behind them, one by one, and add up to them.
    var lateSums: [(file: String, row: Int, first: Int)] {
        reports.flatMap { report in report.lateSums.map { (report.file, $0.row, $0.first) } }
    }
}

/// The names of one report's lines.
private final class ReportNames {
    /// A line's names, by the report's columns.
    struct Names {
        var fields: [UInt64]
        /// Of all names and other texts.
        var key: UInt64
        /// Of the names alone.
        var named: UInt64
    }

    private struct Line {
        var fields: [UInt64]
        var days = DayRows()
        var isUndated = false
        var row: Int
    }

    /// What the lines of one day each come to, and a line of several days, or without any.
    private struct DaySums {
        var daily = LineSums.Sum()
        var days = DayRows()
        var long: (sum: LineSums.Sum, row: Int)?
    }

    let file: String
    private(set) var lines = PlaceTable()
    private var entries: [Line] = []
    private var sums: [DaySums] = []
    /// The places of the sums by names.
    private var placesOfSums = PlaceTable()
    /// Late sums of a file that has ended.
    private var closedSums: [(row: Int, first: Int)] = []
    /// The rows of lines of one day, by all that they say.
    private var daily = PlaceTable()
    private static let mostDaily = 1_000_000
    private static let mostSums = 100_000
    /// Other columns of names, behind those of records; one keeps its place when a sheet lacks it.
    private var others: [(name: String, index: Int?)] = []
    private var shape: [String] = []
    /// The columns that a line has named so far.
    private var isKnown: [Bool]
    /// By columns, and the names in them: the lines that have these.
    private var projections: [[Int]: [UInt64: [Int]]] = [:]

    private static let columns: [RecordColumn] = [
        .market, .brand, .campaign, .cejObjectives, .formatType, .placement, .adUnitType, .device, .targetAudience,
        .buyingModel, .creativeName,
    ]
    /// Words of headers whose values say which line it is, also where they are numbers.
    private static let nameWords: Set<String> = [
        "id", "name", "hour", "age", "gender", "week", "device", "keyword", "set", "group", "ad", "adset", "creative",
        "placement", "region", "city", "language",
    ]

    init(file: String) {
        self.file = file
        isKnown = Array(repeating: false, count: Self.columns.count + 1)
    }

    func names(of record: Record) -> Names {
        if !hasShape(record.extras) { learn(record.extras.map(\.name)) }
        var fields = [UInt64](repeating: 0, count: isKnown.count)
        var whole = NameHash()
        whole.mix(record.sheetPlatform)
        fields[0] = whole.value
        isKnown[0] = true
        func take(_ value: FieldValue, _ index: Int) {
            var hash = NameHash()
            guard hash.mix(value) else { return whole.mix(0) }
            fields[index] = hash.value
            isKnown[index] = true
            whole.mix(hash.value)
        }
        for (index, column) in Self.columns.enumerated() { take(record[column], index + 1) }
        for (index, other) in others.enumerated() {
            take(other.index.map { record.extras[$0].value } ?? .unknown, Self.columns.count + 1 + index)
        }
        let named = whole.value
        // By index: a copy of each value costs more than its hash.
        for index in record.extras.indices {
            if case .text(let text) = record.extras[index].value { whole.mix(text) }
        }
        return Names(fields: fields, key: whole.value, named: named)
    }

    /// Whether a record has the other columns that the one before had.
    private func hasShape(_ extras: [(name: String, value: FieldValue)]) -> Bool {
        guard extras.count == shape.count else { return false }
        for index in shape.indices where extras[index].name != shape[index] { return false }
        return true
    }

    private func learn(_ names: [String]) {
        shape = names
        for place in others.indices { others[place].index = nil }
        for (index, name) in names.enumerated() {
            if let known = others.firstIndex(where: { $0.name == name }) {
                others[known].index = index
            } else if name.split(separator: "_").contains(where: { Self.nameWords.contains($0.lowercased()) }) {
                others.append((name, index))
                isKnown.append(false)
            }
        }
    }

    func add(_ names: Names, _ days: ClosedRange<Int>?, _ record: Record) {
        var line = Line(fields: names.fields, row: record[.sourceRow].number.flatMap { Int(exactly: $0) } ?? 0)
        if let days { line.days.insert(days, row: line.row) } else { line.isUndated = true }
        lines.add(entries.count, names.key)
        entries.append(line)
    }

    /// Lets go of what only lines of the same file are compared with.
    func close() {
        closedSums = lateSums
        (daily, placesOfSums, sums) = (PlaceTable(), PlaceTable(), [])
    }

    var hasRoom: Bool { daily.count < Self.mostDaily }

    /// The row of a line that says the same of the same day.
    func equal(_ names: Names, _ day: Int, _ record: Record) -> Int? {
        var hash = NameHash()
        hash.mix(names.key)
        hash.mix(UInt64(bitPattern: Int64(day)))
        for measure in LineSums.measures + [.uniquesReach] where !hash.mix(record[measure]) { hash.mix(0) }
        return daily.add(record[.sourceRow].number.flatMap { Int(exactly: $0) } ?? 0, hash.value)
    }

    /// Another line of names and texts that are known.
    func note(_ index: Int, _ days: ClosedRange<Int>?, _ record: Record) {
        guard let days else { return entries[index].isUndated = true }
        entries[index].days.insert(days, row: record[.sourceRow].number.flatMap { Int(exactly: $0) } ?? 0)
    }

    /// The first row of the lines of one day each that a line of the same names sums up.
    func summed(_ names: Names, _ days: ClosedRange<Int>?, _ record: Record) -> Int? {
        let sum = LineSums.Sum(record)
        guard let place = placeOfSums(names.named) else { return nil }
        if let days, days.count == 1 {
            sums[place].daily += sum
            sums[place].days.insert(days, row: 0)
            return nil
        }
        if sums[place].daily.lines >= 2, sums[place].daily.matches(sum) ?? 0 >= 2, sums[place].days.isWithin(days) {
            return sums[place].daily.rows?.lowerBound
        }
        if sums[place].long == nil { sums[place].long = (sum, sum.rows?.lowerBound ?? 0) }
        return nil
    }

    /// Nil where there are too many.
    private func placeOfSums(_ names: UInt64) -> Int? {
        if sums.count == Self.mostSums { return placesOfSums[names] }
        if let known = placesOfSums.add(sums.count, names) { return known }
        sums.append(DaySums())
        return sums.count - 1
    }

    /// Lines of several days whose days came behind them.
    var lateSums: [(row: Int, first: Int)] {
        closedSums
            + sums.compactMap { sums in
                guard let long = sums.long, sums.daily.lines >= 2, sums.daily.matches(long.sum) ?? 0 >= 2,
                    let rows = sums.daily.rows
                else { return nil }
                return (long.row, rows.lowerBound)
            }
    }

    // MARK: Other reports

    /// The row of a line that has the same names in the columns of both reports, and may have one of the days.
    func row(of names: Names, _ days: ClosedRange<Int>?, in other: ReportNames) -> Int? {
        var pairs: [(own: Int, other: Int)] = []
        for index in 0...Self.columns.count where isKnown[index] && other.isKnown[index] {
            pairs.append((index, index))
        }
        for (index, name) in others.enumerated() {
            guard let place = other.others.firstIndex(where: { $0.name == name.name }) else { continue }
            pairs.append((Self.columns.count + 1 + index, Self.columns.count + 1 + place))
        }
        var hash = NameHash()
        for pair in pairs { hash.mix(names.fields[pair.other]) }
        let mask = pairs.map(\.own)
        let projection = projections[mask] ?? project(mask)
        for index in projection[hash.value] ?? [] {
            let line = entries[index]
            guard let days, !line.isUndated else { return line.row }
            if let row = line.days.row(of: days) { return row }
        }
        return nil
    }

    private func project(_ mask: [Int]) -> [UInt64: [Int]] {
        var projection: [UInt64: [Int]] = [:]
        for (place, line) in entries.enumerated() {
            var hash = NameHash()
            for index in mask { hash.mix(index < line.fields.count ? line.fields[index] : 0) }
            projection[hash.value, default: []].append(place)
        }
        // Columns only become more while a report is read: the projections of fewer are not needed again.
        projections = [mask: projection]
        return projection
    }
}

/// A hash over names; letters of the Latin alphabet count alike in both cases.
private struct NameHash {
    private var hash = WordHash()

    var value: UInt64 { hash.value }

    mutating func mix(_ text: String) { hash.mix(text, foldsCase: true) }

    mutating func mix(_ other: UInt64) { hash.mix(other) }

    /// False for what names nothing.
    @discardableResult
    mutating func mix(_ field: FieldValue) -> Bool {
        switch field {
        case .text(let text): mix(text)
        case .number(let number): mix(number.bitPattern)
        case .date(let date): mix(UInt64(bitPattern: Int64(date.daysSince1970)))
        case .unknown: return false
        }
        return true
    }
}
