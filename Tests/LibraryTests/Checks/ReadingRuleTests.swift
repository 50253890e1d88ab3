import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// What reading a plan has to say has a code that is in the table of rules; a plan in which nothing is wrong yields none.
@Suite("Rules about reading") struct ReadingRuleTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var code: String
        /// The line of the plan that changes, from 1, and what it becomes; nil leaves the plan as it is.
        var line: Int?
        var text = ""
        var sheet = "DV360"
        var isHidden = false
        var hidesColumns = false
        /// A second sheet with the same plan.
        var second: String?
        var testDescription: String { code }
    }

    private static let plan = """
        .|START|START|START|START|START|START|START
        START|MARKET|CAMPAIGN|CEJ|START DATE|END DATE|IMPRESSIONS|BUDGET [LOCAL]|END
        START|UAE|Glow|Awareness|2026-04-06|2026-05-31|1000|50|END
        START|Qatar|Glow|Purchase|2026-04-06|2026-05-31|2000|60.5|END
        .|END|END|END|END|END|END|END

        """

    static let mistakes: [Mistake] = [
        Mistake(code: "sheet-ignored", second: "Pigeons"), Mistake(code: "hidden-sheet", isHidden: true),
        Mistake(code: "hidden-columns", hidesColumns: true),
        Mistake(
            code: "platform-twice", line: 2,
            text: "START|MARKET|FORMAT|CEJ|START DATE|END DATE|IMPRESSIONS|BUDGET [LOCAL]|END", second: "YouTube"),
        Mistake(code: "hidden-rows", line: 4, text: "~START|Qatar|Glow|Purchase|2026-04-06|2026-05-31|2000|60.5|END"),
        Mistake(code: "fence-gap", line: 1, text: ".|START|START|.|START|START|START|START"),
        Mistake(
            code: "header-repeated", line: 4,
            text: "START|MARKET|CAMPAIGN|CEJ|START DATE|END DATE|IMPRESSIONS|BUDGET [LOCAL]|END"),
        Mistake(
            code: "column-twice", line: 2,
            text: "START|MARKET|CAMPAIGN|CEJ|START DATE|START DATE|IMPRESSIONS|BUDGET [LOCAL]|END"),
        Mistake(
            code: "column-missing", line: 2, text: "START|MARKET|CAMPAIGN|CEJ|START DATE|END DATE|IMPRESSIONS|Mood|END"),
        Mistake(
            code: "column-unnamed", line: 2,
            text: "START|MARKET|.|CEJ|START DATE|END DATE|IMPRESSIONS|BUDGET [LOCAL]|END"),
        Mistake(code: "line-outside", line: 6, text: ".|Oman|Glow|Awareness|2026-04-06|2026-05-31|3000|70"),
        Mistake(code: "total-passed", line: 4, text: "START|TOTAL|.|.|.|.|3000|110.5|END"),
        Mistake(
            code: "marker-among-data", line: 4, text: "START|Qatar|START|Purchase|2026-04-06|2026-05-31|2000|60.5|END"),
        Mistake(code: "unknown-value", line: 4, text: "START|Qatar|Glow|Purchase|2026-04-06|2026-05-31|n/a|60.5|END"),
        Mistake(code: "error-value", line: 4, text: "START|Qatar|Glow|Purchase|2026-04-06|2026-05-31|#REF!|60.5|END"),
        Mistake(
            code: "uncalculated-value", line: 4, text: "START|Qatar|Glow|Purchase|2026-04-06|2026-05-31|?|60.5|END"),
        Mistake(code: "not-a-number", line: 4, text: "START|Qatar|Glow|Purchase|2026-04-06|2026-05-31|'0..08|60.5|END"),
        Mistake(code: "not-a-date", line: 4, text: "START|Qatar|Glow|Purchase|soon|2026-05-31|2000|60.5|END"),
        Mistake(
            code: "date-out-of-range", line: 4, text: "START|Qatar|Glow|Purchase|1899-12-31|2026-05-31|2000|60.5|END"),
        Mistake(
            code: "stored-otherwise", line: 4, text: "START|Qatar|Glow|Purchase|2026-04-06|2026-05-31|'2000|60.5|END"),
        Mistake(
            code: "region-total", line: 4,
            text: """
                START|Qatar|Glow|Purchase|2026-04-06|2026-05-31|2000|60.5|END
                START|GCC|Glow|Purchase|2026-04-06|2026-05-31|3000|110.5|END
                """),
        Mistake(
            code: "region-beside-members", line: 3,
            text: """
                START|MENA|Glow|Awareness|2026-04-06|2026-05-31|3101|110.5|END
                START|UAE|Glow|Awareness|2026-04-06|2026-05-31|1000|50|END
                """),
        Mistake(
            code: "unit-scaled", line: 2,
            text: "START|MARKET|CAMPAIGN|CEJ|START DATE|END DATE|IMPS (000)|BUDGET [LOCAL]|END"),
        Mistake(
            code: "unit-unclear", line: 2,
            text: "START|MARKET|CAMPAIGN|CEJ|START DATE|END DATE|Imps M|BUDGET [LOCAL]|END"),
        Mistake(
            code: "unit-contradicts", line: 2,
            text: "START|MARKET|CAMPAIGN|CEJ|START DATE|END DATE|Imps in billions|BUDGET [LOCAL]|END"),
    ]

    /// Rules about reading whose cases stand with the code that reads.
    static let elsewhere: [String: String] = [
        "lift-unclear": "BrandLiftTests", "period-cut": "PeriodTests", "period-unknown": "PeriodTests",
        "coverage": "CoverageTests", "budget-as-spend": "OtherExportTests", "outside-flight": "RecordFilterTests",
        "duplicate-days": "RecordFilterTests", "fence-missing": "RegionTests", "header-unknown": "RegionTests",
        "region-empty": "RegionTests",
        "region-beside": "RegionTests", "versions-unclear": "SheetNameTests", "table-skipped": "PlainTableTests",
        "rows-unlike": "PlainTableTrapTests",
        "head-value": "PlainTableTests", "total-mismatch": "PlainTableTests", "total-unsaid": "PlainTableTests",
        "periods-summed": "PlainTableTrapTests", "measure-unparted": "PlainTableTrapTests",
        "name-unclear": "SourceProfileTests", "currency-conflict": "PlatformExportTests",
        "currency-assumed": "CurrencyConversionTests", "currency-unknown": "CurrencyConversionTests",
        "currency-converted": "CurrencyConversionTests",
        "line-too-wide": "PlatformExportTests", "column-guessed": "SuggesterTests",
        "column-remembered": "SuggesterTests",
    ]

    private func log(_ mistake: Mistake) throws -> FindingLog {
        var lines = Self.plan.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if let line = mistake.line { lines[line - 1] = mistake.text }
        let text = lines.joined(separator: "\n")
        var sheets = TextSheets([(mistake.sheet, text)] + (mistake.second.map { [($0, Self.plan)] } ?? []))
        if mistake.isHidden { sheets.sheets[0].state = .hidden }
        if mistake.hidesColumns { sheets.sheets[0].hiddenColumns = [5...7] }
        let log = FindingLog(settings: CheckSettings())
        for message in try extract(sheets, as: .planned).messages { log.add(message) }
        return log
    }

    @Test("a plan in which nothing is wrong yields nothing") func clean() throws {
        let log = try log(Mistake(code: ""))
        #expect(log.count == 0, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
    }

    @Test("a mistake is found by its rule, which the table has with a title", arguments: mistakes) func mistake(
        _ mistake: Mistake
    ) throws {
        let log = try log(mistake)
        let group = try #require(
            log.group(mistake.code), "\(log.sorted.flatMap(\.findings).map { "\($0.code) \($0.sentence)" })")
        let rule = try #require(RuleBook.rule(group.code))
        #expect(group.title == rule.title)
    }
}
