/// The checks that are run, and those that are reported.
public struct CheckSelection: Sendable {
    public let toRun: Set<CheckName>
    public let toReport: Set<CheckName>

    /// - Parameters:
    ///   - only: the checks to report; all when it is empty. The checks that they need are run, too.
    ///   - skip: the checks to leave out, together with those that need them.
    ///   - isOnline: whether requests to services are allowed.
    public init(only: [CheckName], skip: [CheckName], isOnline: Bool) {
        let left = CheckName.allCases.filter { name in
            (isOnline || !name.isOnline) && !skip.contains(where: { name.allNeeds.contains($0) || name == $0 })
        }
        toReport = Set(left).intersection(only.isEmpty ? CheckName.allCases : only)
        toRun = toReport.union(toReport.flatMap(\.allNeeds))
    }

    /// The results that are reported. If a check was not run because of one that is not reported, its result has the
    /// text of that one.
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
    /// The checks that this one needs, directly or indirectly.
    var allNeeds: Set<CheckName> { needs.reduce(into: Set(needs)) { $0.formUnion($1.allNeeds) } }
}
