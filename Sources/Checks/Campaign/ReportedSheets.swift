import MediaPlans
import Streams

/// Which numbers the media lines of each sheet of the reports have. Memory: the sheets, up to a number.
struct ReportedSheets: Sendable {
    struct Entry: Sendable {
        var platform: String
        var file: String?
        var sheet: String?
        var lines = 0
        /// The lines that have a number, by `LineNumbers.columns`.
        var known = [Int](repeating: 0, count: LineNumbers.columns.count)
        /// Lines of stages that are bought for views or clicks, and those of them that have the number.
        var bought: [Stage.Goal: (lines: Int, known: Int)] = [:]
        /// Columns of numbers that are none of a record's, in their order.
        var extras: [String] = []

        func isKnown(_ column: RecordColumn) -> Bool {
            LineNumbers.columns.firstIndex(of: column).map { known[$0] > 0 } ?? false
        }
    }

    private(set) var entries: [Entry] = []
    private var index: [Key: Int] = [:]
    private var last: (key: Key, place: Int)?
    private static let most = 1000
    private static let mostExtras = 6

    private struct Key: Hashable {
        var platform: String
        var file: String?
        var sheet: String?
    }

    mutating func add(_ record: Record, platform: String, stage: Stage?) {
        let key = Key(platform: platform, file: record[.sourceFile].text, sheet: record[.sourceSheet].text)
        guard let place = place(of: key) else { return }
        entries[place].lines += 1
        for (number, column) in LineNumbers.columns.enumerated() where record[column].number != nil {
            entries[place].known[number] += 1
        }
        if let goal = stage?.goal, let column = goal.column {
            entries[place].bought[goal, default: (0, 0)].lines += 1
            entries[place].bought[goal, default: (0, 0)].known += record[column].number == nil ? 0 : 1
        }
        for extra in record.extras where entries[place].extras.count < Self.mostExtras {
            guard case .number = extra.value, !entries[place].extras.contains(extra.name) else { continue }
            entries[place].extras.append(extra.name)
        }
    }

    private mutating func place(of key: Key) -> Int? {
        if let last, last.key == key { return last.place }
        let place: Int
        if let known = index[key] {
            place = known
        } else {
            guard entries.count < Self.most else { return nil }
            place = entries.count
            index[key] = place
            entries.append(Entry(platform: key.platform, file: key.file, sheet: key.sheet))
        }
        last = (key, place)
        return place
    }
}

extension Stage.Goal {
    /// The number that a stage is bought for besides impressions.
    var column: RecordColumn? {
        switch self {
        case .reach: nil
        case .views: .videoViews
        case .clicks: .clicksActions
        }
    }
}
