/// Which of a series of files stay: those that any rule keeps.
public struct KeepRules: Sendable {
    /// Files younger than this.
    public var within: Age?
    /// The newest files.
    public var last = 0
    /// The newest file of each of so many days, ISO weeks and months that have one (UTC).
    public var daily = 0
    public var weekly = 0
    public var monthly = 0

    public init() {}

    public var isEmpty: Bool { within == nil && last + daily + weekly + monthly == 0 }

    /// Why each file stays; no reason for one that goes.
    ///
    /// - Parameter times: the files' times, newest first.
    public func reasons(for times: [UTCTime], asOf now: UTCTime) -> [[String]] {
        var reasons: [[String]] = Array(repeating: [], count: times.count)
        for index in times.indices {
            if let within, times[index].seconds > now.seconds - within.seconds { reasons[index].append("younger than \(within.text)") }
            if index < last { reasons[index].append("last \(index + 1) of \(last)") }
        }
        keepNewest(of: daily, "day", \.day, times, &reasons)
        keepNewest(of: weekly, "week", \.week, times, &reasons)
        keepNewest(of: monthly, "month", \.month, times, &reasons)
        return reasons
    }

    private func keepNewest(
        of count: Int, _ unit: String, _ span: KeyPath<UTCTime, String>, _ times: [UTCTime], _ reasons: inout [[String]]
    ) {
        var seen = 0
        var last: String?
        for (index, time) in times.enumerated() where seen < count {
            let name = time[keyPath: span]
            guard name != last else { continue }
            last = name
            seen += 1
            reasons[index].append("newest of \(unit) \(name)")
        }
    }
}
