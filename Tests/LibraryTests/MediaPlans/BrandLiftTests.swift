import Streams
import Testing

@testable import MediaPlans

/// Tables of brand lift below the media table: results of their own, and no records.
@Suite struct BrandLiftTests {
    private static let media = """
        .|START|START|START|START|START|START
        START|Metrics/ Market|Campaign Name|Platform|CEJ Objectives|NTM (Spend)|Impressions|END
        START|UAE|Quill|META|Awareness|100.5|1000|END
        START|KSA|Quill|META|Awareness|50|2000|END
        .|END|END|END|END|END|END|END
        """
    /// The same without a fence.
    private static let plain = """
        Market|Campaign Name|CEJ Objectives|Spend|Impressions
        UAE|Quill|Awareness|100.5|1000
        KSA|Quill|Awareness|50|2000
        """

    private func read(_ table: String, under media: String = BrandLiftTests.media, sheet: String = "META") throws
        -> Extracted
    {
        let text = table.isEmpty ? media : media + "\n.\n" + table
        let result = try extract(TextSheets(text, sheet: sheet), as: .delivered)
        let before = try extract(TextSheets(media, sheet: sheet), as: .delivered)
        #expect(result.records == before.records, "a table below changes the records")
        return result
    }

    private func lines(_ result: Extracted) -> [String] {
        result.brandLift.map {
            [
                $0.place.cell ?? "", $0.market?.code ?? "", $0.metric, $0.measure.code, $0.status.rawValue,
                $0.value.map { DecimalText.string($0) } ?? "",
            ].joined(separator: "|")
        }
    }

