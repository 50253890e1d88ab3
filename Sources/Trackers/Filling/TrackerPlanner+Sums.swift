import MediaPlans
import Streams
import Workbooks

/// What a reader must know about the sums and ratios of a block.
extension TrackerPlanner {
    /// Ratios of one block whose two sums cover different lines: the first of them in words, and how many there are.
    struct UnlikeRatios {
        static let mostNamed = 6
        private(set) var count = 0
        private(set) var named: [String] = []

        mutating func add(_ name: String, _ gap: Gap) {
            count += 1
            if named.count < Self.mostNamed { named.append("\(name) is \(gap.description)") }
        }

        /// The list after words for one and for several.
        func words(_ one: String, _ several: String) -> String {
            let more = count > named.count ? "; and \(count - named.count) more" : ""
            return (count == 1 ? "1 ratio \(one): " : "\(count) ratios \(several): ") + named.joined(separator: "; ")
                + more
        }
    }

    /// Reports sums that look right and are not: mixed currencies, contradicting reports, ratios of different lines or
    /// markets.
    func reportFigures(_ totals: CampaignTotals.PlatformTotals, _ block: PlatformBlock) {
        let scopes = totals.markets.map { FigureBook.Scope.market($0.market) } + [.total]
        var said: Set<String> = []
        // A fixed ratio is over the lines that have both numbers, as the client wants it.
        var (ratios, fixed) = (UnlikeRatios(), UnlikeRatios())
        for scope in scopes {
            for row in block.rows where !row.metric.isTyped {
                for side in Side.allCases {
                    let figure = book.figure(row.metric, row.section, side, scope, of: block.platform)
                    report(figure, of: row, side, scope, block.platform, block.sheet, &said, &ratios, &fixed)
                }
            }
        }
        report(ratios, fixed, block.platform, block.sheet, block.heading)
    }

    /// Reports the gaps of one figure that a reader must know, and gathers those of ratios.
    func report(
        _ figure: Figure, of row: MetricRow, _ side: Side, _ scope: FigureBook.Scope, _ platform: Platform,
        _ sheet: Workbook.Sheet, _ said: inout Set<String>, _ ratios: inout UnlikeRatios, _ fixed: inout UnlikeRatios
    ) {
        if figure.isPartial, case .own(let metric) = row.metric, !metric.isPlainSum, metric.quotient == nil,
            said.insert("\(row.label) \(side) partial").inserted
        {
            let gaps = figure.gaps.prefix(3).map(\.description).joined(separator: "; ")
            say(
                .warning, .ratioUnlike, sheet: sheet, cell: row.label,
                "\(platform.displayName) \(Self.name(of: scope)) \(row.section.name) \(row.metric.rawValue) \(side.rawValue) is made of sums that lack lines (\(gaps)): \(metric.formula.text)",
                hint: "fill in what is missing; else the figure may be too high or too low")
        }
        for gap in figure.gaps {
            if case .unlikeLines = gap {
                let ratio = "\(Self.name(of: scope)) \(row.section.name) \(row.metric.rawValue) \(side.rawValue)"
                if figure.isFixed { fixed.add(ratio, gap) } else { ratios.add(ratio, gap) }
            } else {
                reportGap(gap, of: row, side, "\(platform.displayName) \(Self.name(of: scope))", sheet, &said)
            }
        }
    }

    /// Reports the ratios of one platform whose sums cover different lines.
    func report(
        _ ratios: UnlikeRatios, _ fixed: UnlikeRatios, _ platform: Platform, _ sheet: Workbook.Sheet,
        _ heading: CellReference
    ) {
        if ratios.count > 0 {
            let words = ratios.words(
                "divides sums that cover different lines", "divide sums that cover different lines")
            say(
                .warning, .ratioUnlike, sheet: sheet, cell: heading,
                "\(platform.displayName): \(words)",
                hint: "fill in what is missing, or let the client's figures.ratios be like")
        }
        if fixed.count > 0 {
            let words = fixed.words(
                "covers only the lines that have both numbers", "cover only the lines that have both numbers")
            say(
                .note, .ratioUnlike, sheet: sheet, cell: heading,
                "\(platform.displayName): \(words)")
        }
    }

    private func reportGap(
        _ gap: Gap, of row: MetricRow, _ side: Side, _ name: String, _ sheet: Workbook.Sheet, _ said: inout Set<String>
    ) {
        switch gap {
        case .currencies where said.insert("\(name) \(gap.description)").inserted:
            say(
                mixedLevel, .mixedCurrencies, sheet: sheet, cell: row.label,
                "\(name) has \(gap.description), which do not add up; its money is shown as -",
                hint: mixedHint)
        case .regions where said.insert("\(name) \(gap.description)").inserted:
            say(
                .error, .regionBesideMembers, sheet: sheet, cell: row.label,
                "\(name) has \(gap.description): its sums are shown as -",
                hint: "take the region's lines or its members' out of the reports")
        case .severalLifts where side == .actual:
            say(
                .warning, .contradictingReports, sheet: sheet, cell: row.label,
                "\(name) \(row.metric.rawValue) is \(gap.description); it is shown as -",
                hint: "name what the survey asks in the label, or keep the study that counts")
        case .contradiction:
            say(
                .error, .contradictingReports, sheet: sheet, cell: row.label,
                "\(name) \(row.section.name) \(row.metric.rawValue) is \(gap.description), which do not add up; it is shown as -",
                hint: "keep the report that counts")
        case .unlikeMarkets where said.insert("\(row.label) \(side)").inserted:
            say(
                .warning, .unlikeMarkets, sheet: sheet, cell: row.label,
                "\(name) \(row.section.name) \(row.metric.rawValue) \(side.rawValue): \(gap.description), "
                    + "so that the ratio of their sums is not comparable")
        default: break
        }
    }
}
