import Streams

/// The result of a check's work.
public struct Outcome: Sendable, Equatable {
    public var verdict: Verdict
    /// The finding, in one sentence without a full stop.
    public var text: String
    /// What to do about it; nil when nothing needs to be done.
    public var fix: String?
    public var measures: [Measure]

    public init(_ verdict: Verdict, _ text: String, fix: String? = nil, measures: [Measure] = []) {
        self.verdict = verdict
        self.text = text
        self.fix = fix
        self.measures = measures
    }

    /// The outcome for an error that ended a check. Errors in the data are critical; if something stopped the check
    /// from looking, the outcome is unknown.
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

/// A check and its outcome in a run.
public struct HealthResult: Sendable, Equatable {
    public var name: CheckName
    public var outcome: Outcome
    /// How long the check took.
    public var seconds: Double
    /// The failed check because of which this one was not run; nil when it was run.
    public var blockedBy: CheckName?

    public init(_ name: CheckName, _ outcome: Outcome, seconds: Double, blockedBy: CheckName? = nil) {
        self.name = name
        self.outcome = outcome
        self.seconds = seconds
        self.blockedBy = blockedBy
    }

    public var verdict: Verdict { outcome.verdict }

    /// Whether the checks that need this one are not run.
    var isFailed: Bool { verdict == .critical || verdict == .unknown }
}
