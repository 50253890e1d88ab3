import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// What cells mean in each kind of column, and what is said about the odd ones.
@Suite struct CellValueTests {
    /// One line of a plan with the given cells.
    private func line(_ cells: [(header: String, cell: String)]) throws -> (record: Record, messages: [Message]) {
        let names = ["MARKET", "CEJ", "IMPRESSIONS", "BUDGET [LOCAL]"].filter { name in
            !cells.contains { $0.header == name }
        }
        let defaults = ["MARKET": "UAE", "CEJ": "Awareness", "IMPRESSIONS": "1", "BUDGET [LOCAL]": "1"]
        let all = cells + names.map { ($0, defaults[$0]!) }
        let text = """
            .|\(all.map { _ in "START" }.joined(separator: "|"))
            START|\(all.map(\.header).joined(separator: "|"))|END
            START|\(all.map(\.cell).joined(separator: "|"))|END
            .|\(all.map { _ in "END" }.joined(separator: "|"))
            """
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.count == 1)
        return (result.records[0], result.messages)
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var header: String
        var cell: String
        var column: RecordColumn
        var value: FieldValue
        var code: MessageCode?
        var testDescription: String { "\(header) \(cell)" }

        init(_ header: String, _ cell: String, _ column: RecordColumn, _ value: FieldValue, _ code: MessageCode? = nil)
        {
            (self.header, self.cell, self.column, self.value, self.code) = (header, cell, column, value, code)
        }
    }

    static let cases: [Case] = [
        Case("BUDGET [LOCAL]", "18374.150000000001", .budgetLocal, .number(18374.15)),
        Case("BUDGET [LOCAL]", "0", .budgetLocal, .number(0)),
        Case("BUDGET [LOCAL]", ".", .budgetLocal, .unknown),
        Case("BUDGET [LOCAL]", "'   ", .budgetLocal, .unknown),
        Case("BUDGET [LOCAL]", "n.a", .budgetLocal, .unknown, .unknownValue),
        Case("BUDGET [LOCAL]", "N/A ", .budgetLocal, .unknown, .unknownValue),
        Case("BUDGET [LOCAL]", "-", .budgetLocal, .unknown, .unknownValue),
        Case("BUDGET [LOCAL]", "#DIV/0!", .budgetLocal, .unknown, .errorValue),
        Case("BUDGET [LOCAL]", "'#REF!", .budgetLocal, .unknown, .errorValue),
        Case("BUDGET [LOCAL]", "?", .budgetLocal, .unknown, .uncalculatedValue),
        Case("BUDGET [LOCAL]", "'0..08", .budgetLocal, .unknown, .notANumber),
        Case("BUDGET [LOCAL]", "'1,234.50", .budgetLocal, .number(1234.5), .storedOtherwise),
        Case("BUDGET [LOCAL]", "'1,234", .budgetLocal, .unknown, .notANumber),
        Case("BUDGET [LOCAL]", "'30%", .budgetLocal, .unknown, .notANumber),
        Case("BUDGET [LOCAL]", "'USD 500", .budgetLocal, .number(500), .storedOtherwise),
        Case("BUDGET [LOCAL]", "=TRUE", .budgetLocal, .unknown, .notANumber),
        Case("BUDGET [LOCAL]", "2025-04-15", .budgetLocal, .unknown, .notANumber),
        Case("CTR%", "0.0225", .ctrPercent, .number(0.0225)),
        Case("CTR%", "'2.25%", .ctrPercent, .number(0.0225), .storedOtherwise),
        Case("CTR%", "30", .ctrPercent, .number(30), .percentAboveOne),
        Case("CTR%", "1", .ctrPercent, .number(1)),
        Case("START DATE", "2025-04-15", .startDate, .date(CivilDate(year: 2025, month: 4, day: 15))),
        Case("START DATE", "45762", .startDate, .date(CivilDate(year: 2025, month: 4, day: 15)), .storedOtherwise),
        Case("START DATE", "8", .startDate, .unknown, .notADate),
        Case(
            "START DATE", "'15 Apr 2025", .startDate, .date(CivilDate(year: 2025, month: 4, day: 15)), .storedOtherwise),
        Case("START DATE", "'03/04/2025", .startDate, .unknown, .notADate),
        Case("START DATE", "tbc", .startDate, .unknown, .unknownValue),
        Case("START DATE", "=TRUE", .startDate, .unknown, .notADate),
        Case("COMMENTS", "'\u{A0} two \\n lines \\n", .comments, .text("two \n lines")),
        Case("COMMENTS", "7", .comments, .text("7")),
        Case("COMMENTS", "=TRUE", .comments, .text("TRUE")),
        Case("COMMENTS", "2025-04-15", .comments, .text("2025-04-15")),
        Case("COMMENTS", "n.a", .comments, .unknown, .unknownValue),
        Case("COMMENTS", "end", .comments, .text("end")),
        Case("MARKET", "QAT", .market, .text("Qatar")),
        Case("MARKET", "'Quatar ", .market, .text("Qatar")),
        Case("MARKET", "Atlantis", .market, .text("Atlantis"), .marketUnknown),
        Case("MARKET", ".", .market, .unknown, .marketMissing),
        Case("CEJ", "AWARENESS ", .cejObjectives, .text("Awareness")),
        Case("CEJ", "Conversion", .cejObjectives, .text("Purchase")),
        Case("CEJ", "Bumper (RTG)", .cejObjectives, .text("Bumper (RTG)"), .stageUnknown),
        Case("CEJ", ".", .cejObjectives, .unknown, .stageMissing),
        Case("PLATFORM", "YouTube", .platform, .text("YouTube")),
        Case("PLATFORM", "META", .platform, .text("META"), .platformMismatch),
        Case("PLATFORM", "Telly", .platform, .text("Telly"), .platformUnknown),
    ]

    @Test(arguments: cases) func cellsMeanWhatTheirColumnSays(test: Case) throws {
        let (record, messages) = try line([(test.header, test.cell)])
        #expect(record[test.column] == test.value)
        #expect(messages.map(\.code) == [test.code].compactMap { $0 }, "\(messages.map(\.sentence))")
        for message in messages { #expect(message.place.cell == "B3" || message.code == .fenceGap) }
    }

    @Test func whatWasWrittenIsKeptInTheFinding() throws {
        let (_, messages) = try line([("BUDGET [LOCAL]", "'0..08")])
        #expect(messages[0].text == "reads \"0..08\" under BUDGET [LOCAL], which is no number: taken as unknown")
    }

    @Test func aSlippedLineNamesTheLikelyRepair() throws {
        let (record, messages) = try line([
            ("CEJ", "Bumper (RTG)"), ("FORMAT", "Retargeting"), ("COMMENTS", "Consideration"),
        ])
        #expect(record[.cejObjectives] == .text("Bumper (RTG)"))
        #expect(
            messages[0].hint
                == "COMMENTS (D3) reads \"Consideration\", so the cells may have slipped; if so, write Consideration into B3"
        )
        let (_, fee) = try line([("CEJ", "."), ("FORMAT", "FEES FOR AWARENESS PLACEMENTS")])
        #expect(fee[0].hint == "FORMAT (C3) speaks of Awareness; if the line is meant for it, write Awareness into B3")
    }

    @Test func aStageThatNobodyKnowsIsToldOnceWithItsCells() throws {
        let lines = ["Loyalty", "Awareness", "Loyalty", "", "Loyalty", ""].map {
            "START|UAE|\($0.isEmpty ? "." : $0)|5|END"
        }.joined(separator: "\n")
        let result = try extract(
            TextSheets(".|START|START|START\nSTART|MARKET|CEJ|IMPRESSIONS|END\n\(lines)\n.|END|END|END"), as: .planned)
        #expect(
            result.messages(.stageUnknown).map(\.text) == [
                "3 cells read \"Loyalty\" under CEJ, which is no stage: the lines count at campaign level only: C3, C5, C7"
            ])
        #expect(
            result.messages(.stageMissing).map(\.text) == [
                "2 lines name no stage: they count at campaign level only: C6, C8"
            ])
    }

    @Test func nothingIsSaidTenThousandTimes() throws {
        let header = ".|START|START|START|START|START\nSTART|MARKET|CEJ|IMPRESSIONS|BUDGET [LOCAL]|PLATFORM|END"
        let lines = (0..<10_000).map { "START|\($0 % 2 == 0 ? "UAE" : "Nowhere \($0)")|x\($0)|n/a|'\($0)..|Meta|END" }
            .joined(separator: "\n")
        let result = try extract(TextSheets("\(header)\n\(lines)\n.|END|END|END|END|END"), as: .planned)
        #expect(result.records.count == 10_000)
        #expect(result.messages.count < 80)
        #expect(result.messages(.platformMismatch).map(\.place.cell) == ["F3:F10002"])
        #expect(result.messages(.platformMismatch)[0].text.hasPrefix("10000 cells read \"Meta\" under PLATFORM"))
        #expect(result.messages(.unknownValue)[0].text.hasPrefix("10000 cells"))
        // Counts are never cut: those named one by one and the rest make up all.
        #expect(result.messages(.stageUnknown).last?.text.hasPrefix("9980 cells read other texts") == true)
        #expect(result.messages(.notANumber).last?.text.hasPrefix("9980 cells read other texts") == true)
        #expect(result.messages(.marketUnknown).last?.text.hasPrefix("4980 cells read other texts") == true)
    }

    @Test func transformationsOfAClientComeFirst() throws {
        let rules = try ClientRules(
            ConfigurationNode(
                Array(
                    #"{"global_rules": {"column_mappings": {"Netto": "BUDGET_LOCAL"}, "value_transformations": {"MARKET": {"Emirates North": "UAE"}, "BUDGET_LOCAL": {"free": 0, "later": null}, "CEJ_OBJECTIVES": {"Engage": "Consideration"}}}}"#
                        .utf8),
                file: "rules.json"), client: nil)
        let text = """
            .|START|START|START|START
            START|MARKET|CEJ|IMPRESSIONS|Netto|END
            START|EMIRATES  NORTH|engage|1|Free|END
            START|UAE|Awareness|1|later|END
            .|END|END|END|END
            """
        let result = try extract(TextSheets(text), as: .planned, rules: rules)
        #expect(result.messages.isEmpty)
        #expect(result.records[0][.market] == .text("UAE"))
        #expect(result.records[0][.cejObjectives] == .text("Consideration"))
        #expect(result.records.map { $0[.budgetLocal] } == [.number(0), .unknown])
    }

    @Test(arguments: [
        ("1,234.50", 1234.5), ("1.234,50", 1234.5), ("1,234,567", 1_234_567), ("1.234.567", 1_234_567), ("1 234", 1234),
        ("1\u{A0}234,5", 1234.5), ("12,5", 12.5), ("0,125", 0.125), ("-3.5", -3.5), ("+7", 7), ("1.5E+6", 1_500_000),
        (".5", 0.5),
        ("7.", 7), ("12345", 12345), ("1,234,567.891", 1_234_567.891),
    ])
    func numbersAsTextAreReadWhereOneReadingIsPossible(text: String, value: Double) {
        #expect(NumberText(text) == .number(value))
    }

    @Test(arguments: [
        "0..08", "", ".", "-", "1,23,456", "12,34.5", "5 XYZ", "USD", "5 USD EUR", "0x10", "inf", "nan", "()", "$", "M",
        "- -5", "$ € 5",
        "5 %%", "1.234.5", "1,2,3", "٥.٥.٥",
        "1e", "1e999",
        "--5", "1,234.", "1 23",
    ])
    func numbersAsTextAreNotGuessedAt(text: String) {
        #expect(NumberText(text) == .unclear)
    }

    @Test(arguments: [
        ("$5", 5.0), ("$1,234.50", 1234.5), ("€ 2.345,60", 2345.6), ("2.345,60 €", 2345.6), ("(500)", -500.0),
        ("(45.5)", -45.5), ("-$12.5", -12.5), ("$-12.5", -12.5), ("1.2M", 1_200_000), ("1,5 M", 1_500_000),
        ("500k", 500_000), ("2bn", 2e9), ("1'234.50", 1234.5), ("1’234’567", 1_234_567), ("−7,5", -7.5),
        ("٥٠٠٠٠٠", 500_000), ("٣٫٥", 3.5), ("\u{200E}500000", 500_000), ("0.387", 0.387), ("1234.567", 1234.567),
    ])
    func signsUnitsAndOtherDigitsHaveOneReading(text: String, value: Double) {
        #expect(NumberText(text) == .number(value))
    }

    @Test(arguments: [
        ("1,234", 1234.0, 1.234), ("200.000", 200.0, 200_000.0), ("80.500", 80.5, 80_500.0),
        ("(1.250)", -1.25, -1250.0), ("€ 40.000", 40.0, 40_000.0), ("1.250M", 1_250_000.0, 1_250_000_000.0),
    ])
    func oneGroupOfThreeDigitsHasTwoReadings(text: String, point: Double, comma: Double) {
        #expect(NumberText(text) == .ambiguous(point: point, comma: comma, isPercentage: false))
    }

    @Test(arguments: [("30%", 0.3), ("2.25 %", 0.0225), ("12,5%", 0.125), ("100%", 1), ("0.03%", 0.0003)])
    func percentagesAreFractions(text: String, value: Double) {
        #expect(NumberText(text) == .percentage(value))
    }

    @Test(arguments: [
        ("2025-04-15", "2025-04-15"), ("2025/4/5", "2025-04-05"), ("15-Apr-25", "2025-04-15"),
        ("April 15, 2025", "2025-04-15"),
        ("15 April 2025", "2025-04-15"), ("15/04/2025", "2025-04-15"), ("04/15/2025", "2025-04-15"),
        ("05.05.2025", "2025-05-05"),
        ("2025-04-15T13:30:00", "2025-04-15"), ("2025-04-01 00:00:00", "2025-04-01"),
        ("2025-04-01T00:00:00Z", "2025-04-01"), ("2025-04-01T23:30:00-05:00", "2025-04-01"),
        ("13/04/2025 9:00 AM", "2025-04-13"), ("Tuesday, April 1, 2025", "2025-04-01"), ("31.12.25", "2025-12-31"),
    ])
    func datesAsTextAreReadWhereOneReadingIsPossible(text: String, iso: String) {
        #expect(date(fromText: text)?.description == iso)
    }

    @Test(arguments: [
        "03/04/2025", "31/02/2025", "April", "Q2 2025", "15/15/2025", "2025", "4-5", "15 Foo 2025", "1/4/25",
        "2025-04-01 - 2025-04-30",
    ])
    func datesAsTextAreNotGuessedAt(text: String) {
        #expect(date(fromText: text) == nil)
    }
}
