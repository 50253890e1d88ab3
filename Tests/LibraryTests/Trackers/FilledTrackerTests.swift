import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Trackers

@Suite("A filled tracker")
struct FilledTrackerTests {
    /// A head, one block of META with TOTAL and two market pairs, campaign-level market cells merged.
    static let sheet = DrawnSheet(
        rows: [
            "CAMPAIGN", "CAMPAIGN DATES", "PLANNED BUDGET", "ACTUAL BUDGET|=D13", "", "META - MEDIA METRICS",
            "TARGET AUDIENCE|-",
            "PLANNED BUDGET|=C13", "", "||META TOTAL", "CAMPAIGN LEVEL|TA Population|-", "|Total Reach%", "|Budget",
            "|Total Reach",
            "||PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS", "AWARENESS|Reach", "|Reach %", "|Impressions", "|CPM",
            "|Budget",
        ],
        merges: [
            "C10:D10", "E10:F10", "G10:H10", "C11:D11", "E11:F11", "G11:H11", "E12:F12", "E13:F13", "E14:F14",
            "G12:H12", "G13:H13", "G14:H14",
        ])

    static let records: [Record] = [
        .line(
            .planned, "META", "Qatar", "Awareness", budget: 100, impressions: 50_000, reach: 1000,
            audience: " Parents \n\n25+",
            dates: ("2026-03-09", "2026-04-01"), campaign: "Bright Morning"),
        .line(
            .planned, "META", "UAE", "Awareness", budget: 300.5, impressions: 150_250, reach: 3000,
            audience: "Commuters",
            dates: ("2026-03-20", "2026-06-14"), campaign: "Bright Morning Encore"),
        .line(.deliveredMedia, "META", "UAE", "Awareness", budget: 310.25, impressions: 160_000),
        .reading("META", "UAE", "Awareness Reach", 3100), .reading("META", "UAE", "Campaign Reach", 3200),
    ]

    @Test(
        "A formula of the head that depends on no figure keeps no value of another campaign, and what it comes to is told"
    )
    func staleHead() throws {
        var sheet = Self.sheet
        sheet.rows[3] = "ACTUAL BUDGET|=40+2"
        let tracker = try FilledTracker(sheet, Self.records)
        #expect(tracker["B4"] == .number(42) && tracker.formula("B4") == "40+2")
        #expect(tracker.codes().contains("formula-differs@B4"))
    }

    @Test("Markets, figures and head stand where they belong; unknown is -")
    func filled() throws {
        let tracker = try FilledTracker(Self.sheet, Self.records)
        #expect(tracker["B1"] == .text("Bright Morning, Bright Morning Encore"))
        #expect(tracker["B2"] == .text("2026-03-09 to 2026-06-14"))
        #expect(tracker["B3"] == .number(400.5))
        #expect(tracker["B7"] == .text("Parents\n25+;\nCommuters"))
        #expect(tracker["E10"] == .text("UAE") && tracker["G10"] == .text("Qatar"))
        #expect(tracker["E13"] == .number(310.25) && tracker["F13"] == .empty, "a merged pair shows the actual")
        #expect(tracker["G13"] == .text("-"))
        #expect(tracker["C13"] == .number(400.5) && tracker["D13"] == .number(310.25))
        #expect(tracker["G18"] == .number(50_000) && tracker["H18"] == .text("-"))
        #expect(tracker["E19"] == .number(2))
        #expect(tracker["D14"] == .number(3200))
        #expect(tracker.codes() == ["planned-not-delivered@A6"])
    }

    @Test("A formula of the head stays and shows the new value")
    func formulas() throws {
        let tracker = try FilledTracker(Self.sheet, Self.records)
        #expect(tracker.formula("B4") == "D13" && tracker["B4"] == .number(310.25))
        #expect(tracker.formula("B8") == "C13" && tracker["B8"] == .number(400.5))
    }

    @Test("What depends on a typed population is a formula with its value")
    func population() throws {
        var tracker = try FilledTracker(Self.sheet, Self.records)
        #expect(tracker["C11"] == .text("-"))
        #expect(tracker.formula("E17") == "IF(AND(ISNUMBER(E16),ISNUMBER(E11)),IF(E11>0,E16/E11,\"-\"),\"-\")")
        #expect(tracker["E17"] == .text("-"))
        #expect(tracker.formula("D12") == "IF(AND(ISNUMBER(D14),ISNUMBER(C11)),IF(C11>0,D14/C11,\"-\"),\"-\")")
        var sheet = Self.sheet
        sheet.rows[10] = "CAMPAIGN LEVEL|TA Population|-||10000||0"
        tracker = try FilledTracker(sheet, Self.records)
        #expect(tracker["E11"] == .number(10_000))
        #expect(tracker["E17"] == .number(0.3) && tracker["F17"] == .number(0.31) && tracker["E12"] == .number(0.32))
        #expect(tracker["G17"] == .text("-"), "a population of 0 has no shares")
    }

