import Runs
import Trackers

/// What the ledger says of mp-map's runs before this one.
enum EarlierRuns {
    /// The ledger's end holds the last runs however long it is.
    private static let lastBytes = 1 << 18

    /// The runs in the ledger's last 256 KiB that came to their end, oldest first; none where no ledger can be read.
    static func reading(home: String) -> [EarlierRun] {
        let entries = (try? LedgerFile(home: home).latest(bytes: lastBytes)) ?? []
        return entries.compactMap { entry in
            guard entry.tool == "mp-map", entry.isDone, let seconds = entry.seconds, let records = entry.rows else {
                return nil
            }
            return EarlierRun(started: entry.started, records: records, seconds: seconds)
        }
    }
}
