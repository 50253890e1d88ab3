import Bundles
import Redaction

/// What a bundle is to hold.
public struct DiagnosticOptions {
    /// The folder that holds input, output, logs and config.
    public var home: String
    /// Only files that were changed so lately.
    public var since: Age?
    /// Further files and folders.
    public var include: [String] = []
    /// Bytes of all members at most, so that the bundle is no larger.
    public var maximumSize = 32 << 20
    /// Seconds; what is not done then is left out.
    public var timeLimit = 30
    /// The structure of workbooks too.
    public var withData = false
    /// The workbooks themselves.
    public var withContent = false
    /// What is not to be hidden although it looks secret.
    public var keep: [KeepPattern] = []
    public var incident: IncidentRequest?
    /// The moment that the bundle states.
    public var time = UTCTime.now()
    /// Nothing that changes from moment to moment, so that the same state makes the same bytes.
    public var isReproducible = false
    /// The version of the toolkit.
    public var toolkit: String

    public init(home: String, toolkit: String) {
        self.home = home
        self.toolkit = toolkit
    }
}

/// What the operator says of an incident.
public struct IncidentRequest: Hashable, Sendable {
    public var operatorName: String?
    public var issue: String?

    public init(operatorName: String? = nil, issue: String? = nil) {
        self.operatorName = operatorName
        self.issue = issue
    }
}
