import Streams
import Workbooks

/// Finds campaigns that stand in several plans with the same market, platform and period: versions of one plan, which
/// would be added up.
///
/// Memory grows with campaigns, markets and platforms, not with lines.
public struct PlanVersions {
    private struct Key: Hashable {
        var campaign: String
        var market: String
        var platform: String
    }

    /// The days of a key's lines in a file.
    private struct Days {
        var first: CivilDate?
        var last: CivilDate?
        var row: Int

        /// Days that are not known may be the same.
        func overlaps(_ other: Days) -> Bool {
            guard let first, let last, let otherFirst = other.first, let otherLast = other.last else { return true }
            return first <= otherLast && otherFirst <= last
        }
    }

    private struct File {
        var path: String
        var keys: [Key: Days] = [:]
        var campaigns: Set<String> = []
    }

    private var files: [File] = []

    public init() {}

    /// Begins another plan.
    public mutating func begin(_ path: String) { files.append(File(path: path)) }

    public mutating func add(_ record: Record) {
        guard record.sourceType == .planned, !files.isEmpty else { return }
        let key = Self.key(record)
        func date(_ column: RecordColumn) -> CivilDate? {
            if case .date(let date) = record[column] { date } else { nil }
        }
        let (start, end) = (date(.startDate), date(.endDate))
        let row = Int(record[.sourceRow].number ?? 0)
        if var days = files[files.count - 1].keys[key] {
            days.first = start.flatMap { start in days.first.map { min($0, start) } }
            days.last = end.flatMap { end in days.last.map { max($0, end) } }
            files[files.count - 1].keys[key] = days
        } else {
            files[files.count - 1].campaigns.insert(key.campaign)
            files[files.count - 1].keys[key] = Days(first: start, last: end, row: row)
        }
    }

    private static func key(_ record: Record) -> Key {
        Key(
            campaign: normalised(record[.campaign].text ?? ""), market: normalised(record[.market].text ?? ""),
            platform: record.sheetPlatform)
    }

    /// One message for each two plans that have a campaign in common.
    public var findings: [Message] {
        var messages: [Message] = []
        for (index, file) in files.enumerated() {
            for other in files[..<index] {
                let common = file.keys.filter { key, days in other.keys[key]?.overlaps(days) ?? false }
                guard let first = common.min(by: { $0.value.row < $1.value.row }) else { continue }
                let name = [first.key.campaign, first.key.market, first.key.platform].filter { !$0.isEmpty }
                let more = common.count > 1 ? ", and \(common.count - 1) more of campaign, market and platform" : ""
                messages.append(
                    Message(
                        .error, .versionsUnclear, at: Place(file: file.path, cell: "row \(first.value.row)"),
                        "\(name.joined(separator: ", ")) stands in \(other.path) too, for the same days\(more): both would be added up",
                        hint: "give one of the plans, or --versions newest or --versions sum"))
            }
        }
        return messages
    }

    /// Whether a record of a plan stands in a later one as well.
    public func isReplaced(_ record: Record, in path: String) -> Bool {
        guard let index = files.firstIndex(where: { $0.path == path }), let days = files[index].keys[Self.key(record)]
        else { return false }
        return files[(index + 1)...].contains { $0.keys[Self.key(record)]?.overlaps(days) ?? false }
    }

    /// Whether a later plan has a record's campaign, and not its market and platform.
    public func isLeftBehind(_ record: Record, in path: String) -> Bool {
        guard let index = files.firstIndex(where: { $0.path == path }) else { return false }
        let campaign = Self.key(record).campaign
        return files[(index + 1)...].contains { $0.campaigns.contains(campaign) }
    }
}

/// What the choice of the newest version of each plan does with the lines of older ones.
public struct OlderVersions {
    private let versions: PlanVersions
    private var replaced: [(path: String, lines: LineTally)] = []
    private var kept: [(path: String, lines: LineTally)] = []

    public init(_ versions: PlanVersions) { self.versions = versions }

    /// Whether a record is left out because a newer plan has its campaign, market and platform.
    public mutating func leaves(_ record: Record, of path: String) -> Bool {
        if versions.isReplaced(record, in: path) {
            Self.add(record, path, to: &replaced)
            return true
        }
        if versions.isLeftBehind(record, in: path) { Self.add(record, path, to: &kept) }
        return false
    }

    private static func add(_ record: Record, _ path: String, to files: inout [(path: String, lines: LineTally)]) {
        if files.last?.path != path { files.append((path, LineTally())) }
        files[files.count - 1].lines.add(record)
    }

    /// What was done.
    public var messages: [Message] {
        replaced.map { path, lines in
            Message(
                .note, .versionLeft, at: Place(file: path),
                "\(lines.lines) \(lines.count == 1 ? "is" : "are") left out, because a newer plan has the same campaign, market and platform (\(lines.figures))"
            )
        }
            + kept.map { path, lines in
                Message(
                    .warning, .versionLeft, at: Place(file: path),
                    "\(lines.lines) \(lines.count == 1 ? "counts" : "count") of an older plan, because no newer one has that market and platform (\(lines.figures))",
                    hint: "if the newer plan dropped them, give that one alone")
            }
    }
}

extension MessageCode {
    /// Lines of an older version of a plan are left out, or count because no newer one has their like.
    public static let versionLeft = MessageCode(rawValue: "version-left-out")
}
