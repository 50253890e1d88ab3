import Glibc
import Testing

/// Inputs of the fuzzer, changed at random from a fixed start: what the fuzzer does without its build.
/// `MP_FUZZ_SECONDS` makes it go on for so long, from another start each time.
@Suite("Changed tables, profiles and names") struct MutatedSourceTests {
    private static let seeds: [(mode: Int, text: String)] = [
        (0, "Campaign name,Day,Cost,Impr.\nLUMO_AE_AWA,2026-04-01,\"1,234.50\",1000\nTotal: all,,\"1,234.50\",1000\n"),
        (0, "Kampagnenname;Nach Tag;Kosten;Impressionen\nLumo;2026-04-01;1.210,50;155.000\nSumme;;1.210,50;155.000\n"),
        (0, "Market,Campaign,Stage,Format,Budget Apr 26,Budget May 26,Total Budget\nUAE,Glow,Awareness,Reels,1,2,3\n"),
        (0, "Market\tPlatform\tCampaign\tStage\tSpend\tImpressions\nUAE\tMeta\tGlow\tAwareness\tAED 5\t7\n"),
        (
            1,
            #"{"kind":"delivered","match":{"header":["Goal"]},"platform":{"constant":"META"},"header":{"rows":[1,2]},"unpivot":"BUDGET_LOCAL","names":[{"patterns":["{BRAND}_{MARKET}[_{*}]"]}],"rows":{"subheadings":true,"totals":["All"]}}"#
                + "\0Goal,A,,B\n,Apr 26,May 26,Cost\nx,1,2,3\nAll,1,2,3\n"
        ),
        (2, "{BRAND}_{*}_{MARKET}[_{FORMAT_TYPE}]\nLUMO_SUN26_UAE_Reels\nodd\n"),
        (3, "1.234,56\n(45)\n12 %\n1.2M\nAED 90.00\n01/04/2026\n06-Apr-26\nSpend (AED)\nweek 14\n"),
    ]

    @Test("each ends in a result or a failure, with a word about every cell") func changed() {
        var generator = SeededGenerator(state: 19)
        let end = getenv("MP_FUZZ_SECONDS").flatMap { Int(String(cString: $0)) }.map { time(nil) + $0 }
        if end != nil { generator.state = UInt64(time(nil)) }
        var count = 0
        while end.map({ time(nil) < $0 }) ?? (count < 400) {
            let seed = Self.seeds.randomElement(using: &generator)!
            FuzzSources.run(seed.mode, Self.changed(Array(seed.text.utf8), &generator))
            count += 1
        }
        #expect(count >= 400)
    }

    private static func changed(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        let signs = Array(",;\t\n\"'.-0129aZ%()[]{}*_ \u{0}\u{FF}".utf8)
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &generator) where !bytes.isEmpty {
            let place = Int.random(in: 0..<bytes.count, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[place] = signs.randomElement(using: &generator)!
            case 1: bytes.insert(signs.randomElement(using: &generator)!, at: place)
            case 2: bytes.removeSubrange(place..<min(place + Int.random(in: 1...8, using: &generator), bytes.count))
            default:
                let end = min(place + Int.random(in: 1...30, using: &generator), bytes.count)
                bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &generator))
            }
        }
        return bytes
    }
}
