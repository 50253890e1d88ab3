import Streams
import Workbooks

/// Gives each record of a table for all platforms the platform that its line names.
///
/// A line that names none that is known is that of the file's name, where this names one. Other such lines are not handed on; they
/// are counted, and reported at the table's end.
final class PlatformPlacing {
    private let vocabulary: Vocabulary
    private let wanted: Set<String>?
    private let emit: (Record) throws -> CellFate?
    /// The platform of the file's name.
    private let own: Platform?
    /// Sheets of platforms that have one of their own: what this table holds of them sums them up.
    private let elsewhere: [Platform: String]
    private var known: [String: Platform?] = [:]
    private var lacking: [(text: String, rows: RowTally)] = []
    /// The lines of other platforms than that of the file's name, and the lines that are on sheets of their own.
    private var others: [(platform: Platform, rows: RowTally)] = []
    private var doubled: [(platform: Platform, rows: RowTally)] = []
    private static let mostTexts = 20
    /// The rows of tables of reach, whose rows are metrics: only the sheet's or the file's name can say whose they are.
    private var reach: (rows: RowTally, last: Int)?
    /// The platforms that lines name.
    private var named: Set<Platform> = []

    /// Stands for the platform of a sheet that has none of its own.
    static let unplaced = Platform(code: "", displayName: "")

    /// - Parameters:
    ///   - wanted: codes of the platforms to hand on; nil for all.
    ///   - own: the platform of lines that name none that is known.
    ///   - elsewhere: the sheets of platforms that have one of their own.
    init(
        _ vocabulary: Vocabulary, wanted: Set<String>?, own: Platform? = nil, elsewhere: [Platform: String] = [:],
        emit: @escaping (Record) throws -> CellFate?
    ) {
        self.vocabulary = vocabulary
        self.wanted = wanted
        self.own = own
        self.elsewhere = elsewhere
        self.emit = emit
    }

    /// Hands on a record under its platform; gives what became of its cells where it was left out.
    func place(_ record: Record) throws -> CellFate? {
        let kind = RegionKind.allCases.first { $0.sourceType == record.sourceType } ?? .media
        // PLATFORM of a line of reach is the name of its metric.
        let text = kind == .reachAndFrequency && own != nil ? "" : record[.platform].text ?? ""
        let named = platform(text)
        if let named { self.named.insert(named) }
        if named == nil { kind == .reachAndFrequency ? noteReach(record) : note(text, record) }
        guard let platform = named ?? own else { return .unaccounted(.noPlatform) }
        if elsewhere[platform] != nil {
            Self.add(record, of: platform, to: &doubled)
            return .unaccounted(.sheetNotRead)
        }
        if let own, platform != own { Self.add(record, of: platform, to: &others) }
        guard wanted?.contains(platform.code) ?? true else { return .ignored }
        var record = record
        record.sheetPlatform = platform.code
        record[.sourceSheet] = .text(kind.sourceSheet(of: platform))
        return try emit(record)
    }

    private func platform(_ text: String) -> Platform? {
        if let found = known[text] { return found }
        let found = vocabulary.platform(inWordsOf: text)
        if known.count < 10_000 { known[text] = .some(found) }
        return found
    }

    private static func add(
        _ record: Record, of platform: Platform, to counts: inout [(platform: Platform, rows: RowTally)]
    ) {
        let row = Int(record[.sourceRow].number ?? 0)  // fits: a row of a sheet or file
        if let index = counts.firstIndex(where: { $0.platform == platform }) {
            return counts[index].rows.add(row)
        }
        var rows = RowTally()
        rows.add(row)
        counts.append((platform, rows))
    }

    /// Counts a row once, though it has a record for each market.
    private func noteReach(_ record: Record) {
        guard own == nil else { return }
        let row = Int(record[.sourceRow].number ?? 0)  // fits: a row of a sheet or file
        var found = reach ?? (RowTally(), 0)
        if found.last != row { found.rows.add(row) }
        found.last = row
        reach = found
    }

    private func note(_ text: String, _ record: Record) {
        let row = Int(record[.sourceRow].number ?? 0)  // fits: a row of a sheet or file
        if let index = lacking.firstIndex(where: { $0.text == text })
            ?? (lacking.count < Self.mostTexts ? nil : lacking.count - 1)
        {
            return lacking[index].rows.add(row)
        }
        var rows = RowTally()
        rows.add(row)
        lacking.append((text, rows))
    }

    /// Reports the lines that were not handed on, and those of another platform than the name's.
    func messages(at place: Place) -> [Message] {
        var messages = lacking.map { text, rows in
            let verb = rows.count == 1 ? "names" : "name"
            let what =
                text.isEmpty
                ? "\(verb) no platform" : "\(verb) the platform \"\(foldedBlanks(text))\", which is not known"
            let lines = "\(counted(rows.count, "line")) \(what)"
            guard let own else {
                return Message(
                    .error, .noPlatform, at: place, "\(lines): not read (\(rows.rows))",
                    hint: text.isEmpty
                        ? "name it in each line, or give \"rows\": {\"repeat_above\": [\"PLATFORM\"]} in a source profile where a blank repeats the cell above"
                        : "add the name to vocabulary.platforms in config/toolkit.json, or to \"values\" of the source profile"
                )
            }
            // Where the lines contradict the name, it is no ground to stand on.
            return Message(
                others.isEmpty ? .note : .error, .platformUnknown, at: place,
                "\(lines): taken as \(own.code)'s, because of the file's name (\(rows.rows))",
                hint: others.isEmpty ? nil : "add the name to vocabulary.platforms in config/toolkit.json")
        }
        if let reach {
            let codes = named.map(\.code).sorted()
            let others = codes.isEmpty ? "" : "; the other lines are \(codes.joined(separator: ", "))'s"
            messages.append(
                Message(
                    .error, .noPlatform, at: place,
                    "\(counted(reach.rows.count, "row")) of reach and frequency are of no known platform, because the sheet's name names none: not read (\(reach.rows.rows))\(others)",
                    hint: codes.count == 1
                        ? "give the sheet its platform's name: \(codes[0])" : "give each platform a sheet with its name"
                ))
        }
        if let own, let first = others.first {
            let codes = others.map(\.platform.code).joined(separator: ", ")
            messages.append(
                Message(
                    .warning, .platformMismatch, at: place,
                    "the file's name says \(own.code), but lines name \(codes): the lines decide (\(first.rows.rows) first)",
                    hint: "see that the right file was given, or rename it"))
        }
        messages += doubled.map { platform, rows in
            Message(
                .error, .sheetIgnored, at: place,
                "\(counted(rows.count, "line")) of \(platform.code), which has the sheet \"\(elsewhere[platform] ?? "")\": not read, because both may be the same (\(rows.rows))",
                hint: "keep each platform's lines on one sheet")
        }
        return messages
    }
}
