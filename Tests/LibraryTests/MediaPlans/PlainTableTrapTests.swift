import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Tables without a fence that invite a number to be counted twice, or for another.
@Suite("Traps of tables without a fence") struct PlainTableTrapTests {
    private func sum(_ column: RecordColumn, _ result: Extracted) -> Double {
        result.records.reduce(0) { $0 + ($1[column].number ?? 0) }
    }

    @Test("a measure of the whole row beside months is counted once, and the months are summed") func wholeRows() throws
    {
        let result = try extract(
            TextSheets(
                """
                MARKET|CAMPAIGN|CEJ|FORMAT|IMPRESSIONS|REACH|Budget Apr 26|Budget May 26|Budget Jun 26
                UAE|Glow|Awareness|Reels|6000|500|100|200|300
                Kuwait|Glow|Purchase|Reels|600|50|.|20|-
                KSA|Glow|Purchase|Reels|60|5|1|oops|3
                """), as: .planned)
        #expect(result.records.map { $0[.budgetLocal] } == [.number(600), .number(20), .unknown])
        #expect(sum(.impressions, result) == 6660 && sum(.uniquesReach, result) == 555)
        #expect(result.records[1][.startDate].text == nil && result.records.map(\.days).count == 3)
        #expect(result.records[1].days.map { "\($0.lowerBound) \($0.upperBound)" } == "2026-05-01 2026-05-31")
        #expect(result.messages(.periodsSummed).count == 1 && result.messages(.notANumber).count == 1)
    }

    @Test("a measure of the whole row beside markets is unknown for each of them") func wholeRowsOfMarkets() throws {
        let result = try extract(
            TextSheets(
                """
                .|.|.|.|Budget|.|Clicks|.
                CAMPAIGN|CEJ|FORMAT|IMPRESSIONS|UAE|Kuwait|UAE|Kuwait
                Glow|Awareness|Reels|6000|100|200|1|2
                Glow|Purchase|Reels|600|10|20|3|4
                """), as: .planned)
        #expect(result.records.map { $0[.market].text } == ["UAE", "Kuwait", "UAE", "Kuwait"])
        #expect(sum(.budgetLocal, result) == 330 && result.records.allSatisfy { $0[.impressions].isUnknown })
        #expect(result.messages(.measureUnparted).map(\.level) == [.warning])
    }

    @Test(
        "a plan takes the budget and a report the spend, in whatever order and under whatever groups",
        arguments: [
            "MARKET|CAMPAIGN|CEJ|FORMAT|IMPRESSIONS|Planned Budget|Actual Spend",
            "MARKET|CAMPAIGN|CEJ|FORMAT|IMPRESSIONS|Budget|Spend",
            "MARKET|CAMPAIGN|CEJ|FORMAT|IMPRESSIONS|Budget (USD)|Spend",
            ".|.|.|.|.|Apr 2026|.|May 2026\nMARKET|CAMPAIGN|CEJ|FORMAT|IMPRESSIONS|Planned Budget|Actual Spend|Planned Budget|Actual Spend",
        ])
    func sides(header: String) throws {
        let isGrouped = header.hasPrefix(".")
        let lines = ["UAE|Glow|Awareness|Reels|900|100|90", "Kuwait|Glow|Purchase|Reels|180|10|9"]
        let text = ([header] + lines.map { isGrouped ? $0 + "|0|0" : $0 }).joined(separator: "\n")
        #expect(sum(.budgetLocal, try extract(TextSheets(text), as: .planned)) == 110)
        #expect(sum(.budgetLocal, try extract(TextSheets(text), as: .delivered)) == 99)
    }

    @Test("another table under the first is not read as its lines or labels, and said") func underneath() throws {
        let result = try extract(
            TextSheets(
                """
                MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS
                UAE|Glow|Awareness|Reels|1000|500000

                MARKET|CEJ|IMPRESSIONS|BUDGET [LOCAL]
                Kuwait|Awareness|300000|700
                KSA|Purchase|400000|900
                """), as: .planned)
        #expect(sum(.budgetLocal, result) == 1000)
        #expect(result.messages(.regionBeside).map(\.place.cell) == ["A4"])
        #expect(result.coverage.numbers == 6 && result.coverage.accounted == 2, "\(result.coverage)")
    }

