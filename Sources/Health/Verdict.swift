/// What a check comes to, with the numbers of the monitoring-plugins guidelines ("Plugin Return Codes").
public enum Verdict: Int32, Sendable, CaseIterable {
    case ok = 0, warning, critical, unknown

    /// `OK`, `WARNING`, `CRITICAL`, `UNKNOWN`.
    public var name: String { "\(self)".uppercased() }

    public init?(name: String) {
        guard let verdict = Verdict.allCases.first(where: { $0.name == name }) else { return nil }
        self = verdict
    }

    /// From good to bad as the plugins' `max_state_alt` has it: what is known to be wrong counts for more than what is not known.
    var rank: Int {
        switch self {
        case .ok: 0
        case .unknown: 1
        case .warning: 2
        case .critical: 3
        }
    }

    /// The worst of several; `.ok` for none.
    public static func worst(_ verdicts: some Sequence<Verdict>) -> Verdict {
        verdicts.max { $0.rank < $1.rank } ?? .ok
    }
}
