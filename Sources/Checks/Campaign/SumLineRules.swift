import MediaPlans
import Streams

/// Lines and markets that are the sums of others, whatever they are called: what they sum up counts twice.
struct SumLineRules {
    let platform: PlatformView
    let vocabulary: Vocabulary
    let log: FindingLog
    let locator: CellLocator

    func run() {
        for side in CheckSide.allCases {
            if !checkAllMarkets(side) { checkStages(side) }
            for market in platform.markets where !platform.regions.contains(market.market.code) {
                checkLines(market, side)
                checkRepeated(market, side)
            }
            checkOtherNames(side)
        }
        checkReachTable()
    }

    private func name(_ market: MarketView) -> String {
        "\(market.market.displayName) on \(platform.platform.displayName)"
    }

    private func isKnown(_ market: MarketView) -> Bool {
        vocabulary.markets.contains { $0.code == market.market.code }
    }

    /// `budget 57,182.05, impressions 9,120,333`
    private func text(_ numbers: LineNumbers, _ measures: [Int]) -> String {
        measures.compactMap { index in
            numbers.values[index].map { "\(LineNumbers.names[index]) \(figureText($0))" }
        }.joined(separator: ", ")
    }

    private func add(_ text: String, at spot: Spot?, _ rows: LineRows?) {
        log.add(.sumBesideParts, at: spot ?? Spot()) {
            (
                text, nil,
                (rows.flatMap { $0.cells(of: .market, locator) }.map { "the lines are in \($0); " } ?? "")
                    + "take the sum out, or what it sums up"
            )
        }
    }

    // MARK: Markets

    /// A market whose lines come to those of all others.
    private func checkAllMarkets(_ side: CheckSide) -> Bool {
        let markets = platform.markets.filter { !platform.regions.contains($0.market.code) }
        return check(markets.map { ($0, $0.all(side)) }, side, of: "")
    }

    /// The same in one stage, where another stage's lines hide it.
    private func checkStages(_ side: CheckSide) {
        let markets = platform.markets.filter { !platform.regions.contains($0.market.code) }
        for stage in platform.stages {
            let slot = CampaignView.slot(stage)
            if check(markets.map { ($0, $0.lines(side)[slot]) }, side, of: "\(stage.displayName) of ") { return }
        }
    }

    private func check(_ markets: [(market: MarketView, lines: StageLines)], _ side: CheckSide, of stage: String)
        -> Bool
    {
        let parts = markets.filter { $0.lines.count > 0 }
        guard parts.count >= 3 else { return false }
        let all = LineNumbers(parts.reduce(into: StageLines()) { $0.add($1.lines) })
        guard
            let sum = parts.first(where: { part in
                let own = LineNumbers(part.lines)
                let rest = all.minus(own)
                guard let equal = own.equal(rest, lines: parts.count), equal.count >= 2, own.oddCount >= 2 else {
                    return false
                }
                // A market may have been planned to be as large as all others; that its rates are theirs then says nothing.
                return !isKnown(part.market)
                    || parts.contains {
                        $0.market.market.code != part.market.market.code
                            && !own.isProportional(to: LineNumbers($0.lines))
                    }
            })
        else { return false }
        let own = LineNumbers(sum.lines)
        let equal = own.equal(all.minus(own), lines: parts.count) ?? []
        add(
            "\(side.rawValue) \(stage)\(name(sum.market)) is exactly the sum of the other \(parts.count - 1) markets: \(text(own, equal)); both count",
            at: sum.lines.first, sum.lines.rows)
        return true
    }

    /// A market under a name that is not known, with the very numbers of a known one that has more lines.
    private func checkOtherNames(_ side: CheckSide) {
        for market in platform.markets where !isKnown(market) && !platform.regions.contains(market.market.code) {
            let (lines, own) = (market.all(side), LineNumbers(market.all(side)))
            guard lines.count > 0, own.oddCount >= 3 else { continue }
            let twin = platform.markets.first {
                isKnown($0) && $0.all(side).count > lines.count
                    && own.equal(LineNumbers($0.all(side)), lines: $0.all(side).count)?.count ?? 0 >= 3
            }
            guard let twin else { continue }
            let equal = own.equal(LineNumbers(twin.all(side)), lines: twin.all(side).count) ?? []
            add(
                "\(side.rawValue) \(name(market)) is exactly the sum of \(twin.market.displayName)'s \(counted(twin.all(side).count, "line")): \(text(own, equal)); both count",
                at: lines.first, lines.rows)
        }
    }

    // MARK: Lines

    /// A line that comes to the others of its market, or of its stage there.
    private func checkLines(_ market: MarketView, _ side: CheckSide) {
        let slots = market.lines(side)
        if checkLine(slots, market, side) { return }
        for slot in slots where checkLine([slot], market, side) { return }
    }

    private func checkLine(_ slots: [StageLines], _ market: MarketView, _ side: CheckSide) -> Bool {
        let all = slots.reduce(into: StageLines()) { $0.add($1) }
        guard all.count >= 3, let (line, spot) = all.notable.largest else { return false }
        let rest = LineNumbers(all).minus(line)
        guard let equal = line.equal(rest, lines: all.count), equal.count >= 3, line.oddCount >= 3 else { return false }
        // Where all lines have the same rates, one may have been planned to be as large as the others.
        let isUnstaged = slots.count > 1 && slots[CampaignView.unstaged].notable.largest?.spot == spot
        let parts = slots.map { LineNumbers($0) }
        guard isUnstaged || slots.count == 1 || parts.contains(where: { !$0.isProportional(to: line) }) else {
            return false
        }
        add(
            "a line of \(name(market)) is exactly the sum of its other \(counted(all.count - 1, "\(side.rawValue) line")): \(text(line, equal)); both count",
            at: spot, nil)
        return true
    }

    private func checkRepeated(_ market: MarketView, _ side: CheckSide) {
        for (spot, earlier, numbers) in market.all(side).notable.repeated {
            log.add(.lineRepeated, at: spot) {
                let measures = numbers.values.indices.filter { numbers.values[$0] ?? 0 != 0 }
                return (
                    "a line of \(name(market)) has the numbers of the line in \(earlier.place.cell ?? "another row"): \(text(numbers, measures)); both count",
                    nil, "see whether one is a copy, or a total, of the other"
                )
            }
        }
    }

    // MARK: Reach

    /// A column of the reach table that is no market that anybody knows, and has no lines.
    private func checkReachTable() {
        let hasLines = platform.markets.contains { $0.isPlanned || $0.hasMedia }
        for market in platform.markets
        where hasLines && !isKnown(market) && !market.isPlanned && !market.hasMedia && market.isDelivered
            && !platform.regions.contains(market.market.code)
        {
            let reading = market.readings.values.filter { $0.value != nil }.min {
                ($0.spot.row ?? 0) < ($1.spot.row ?? 0)
            }
            log.add(.reachMarketUnknown, at: reading?.spot ?? Spot()) {
                (
                    "the reach table has \(name(market)), which is no known market and has no planned and no media line: its reach is added to that of the markets",
                    nil,
                    "if it sums others up, take it out or make it a region in vocabulary.markets of config/toolkit.json; if it is a market, name it there"
                )
            }
        }
    }
}
