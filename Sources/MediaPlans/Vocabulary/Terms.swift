/// Where media is bought: one sheet per platform in a workbook, one block in a tracker.
public struct Platform: Sendable, Hashable {
    /// `DV360`: stands in `Source_Sheet` and identifies the platform.
    public var code: String
    /// How people write it.
    public var displayName: String

    public init(code: String, displayName: String) {
        self.code = code
        self.displayName = displayName
    }
}

/// A country, or a group of them that is planned as one.
public struct Market: Sendable, Hashable {
    /// `QAT`: identifies the market.
    public var code: String
    /// `Qatar`: stands in the records' MARKET.
    public var displayName: String

    public init(code: String, displayName: String) {
        self.code = code
        self.displayName = displayName
    }
}

/// What a row of a reach-and-frequency table measures.
public struct ReachMetric: Sendable, Hashable {
    public enum Measure: String, Sendable, Hashable {
        /// People reached, absolute.
        case reach
        /// Contacts per person reached.
        case frequency
    }

    /// Over what it was measured.
    public enum Scope: Sendable, Hashable {
        case campaign
        case stage(Stage)
    }

    public var measure: Measure
    public var scope: Scope

    public init(_ measure: Measure, of scope: Scope) {
        self.measure = measure
        self.scope = scope
    }

    /// The stage, when it is not the whole campaign.
    public var stage: Stage? {
        if case .stage(let stage) = scope { stage } else { nil }
    }
}