    @Test("the two states are told apart from unknown", arguments: [BrandLiftTests.media, BrandLiftTests.plain])
    func states(media: String) throws {
        let row = media == Self.media ? 8 : 6
        let result = try read(
            """
            .|BLS Metric|Result |Benchmark
            .|Ad Recall|6.7 pts|6.3 pts
            .|Awareness|Not Enough Data|
            .|Standard Favorability|No lift detected|n/a
            .|Intent |0.0 %|0.031
            .|Message Association|n/a|
            .|Consideration||
            """, under: media)
        #expect(
            lines(result) == [
                "C\(row)||Ad Recall|result|lift|0.067", "D\(row)||Ad Recall|benchmark|value|0.063",
                "C\(row + 1)||Awareness|result|not-enough-data|",
                "C\(row + 2)||Favourability|result|no-lift|", "D\(row + 2)||Favourability|benchmark|unknown|",
                "C\(row + 3)||Purchase Intent|result|no-lift|0", "D\(row + 3)||Purchase Intent|benchmark|value|0.031",
                "C\(row + 4)||Association|result|unknown|", "C\(row + 5)||Consideration|result|unknown|",
            ])
        #expect(result.brandLift.allSatisfy { $0.platform?.code == "META" })
        #expect(result.messages(.liftUnclear).isEmpty)
        #expect(result.coverage.unaccounted == 0, "\(result.coverage.table)")
    }

    @Test("a market per column, and metrics as columns") func orientations() throws {
        let markets = try read(
            """
            BLS Metric|UAE|KSA
            Ad Recall|0.024|Not enough responses
            """, under: Self.plain)
        #expect(
            lines(markets) == ["B6|UAE|Ad Recall|result|lift|0.024", "C6|KSA|Ad Recall|result|not-enough-data|"])
        let metrics = try read(
            """
            Brand lift by market
            Market|Ad Recall - Absolute Lift|Consideration Lift
            UAE|1.2%|Not significant
            KSA|0.8 pp|0.011
            """, under: Self.plain)
        #expect(
            lines(metrics) == [
                "B7|UAE|Ad Recall|absolute-lift|lift|0.012", "C7|UAE|Consideration|result|no-lift|",
                "B8|KSA|Ad Recall|absolute-lift|lift|0.008", "C8|KSA|Consideration|result|lift|0.011",
            ])
    }

    @Test("bare numbers are points where one cannot be a fraction, and unknown where they may be both")
    func bareNumbers() throws {
        let points = try read("BLS Metric|Absolute Lift\nAd Recall|4.1\nIntent|2.5", under: Self.plain)
        #expect(points.brandLift.map(\.value) == [0.041, 0.025])
        let mixed = try read("BLS Metric|Absolute Lift\nAd Recall|4.1\nIntent|0.5", under: Self.plain)
        #expect(mixed.brandLift.map(\.status) == [.unknown, .unknown])
        #expect(mixed.messages(.liftUnclear).map(\.place.cell) == ["B6", "B7"])
        let stated = try read("BLS Metric|Lift (pts)\nAd Recall|4.1\nIntent|0.5", under: Self.plain)
        #expect(stated.brandLift.map(\.value) == [0.041, 0.005])
        let text = try read("BLS Metric|Absolute Lift\nAd Recall|about four", under: Self.plain)
        #expect(text.brandLift.map(\.status) == [.unknown] && text.messages(.liftUnclear).count == 1)
    }

    @Test("half of all people or more is no lift of a campaign: such bare numbers are unknown") func largeLifts() throws
    {
        let large = try read("BLS Metric|Absolute Lift\nAd Recall|1\nIntent|0.5", under: Self.plain)
        #expect(large.brandLift.map(\.status) == [.unknown, .unknown])
        #expect(large.messages(.liftUnclear).count == 2)
        let small = try read("BLS Metric|Absolute Lift\nAd Recall|0.04\nIntent|0.2", under: Self.plain)
        #expect(small.brandLift.map(\.value) == [0.04, 0.2])
    }

    @Test("a market or platform that is not known keeps its name, is told, and is never the total") func strangers()
        throws
    {
        let result = try read(
            """
            Market|Platform|Metric|Absolute lift
            Atlantis|META|Ad recall|5 pts
            KSA|META|Ad recall|3 pts
            Total|META|Ad recall|2 pts
            UAE|Foonet|Ad recall|7 pts
            """)
        #expect(result.brandLift.map { $0.market?.displayName ?? "" } == ["Atlantis", "KSA", "", "UAE"])
        #expect(result.brandLift.last?.platform?.displayName == "Foonet")
        #expect(result.messages(.liftUnclear).map(\.level) == [.warning, .warning])
        let book = BrandLiftBook(result.brandLift)
        let lift = try #require(LiftMetric(label: "Ad recall lift", in: .builtIn))
        #expect(book.answer(lift, platform: "META", market: nil).value == 0.02)
        #expect(book.answer(lift, platform: "META", market: "KSA").value == 0.03)
        #expect(book.answer(lift, platform: "META", market: "UAE").state == .unknown)
    }

    @Test("results of a campaign that no line names are unknown, and told once") func otherCampaign() throws {
        func read(_ campaign: String) throws -> Extracted {
            try self.read(
                """
                Campaign|Market|Metric|Absolute lift
                \(campaign)|UAE|Ad recall|5 pts
                \(campaign)|KSA|Ad recall|3 pts
                """)
        }
        let other = try read("Old one")
        #expect(other.brandLift.map(\.status) == [.unknown, .unknown])
        #expect(other.brandLift.map(\.value) == [nil, nil])
        #expect(other.messages(.liftUnclear).map(\.level) == [.warning])
        // The lines' campaign is Quill.
        for own in ["Quill", "Quill Brand Lift Study 2026", "."] {
            let result = try read(own)
            #expect(result.brandLift.map(\.value) == [0.05, 0.03], "\(own)")
            #expect(result.messages(.liftUnclear).isEmpty)
        }
    }

    @Test(
        "a lift counts only where nothing says that it is not significant",
        arguments: [
            ("Significance", "No", "no-lift"), ("Statistically significant?", "FALSE", "no-lift"),
            ("Stat. sig. at 90 %", "not stat sig", "no-lift"), ("Significant", "perhaps", "unknown"),
            ("Significance", "Yes", "lift"), ("Significant?", "TRUE", "lift"), ("Significance", "n/a", "lift"),
            ("Significance", "Significant at 90 %", "lift"), ("Significance", "", "lift"),
        ])
    func significance(header: String, answer: String, state: String) throws {
        let result = try read("Metric|Absolute lift|\(header)\nAd recall|5 pts|\(answer.isEmpty ? "." : answer)")
        let lift = try #require(LiftMetric(label: "Ad recall lift", in: .builtIn))
        let said =
            switch BrandLiftBook(result.brandLift).answer(lift, platform: "META", market: nil).state {
            case .lift: "lift"
            case .noLift: "no-lift"
            default: "unknown"
            }
        #expect(said == state, "\(result.brandLift)")
        #expect(result.messages(.liftUnclear).count == (answer == "perhaps" ? 1 : 0))
    }

    @Test("a sheet of its own, with the platform in each line") func ownSheet() throws {
        let sheets = TextSheets([
            ("META", Self.plain),
            (
                "BLS",
                """
                Platform|Metric|Absolute lift|Relative lift|Cost per lifted user (USD)
                YouTube|Ad recall|4.1 pts|12.5 %|1.25
                .|Awareness|n.s.|.|.
                Meta|Ad recall|insufficient data|.|.
                Fieldwork ended on 30 April.
                """
            ),
        ])
        let result = try extract(sheets, as: .delivered)
        #expect(
            result.brandLift.map { $0.platform?.code ?? "" } == [
                "DV360", "DV360", "DV360", "DV360", "DV360", "META", "META",
            ])
        #expect(result.brandLift.map(\.status) == [.lift, .lift, .value, .noLift, .unknown, .notEnoughData, .unknown])
        #expect(
            result.brandLift.map(\.currency).prefix(3) == ["USD", "USD", "USD"] || result.brandLift[2].currency == "USD"
        )
        #expect(result.coverage.sheets.last?.parts.allSatisfy { $0.count.numbers == 0 || $0.gap == nil } ?? false)
    }

    @Test(
        "lines and headers of media are no such tables",
        arguments: [
            "Market|Campaign Name|Impressions|Ad recall lift\nUAE|Quill|10|0.04",
            "Notes on brand lift\nThe study ended late.", "Metric|Result\nAd Recall|0.04",
        ])
    func otherTables(table: String) throws {
        let result = try extract(TextSheets(Self.media + "\n.\n" + table, sheet: "META"), as: .delivered)
        #expect(result.brandLift.isEmpty)
    }

    @Test(
        "words of the two states",
        arguments: [
            ("Too little data", "not-enough-data"), ("Insufficient responses (n=84)", "not-enough-data"),
            ("Not enough data", "not-enough-data"), ("NED", "not-enough-data"), ("No lift", "no-lift"),
            ("No statistically significant lift", "no-lift"), ("n.s.", "no-lift"),
            ("0.4 pts (not significant)", "no-lift"),
            ("n/a", "unknown"), ("-", "unknown"), ("no lift, not enough data", "unknown"), ("tbc", "unknown"),
        ])
    func words(text: String, status: String) throws {
        let result = try read("BLS Metric|Absolute Lift\nAd Recall|\(text)", under: Self.plain)
        #expect(result.brandLift.map(\.status.rawValue) == [status])
    }

    @Test("configuration adds words") func configuration() throws {
        let text =
            #"{"metrics": [{"code": "trust", "name": "Trust", "aliases": ["Brand trust"]}], "no_lift": ["kein Effekt"]}"#
        let node = try ConfigurationNode(Array(#"{"brand_lift": \#(text)}"#.utf8), file: "toolkit.json")
        let result = try extract(
            TextSheets(Self.plain + "\n.\nBLS Metric|Lift\nBrand trust|kein Effekt", sheet: "META"), as: .delivered,
            vocabulary: Vocabulary.builtIn.extended(by: node))
        #expect(lines(result) == ["B6||Trust|result|no-lift|"])
    }

    @Test("the tables below the real reports", .enabled(if: PackagePath.hasFixtures)) func fixture() throws {
        let result = try extract(workbook: PackagePath.fixtureDelivered, as: .delivered)
        #expect(
            result.brandLift.map { "\($0.platform?.code ?? "") \($0.measure.code) \($0.status.rawValue)" } == [
                "DV360 result lift", "DV360 result not-enough-data", "META result lift", "META benchmark value",
                "META result lift", "META benchmark value",
            ] + Array(repeating: ["TIKTOK absolute-lift lift", "TIKTOK relative-lift lift"], count: 3).flatMap { $0 })
        #expect(result.brandLift.map(\.value).prefix(6) == [0.04, nil, 0.067, 0.063, 0.049, 0.012])
        #expect(result.records.count == 144)
    }
}
