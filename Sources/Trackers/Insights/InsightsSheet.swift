import MediaPlans
import Streams
import Workbooks

/// The campaign at a glance: investment, impressions, markets, duration, platforms, pacing and completeness, with charts.
/// What can be is a formula over the raw data.
struct InsightsSheet {
    let name: String
    let raw: RawData
    let totals: CampaignTotals
    let plan: TrackerPlan
    let dateSystem: DateSystem
    let book: FigureBook
    static let left = 2
    static let right = 13

    func sheet(_ growth: inout WorkbookGrowth) -> AddedSheet {
        let budgets = book.platforms.flatMap { platform in
            Side.allCases.map { book.figure(.budget, .campaign, $0, .total, of: platform).value ?? 0 }
        }
        let largest = budgets.max() ?? 0
        // A code that could end the quotes of a format is none.
        let currency = currencies.count == 1 ? currencies[0] : nil
        let styles = InsightsStyles(
            &growth, money: largest < 1000 ? "#,##0.00" : "#,##0",
            currency: currency.flatMap { $0.allSatisfy(\.isLetter) ? $0 : nil })
        let page = page(styles, configuredColumns(&growth, currency: currency))
        var view = SheetMarkup.View(
            widths: [2.5, nameWidth] + Array(repeating: columnWidth, count: Self.right - Self.left) + [2.5],
            frozenRows: 3, showsGrid: false, repeatedRows: 2...3)
        view.pageEnds = page.pageEnds(widths: view.widths, repeated: 2...3)
        var sheet = AddedSheet(name: name, view: view) { try page.write(to: &$0) }
        sheet.merges = page.merges
        sheet.charts = page.charts
        sheet.bars = page.bars
        return sheet
    }

    /// Wide enough for the largest total in bold, with its commas and some air, so that no reader shows ###.
    private var columnWidth: Double {
        var largest = 0.0
        for side in Side.allCases {
            let impressions = book.platforms.map {
                book.figure(.impressions, .campaign, side, .total, of: $0).value ?? 0
            }
            largest = max(largest, book.budget(side).value ?? 0, impressions.reduce(0, +))
        }
        let length = ReportText.decimals(largest, 0).count
        return max(13, (Double(length) * 1.25).rounded(.up) + 3)
    }

    /// Wide enough for the longest name of a platform or market.
    private var nameWidth: Double {
        let names = totals.platforms.flatMap { [$0.platform.displayName] + $0.markets.map(\.market.displayName) }
        return Double(min(max(17, (names.map(\.count).max() ?? 0) + 3), 45))
    }

    private func page(_ styles: InsightsStyles, _ configured: [ConfiguredColumn]) -> InsightsPage {
        var page = InsightsPage()
        page.put(OwnSheet.insightsTitle, at: 2, Self.left, style: styles.title)
        page.heights[2] = 30
        let flight = totals.flight.map { "\($0.lowerBound) to \($0.upperBound)" }
        let parts = [
            totals.campaigns.joined(by: ", "), flight,
            currencies.isEmpty ? nil : "amounts in \(currencies.joined(separator: " and "))",
        ]
        page.put(parts.compactMap { $0 }.joined(separator: "   ·   "), at: 3, Self.left, style: styles.subtitle)

        let platforms = platformTable(top: 11)
        addCards(platforms, to: &page, styles)
        addSection("Platforms: investment, pacing and delivery", at: 10, to: &page, styles)
        platforms.write(to: &page, styles)
        addNotes(on: platforms, to: &page, styles)
        var row = platforms.totalRow + 3
        let charts = platformCharts(of: platforms, at: row)
        page.charts += charts
        if !charts.isEmpty { row += 16 }
        for platform in totals.platforms { row = addMarkets(of: platform, at: row, to: &page, styles) }
        row = addMetrics(configured, at: row, to: &page, styles)
        row = addDays(at: row, to: &page, styles)
        addCompleteness(at: row, to: &page, styles)
        return page
    }

    private var currencies: [String] { Set(totals.platforms.flatMap { book.currencies(of: $0.platform) }).sorted() }

    func addSection(_ title: String, at row: Int, to page: inout InsightsPage, _ styles: InsightsStyles) {
        page.put(title, at: row, Self.left, style: styles.section)
        page.paint(row, Self.left...Self.right, style: styles.section)
        page.heights[row] = 22
        page.sections.append(row)
    }

    // MARK: Cards

