import Streams
import Workbooks

/// Gives each record of a table for all platforms the platform that its line names.
///
/// Lines that name none that is known are not handed on; they are counted, and reported at the table's end.
final class PlatformPlacing {
    private let vocabulary: Vocabulary
    private let wanted: Set<String>?
    private let emit: (Record) throws -> CellFate?
    private var known: [String: Platform?] = [:]
    private var lacking: [(text: String, rows: RowTally)] = []
    private static let mostTexts = 20

    /// Stands for the platform of a sheet that has none of its own.
    static let unplaced = Platform(code: "", displayName: "")

    /// - Parameter wanted: codes of the platforms to hand on; nil for all.
    init(_ vocabulary: Vocabulary, wanted: Set<String>?, emit: @escaping (Record) throws -> CellFate?) {
        self.vocabulary = vocabulary
        self.wanted = wanted
        self.emit = emit
    }

    /// Hands on a record under its platform; gives what became of its cells where it was left out.
    func place(_ record: Record) throws -> CellFate? {
        let text = record[.platform].text ?? ""
        guard let platform = platform(text) else {
            note(text, record)
            return .unaccounted(.noPlatform)
        }
        guard wanted?.contains(platform.code) ?? true else { return .ignored }
        var record = record
        record.sheetPlatform = platform.code
        let kind = RegionKind.allCases.first { $0.sourceType == record.sourceType } ?? .media
        record[.sourceSheet] = .text(kind.sourceSheet(of: platform))
        return try emit(record)
    }

    private func platform(_ text: String) -> Platform? {
        if let found = known[text] { return found }
        let found = vocabulary.platform(inWordsOf: text)
        if known.count < 10_000 { known[text] = .some(found) }
        return found
    }

    private func note(_ text: String, _ record: Record) {
        let row = Int(record[.sourceRow].number ?? 0)
        if let index = lacking.firstIndex(where: { $0.text == text })
            ?? (lacking.count < Self.mostTexts ? nil : lacking.count - 1)
        {
            return lacking[index].rows.add(row)
        }
        var rows = RowTally()
        rows.add(row)
        lacking.append((text, rows))
    }

    /// Reports the lines that were not handed on.
    func messages(at place: Place) -> [Message] {
        lacking.map { text, rows in
            let what =
                text.isEmpty ? "names no platform" : "names the platform \"\(foldedBlanks(text))\", which is not known"
            return Message(
                .error, .noPlatform, at: place, "\(counted(rows.count, "line")) \(what): not read (\(rows.rows))",
                hint:
                    "add the name to vocabulary.platforms in config/toolkit.json, or to \"values\" of the source profile"
            )
        }
    }
}
