import Glibc
import Streams
import Toolkit
import Trackers

/// What the ledger says of mp-map's runs before this one.
enum EarlierRuns {
    /// The ledger's end holds the last runs however long it is.
    private static let lastBytes = 1 << 18

    /// The runs in the ledger's last 256 KiB that came to their end, oldest first; none where there is no ledger.
    static func reading(home: String) -> [EarlierRun] {
        let descriptor = open(Ledger.path(home: home), O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return [] }
        defer { close(descriptor) }
        let size = Int(lseek(descriptor, 0, SEEK_END))
        let start = max(0, size - lastBytes)
        var bytes = [UInt8](repeating: 0, count: max(0, size - start))
        let count = bytes.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, start) }
        guard count > 0 else { return [] }
        // The first line may have begun before.
        return bytes[..<count].split(separator: 0x0A).dropFirst(start > 0 ? 1 : 0).compactMap { line in
            guard let entry = try? JSON(parsing: Array(line)), entry["tool"]?.string == "mp-map", let status = entry["status"]?.number, status <= 1,
                let seconds = entry["seconds"]?.number, let rows = entry["rows"]?.number.flatMap({ Int(exactly: $0) })
            else { return nil }
            return EarlierRun(started: entry["started"]?.string ?? "", records: rows, seconds: seconds)
        }
    }
}