    private func addCards(_ table: InsightsTable, to page: inout InsightsPage, _ styles: InsightsStyles) {
        func total(_ number: Int) -> SheetMarkup.Content {
            .formula(
                table.address(table.totalRow, number),
                cached: table.shownTotal(number).map { .number($0) } ?? .text("-"))
        }
        func markets(_ isMeant: (CampaignTotals.MarketTotals) -> Bool) -> Set<String> {
            Set(totals.platforms.flatMap { $0.markets.filter(isMeant).map(\.market.code) })
        }
        let (planned, delivered) = (markets(\.isPlanned), markets(\.isDelivered))
        let ofPlan =
            planned.isEmpty ? "none planned" : "\(delivered.intersection(planned).count) of \(planned.count) planned"
        let days = totals.flight.map { Double($0.upperBound.daysSince1970 - $0.lowerBound.daysSince1970 + 1) }
        /// A total that compares plan and actual, or else a few words.
        func compared(_ number: Int, or words: String) -> SheetMarkup.Content {
            table.shownTotal(number) == nil ? .value(.text(words)) : total(number)
        }
        let cards:
            [(label: String, value: SheetMarkup.Content, style: Int, note: SheetMarkup.Content, noteStyle: Int)] = [
                (
                    OwnSheet.insightsCards[0], total(0), styles.cardMoney, .value(.text(table.coverage(.planned))),
                    styles.cardNote
                ),
                (
                    OwnSheet.insightsCards[1], total(1), styles.cardMoney, compared(3, or: table.coverage(.actual)),
                    styles.cardShareNote
                ),
                (
                    OwnSheet.insightsCards[2], total(7), styles.cardCount,
                    compared(8, or: "not comparable with the plan"), styles.cardShareNote
                ),
                (
                    OwnSheet.insightsCards[3], total(10), styles.cardRate,
                    compared(9, or: table.hasRate(.planned) ? "no comparable planned CPM" : "no planned CPM"),
                    styles.cardRateNote
                ),
                (
                    OwnSheet.insightsCards[4], .value(.number(Double(delivered.count))), styles.cardCount,
                    .value(.text(ofPlan)), styles.cardNote
                ),
                (
                    OwnSheet.insightsCards[5], .value(days.map { .number($0) } ?? .text("-")), styles.cardDays,
                    .value(
                        .text(totals.flight.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "no dates in the plan")),
                    styles.cardNote
                ),
            ]
        for (index, card) in cards.enumerated() {
            let column = Self.left + index * 2
            for (row, content, style) in [
                (5, SheetMarkup.Content.value(.text(card.label)), styles.cardLabel), (6, card.value, card.style),
                (7, card.note, card.noteStyle),
            ] {
                page.put(content, at: row, column, style: style)
                page.paint(row, column...column + 1, style: styles.cardLabel)
                page.merges.append(
                    CellRange(CellReference(row: row, column: column), CellReference(row: row, column: column + 1)))
            }
        }
        (page.heights[5], page.heights[6], page.heights[7]) = (20, 28, 20)
    }

    // MARK: Tables

    /// The table's notes under it, each as wide as the table, in as many lines as it takes.
    private func addNotes(on table: InsightsTable, to page: inout InsightsPage, _ styles: InsightsStyles) {
        let last = Self.left + table.width
        let columns = nameWidth + columnWidth * Double(table.width)
        let measure = TextMeasure(font: CellFont(size: 9, isBold: false, name: "Calibri"), base: .usual)
        for (row, note) in zip((table.totalRow + 1)..., table.notes) {
            page.put(note, at: row, Self.left, style: styles.note)
            page.paint(row, Self.left...last, style: styles.note)
            page.merges.append(
                CellRange(CellReference(row: row, column: Self.left), CellReference(row: row, column: last)))
            page.heights[row] = max(15, Double(measure.lines(of: note, width: columns)) * measure.lineHeight)
        }
    }

    /// A table with its total, which is the sum of its lines.
    private func table(
        _ title: String, top: Int, lines: [InsightsTable.Line], width: Int, totalBudget: (Side) -> Figure
    ) -> InsightsTable {
        let empty = InsightsTable.Line(name: "TOTAL", budget: [:], impressions: [:])
        let bare = InsightsTable(top: top, left: Self.left, title: title, lines: lines, total: empty, width: width)
        var total = empty
        for (index, side) in Side.allCases.enumerated() {
            let figure = totalBudget(side)
            // Amounts in several currencies have no sum, whatever the cells would add up to.
            total.budget[side] = figure.gaps.contains(where: \.forbidsSum) ? .init() : bare.sum(index, figure.value)
            let known = lines.compactMap { $0.impressions[side]?.value }
            var sum = ExactSum()
            for value in known { sum.add(value) }
            total.impressions[side] = bare.sum(6 + index, known.isEmpty ? nil : sum.value)
        }
        return InsightsTable(top: top, left: Self.left, title: title, lines: lines, total: total, width: width)
    }

