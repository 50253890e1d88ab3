import MediaPlans
import Streams

/// The files and sheets that records come from, by number.
struct SourcePlaces: Sendable {
    struct Place: Sendable, Equatable {
        var file: String
        var sheet: String
    }

    /// Where one record stands.
    struct Source: Sendable {
        var place: Int
        /// 0 when the record does not say.
        var row: Int
    }

    private(set) var places: [Place] = []
    private var last = 0

    mutating func place(of record: Record) -> Source {
        let place = Place(file: record[.sourceFile].text ?? "", sheet: record[.sourceSheet].text ?? "")
        let row = record[.sourceRow].number.flatMap { Int(exactly: $0) } ?? 0
        if last < places.count, places[last] == place { return Source(place: last, row: row) }
        if let index = places.firstIndex(of: place) {
            last = index
        } else {
            last = places.count
            places.append(place)
        }
        return Source(place: last, row: row)
    }
}

/// The rows of records as ranges. Memory: a thousand ranges at most; what is beyond is counted.
struct SourceRows: Sendable, Equatable {
    struct Run: Sendable, Equatable {
        var place: Int32
        var first: Int32
        var last: Int32
    }

    private(set) var runs: [Run] = []
    private(set) var count = 0
    /// Records that no range holds.
    private(set) var unlisted = 0
    private static let capacity = 1000

    mutating func add(_ source: SourcePlaces.Source) {
        count += 1
        let (place, row) = (Int32(source.place), Int32(clamping: source.row))
        if let end = runs.indices.last, runs[end].place == place {
            // Many cells of one row make records of the same row.
            if runs[end].first <= row, row <= runs[end].last { return }
            if runs[end].last.adding(1) == row {
                runs[end].last = row
                return
            }
        }
        guard runs.count < Self.capacity else {
            unlisted += 1
            return
        }
        runs.append(Run(place: place, first: row, last: row))
    }

    mutating func add(_ other: SourceRows) {
        count += other.count
        unlisted += other.unlisted
        runs += other.runs
    }

    /// The rows of each place, sorted and joined: `20-25, 28`.
    func ranges(of place: Int) -> [ClosedRange<Int>] {
        var ranges: [ClosedRange<Int>] = []
        for run in runs.filter({ $0.place == place }).sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) {
            let range = Int(run.first)...Int(run.last)
            if let last = ranges.last, range.lowerBound <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }
}
