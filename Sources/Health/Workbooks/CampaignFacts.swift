import MediaPlans
import Streams
import Workbooks

/// The campaign that a plan or a delivery report is about.
struct CampaignFacts: Sendable {
    var file: String
    var brands = NameSet()
    var campaigns = NameSet()
    var markets = NameSet()
    /// The codes of the platforms.
    var platforms: Set<String> = []
    /// The earliest start and the latest end, as ISO dates; nil when no line has dates.
    var firstDay: String?
    var lastDay: String?
    var lines = 0
    /// Whether only a part of the workbook was read, so that a missing fact may be in the rest.
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

/// Names as written, at most a hundred. Names that differ only in case, blanks or punctuation count as one.
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

    /// Whether both have a name in common. A name also matches a longer one that begins with it, or that contains it if
    /// it is more than a short code.
    func shares(with other: NameSet) -> Bool {
        keys.contains { key in other.keys.contains { Self.isPart(key, of: $0) || Self.isPart($0, of: key) } }
    }

    private static func isPart(_ short: String, of long: String) -> Bool {
        !short.isEmpty && (long.hasPrefix(short) || short.count >= 5 && !long.ranges(of: short).isEmpty)
    }
}