    @Test(
        "Markets stand in the order asked for",
        arguments: [
            (MarketOrder.planned, ["UAE", "Qatar"]), (.actual, ["Qatar", "UAE"]), (.name, ["Qatar", "UAE"]),
            (.template, ["UAE", "Qatar"]),
        ])
    func order(_ order: MarketOrder, _ markets: [String]) throws {
        let records =
            Self.records + [.line(.deliveredMedia, "META", "Qatar", "Awareness", budget: 5000, impressions: 1)]
        let tracker = try FilledTracker(Self.sheet, records, order: order)
        #expect([tracker["E10"], tracker["G10"]].map(\.displayText) == markets)
    }

    @Test("Columns that name a market keep it, and idle ones show -")
    func prefilled() throws {
        var sheet = Self.sheet
        sheet.rows[9] = "||META TOTAL||Qatar||Lebanon"
        let tracker = try FilledTracker(sheet, [Self.records[0]])
        #expect(tracker["E10"] == .text("Qatar") && tracker["E18"] == .number(50_000))
        #expect(tracker["G10"] == .text("Lebanon") && tracker["G18"] == .text("-"))
        #expect(tracker.codes().contains("no-records-for-market@G10"))
    }

    @Test("Spare columns stay empty")
    func fewMarkets() throws {
        let tracker = try FilledTracker(Self.sheet, [Self.records[0]])
        #expect(tracker["E10"] == .text("Qatar") && tracker["G10"] == .empty && tracker["G18"] == .empty)
    }

    @Test("A platform without a block, and a stage without a row, are errors; the rest is filled")
    func nothingDropped() throws {
        let records =
            Self.records + [
                .line(.planned, "TIKTOK", "UAE", "Awareness", budget: 9),
                .line(.planned, "META", "UAE", "Purchase", budget: 4, clicks: 8),
            ]
        let tracker = try FilledTracker(Self.sheet, records)
        #expect(tracker.codes(.error) == ["no-block-for-platform@", "no-row-for-stage@A6"])
        #expect(tracker["C13"] == .number(404.5), "the stage's lines count at campaign level")
        #expect(tracker["B3"] == .number(413.5), "the head is over all platforms")
    }

    @Test("--platform maps one platform alone")
    func onePlatform() throws {
        let records = Self.records + [.line(.planned, "TIKTOK", "UAE", "Awareness", budget: 9)]
        let tracker = try FilledTracker(Self.sheet, records, platforms: ["META"])
        #expect(tracker.codes(.error).isEmpty && tracker["B3"] == .number(400.5))
    }

    @Test("A formula in a figure's cell stays when it comes to the figure, and gives way when not")
    func figureFormulas() throws {
        var sheet = Self.sheet
        sheet.rows[17] = "|Impressions|=E18+G18|=SUM(F18,H18)"
        sheet.rows[18] = "|CPM|=AVERAGE(E19,G19,99)|=D20/D18*1000"
        sheet.rows[19] = "|Budget|=VLOOKUP(E20,E20:F20,1)"
        let tracker = try FilledTracker(sheet, Self.records)
        #expect(tracker.formula("C18") == "E18+G18" && tracker["C18"] == .number(200_250))
        #expect(tracker.formula("D18") == "SUM(F18,H18)" && tracker["D18"] == .number(160_000))
        #expect(tracker.formula("D19") == "D20/D18*1000" && tracker["D19"] == .number(310.25 / 160_000 * 1000))
        #expect(tracker.formula("C19") == nil && tracker["C19"] == .number(2))
        #expect(tracker.formula("C20") == nil && tracker["C20"] == .number(400.5))
        #expect(tracker.codes().filter { $0.hasPrefix("formula") } == ["formula-replaced@C19", "formula-replaced@C20"])
    }

