import MediaPlans

extension ExpectedFigures {
    private static let reach = RecordColumn.uniquesReach.rawValue

    /// What an entry's formula comes to over sums of its columns.
    func value(of metric: OwnMetric, _ section: TrackerSection, _ side: CheckSide) -> Double? {
        guard metric.sides.contains(side == .planned ? .planned : .actual) else { return nil }
        for column in metric.columns where sumsTooMuch(column.name, metric, section, side) { return nil }
        if platform.choices.ratios == .like, let ratio = metric.quotient {
            return like(metric, ratio.above.name, ratio.below.name, section, side).map { $0 * ratio.factor }
        }
        return OwnFormula.value(of: metric.formula.text) { total($0, metric, section, side) }
    }

    private func slots(_ section: TrackerSection) -> [Int] {
        section.scopeStage.map { [CampaignView.slot($0)] } ?? Array(0...platform.stages.count)
    }

    /// Whether a slot's lines reach nobody that counts.
    private func reachesNobody(_ slot: Int) -> Bool { slot == CampaignView.unstaged && !platform.stages.isEmpty }

    /// A column's sum; nil where nothing of it is known.
    private func total(_ name: String, _ metric: OwnMetric, _ section: TrackerSection, _ side: CheckSide) -> Double? {
        let isAmount = metric.columns.contains { $0.name == name && $0.isAmount }
        if isAmount, hasMixedCurrencies { return nil }
        var all = Volume()
        for market in markets { all.add(sum(name, market, section, side)) }
        return all.value
    }

    private func sum(_ name: String, _ market: MarketView, _ section: TrackerSection, _ side: CheckSide) -> Volume {
        var sum = Volume()
        if name == Self.reach, side == .actual {
            // Reported for a market as a whole.
            if let value = market.reach(ReachMetric(.reach, of: section.scope)) { sum.add(value) }
            return sum
        }
        for slot in slots(section) where name != Self.reach || !reachesNobody(slot) {
            sum.add(market.lines(side)[slot].volume(named: name))
        }
        return sum
    }

    /// Whether a sum would be over something that the metric's entry does not name.
    private func sumsTooMuch(
        _ name: String, _ metric: OwnMetric, _ section: TrackerSection, _ side: CheckSide
    ) -> Bool {
        guard metric.additive.count < OwnMetric.Axis.allCases.count else { return false }
        let known = markets.filter { sum(name, $0, section, side).value != nil }
        // A market with lines of which none has a number is one of several, too.
        let there = markets.filter { market in
            if name == Self.reach, side == .actual {
                return market.readings.keys.contains(ReachMetric(.reach, of: section.scope))
            }
            return slots(section).contains { slot in
                (name != Self.reach || !reachesNobody(slot)) && market.lines(side)[slot].count > 0
            }
        }
        if !known.isEmpty, there.count > 1, !metric.additive.contains(.markets) { return true }
        if name == Self.reach, side == .actual { return false }
        return known.contains { market in
            let parts = slots(section).map { market.lines(side)[$0] }.filter { $0.volume(named: name).value != nil }
            if parts.count > 1, !metric.additive.contains(.stages) { return true }
            // What all trackers sum over lines and days adds up over those.
            guard !StageLines.isCommon(name) else { return false }
            let axes = parts.reduce(into: Set<OwnMetric.Axis>()) { $0.formUnion($1.own.sums[name]?.axes ?? []) }
            return !axes.isSubset(of: metric.additive)
        }
    }

    /// The quotient of two columns over what has both; over all where nothing has.
    private func like(
        _ metric: OwnMetric, _ above: String, _ below: String, _ section: TrackerSection, _ side: CheckSide
    ) -> Double? {
        guard let a = total(above, metric, section, side), let b = total(below, metric, section, side), b != 0 else {
            return nil
        }
        var (loneAbove, loneBelow) = (Volume(), Volume())
        for market in markets {
            if side == .actual, above == Self.reach || below == Self.reach {
                let (x, y) = (sum(above, market, section, side).value, sum(below, market, section, side).value)
                if let x, y == nil { loneAbove.add(x) }
                if let y, x == nil { loneBelow.add(y) }
                continue
            }
            for slot in slots(section) {
                let lines = market.lines(side)[slot]
                if reachesNobody(slot), below == Self.reach {
                    loneAbove.add(lines.volume(named: above).value)
                } else if reachesNobody(slot), above == Self.reach {
                    loneBelow.add(lines.volume(named: below).value)
                } else if let parts = lines.lone(of: metric) {
                    loneAbove.add(parts.above)
                    loneBelow.add(parts.below)
                }
            }
        }
        let (c, d) = (a - (loneAbove.value ?? 0), b - (loneBelow.value ?? 0))
        // Nothing has both.
        guard d > 1e-9 * b.magnitude else { return nil }
        return c / d
    }
}

extension StageLines {
    /// Whether every line's number of a column is summed, whatever metrics there are.
    static func isCommon(_ name: String) -> Bool {
        [.budgetLocal, .impressions, .videoViews, .clicksActions, .uniquesReach].contains(RecordColumn(rawValue: name))
    }

    /// The sum of a column that a metric is made of.
    func volume(named name: String) -> Volume {
        if Self.isCommon(name), let column = RecordColumn(rawValue: name) { return volume(column) }
        return own.sums[name]?.volume ?? Volume()
    }

    /// What its lines have of one side of a ratio only.
    fileprivate func lone(of metric: OwnMetric) -> LoneParts? {
        Ratio.of(metric).map { lone[$0] } ?? own.lone[metric.code]
    }
}