    @Test("a table of reach under a media table is read, whatever its first market is") func reachUnderneath() throws {
        let media = "Campaign|Market|Objective|Format|Spend|Impressions\nSun|UAE|Awareness|Reels|10|1000"
        for gap in ["\n", "\n\n", "\n\n\n\n"] {
            let result = try extract(
                TextSheets(
                    "\(media)\(gap)Metrics / Markets|UAE|Kuwait\nCampaign Reach (Absl)|100|200\nCampaign Freq.|2|3",
                    sheet: "META"),
                as: .delivered)
            #expect(result.records.compactMap { $0[.uniquesReach].number } == [100, 200], "\(result.messages)")
            #expect(result.coverage.unaccounted == 0)
        }
    }

    @Test(
        "numbers under a table that are not its lines are reported where they are",
        arguments: [
            (
                "Store visits|UAE|Kuwait\nWeek 1|0.1|0.2\nWeek 2|0.3|0.4", "A5",
                "rows 5–6 under the heading \"Store visits\""
            ),
            ("Agency fee|7", "A4", "row 4 holds numbers"),
        ])
    func numbersUnderneath(rows: String, cell: String, words: String) throws {
        let result = try extract(
            TextSheets(
                "Campaign|Market|Objective|Format|Spend|Impressions\nSun|UAE|Awareness|Reels|10|1000\n\n\(rows)",
                sheet: "META"),
            as: .delivered)
        #expect(sum(.budgetLocal, result) == 10)
        let message = try #require(result.messages(.rowsUnlike).first)
        #expect(message.place.cell == cell && message.level == .warning)
        #expect(message.text.contains(words), "\(message.text)")
        #expect(result.coverage.unaccounted > 0)
    }

    @Test("fees and taxes under the lines belong to the total that holds them") func feesUnderTotals() throws {
        func read(_ rows: String) throws -> Extracted {
            try extract(
                TextSheets(
                    """
                    MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS
                    UAE|Glow|Awareness|Reels|10|1000
                    Kuwait|Glow|Purchase|Reels|31|2000
                    Total Media||||41|3000
                    \(rows)
                    """), as: .planned)
        }
        let whole = try read("Agency Fee||||4.1\nTotal Investment||||45.1\nVAT 5%||||2.255\nTotal incl. VAT||||47.355")
        #expect(sum(.budgetLocal, whole) == 41 && whole.coverage.unaccounted == 0)
        #expect(whole.messages(.totalMismatch).isEmpty && whole.messages(.rowsUnlike).isEmpty, "\(whole.messages)")
        #expect(whole.messages(.fenceMissing).map(\.level) == [.note])
        // Another total proves the lines: one of something else is a warning, one of the lines an error.
        let others = try read(
            "Agency Fee||||4.1\nTotal Investment||||46\nLast year total||||38|2800\n% of total||||1|1")
        #expect(others.messages(.totalMismatch).map(\.level) == [.warning, .warning, .warning])
        #expect(others.messages(.rowsUnlike).map(\.place.cell) == ["A5"])
        #expect(others.coverage.unaccounted == 6)
        let market = try read("Kuwait Total||||30|2000")
        #expect(market.messages(.totalMismatch).map(\.level) == [.error])
    }

    @Test("numbers of a row without a line's numbers are not labels") func strayNumbers() throws {
        let result = try extract(
            TextSheets(
                """
                MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS
                UAE|Glow|Awareness|Reels|1000|500000

                Tech fee|100|1000
                """), as: .planned)
        #expect(result.coverage.numbers == 4 && result.coverage.accounted == 2)
    }

