import MediaPlans

/// Checks whether a plan and a delivery report are about the same campaign.
struct PairCheck: Sendable {
    let plan: Shared<CampaignFacts>
    let delivery: Shared<CampaignFacts>

    func run() throws -> Outcome { Self.compare(try plan.get(), try delivery.get()) }

    /// The facts in words: which agree, which differ, and which are not known.
    static func compare(_ plan: CampaignFacts, _ delivery: CampaignFacts) -> Outcome {
        var parts: [Part] = [
            names("brand", plan.brands, delivery.brands, isDecisive: true),
            names("campaign", plan.campaigns, delivery.campaigns, isDecisive: true) {
                let planned = CampaignNames(planned: plan.campaigns.names, brands: plan.brands.names)
                return delivery.campaigns.names.contains { planned.agree(with: $0) }
            },
            period(plan, delivery), names("market", plan.markets, delivery.markets, isDecisive: true),
        ]
        let missing = plan.platforms.subtracting(delivery.platforms).sorted()
        let common = plan.platforms.intersection(delivery.platforms)
        if common.isEmpty {
            parts.append(Part(.critical, "no platform in common"))
        } else if !missing.isEmpty {
            parts.append(Part(.warning, "\(listed(missing)) planned but not reported"))
        }
        if plan.isPartial || delivery.isPartial {
            for index in parts.indices where parts[index].verdict == .critical {
                parts[index] = Part(.unknown, parts[index].text + ", in the rows that were read")
            }
        }
        let verdict = Verdict.worst(parts.map(\.verdict))
        let shown = parts.filter { $0.verdict == verdict }.map(\.text)
        var outcome = Outcome(
            verdict, shown.joined(separator: "; "),
            measures: [Measure("common-platforms", Double(common.count), critical: .below(1))])
        if verdict != .ok {
            outcome.fix =
                "see that \(fileName(of: plan.file)) and \(fileName(of: delivery.file)) are of one campaign, or name the right ones with --planned and --delivered"
        }
        return outcome
    }

    private struct Part {
        var verdict: Verdict
        var text: String
        init(_ verdict: Verdict, _ text: String) {
            self.verdict = verdict
            self.text = text
        }
    }

    private static func names(
        _ noun: String, _ plan: NameSet, _ delivery: NameSet, isDecisive: Bool, agree: (() -> Bool)? = nil
    ) -> Part {
        guard !plan.isEmpty, !delivery.isEmpty else {
            return Part(.ok, "\(noun) not told by \(plan.isEmpty ? "the plan" : "the delivery report")")
        }
        if agree?() ?? plan.shares(with: delivery) { return Part(.ok, "\(noun) \(listed(plan.names, most: 2))") }
        return Part(
            .critical, "\(noun) \(listed(plan.names, most: 2)) is planned, \(listed(delivery.names, most: 2)) reported")
    }

    /// The delivery report's period comes from its lines, or else from its file name, since most reports have no dates.
    private static func period(_ plan: CampaignFacts, _ delivery: CampaignFacts) -> Part {
        guard let first = plan.firstDay, let last = plan.lastDay else {
            return Part(.ok, "period not told by the plan")
        }
        let flight = "\(first) to \(last)"
        if let start = delivery.firstDay, let end = delivery.lastDay {
            return start <= last && first <= end
                ? Part(.ok, "flight \(flight)")
                : Part(.critical, "flight \(flight) is planned, \(start) to \(end) reported")
        }
        guard let period = NamedPeriod(in: fileName(of: delivery.file)) else {
            return Part(.ok, "flight \(flight), none reported")
        }
        return period.overlaps(first, last)
            ? Part(.ok, "flight \(flight)")
            : Part(.warning, "flight \(flight) is planned, and the delivery report's name says \(period.text)")
    }
}
