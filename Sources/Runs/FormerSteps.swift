/// Steps that were done before a run was taken up with other workbooks or options.
extension [LedgerEntry] {
    /// The lines without those of steps whose options are no longer those of the run, and of all steps behind them: what such a step came
    /// to is not of this run any more, and it is done again.
    var withoutFormerSteps: [LedgerEntry] {
        guard let latest = lastIndex(where: \.isBeginning), !self[latest].arguments.isEmpty else { return self }
        let now = options(self[latest].arguments)
        var isValid = [Bool](repeating: true, count: count)
        var beginning: Int?
        for (index, entry) in self[..<latest].enumerated() {
            if entry.isBeginning, !entry.arguments.isEmpty { beginning = index }
            guard let beginning, let step = entry.step, !entry.isBeginning, step != RunStep.end else { continue }
            let then = options(self[beginning].arguments)
            let changed = Set(now.keys).union(then.keys).filter { now[$0] != then[$0] }
            guard !changed.isEmpty else { continue }
            isValid[index] = !former(changed, of: beginning).contains(step)
        }
        return indices.filter { isValid[$0] }.map { self[$0] }
    }

    /// The steps that options concern which have changed since a beginning: the first that names one, and those behind it; all where none
    /// does, because an option was not given then.
    private func former(_ changed: Set<String>, of beginning: Int) -> Set<String> {
        let steps = self[beginning].steps.filter { $0 != RunStep.health }
        let first = steps.firstIndex { name in
            self[beginning...].contains { $0.step == name && !changed.isDisjoint(with: $0.arguments) }
        }
        return Set(steps[(first ?? 0)...])
    }

    /// The values of each option.
    private func options(_ words: [String]) -> [String: Set<String>] {
        var values: [String: Set<String>] = [:]
        for index in stride(from: 0, to: words.count - 1, by: 2) {
            values[words[index], default: []].insert(words[index + 1])
        }
        return values
    }
}

extension LedgerEntry {
    /// Whether a run was begun, or taken up again, with it.
    var isBeginning: Bool { step == RunStep.start || step == RunStep.resume }
}
