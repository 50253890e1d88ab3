import Streams

/// What a check found.
public struct Outcome: Sendable, Equatable {
    public var verdict: Verdict
    /// What was measured, in one sentence without a full stop.
    public var text: String
    /// What to do about it; nil where nothing is to be done.
    public var fix: String?
    public var measures: [Measure]

    public init(_ verdict: Verdict, _ text: String, fix: String? = nil, measures: [Measure] = []) {
        self.verdict = verdict
        self.text = text
        self.fix = fix
        self.measures = measures
    }

    /// An error that ended a check. What is wrong with the data is critical; what kept the check from looking is unknown.
    init(_ error: any Error) {
        guard let failure = error as? Failure else {
            self.init(.unknown, "could not be checked: \(error)")
            return
        }
        let message = failure.message
        let place = message.place.description
        let text = place.isEmpty ? message.text : "\(place): \(message.text)"
        switch failure.status {
        case .data, .noInput, .configuration, .permission, .unavailable: self.init(.critical, text, fix: message.hint)
        default: self.init(.unknown, "could not be checked: \(text)", fix: message.hint)
        }
    }
}

/// A check's outcome in a run.
public struct HealthResult: Sendable, Equatable {
    public var name: CheckName
    public var outcome: Outcome
    /// How long it took.
    public var seconds: Double
    /// The failed check that this one would have needed; it was not run then.
    public var blockedBy: CheckName?

    public init(_ name: CheckName, _ outcome: Outcome, seconds: Double, blockedBy: CheckName? = nil) {
        self.name = name
        self.outcome = outcome
        self.seconds = seconds
        self.blockedBy = blockedBy
    }

    public var verdict: Verdict { outcome.verdict }

    /// Whether checks that need this one cannot be run.
    var isFailed: Bool { verdict == .critical || verdict == .unknown }
}
