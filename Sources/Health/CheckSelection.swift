/// Which checks are run, and which of them are reported.
public struct CheckSelection: Sendable {
    public let toRun: Set<CheckName>
    public let toReport: Set<CheckName>

    /// - Parameters:
    ///   - only: the wanted ones; all when there are none. What they need is run for them.
    ///   - skip: those that are not wanted; what needs them is not either.
    ///   - isOnline: whether services may be asked.
    public init(only: [CheckName], skip: [CheckName], isOnline: Bool) {
        let left = CheckName.allCases.filter { name in
            (isOnline || !name.isOnline) && !skip.contains(where: { name.allNeeds.contains($0) || name == $0 })
        }
        toReport = Set(left).intersection(only.isEmpty ? CheckName.allCases : only)
        toRun = toReport.union(toReport.flatMap(\.allNeeds))
    }

    /// The results that are reported. Where one was not run because of another that is not reported, its words stand there.
    public func reported(_ results: [HealthResult]) -> [HealthResult] {
        results.filter { toReport.contains($0.name) }.map { result in
            guard let cause = result.blockedBy, !toReport.contains(cause),
                let failed = results.first(where: { $0.name == cause })
            else { return result }
            var result = result
            result.outcome.text += ", which says: \(failed.outcome.text)"
            result.outcome.fix = failed.outcome.fix
            return result
        }
    }
}

extension CheckName {
    /// What it needs, and what that needs.
    var allNeeds: Set<CheckName> { needs.reduce(into: Set(needs)) { $0.formUnion($1.allNeeds) } }
}
