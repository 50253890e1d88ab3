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

    public var isEmpty: Bool { within == nil && [last, daily, weekly, monthly].allSatisfy { $0 == 0 } }
}

/// Says of files, the newest first, why each stays.
struct KeepReasons {
    private let within: Age?
    private let now: UTCTime
    private let last: Int
    private var seen = 0
    private var spans: [Span]

    /// Days, weeks or months, of each of which the newest file stays.
    private struct Span {
        var unit: String
        var left: Int
        var name: @Sendable (UTCTime) -> String
        var current: String?

        /// The name of the span that began last, where the time is in it, too.
        func continues(with time: UTCTime) -> String? { current.flatMap { $0 == name(time) ? $0 : nil } }

        /// The name of the span when the time is the first in it, and the rule still keeps.
        mutating func begins(with time: UTCTime) -> String? {
            guard left > 0, case let name = name(time), name != current else { return nil }
            current = name
            left -= 1
            return name
        }
    }

    init(_ rules: KeepRules, asOf now: UTCTime) {
        (within, last, self.now) = (rules.within, rules.last, now)
        spans = [
            Span(unit: "day", left: rules.daily, name: \.day), Span(unit: "week", left: rules.weekly, name: \.week),
            Span(unit: "month", left: rules.monthly, name: \.month),
        ]
    }

    /// Why a file stays.
    struct Why {
        /// Nothing for a file that goes.
        var texts: [String] = []
        /// It stays in place of older ones.
        var takesPlace = false
    }

    /// Why the next file stays.
    ///
    /// - Parameters:
    ///   - time: what the order goes by.
    ///   - modified: its last change, which may be another.
    ///   - isPart: whether it is an archive of a month. Archives of one month hold different files, so none replaces another.
    mutating func next(_ time: UTCTime, modified: UTCTime, isPart: Bool) -> Why {
        var why = Why()
        seen += 1
        let latest = max(time.seconds, modified.seconds)
        if let within, latest > now.seconds - within.seconds {  // fits: an age is not negative
            why.texts.append("younger than \(within.text)")
        }
        let count = why.texts.count
        if seen <= last { why.texts.append("last \(seen) of \(last)") }
        for index in spans.indices {
            if isPart, let name = spans[index].continues(with: time) {
                why.texts.append("of \(spans[index].unit) \(name)")
            } else if let name = spans[index].begins(with: time) {
                why.texts.append("newest of \(spans[index].unit) \(name)")
            }
        }
        why.takesPlace = why.texts.count > count
        return why
    }
}
