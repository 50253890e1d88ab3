import MediaPlans

/// What the configuration's metrics come to, for each platform and each of its markets.
struct MetricsSection {
    let totals: CampaignTotals
    let book: FigureBook
    /// The markets that a platform's block shows, by its code and in their order.
    let markets: [String: [Market]]

    fileprivate var rows: [[String]] {
        var rows: [[String]] = []
        for platform in totals.platforms {
            let shown = markets[platform.platform.code] ?? []
            let rest = platform.markets.map(\.market).filter { market in
                !shown.contains { $0.code == market.code }
            }
            let scopes: [(String, FigureBook.Scope)] =
                [("TOTAL", .total)] + (shown + rest).map { ($0.displayName, .market($0)) }
            for (index, (name, scope)) in scopes.enumerated() {
                for metric in totals.metrics where !metric.isTyped {
                    let sides = Side.allCases.map { side in
                        book.figure(.own(metric), .campaign, side, scope, of: platform.platform)
                    }
                    let why = zip(Side.allCases, sides).filter { !$0.1.gaps.isEmpty && $0.1.gaps != [.otherSide] }
                        .map { "\($0.rawValue): \($1.gaps.map(\.description).joined(separator: "; "))" }
                    rows.append(
                        [index == 0 ? platform.platform.displayName : "", name, metric.name]
                            + sides.map { Self.text($0, of: metric) } + [why.joined(separator: "; ")])
                }
            }
        }
        return rows
    }

    /// With as many decimals as the figure needs; a share in hundredths.
    private static func text(_ figure: Figure, of metric: OwnMetric) -> String {
        guard let value = figure.value else { return "-" }
        let decimals = FormatChoice(metric: .own(metric), currency: nil).decimals(for: [value])
        return metric.unit == .share
            ? ReportText.decimals(value * 100, decimals) + " %" : ReportText.decimals(value, decimals)
    }
}

extension ReportText {
    /// Nothing where the configuration has no metric.
    mutating func add(_ metrics: MetricsSection) {
        let rows = metrics.rows
        guard !rows.isEmpty else { return }
        section("METRICS OF THE CONFIGURATION")
        table(["platform", "market", "metric", "planned", "actual", "unknown"], rows, right: [3, 4])
    }
}
