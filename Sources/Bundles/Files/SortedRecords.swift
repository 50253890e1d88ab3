import Glibc
import Streams

/// Records in byte order, however many there are: runs of 4 MiB are sorted in memory, wait in a spool, and are merged.
///
/// A record holds no NUL. Memory: 4 MiB, and 16 KiB for each run.
struct SortedRecords {
    private static let runSize = 1 << 22
    private let isDescending: Bool

    /// The records of the current run, each with a NUL behind it, and where they begin.
    private var bytes: [UInt8] = []
    private var starts: [Int] = []
    /// Runs that were sorted and put aside.
    private var spool = Spool(capacity: 1 << 16)
    private var spooled = 0
    private var runs: [Range<Int>] = []

    init(descending: Bool = false) { isDescending = descending }

    mutating func add(_ record: some Sequence<UInt8>) throws {
        starts.append(bytes.count)
        bytes.append(contentsOf: record)
        bytes.append(0)
        if bytes.count >= Self.runSize { try endRun() }
    }

    private mutating func sort() {
        bytes.withUnsafeBytes { bytes in
            let base = bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            // strcmp(3) compares bytes, and each record ends with a NUL.
            if isDescending {
                starts.sort { strcmp(base! + $0, base! + $1) > 0 }
            } else {
                starts.sort { strcmp(base! + $0, base! + $1) < 0 }
            }
        }
    }

    private mutating func endRun() throws {
        sort()
        var run: [UInt8] = []
        run.reserveCapacity(bytes.count)
        for start in starts { run += bytes[start..<bytes[start...].firstIndex(of: 0)! + 1] }
        try spool.write(run)
        runs.append(spooled..<spooled + run.count)
        spooled += run.count
        bytes.removeAll(keepingCapacity: true)
        starts.removeAll(keepingCapacity: true)
    }

    /// Hands on all records in their order.
    consuming func forEach(_ body: (ArraySlice<UInt8>) throws -> Void) throws {
        guard !runs.isEmpty else {
            sort()
            for start in starts { try body(bytes[start..<bytes[start...].firstIndex(of: 0)!]) }
            return
        }
        if !starts.isEmpty { try endRun() }
        bytes = []
        starts = []
        var heads: [(lines: SpoolLines, record: ArraySlice<UInt8>)] = []
        for run in runs {
            var lines = SpoolLines(spool, separator: 0, in: run, piece: 1 << 14)
            if let record = try lines.next() { heads.append((lines, record)) }
        }
        while let first = heads.indices.min(by: { precedes(heads[$0].record, heads[$1].record) }) {
            try body(heads[first].record)
            if let record = try heads[first].lines.next() {
                heads[first].record = record
            } else {
                heads.remove(at: first)
            }
        }
    }

    private func precedes(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
        isDescending ? b.lexicographicallyPrecedes(a) : a.lexicographicallyPrecedes(b)
    }
}
