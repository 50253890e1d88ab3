import Streams

extension Run {
    /// Codes under which mp-map reports what mp-validate has a rule for: each thing is told once.
    ///
    /// The left one is passed over where the run also found the right one.
    static let sameThing: [String: String] = [
        "no-block-for-platform": "platform-not-shown",
        "no-columns-for-market": "market-not-shown",
        "record-without-stage": "stage-missing",
        "record-without-market": "market-missing",
        "planned-not-delivered": "market-not-delivered",
        "delivered-not-planned": "market-not-planned",
        "unknown-metric": "metric-unknown",
        "mixed-currencies": "currency-mixed",
        "foreign-currency": "currency-mixed",
        "contradicting-reports": "metric-repeated",
    ]

    /// All that the run found, the worst first.
    ///
    /// The audit reads everything that the steps before it read, and takes over what only they can know; before it is done, what several
    /// steps found counts once.
    public var findings: [Found] {
        if let audit = step(RunStep.audit), audit.isDone, !audit.findings.isEmpty {
            return Self.merged([audit.findings])
        }
        return Self.merged(steps.filter { $0.step != RunStep.health }.map(\.findings))
    }

    /// Findings of several steps as one list: of one code those of the step that found most of it, and the latest of equal ones.
    public static func merged(_ lists: [[Found]]) -> [Found] {
        var kinds: [String: Found] = [:]
        for found in lists.joined() where found.count >= kinds[found.code]?.count ?? 0 { kinds[found.code] = found }
        let isTold = { (found: Found) in
            sameThing[found.code].map { kinds[$0] != nil } ?? false
                || found.code == "record-without-stage" && kinds["stage-unknown"] != nil
        }
        return kinds.values.filter { !isTold($0) }.sorted { a, b in
            a.level != b.level ? a.level > b.level : a.count != b.count ? a.count > b.count : a.code < b.code
        }
    }

    /// How many findings of a level there are. A line of an earlier version has counts and no findings.
    public func count(_ level: Message.Level) -> Int {
        let found = findings
        if !found.isEmpty { return found.reduce(0) { $0 + ($1.level == level ? $1.count : 0) } }
        let last = [step(RunStep.audit), step(RunStep.validate)].compactMap { $0 }.first(where: \.isDone)
        return last?.figure(level.rawValue + "s") ?? 0
    }

    /// What the steps before the audit found and the audit cannot know.
    ///
    /// - Parameter isKnown: whether the audit has a rule of that code, so that its own answer counts, also when that is that there is none.
    public func findingsBeside(_ isKnown: (String) -> Bool) -> [Found] {
        let others = steps.filter { ![RunStep.health, RunStep.validate, RunStep.audit].contains($0.step) }
        return Self.merged(others.map(\.findings)).filter { found in
            !isKnown(found.code) && !(Self.sameThing[found.code].map(isKnown) ?? false)
        }
    }
}