    @Test("a second column of the same header is in no figure, and its numbers are not accounted for") func twins()
        throws
    {
        let result = try extract(
            TextSheets(
                """
                MARKET|CAMPAIGN|CEJ|FORMAT|Budget (USD)|IMPRESSIONS|.|.|MARKET|Budget (USD)
                UAE|Glow|Awareness|Reels|1000|500000|.|.|UAE|1000
                Kuwait|Glow|Awareness|Reels|700|300000|.|.|Kuwait|900
                """), as: .planned)
        #expect(sum(.budgetLocal, result) == 1700)
        #expect(result.messages(.columnTwice).map(\.place.cell) == ["I1", "J1"])
        #expect(result.coverage.numbers == 6 && result.coverage.accounted == 4)
    }

    @Test(
        "amounts in micros and cents are scaled, and said",
        arguments: [("Cost micros", 1.5), ("cost_micros", 1.5), ("Spend (cents)", 15_000), ("Cost (micros)", 1.5)])
    func smallUnits(header: String, spend: Double) throws {
        let result = try extract(
            TextSheets(
                "MARKET|CAMPAIGN|CEJ|FORMAT|IMPRESSIONS|\(header)\nUAE|Glow|Awareness|Reels|900|1500000"),
            as: .delivered)
        #expect(sum(.budgetLocal, result) == spend)
        #expect(result.messages(.unitScaled).count == 1)
    }

    @Test("a line without its market is one all the same, also where a number is missing") func lacksMarket() throws {
        let result = try extract(
            TextSheets(
                """
                MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS|CLICKS
                UAE|Glow|Awareness|Reels|10|1000|5
                .|Glow|Awareness|Reels|20|2000|.
                .|Glow|Purchase|Reels|30|3500|.
                """), as: .planned)
        #expect(sum(.budgetLocal, result) == 60 && !result.messages(.marketMissing).isEmpty)
    }

    @Test(
        "a line that sums up those under it and lacks a name of theirs is no line",
        arguments: [
            // The groups of an outline, with and without the market in their lines.
            (
                [
                    "UAE|.|.|.|1500|600000", "UAE|Sun|Awareness|Reels|1000|500000", "UAE|Sun|Purchase|Reels|500|100000",
                    "Kuwait|.|.|.|700|300000", "Kuwait|Sun|Awareness|Reels|400|200000",
                    "Kuwait|Sun|Purchase|Reels|300|100000",
                ],
                [3, 4, 6, 7]
            ),
            (
                ["UAE|.|.|.|1500|600000", ".|Sun|Awareness|Reels|1000|500000", ".|Sun|Purchase|Reels|500|100000"],
                [3, 4]
            ),
            // Of one stage's formats, and of a market above it.
            (
                [
                    "UAE|Sun|.|.|1600|700000", "UAE|Sun|Awareness|.|1500|600000", "UAE|Sun|Awareness|Reels|1000|500000",
                    "UAE|Sun|Awareness|Story|500|100000", "UAE|Sun|Purchase|Reels|100|100000",
                    "Kuwait|Sun|Awareness|Reels|700|300000",
                ], [4, 5, 6, 7]
            ),
            // Not a sum: a line without its format.
            (
                [
                    "UAE|Sun|Awareness|.|1400|600000", "UAE|Sun|Awareness|Reels|1000|500000",
                    "UAE|Sun|Awareness|Story|500|100000",
                ],
                [2, 3, 4]
            ),
        ])
    func sumsAbove(lines: [String], rows: [Int]) throws {
        let header = "MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS"
        let result = try extract(TextSheets(([header] + lines).joined(separator: "\n")), as: .planned)
        #expect(result.records.compactMap { $0[.sourceRow].number.map { Int($0) } } == rows)
        #expect(result.records.allSatisfy { !$0[.market].isUnknown })
        #expect(result.coverage.unaccounted == 0)
    }

    private static let platformLines =
        "PLATFORM|MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]\nMeta|UAE|Glow|Awareness|Reels|"

    @Test(
        "versions of a plan on two sheets are an error, and are not added up in silence",
        arguments: [
            ("Plan v1", "Plan v2 FINAL", 0.0), ("Plan", "Plan - revised", 0), ("Plan 15 Mar", "Plan 22 Mar", 300),
        ])
    func versions(first: String, second: String, budget: Double) throws {
        let sheets = TextSheets([(first, Self.platformLines + "100"), (second, Self.platformLines + "200")])
        let result = try extract(sheets, as: .planned)
        #expect(sum(.budgetLocal, result) == budget)
        #expect(result.messages(.versionsUnclear).contains { $0.level == .error }, "\(result.messages)")
    }

