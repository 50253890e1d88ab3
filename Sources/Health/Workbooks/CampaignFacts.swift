import MediaPlans
import Streams
import Workbooks

/// What a plan or a delivery report is about.
struct CampaignFacts: Sendable {
    var file: String
    var brands = NameSet()
    var campaigns = NameSet()
    var markets = NameSet()
    /// Codes.
    var platforms: Set<String> = []
    /// Earliest start to latest end, as ISO dates; nil when no line has one.
    var firstDay: String?
    var lastDay: String?
    var lines = 0
    /// Whether only a part of the workbook was read, so that what is missing may still come.
    var isPartial = false

    init(file: String) { self.file = file }

    mutating func add(_ record: Record) {
        lines += 1
        platforms.insert(record.sheetPlatform)
        brands.insert(record[.brand].text)
        if record.sourceType != .deliveredReachAndFrequency { campaigns.insert(record[.campaign].text) }
        markets.insert(record[.market].text)
        if case .date(let day) = record[.startDate] { firstDay = min(firstDay ?? "9", day.description) }
        if case .date(let day) = record[.endDate] { lastDay = max(lastDay ?? "0", day.description) }
    }
}

/// Names as they were written, told apart without regard to case and blanks; a hundred at most.
struct NameSet: Sendable {
    private(set) var names: [String] = []
    private(set) var keys: Set<String> = []

    mutating func insert(_ name: String?) {
        guard let name, keys.count < 100 else { return }
        if keys.insert(Self.key(name)).inserted { names.append(name) }
    }

    var isEmpty: Bool { names.isEmpty }

    static func key(_ name: String) -> String {
        String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    }

    /// Whether a name of one is in the other, as it is, as the beginning of a longer one, or as a part of it that is no mere code.
    func shares(with other: NameSet) -> Bool {
        keys.contains { key in other.keys.contains { Self.isPart(key, of: $0) || Self.isPart($0, of: key) } }
    }

    private static func isPart(_ short: String, of long: String) -> Bool {
        !short.isEmpty && (long.hasPrefix(short) || short.count >= 5 && !long.ranges(of: short).isEmpty)
    }
}
