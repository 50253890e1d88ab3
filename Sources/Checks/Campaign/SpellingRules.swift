import MediaPlans
import Streams

/// Markets that workbooks write in several ways. Records hold display names, so that only reading the workbooks shows it.
struct SpellingRules {
    let regions: [Region]
    let log: FindingLog

    private static let mostListed = 6

    func run() {
        var order: [String] = []
        var found: [String: [(region: Region, spelling: MarketSpelling)]] = [:]
        for region in regions {
            for spelling in region.spellings {
                if found[spelling.market] == nil { order.append(spelling.market) }
                found[spelling.market, default: []].append((region, spelling))
            }
        }
        for market in order { check(market, found[market] ?? []) }
    }

    private func check(_ market: String, _ all: [(region: Region, spelling: MarketSpelling)]) {
        var texts: [String] = []
        for entry in all where !texts.contains(entry.spelling.text) { texts.append(entry.spelling.text) }
        guard texts.count > 1, let odd = all.first(where: { $0.spelling.text != market }) else { return }
        log.add(
            .marketSpelling,
            at: Spot(file: odd.region.sheet.file, sheet: odd.region.sheet.name, cell: odd.spelling.first)
        ) {
            let listed = texts.prefix(Self.mostListed).map { text -> String in
                let cells = all.filter { $0.spelling.text == text }
                let places = cells.prefix(3).map { "\($0.region.sheet.name) \($0.spelling.cells)" }.joined(
                    separator: "; ")
                return "\"\(text)\" (\(places)\(cells.count > 3 ? "; and more" : ""))"
            }
            let more = texts.count > listed.count ? " and \(texts.count - listed.count) more" : ""
            return (
                "\(market) is written in \(texts.count) ways: \(listed.joined(separator: ", "))\(more)",
                "\"\(market)\" in all cells", "all count as one market"
            )
        }
    }
}
