import MediaPlans
import Streams

/// Platforms that have the numbers of another one: a sheet was copied.
struct CopiedPlatformRules {
    let campaign: CampaignView
    let log: FindingLog

    private struct Key: Hashable {
        var side: CheckSide
        var market: String
        var numbers: LineNumbers
    }

    /// Fewer numbers may be equal by chance.
    private static let fewest = 3

    func run() {
        var seen: [Key: PlatformView] = [:]
        for platform in campaign.platforms {
            for side in CheckSide.allCases {
                var copied: [String: [(market: String, spot: Spot)]] = [:]
                for market in platform.markets {
                    let lines = market.all(side)
                    let key = Key(side: side, market: market.market.code, numbers: LineNumbers(lines))
                    guard key.numbers.oddCount >= Self.fewest else { continue }
                    if let other = seen[key], other.platform.code != platform.platform.code {
                        copied[other.platform.displayName, default: []].append(
                            (market.market.displayName, lines.first ?? Spot()))
                    } else {
                        seen[key] = platform
                    }
                }
                for (other, markets) in copied.sorted(by: { $0.key < $1.key }) {
                    log.add(.platformCopied, at: markets[0].spot) {
                        (
                            "\(side.rawValue) numbers of \(platform.platform.displayName) in \(markets.prefix(6).map(\.market).joined(separator: ", "))\(markets.count > 6 ? " and \(markets.count - 6) more" : "") are exactly those of \(other): both count",
                            "numbers of the platform's own", "see which of the two was copied"
                        )
                    }
                }
            }
        }
    }
}
