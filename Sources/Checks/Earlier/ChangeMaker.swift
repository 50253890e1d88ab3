import MediaPlans

/// Says by which measures two sets of lines differ.
struct ChangeMaker {
    let earlier: LineSide
    let now: LineSide
    let book: LineBook
    let tolerance: Double

    /// A change for each measure that differs, with what `like` has already.
    func changes(from old: [LineSide.Line], to new: [LineSide.Line], like: RecordChange) -> [RecordChange] {
        var measures = Set<Int32>()
        for line in old { for number in earlier.numbers(of: line) { measures.insert(number.measure) } }
        for line in new { for number in now.numbers(of: line) { measures.insert(number.measure) } }
        var changes: [RecordChange] = []
        var volumesDiffer = false
        for measure in measures.sorted(by: order) {
            let before = old.map { earlier.number(measure, of: $0) }
            let after = new.map { now.number(measure, of: $0) }
            guard like.kind != .changed || differ(before, after) else { continue }
            if !LineSide.rates.contains(measure) { volumesDiffer = true }
            var change = like
            change.measure = name(measure)
            (change.before, change.unknownBefore) = sum(before, of: old, change)
            (change.after, change.unknownAfter) = sum(after, of: new, change)
            change.isConsequence = LineSide.rates.contains(measure)
            changes.append(change)
        }
        if !volumesDiffer { for index in changes.indices { changes[index].isConsequence = false } }
        changes += currencies(old, new, like)
        return changes.isEmpty ? [like] : changes
    }

    private func order(_ a: Int32, _ b: Int32) -> Bool {
        a >= LineSide.extras && b >= LineSide.extras ? name(a) < name(b) : a < b
    }

    private func name(_ measure: Int32) -> String {
        measure < LineSide.extras
            ? RecordColumn.allCases[Int(measure)].rawValue : book.texts[measure &- LineSide.extras]
    }

    /// Whether the values are not the same as a set.
    private func differ(_ before: [Double?], _ after: [Double?]) -> Bool {
        let (old, new) = (before.compactMap { $0 }.sorted(), after.compactMap { $0 }.sorted())
        return before.count - old.count != after.count - new.count || old.count != new.count
            || !zip(old, new).allSatisfy { isEqual($0, $1, within: tolerance) }
    }

    /// Amounts in several currencies have no sum.
    private func sum(_ values: [Double?], of lines: [LineSide.Line], _ change: RecordChange) -> (FieldValue, Int) {
        if change.isAmount, names(lines).count > 1 { return (.unknown, values.count) }
        var volume = Volume()
        for value in values { volume.add(value) }
        return (volume.value.map(FieldValue.number) ?? .unknown, volume.unknown)
    }

    private func names(_ lines: [LineSide.Line]) -> Set<String> {
        Set(lines.map { book.texts[$0.currency] }.filter { !$0.isEmpty })
    }

    private func currencies(_ old: [LineSide.Line], _ new: [LineSide.Line], _ like: RecordChange) -> [RecordChange] {
        let (before, after) = (names(old), names(new))
        guard like.kind == .changed, before != after else { return [] }
        func value(_ names: Set<String>) -> FieldValue {
            names.isEmpty ? .unknown : .text(names.sorted().joined(separator: ", "))
        }
        var change = like
        change.measure = RecordColumn.localCurrency.rawValue
        (change.before, change.after) = (value(before), value(after))
        return [change]
    }
}
