/// The verdict of a check, with the numbers of the monitoring-plugins guidelines ("Plugin Return Codes").
public enum Verdict: Int32, Sendable, CaseIterable {
    case ok = 0, warning, critical, unknown

    /// `OK`, `WARNING`, `CRITICAL`, `UNKNOWN`.
    public var name: String { "\(self)".uppercased() }

    public init?(name: String) {
        guard let verdict = Verdict.allCases.first(where: { $0.name == name }) else { return nil }
        self = verdict
    }

    /// The order from good to bad, as in the plugins' `max_state_alt`: a known problem is worse than an unknown state.
    var rank: Int {
        switch self {
        case .ok: 0
        case .unknown: 1
        case .warning: 2
        case .critical: 3
        }
    }

    /// The worst of several verdicts; `.ok` when there are none.
    public static func worst(_ verdicts: some Sequence<Verdict>) -> Verdict {
        verdicts.max { $0.rank < $1.rank } ?? .ok
    }
}
