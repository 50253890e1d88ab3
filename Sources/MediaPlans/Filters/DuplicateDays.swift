import Streams
import Workbooks

/// What happens to a line whose day, names and market another line has.
public enum DuplicateChoice: String, Sendable, CaseIterable {
    /// The line of the newest file counts.
    case newest
    /// All lines are added up.
    case sum
    /// The run ends.
    case fail
}

/// Finds lines of one day that are there twice: in two exports that overlap, or in one.
///
/// In one file two lines are the same when all their texts and dates are; lines of two files when the texts of the record
/// columns are, because exports of the same lines may have other columns. Memory: 16 bytes for each line of one day,
/// up to a number of lines.
struct DuplicateDays {
    /// A line that was met first.
    private struct Place {
        var file: UInt32
        var row: UInt32
    }

    private var byNames: [UInt64: Place] = [:]
    private var byTexts: [UInt64: Place] = [:]
    private var files: [String] = []
    /// Lines that were not compared.
    private(set) var unseen = 0
    private static let most = 1_000_000

    mutating func begin(_ file: String) { files.append(file) }

    /// Where a line of the same day was met; nil for a line that is the first.
    mutating func earlier(_ record: Record) -> (file: String, row: Int)? {
        guard record.sourceType == .deliveredMedia, let days = record.days, days.lowerBound == days.upperBound,
            !files.isEmpty
        else { return nil }
        let file = UInt32(files.count - 1)
        let (names, texts) = RecordKey.texts(record)
        if let place = byNames[names], place.file != file { return (files[Int(place.file)], Int(place.row)) }
        if let place = byTexts[texts], place.file == file { return (files[Int(place.file)], Int(place.row)) }
        guard byTexts.count < Self.most else {
            unseen += 1
            return nil
        }
        let place = Place(file: file, row: record[.sourceRow].number.flatMap { UInt32(exactly: $0) } ?? .max)
        byTexts[texts] = place
        if byNames[names] == nil { byNames[names] = place }
        return nil
    }
}
