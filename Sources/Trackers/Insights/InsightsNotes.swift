import MediaPlans

/// What a table does not compare, and why, so that nobody takes a dash for nothing spent or delivered.
extension InsightsTable {
    /// Of budgets, and of impressions and rates; none where nothing is left out.
    var notes: [String] {
        let delivery = [impressionsNote, rateNote].compactMap { $0 }.joined(separator: " ")
        return [budgetNote, delivery.isEmpty ? nil : delivery].compactMap { $0 }
    }

    private var budgetNote: String? {
        if currencies.count > 1 {
            return "Amounts are in \(currencies.joined(separator: " and ")), which have no total."
        }
        switch (isKnown(.planned), isKnown(.actual)) {
        case (false, false): return "No budget is known."
        case (false, true): return "No planned budget is known."
        case (true, false): return "No actual budget is known."
        case (true, true): break
        }
        let open = lines.filter { line in
            [3, 4, 5].contains { line.conditions[$0]?.holds == false } || (line[0] == nil) != (line[1] == nil)
        }
        guard !open.isEmpty else { return nil }
        return "Plan and actual are not compared where they do not cover the same: "
            + list(open) { line in Side.allCases.compactMap { line.budgetGaps[$0] } }
            + (lines.count > 1 ? ". TOTAL includes these." : ".")
    }

    private var impressionsNote: String? {
        guard width > 8 else { return nil }
        let sides = Side.allCases.filter { side in lines.contains { $0[side == .planned ? 6 : 7] != nil } }
        guard sides.count == 2 else {
            return sides.isEmpty
                ? "No impressions are known."
                : sides[0] == .planned ? "No actual impressions are known." : "No planned impressions are known."
        }
        let open = lines.filter { $0.conditions[8]?.holds == false || ($0[6] == nil) != ($0[7] == nil) }
        guard !open.isEmpty else { return nil }
        return "Delivered of plan is not shown where plan and report do not cover the same: "
            + list(open) { line in Side.allCases.compactMap { line.impressionGaps[$0] } }
            + (lines.count > 1 ? ". TOTAL includes what is known of these." : ".")
    }

    /// The rates whose two sides cover different lines, one side of the campaign after the other.
    private var rateNote: String? {
        guard width > 10 else { return nil }
        let parts = Side.allCases.compactMap { side -> String? in
            let number = side == .planned ? 9 : 10
            let open = lines.filter { line in
                line.conditions[number]?.holds == false
                    || (line.budget[side]?.value == nil) != (line.impressions[side]?.value == nil)
            }
            guard !open.isEmpty else { return nil }
            return "\(Self.columns[number]) of "
                + list(open) { line in [line.budgetGaps[side], line.impressionGaps[side]].compactMap { $0 } }
        }
        return parts.isEmpty
            ? nil
            : "A CPM is not shown where budget and impressions are known for different lines: \(parts.joined(separator: "; "))."
    }

    /// The lines' names, each with what is unknown of it.
    private func list(_ lines: [Line], _ gaps: (Line) -> [String]) -> String {
        lines.map { line in
            let words = gaps(line)
            return words.isEmpty ? line.name : "\(line.name) (\(words.joined(separator: "; ")))"
        }.joined(separator: ", ")
    }
}
