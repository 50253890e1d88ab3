import MediaPlans
import Streams
import Workbooks

/// Holds what stands above a tracker's blocks against the records: budgets over all platforms, names and dates of the campaign.
struct TrackerHead {
    let reader: TrackerSheet
    let sheet: String
    let campaign: CampaignView
    let comparison: FigureComparison

    /// - Parameter row: the first of the blocks' rows.
    func audit(above row: Int) {
        let row = reader.headEnd(before: row)
        auditBudgets(above: row)
        for (label, cell) in reader.labels(above: row) {
            if reader.words.headText(label) != nil { comparison.texts[sheet, default: []].insert(cell) }
            switch reader.words.headText(label) {
            case .campaign: auditName(cell)
            case .dates: auditDates(cell)
            case nil: continue
            }
        }
    }

    private func auditBudgets(above row: Int) {
        for (side, cell, label) in reader.headBudgets(above: row) {
            let currencies = campaign.platforms.reduce(into: Set<String>()) { $0.formUnion($1.currencies.keys) }
            var sum = Volume()
            for platform in campaign.platforms {
                if let budget = ExpectedFigures(platform: platform, market: nil).figure(.budget, .campaign, side) {
                    sum.add(budget)
                }
            }
            let isOther = TrackerWords.currency(in: label).map { code in currencies.contains { $0 != code } } ?? false
            if currencies.count < 2, !isOther, sum.value != nil {
                comparison.stated[sheet, default: [:]][cell] = StatedFigure(
                    metric: .budget, section: .campaign, side: side)
            }
            comparison.compare(
                currencies.count > 1 || isOther ? nil : sum.value, cell, "\(side.rawValue) budget over all platforms",
                reader.grid,
                sheet)
        }
    }

    /// All the plan's names stand there, in whatever order and with whatever between them.
    private func auditName(_ cell: CellReference) {
        guard !campaign.plan.names.isEmpty else { return }
        let there = reader.grid[cell].displayText
        var rest = " \(normalised(there)) "
        // Of two names of which one is part of the other, the longer goes first.
        for name in campaign.plan.names.map(normalised).sorted(by: { $0.count > $1.count }) {
            guard let range = rest.firstRange(ofText: " \(name) ") else {
                return add(cell, "the campaign's name", there, campaign.plan.names.joined(separator: ", "))
            }
            rest.replaceSubrange(range, with: "  ")
        }
        guard rest.allSatisfy({ $0 == " " }) else {
            return add(cell, "the campaign's name", there, campaign.plan.names.joined(separator: ", "))
        }
        comparison.summary.exact += 1
    }

    private func auditDates(_ cell: CellReference) {
        guard let flight = campaign.plan.flight else { return }
        let there = reader.grid[cell].displayText
        let days = Self.days(in: there)
        guard days.min() == flight.lowerBound, days.max() == flight.upperBound else {
            return add(cell, "the campaign's dates", there, "\(flight.lowerBound) to \(flight.upperBound)")
        }
        comparison.summary.exact += 1
    }

    private func add(_ cell: CellReference, _ what: String, _ there: String, _ expected: String) {
        let seen = there.isEmpty ? "the cell holds nothing" : "reads \"\(there)\""
        comparison.add(
            .headDiffers, sheet, cell, "\(what): \(seen)", expected: expected + ", as planned",
            hint: "fill the tracker again, or see who changed the cell")
    }

    /// The ISO dates of a text, in whatever words.
    private static func days(in text: String) -> [CivilDate] {
        text.split { !$0.isNumber && $0 != "-" }.compactMap { CivilDate(iso: $0.prefix(10)) }
    }
}

extension String {
    fileprivate func firstRange(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