    @Test("sheets of one platform with other markets or stages are no versions, and said only where they meet")
    func neighbours() throws {
        let header = "MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]\n"
        func codes(_ other: String) throws -> [MessageCode] {
            let sheets = TextSheets([
                ("META UAE", header + "UAE|Glow|Awareness|Reels|100"), ("META KSA", header + other),
            ])
            return try extract(sheets, as: .planned).messages.map(\.code).filter {
                [.versionsUnclear, .platformTwice].contains($0)
            }
        }
        #expect(try codes("KSA|Glow|Awareness|Reels|100").isEmpty)
        #expect(try codes("UAE|Glow|Purchase|Reels|100").isEmpty)
        #expect(try codes("UAE|Glow|Awareness|Stories|100") == [.platformTwice])
        #expect(try codes("UAE|Glow|Awareness|Reels|100") == [.versionsUnclear])
    }

    @Test("a sheet that is another one to the last number is an error, whatever month its name says")
    func copiedSheet() throws {
        let header = "MARKET|CAMPAIGN|CEJ|FORMAT|BUDGET [LOCAL]|IMPRESSIONS|VIDEO VIEWS\n"
        func messages(_ second: String) throws -> [String] {
            let lines = "UAE|Glow|Awareness|Reels|100|9000|70\nKSA|Glow|Awareness|Reels|70|7000|60\n"
            let sheets = TextSheets([("META Apr", header + lines), ("META May", header + second)])
            return try extract(sheets, as: .delivered).messages.filter { $0.code == .duplicateDays }.map(\.text)
        }
        let copied = try messages("UAE|Glow|Awareness|Reels|100|9000|70\nKSA|Glow|Awareness|Reels|70|7000|60\n")
        #expect(copied.count == 1 && copied[0].contains("all 2 lines are those of \"META Apr\""), "\(copied)")
        #expect(try messages("UAE|Glow|Awareness|Reels|100|9000|70\nKSA|Glow|Awareness|Reels|71|7000|60\n").isEmpty)
    }

    @Test(
        "a second table with all lines of the first is an error, one with some of them is said, and one with others is not"
    )
    func secondTable() throws {
        func table(_ lines: [String]) -> String {
            let header = "START|Metrics/ Market|Campaign Name|CEJ Objectives|Format|NTM (Spend)|Impressions|END"
            let fence = { (word: String) in "|" + Array(repeating: word, count: 6).joined(separator: "|") }
            return ([fence("START"), header] + lines.map { "START|\($0)|END" } + [fence("END")])
                .joined(separator: "\n") + "\n"
        }
        func messages(_ second: [String]) throws -> [String] {
            let sheets = TextSheets([
                (
                    "META",
                    table(["UAE|Glow|Awareness|Reels|100|9000", "KSA|Glow|Awareness|Reels|70|7000"]) + "\n|LAST MONTH\n"
                        + table(second)
                ), ("TIKTOK", table(["UAE|Glow|Awareness|Reels|50|900"])),
            ])
            return try extract(sheets, as: .delivered).messages.filter {
                [.platformTwice, .duplicateDays].contains($0.code)
            }.map { "\($0.level) \($0.text)" }
        }
        let found = try messages(["UAE|Glow|Awareness|Reels|90|8100", "KSA|Glow|Awareness|Reels|63|6300"])
        #expect(
            found.count == 1 && found[0].hasPrefix("error") && found[0].contains("2 of its lines have"), "\(found)")
        let some = try messages(["UAE|Glow|Awareness|Reels|90|8100", "KSA|Glow|Purchase|Reels|63|6300"])
        #expect(some.count == 1 && some[0].hasPrefix("warning") && some[0].contains("1 of its lines has"), "\(some)")
        #expect(try messages(["UAE|Glow|Purchase|Reels|90|8100"]).isEmpty)
    }
}
