import Glibc
import MediaPlans
import Streams
import Workbooks

/// Holds a tracker's sheet of raw data against the records, whatever their order: its formulas are computed from what stands there.
///
/// Programs save numbers with 15 digits. So a record is known by a hash of its texts, dates and which numbers it has, and by a sum
/// of the numbers' logarithms, in which a change of any of them by 1e-11 of itself shows.
///
/// Memory: 24 bytes a record, up to four million; beyond, the sheet is not compared, which is said.
struct RawDataAudit {
    private var sums: [UInt64: Double] = [:]
    private var records = 0
    private static let capacity = 4_000_000
    private static let exactness = 1e-10

    mutating func add(_ record: Record) {
        records += 1
        guard records <= Self.capacity else { return }
        var (key, sum) = Self.print(of: record)
        // Records that are alike but for numbers follow each other.
        while sums[key] != nil { key = Self.next(key) }
        sums[key] = sum
    }

    private static func next(_ key: UInt64) -> UInt64 { key &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }

    /// Further columns are left out: the sheet has some of its own.
    private static func print(of record: Record) -> (key: UInt64, sum: Double) {
        var words = record
        words.extras = []
        var sum = 0.0
        // The row is a name: with it hardly any two records are alike but for numbers.
        for column in RecordColumn.allCases where column != .sourceRow {
            guard let number = record[column].number else { continue }
            // Zero has no logarithm, and no sign counts in it.
            words[column] = .number(number > 0 ? 1 : number < 0 ? -1 : 0)
            if number != 0 { sum += log(number.magnitude) * (1 + Double(column.index) / 64) }
        }
        return (DuplicateFilter.hash(words, leavingOut: nil, nil), sum)
    }

    /// Takes a record out that is like this one; false when there is none.
    private static func take(_ record: Record, from sums: inout [UInt64: Double]) -> Bool {
        var (key, sum) = print(of: record)
        while let known = sums[key] {
            if (known - sum).magnitude < exactness {
                sums[key] = .nan
                return true
            }
            key = next(key)
        }
        return false
    }

    func audit(_ path: String, _ sheet: String, _ log: FindingLog) throws {
        guard records <= Self.capacity else {
            log.add(.comparisonCut, at: Spot(file: path, sheet: sheet)) {
                ("beyond \(Self.capacity) records the sheet of raw data was not compared with them", nil, nil)
            }
            return
        }
        var (sums, row) = (sums, 1)
        func strange(_ place: String, _ text: String) {
            log.add(.rawDataDiffers, at: Spot(file: path, sheet: sheet, cell: place)) {
                (text, nil, "the tracker's formulas count it; fill the tracker again")
            }
        }
        let reader = RecordReader(path: path, sheet: sheet) { message, _ in
            strange(message.place.cell ?? "", message.text)
        }
        try reader.forEach { record in
            row += 1
            guard !Self.take(record, from: &sums) else { return }
            let origin = Spot(record, nil).place.description
            strange(
                "row \(row)",
                "no record that was given is like this one\(origin.isEmpty ? "" : ", which says it is \(origin)")")
        }
        let missing = sums.values.count { !$0.isNaN }
        guard missing > 0 else { return }
        log.add(.rawDataDiffers, at: Spot(file: path, sheet: sheet)) {
            (
                "\(missing) of the \(records) records given \(missing == 1 ? "is" : "are") not in the sheet as given",
                nil, "the tracker's formulas leave them out; fill the tracker again"
            )
        }
    }
}
