/// Finds the records of an earlier run with which those of a run can be compared.
public struct EarlierRecords {
    /// The records; nil where no run has such.
    public let path: String?

    /// - Parameters:
    ///   - options: those with which the run begins.
    ///   - runs: runs that began before it, oldest first.
    public init(options: [String], among runs: some BidirectionalCollection<Run>) {
        let wanted = RunChoice(options)
        let plan = wanted.plan.map { FileRecord(reading: $0) }
        var same: String?
        for run in runs.reversed() {
            guard let records = run.records, let start = run.start else { continue }
            let choice = RunChoice(run.arguments)
            let oldPlan = start.inputs.first { $0.path == choice.plan }
            guard choice.filters == wanted.filters, choice.plan == wanted.plan || plan?.sha256 == oldPlan?.sha256,
                plan != nil, records.state == .same
            else { continue }
            guard Self.haveSameReports(wanted.reports, as: start, choice.reports) else {
                path = records.path
                return
            }
            same = same ?? records.path
        }
        path = same
    }

    /// Whether reports are those that a run read. Contents are only read where all sizes agree.
    private static func haveSameReports(_ reports: [String], as start: LedgerEntry, _ others: [String]) -> Bool {
        let old = start.inputs.filter { others.contains($0.path) }
        let sizes = reports.map { FileRecord(sizeOf: $0).size }
        guard sizes.map({ $0 ?? -1 }).sorted() == old.map({ $0.size ?? -1 }).sorted() else { return false }
        return Set(reports.map { FileRecord(reading: $0).sha256 }) == Set(old.map(\.sha256))
    }
}

/// What a run is about, by its options.
private struct RunChoice {
    var plan: String?
    var reports: [String] = []
    /// Everything else that decides which lines are read: client, platforms, days.
    var filters: Set<[String]> = []

    init(_ options: [String]) {
        for index in stride(from: 0, to: options.count - 1, by: 2) {
            let (name, value) = (options[index], options[index + 1])
            switch name {
            case "--planned": plan = value
            case "--delivered": reports.append(value)
            // Which line of two counts is no other campaign: it is what may have changed.
            case "--template", "--duplicates": break
            default: filters.insert([name, value])
            }
        }
    }
}

extension Run {
    /// The records of plan and reports together that it wrote.
    fileprivate var records: FileRecord? {
        guard let extract = step("extract"), extract.isDone else { return nil }
        return extract.outputs.last { fileName($0.path).hasPrefix("COMBINED_") && $0.path.hasSuffix(".tsv") }
    }
}