    @Test("A formula elsewhere that cannot be calculated shows nothing rather than something old")
    func staleFormulas() throws {
        var sheet = Self.sheet
        sheet.rows[4] = "Pacing|=XNPV(D13,C13)|=C13-D13|=XNPV(1,2)|=40+2|=B5*2|=ROUND(D13/C13,2)|=NOW()"
        let tracker = try FilledTracker(sheet, Self.records)
        #expect(tracker.formula("B5") == "XNPV(D13,C13)" && tracker["B5"] == .empty)
        #expect(tracker["C5"] == .number(90.25) && tracker["F5"] == .empty && tracker["G5"] == .number(0.77))
        #expect(tracker["H5"] == .empty, "a volatile formula depends on anything")
        #expect(
            tracker["D5"] == .number(0),
            "a formula over nothing that changed is not touched unless it is known to be false")
        #expect(tracker["E5"] == .number(42))
        #expect(
            tracker.codes(.note).filter { $0.contains("formula") || $0.contains("stale") } == [
                "formula-not-calculated@B5", "stale-value@E5",
            ])
    }

    @Test(
        "The template's own sums over an unknown figure show what is known, anything else -, in the head and elsewhere",
        arguments: [
            ("=G18+H18", "IF(COUNT(G18,H18)=0,\"-\",SUM(G18,H18))", .number(50_000)),
            ("=SUM(H18)", "IF(COUNT(H18)=0,\"-\",SUM(H18))", .text("-")),
            ("=G18-H18", "IF(COUNT(G18,H18)<2,\"-\",G18-H18)", .text("-")),
            ("=IFERROR(G18/H18,0)", "IF(COUNT(G18,H18)<2,\"-\",IFERROR(G18/H18,0))", .text("-")),
            ("=SUM(E18:H18)", "SUM(E18:H18)", .number(360_250)), ("=H18", "H18", .text("-")),
        ] as [(String, String, CellValue)])
    func unknownInSums(_ formula: String, _ expected: String, _ value: CellValue) throws {
        var sheet = Self.sheet
        sheet.rows[3] = "ACTUAL BUDGET|\(formula)"
        sheet.rows[4] = "Pacing|\(formula)|=B5*2"
        let tracker = try FilledTracker(sheet, Self.records)
        for cell in ["B4", "B5"] {
            #expect(tracker.formula(cell) == expected && tracker[cell] == value, "\(cell)")
        }
        #expect(tracker["C5"] == value.number.map { .number($0 * 2) } ?? .text("-"))
    }

    @Test("A label is never overwritten, and what a person wrote stays")
    func labels() throws {
        var sheet = Self.sheet
        sheet.rows[0] = "CAMPAIGN|CAMPAIGN DATES"
        sheet.rows[1] = ""
        sheet.rows[6] = "TARGET AUDIENCE|Everyone"
        let tracker = try FilledTracker(sheet, Self.records)
        #expect(tracker["B1"] == .text("CAMPAIGN DATES") && tracker["C1"] == .text("2026-03-09 to 2026-06-14"))
        #expect(tracker["B7"] == .text("Everyone"))
        #expect(tracker.codes(.error) == ["no-cell-for-head@B1"])
    }

    @Test("A cell under a wider merge takes no figure")
    func covered() throws {
        var sheet = Self.sheet
        sheet.merges.append("C18:H18")
        let tracker = try FilledTracker(sheet, Self.records)
        #expect(tracker["C18"] == .empty)
        #expect(
            Set(tracker.codes(.error)) == Set(["C18", "D18", "E18", "F18", "G18", "H18"].map { "covered-cell@\($0)" }))
    }

    @Test("Money of markets in two currencies is - and said; in one market it is an error")
    func currencies() throws {
        var records = Self.records
        records[0][.localCurrency] = .text("QAR")
        records[1][.localCurrency] = .text("AED")
        let tracker = try FilledTracker(Self.sheet, records)
        #expect(tracker["C13"] == .text("-") && tracker["B3"] == .text("-") && tracker["G20"] == .number(100))
        #expect(tracker.codes(.error).isEmpty)
        #expect(tracker.codes(.warning).contains { $0.hasPrefix("mixed-currencies") })
        records[2][.localCurrency] = .text("USD")
        let mixed = try FilledTracker(Self.sheet, records)
        #expect(mixed["C13"] == .text("-") && mixed["B3"] == .text("-"))
        #expect(mixed.codes(.error).allSatisfy { $0.hasPrefix("mixed-currencies") } && !mixed.codes(.error).isEmpty)
    }

    @Test("A label that asks for another currency than the plan's shows -")
    func foreignCurrency() throws {
        var (sheet, records) = (Self.sheet, Self.records)
        sheet.rows[19] = "|Budget (AED)"
        records[0][.localCurrency] = .text("USD")
        let tracker = try FilledTracker(sheet, records)
        #expect(tracker["C20"] == .text("-") && tracker["C13"] == .number(400.5))
        #expect(tracker.codes(.error) == ["foreign-currency@B20"])
        records[0][.localCurrency] = .text("aed")
        #expect(try FilledTracker(sheet, records)["C20"] == .number(400.5))
    }

    @Test("Coverage counts what reached the tracker and lists what did not")
    func coverage() throws {
        var records = Self.records
        records[0][.videoViews] = .number(7)
        records[0][.brand] = .text("Quillmere")
        records[0].extras = [("BUDGET_AED", .number(367.25))]
        let coverage = try FilledTracker(Self.sheet, records).result.coverage
        // budget, impressions and reach of the plan, budget and impressions of the report, two readings
        #expect(coverage.accounted == 10 && coverage.numbers == 12)
        #expect(
            coverage.columns.filter { $0.destination == nil }.map(\.name) == ["BRAND", "VIDEO_VIEWS", "BUDGET_AED"])
        #expect(coverage.columnsWithDestination == 10 && coverage.columns.count == 13)
        #expect(coverage.losses == [.init(column: "VIDEO_VIEWS", place: "META Awareness planned", count: 1)])
    }

    @Test("No record and no block are failures that say what was looked for")
    func failures() throws {
        let nothing = #expect(throws: Failure.self) { try FilledTracker(Self.sheet, []) }
        #expect(nothing?.status == .data && nothing?.message.code == .noRecords)
        let noBlock = #expect(throws: Failure.self) {
            try FilledTracker(DrawnSheet(rows: ["Nothing here"]), Self.records)
        }
        #expect(noBlock?.status == .data && noBlock?.message.code == .noPlatformBlock)
        #expect(noBlock?.message.text.contains("PLANNED and ACTUALS") ?? false)
    }

    /// META and TIKTOK with a TOTAL and one market each, and a head whose budget adds both.
    private static let twoBlocks = [
        "CAMPAIGN|", "PLANNED BUDGET|=C7+C12", "Sum|=SUM(E7,E12)|=B3*2|=COUNT(E7,E12)|=E7*2|=F7+E12",
        "META - MEDIA METRICS", "||META TOTAL||UAE||",
        "||PLANNED|ACTUALS|PLANNED|ACTUALS", "AWARENESS|Budget|||", "", "TIKTOK - MEDIA METRICS",
        "||TIKTOK TOTAL||UAE||",
        "||PLANNED|ACTUALS|PLANNED|ACTUALS", "AWARENESS|Budget|||",
    ]

    @Test("Amounts in two currencies are no budget over all platforms, and formulas that add them are named")
    func currenciesOfPlatforms() throws {
        let tracker = try FilledTracker(
            DrawnSheet(rows: Self.twoBlocks),
            [
                .line(.planned, "META", "UAE", "Awareness", budget: 10, currency: "AED"),
                .line(.planned, "TIKTOK", "UAE", "Awareness", budget: 5, currency: "USD"),
            ])
        #expect(tracker["E7"] == .number(10) && tracker["E12"] == .number(5) && tracker["B2"] == .text("-"))
        let texts = tracker.messages.filter { $0.code == .mixedCurrencies && $0.level == .error }.map(\.text)
        #expect(texts.contains { $0.contains("planned budget over all platforms") && $0.contains("AED and USD") })
        let formulas = try #require(texts.first { $0.contains("together") })
        #expect(
            formulas.contains("Tracker!B3)") && !formulas.contains("!C3") && !formulas.contains("!D3"), "\(formulas)")

        let same = try FilledTracker(
            DrawnSheet(rows: Self.twoBlocks),
            [
                .line(.planned, "META", "UAE", "Awareness", budget: 10, currency: "USD"),
                .line(.planned, "TIKTOK", "UAE", "Awareness", budget: 5, currency: "USD"),
            ])
        #expect(same["B2"] == .number(15) && same["B3"] == .number(15) && same.codes(.error).isEmpty)
    }

    @Test("Platforms that are not asked for are said to be left out, in their blocks and in the head")
    func leftOutPlatforms() throws {
        var rows = Self.twoBlocks
        rows[11] = "AWARENESS|Budget|70||70"
        let tracker = try FilledTracker(
            DrawnSheet(rows: rows),
            [
                .line(.planned, "META", "UAE", "Awareness", budget: 10, currency: "USD"),
                .line(.planned, "TIKTOK", "UAE", "Awareness", budget: 5, currency: "USD"),
            ], platforms: ["META"])
        let cleared = try #require(tracker.messages.first { $0.code == .noRecordsForBlock })
        #expect(cleared.text.hasPrefix("--platform leaves out the records of T"), "\(cleared.text)")
        #expect(tracker["E12"] == .text("-"))
        #expect(tracker.messages.contains { $0.code == .partialBudget && $0.text.contains("--platform") })
    }
}
