import Streams

/// What a run came to, for the person who sends trackers to clients.
public enum RunVerdict: String, Sendable, Comparable, CaseIterable {
    case ready = "ready to send"
    case readyWithWarnings = "ready with warnings"
    case doNotSend = "do not send"

    public static func < (a: RunVerdict, b: RunVerdict) -> Bool {
        a.rank < b.rank
    }

    private var rank: Int {
        switch self {
        case .ready: 0
        case .readyWithWarnings: 1
        case .doNotSend: 2
        }
    }

    /// `Ready to send`, as a headline says it.
    public var headline: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }

    /// The name that configuration gives it.
    var name: String {
        switch self {
        case .ready: "ignore"
        case .readyWithWarnings: "warning"
        case .doNotSend: "do-not-send"
        }
    }
}

/// The rules by which a run is judged, in one place: what must not have happened, and how bad it is when it did.
///
/// A rule's name is that of a count (`Run.Count`) or the code of a finding. Section `verdict` of `config/toolkit.json` changes them.
public struct VerdictRules: Sendable, Equatable {
    /// What is judged by its count whatever its code. Finding codes are judged by their level unless they are listed, too.
    static let builtIn: [String: RunVerdict] = [
        // Findings by level.
        "errors": .doNotSend,
        "warnings": .readyWithWarnings,
        // The run itself.
        "not-finished": .doNotSend,
        "not-audited": .doNotSend,
        // Figures of the tracker.
        "wrong-figures": .doNotSend,
        "missing-figures": .doNotSend,
        "figures-not-compared": .doNotSend,
        "formulas-not-checked": .readyWithWarnings,
        // What was read and reached no figure.
        "unaccounted-numbers": .readyWithWarnings,
        // Every plan has columns of which no figure is made, such as BRAND; the reports list them.
        "columns-without-figure": .ready,
        // Sheets that were not read, and platforms that the template lacks: their lines are missing from totals.
        "sheet-ignored": .doNotSend,
        "region-beside": .doNotSend,
        "no-block-for-platform": .doNotSend,
        "no-columns-for-market": .doNotSend,
    ]

    /// What stands for a code in a verdict, where its title would be long: one and several.
    static let words: [String: (one: String, several: String)] = [
        "sheet-ignored": ("sheet not read", "sheets not read"),
        "region-beside": ("table not read", "tables not read"),
        "no-block-for-platform": ("platform not in the template", "platforms not in the template"),
        "no-columns-for-market": ("market not in the template", "markets not in the template"),
    ]

    /// Findings that others follow from, and that are therefore told first: what was not read, and what the template lacks.
    static let causes: Set<String> = [
        "sheet-ignored", "region-beside", "no-platform", "unknown-platform", "platform-unknown", "column-missing",
        "no-block-for-platform",
        "platform-not-shown", "no-columns-for-market", "market-not-shown", "structure-broken",
    ]

    private var verdicts = builtIn

    public init() {}

    /// How bad it is when something of that name was counted; nil when no rule has that name.
    public func verdict(of name: String) -> RunVerdict? { verdicts[name] }

    /// Whether a kind of finding keeps the tracker from being sent; notes never do.
    func isBlocking(_ found: Found) -> Bool {
        if found.level == .note { return false }
        return verdicts[found.code].map { $0 == .doNotSend }
            ?? (found.level == .error && verdicts["errors"] == .doNotSend)
    }

    /// The rules of a home: those built in, changed by `verdict` of its `config/toolkit.json`.
    ///
    /// - Throws: `Failure` with status 78 for a value that is not a verdict, and for a name that is none of a rule: what was meant by it
    ///   would not hold, and nobody would notice.
    public static func loading(home: String) throws -> VerdictRules {
        var rules = VerdictRules()
        guard let section = try ToolkitSection.verdict.reading(home: home) else { return rules }
        for (name, node) in try section.members() where name != "$comment" {
            let word = try node.string()
            guard let verdict = RunVerdict.allCases.first(where: { $0.name == word }) else {
                throw node.failure("must be \(RunVerdict.allCases.map(\.name).joined(separator: ", "))")
            }
            // What makes a run one that was never proved cannot be waved through.
            guard verdict == .doNotSend || !["not-finished", "not-audited"].contains(name) else {
                throw node.failure("must be do-not-send: nothing is known of such a tracker")
            }
            guard builtIn[name] != nil || FindingCodes.all.contains(name) || isLimit(name, home: home) else {
                throw node.failure("is not known here", hint: hint(for: name))
            }
            rules.verdicts[name] = verdict
        }
        return rules
    }

    private static func hint(for name: String) -> String {
        let near = nearNames(to: name, among: builtIn.keys.sorted() + FindingCodes.all).first
        return (near.map { "did you mean \"\($0)\"? " } ?? "")
            + "known are the codes of findings (mp-validate --list-rules) and \(builtIn.keys.sorted().joined(separator: ", "))"
    }

    /// Whether a home has a limit of that code. A mistake in its file is told by those who check records.
    private static func isLimit(_ code: String, home: String) -> Bool {
        let path = ConfigurationPlace.path(of: "config/validation_rules.json", home: home)
        let limits = (try? ConfigurationNode.reading(path))?["limits"]?.value.array ?? []
        return limits.contains { $0["code"]?.string == code }
    }
}
