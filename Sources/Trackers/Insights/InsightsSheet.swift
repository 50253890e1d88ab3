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

    private var book: FigureBook { FigureBook(totals) }
    private static let left = 2
    private static let right = 13

    func sheet(_ growth: inout WorkbookGrowth) -> AddedSheet {
        let largest = max(book.budget(.planned).value ?? 0, book.budget(.actual).value ?? 0)
        // A code that could end the quotes of a format is none.
        let currency = currencies.count == 1 ? currencies[0] : nil
        let styles = InsightsStyles(
            &growth, money: largest < 1000 ? "#,##0.00" : "#,##0", currency: currency.flatMap { $0.allSatisfy(\.isLetter) ? $0 : nil })
        let page = page(styles)
        let view = SheetMarkup.View(
            widths: [2.5, 17] + Array(repeating: columnWidth, count: Self.right - Self.left) + [2.5], frozenRows: 3, showsGrid: false,
            isLandscape: false, pagesHigh: totals.platforms.count <= 3 ? 1 : 0)
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
            let impressions = book.platforms.map { book.figure(.impressions, .campaign, side, .total, of: $0).value ?? 0 }
            largest = max(largest, book.budget(side).value ?? 0, impressions.reduce(0, +))
        }
        let length = ReportText.decimals(largest, 0).count
        return max(13, (Double(length) * 1.25).rounded(.up) + 3)
    }

    private func page(_ styles: InsightsStyles) -> InsightsPage {
        var page = InsightsPage()
        page.put(OwnSheet.insights.mark, at: 2, Self.left, style: styles.title)
        page.heights[2] = 30
        let flight = totals.flight.map { "\($0.lowerBound) to \($0.upperBound)" }
        let parts = [totals.campaigns.joined(by: ", "), flight, currencies.isEmpty ? nil : "amounts in \(currencies.joined(separator: " and "))"]
        page.put(parts.compactMap { $0 }.joined(separator: "   ·   "), at: 3, Self.left, style: styles.subtitle)

        let platforms = platformTable(top: 11)
        addCards(platforms, to: &page, styles)
        addSection("Platforms: investment, pacing and delivery", at: 10, to: &page, styles)
        platforms.write(to: &page, styles)
        addNote(on: platforms, to: &page, styles, "TOTAL compares no plan with actuals, because one of them is unknown for")
        var row = platforms.totalRow + 3
        addPlatformCharts(platforms, at: row, to: &page)
        row += 16
        for platform in totals.platforms { row = addMarkets(of: platform, at: row, to: &page, styles) }
        addCompleteness(at: row, to: &page, styles)
        return page
    }

    private var currencies: [String] { Set(totals.platforms.flatMap { book.currencies(of: $0.platform) }).sorted() }

    private func addSection(_ title: String, at row: Int, to page: inout InsightsPage, _ styles: InsightsStyles) {
        page.put(title, at: row, Self.left, style: styles.section)
        page.paint(row, Self.left...Self.right, style: styles.section)
        page.heights[row] = 22
    }

    // MARK: Cards

    private func addCards(_ table: InsightsTable, to page: inout InsightsPage, _ styles: InsightsStyles) {
        func total(_ number: Int) -> SheetMarkup.Content {
            .formula(table.address(table.totalRow, number), cached: table.shownTotal(number).map { .number($0) } ?? .text("-"))
        }
        let planned = Set(totals.platforms.flatMap { $0.markets.filter(\.isPlanned).map(\.market.code) }).count
        let delivered = Set(totals.platforms.flatMap { $0.markets.filter(\.isDelivered).map(\.market.code) }).count
        let days = totals.flight.map { Double($0.upperBound.daysSince1970 - $0.lowerBound.daysSince1970 + 1) }
        let platforms = totals.platforms.count == 1 ? "on 1 platform" : "on \(totals.platforms.count) platforms"
        let cards: [(label: String, value: SheetMarkup.Content, style: Int, note: SheetMarkup.Content, noteStyle: Int)] = [
            ("PLANNED INVESTMENT", total(0), styles.cardMoney, .value(.text(platforms)), styles.cardNote),
            ("ACTUAL INVESTMENT", total(1), styles.cardMoney, total(3), styles.cardShareNote),
            ("IMPRESSIONS DELIVERED", total(7), styles.cardCount, total(8), styles.cardShareNote),
            ("CPM DELIVERED", total(10), styles.cardRate, total(9), styles.cardRateNote),
            ("MARKETS DELIVERED", .value(.number(Double(delivered))), styles.cardCount, .value(.text("\(planned) planned")), styles.cardNote),
            (
                "DURATION", .value(days.map { .number($0) } ?? .text("-")), styles.cardDays,
                .value(.text(totals.flight.map { "\($0.lowerBound) to \($0.upperBound)" } ?? "no dates in the plan")), styles.cardNote
            ),
        ]
        for (index, card) in cards.enumerated() {
            let column = Self.left + index * 2
            for (row, content, style) in [(5, SheetMarkup.Content.value(.text(card.label)), styles.cardLabel), (6, card.value, card.style), (7, card.note, card.noteStyle)] {
                page.put(content, at: row, column, style: style)
                page.paint(row, column...column + 1, style: styles.cardLabel)
                page.merges.append(CellRange(CellReference(row: row, column: column), CellReference(row: row, column: column + 1)))
            }
        }
        (page.heights[5], page.heights[6], page.heights[7]) = (20, 28, 20)
    }

    // MARK: Tables

    /// Names the lines of which one side is unknown, so that nobody reads a comparison that is none.
    private func addNote(on table: InsightsTable, to page: inout InsightsPage, _ styles: InsightsStyles, _ text: String) {
        guard !table.oneSided.isEmpty else { return }
        page.put("\(text) \(table.oneSided.map(\.name).joined(separator: ", ")).", at: table.totalRow + 1, Self.left, style: styles.note)
    }

    private func amount(_ metric: Metric, _ side: Side, of platform: Platform, _ market: Market?) -> InsightsTable.Amount {
        let figure = book.figure(metric, .campaign, side, market.map { .market($0) } ?? .total, of: platform)
        guard !figure.gaps.contains(where: \.isCurrency) else { return .init() }
        let query = RawData.Query(
            type: side == .planned ? .planned : .deliveredMedia, platform: platform.code, market: market?.code, stage: .any,
            value: metric == .budget ? .budgetLocal : .impressions)
        return .init(value: figure.value, formula: raw.guardedSum(query))
    }

    private func line(_ name: String, of platform: Platform, _ market: Market?) -> InsightsTable.Line {
        func both(_ metric: Metric) -> [Side: InsightsTable.Amount] {
            Dictionary(uniqueKeysWithValues: Side.allCases.map { ($0, amount(metric, $0, of: platform, market)) })
        }
        return .init(name: name, budget: both(.budget), impressions: both(.impressions))
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
            total.budget[side] = figure.gaps.contains(where: \.isCurrency) ? .init() : bare.sum(index, figure.value)
            let known = lines.compactMap { $0.impressions[side]?.value }
            var sum = ExactSum()
            for value in known { sum.add(value) }
            total.impressions[side] = bare.sum(6 + index, known.isEmpty ? nil : sum.value)
        }
        return InsightsTable(
            top: top, left: Self.left, title: title, lines: lines, total: total, width: width, comparesLikeOnly: title == "Platform")
    }

    private func platformTable(top: Int) -> InsightsTable {
        let lines = totals.platforms.map { line($0.platform.displayName, of: $0.platform, nil) }
        return table("Platform", top: top, lines: lines, width: 11) { book.budget($0) }
    }

    /// The markets of a platform with their chart; gives the row behind them.
    private func addMarkets(
        of platform: CampaignTotals.PlatformTotals, at row: Int, to page: inout InsightsPage, _ styles: InsightsStyles
    ) -> Int {
        let shown = plan.markets[platform.platform.code] ?? []
        let markets = shown.filter { market in platform.markets.contains { $0.market.code == market.code } }
            + platform.markets.map(\.market).filter { market in !shown.contains { $0.code == market.code } }
        guard !markets.isEmpty else { return row }
        addSection("\(platform.platform.displayName): planned and actual budget by market", at: row, to: &page, styles)
        let table = table(
            "Market", top: row + 1, lines: markets.map { line($0.displayName, of: platform.platform, $0) }, width: 4
        ) { book.figure(.budget, .campaign, $0, .total, of: platform.platform) }
        table.write(to: &page, styles)
        addNote(on: table, to: &page, styles, "In TOTAL plan and actuals do not cover the same markets; one of them is unknown for")
        let height = max(table.totalRow + 1 - row, 14)
        page.charts.append(
            budgets(of: table, title: platform.platform.displayName, area: area(row + 1, 8, row + height, Self.right)))
        return row + height + 2
    }

    // MARK: Charts

    private func area(_ top: Int, _ left: Int, _ bottom: Int, _ right: Int) -> CellRange {
        CellRange(CellReference(row: top, column: left), CellReference(row: bottom, column: right))
    }

    private func budgets(of table: InsightsTable, title: String, area: CellRange) -> Chart {
        let series = Side.allCases.enumerated().map { index, side in
            Chart.Series(
                name: side == .planned ? "Planned" : "Actual", categories: table.range(-1, on: name), values: table.range(index, on: name),
                cachedCategories: table.lines.map(\.name), cachedValues: table.lines.map { $0.budget[side]?.value },
                colours: [side == .planned ? InsightsStyles.planned : InsightsStyles.actual])
        }
        let unit = currencies.count == 1 ? " (\(currencies[0]))" : ""
        return Chart(kind: .columns, title: "\(title): planned and actual budget\(unit)", series: series, numberFormat: "#,##0", area: area)
    }

    private func addPlatformCharts(_ table: InsightsTable, at row: Int, to page: inout InsightsPage) {
        for (index, side) in Side.allCases.enumerated() {
            let series = Chart.Series(
                name: side.rawValue, categories: table.range(-1, on: name), values: table.range(index, on: name),
                cachedCategories: table.lines.map(\.name), cachedValues: table.lines.map { $0.budget[side]?.value },
                colours: InsightsStyles.platforms)
            page.charts.append(
                Chart(
                    kind: .doughnut, title: "\(side == .planned ? "Planned" : "Actual") budget by platform", series: [series], numberFormat: "0%",
                    area: area(row, [2, 6][index], row + 13, [5, 9][index])))
        }
        page.charts.append(budgets(of: table, title: "Platforms", area: area(row, 10, row + 13, Self.right)))
    }

    // MARK: Completeness

    private func addCompleteness(at row: Int, to page: inout InsightsPage, _ styles: InsightsStyles) {
        addSection("Completeness of the tracker's figures", at: row, to: &page, styles)
        for (index, text) in ["Platform", "Figures", "Known", "Partly known", "Unknown", "Known of all", "Plan lines", "Report lines"].enumerated() {
            page.put(text, at: row + 1, Self.left + index, style: index == 0 ? styles.header : styles.headerRight)
        }
        page.heights[row + 1] = 22
        var line = row + 2
        for platform in totals.platforms {
            let figures = plan.writes.filter { $0.shows?.platform == platform.platform.code && !$0.isEcho }.compactMap(\.figure)
            let known = figures.count { $0.value != nil }
            let lines = [SourceType.planned, .deliveredMedia].map { type in
                let slots = platform.markets.flatMap { type == .planned ? $0.planned : $0.actual }
                let query = RawData.Query(type: type, platform: platform.platform.code, stage: .any, value: .budgetLocal)
                return SheetMarkup.Content.formula(raw.count(query), cached: .number(Double(slots.reduce(0) { $0 + $1.count })))
            }
            page.put(platform.platform.displayName, at: line, Self.left, style: styles.name)
            let counts = [figures.count, known, figures.count(where: \.isPartial), figures.count - known]
            for (index, count) in counts.enumerated() { page.put(.value(.number(Double(count))), at: line, Self.left + 1 + index, style: styles.count) }
            let share: CellValue = figures.isEmpty ? .text("-") : .number(Double(known) / Double(figures.count))
            page.put(.value(share), at: line, Self.left + 5, style: styles.share)
            for (index, content) in lines.enumerated() { page.put(content, at: line, Self.left + 6 + index, style: styles.count) }
            page.heights[line] = 18
            line += 1
        }
        page.put(
            "Unknown is shown as - and counts in no sum. The sheet Lineage names what is unknown behind each figure.", at: line, Self.left,
            style: styles.note)
    }
}