    private func platformTable(top: Int) -> InsightsTable {
        let isMixed = currencies.count > 1
        let lines = totals.platforms.map { totals in
            let names = isMixed ? book.currencies(of: totals.platform).joined(separator: ", ") : ""
            return line(totals.platform.displayName + (names.isEmpty ? "" : " (\(names))"), of: totals, nil)
        }
        return table("Platform", top: top, lines: lines, width: 11) { book.budget($0) }
    }

    /// The markets of a platform with their chart; gives the row behind them.
    private func addMarkets(
        of platform: CampaignTotals.PlatformTotals, at row: Int, to page: inout InsightsPage, _ styles: InsightsStyles
    ) -> Int {
        let shown = plan.markets[platform.platform.code] ?? []
        let shownCodes = Set(shown.map(\.code))
        let markets =
            shown.filter { platform.market($0.code) != nil }
            + platform.markets.map(\.market).filter { !shownCodes.contains($0.code) }
        guard !markets.isEmpty else { return row }
        addSection("\(platform.platform.displayName): planned and actual budget by market", at: row, to: &page, styles)
        let table = table(
            "Market", top: row + 1, lines: markets.map { line($0.displayName, of: platform, $0) }, width: 4
        ) { book.figure(.budget, .campaign, $0, .total, of: platform.platform) }
        table.write(to: &page, styles)
        addNotes(on: table, to: &page, styles)
        let height = table.totalRow + 1 - row
        guard table.hasChart else { return row + height + 2 }
        page.charts.append(
            table.columnChart(
                title: platform.platform.displayName, on: name,
                area: area(row + 1, 8, row + max(height, 14), Self.right)))
        return row + max(height, 14) + 2
    }

    // MARK: Charts

    func area(_ top: Int, _ left: Int, _ bottom: Int, _ right: Int) -> CellRange {
        CellRange(CellReference(row: top, column: left), CellReference(row: bottom, column: right))
    }

    /// The platforms' shares of plan and of actuals, and both side by side, as far as something is known.
    private func platformCharts(of table: InsightsTable, at row: Int) -> [Chart] {
        guard table.hasChart else { return [] }
        let shares = Side.allCases.filter { table.isKnown($0) }
        let areas = [2, 6, 10].map { area(row, $0, row + 13, $0 + 3) }
        return zip(shares, areas).map { table.shareChart(of: $0, on: name, area: $1) }
            + [table.columnChart(title: "Platforms", on: name, area: areas[shares.count])]
    }

    // MARK: Completeness

    private func addCompleteness(at row: Int, to page: inout InsightsPage, _ styles: InsightsStyles) {
        addSection("Completeness of the tracker's figures", at: row, to: &page, styles)
        for (index, text) in [
            "Platform", "Figures", "Known", "Partly known", "Unknown", "Known of all", "Plan lines", "Report lines",
        ].enumerated() {
            page.put(text, at: row + 1, Self.left + index, style: index == 0 ? styles.header : styles.headerRight)
        }
        page.heights[row + 1] = 22
        var line = row + 2
        for platform in totals.platforms {
            let figures = plan.writes.filter { $0.shows?.platform == platform.platform.code && !$0.isEcho }.compactMap(
                \.figure)
            let known = figures.count { $0.value != nil }
            let lines = [SourceType.planned, .deliveredMedia].map { type in
                let slots = platform.markets.flatMap { type == .planned ? $0.planned : $0.actual }
                let query = RawData.Query(
                    type: type, platform: platform.platform.code, stage: .any, value: .budgetLocal)
                return SheetMarkup.Content.formula(
                    raw.count(query), cached: .number(Double(slots.reduce(0) { $0 + $1.count })))
            }
            page.put(platform.platform.displayName, at: line, Self.left, style: styles.name)
            let counts = [figures.count, known, figures.count(where: \.isPartial), figures.count - known]
            for (index, count) in counts.enumerated() {
                page.put(.value(.number(Double(count))), at: line, Self.left + 1 + index, style: styles.count)
            }
            let share: CellValue = figures.isEmpty ? .text("-") : .number(Double(known) / Double(figures.count))
            page.put(.value(share), at: line, Self.left + 5, style: styles.share)
            for (index, content) in lines.enumerated() {
                page.put(content, at: line, Self.left + 6 + index, style: styles.count)
            }
            page.heights[line] = 18
            line += 1
        }
        page.put(
            "A dash (-) is an unknown value. Sums leave unknown values out. The sheet Lineage lists what is unknown behind each figure.",
            at: line, Self.left,
            style: styles.note)
        if let note = daysNote { page.put(note, at: line + 1, Self.left, style: styles.note) }
    }
}
