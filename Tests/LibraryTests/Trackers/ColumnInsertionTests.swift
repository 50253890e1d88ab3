import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Trackers

@Suite("A template gets the columns that its markets need")
struct ColumnInsertionTests {
    /// META with TOTAL and two pairs in E:H; figures begin in row 6.
    static let rows = [
        "CAMPAIGN", "", "META - MEDIA METRICS", "||META TOTAL||-||-",
        "||PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS",
        "CAMPAIGN LEVEL|Census TA|-||5||7", "|Budget", "AWARENESS|Impressions", "|CPM", "|Budget|=SUM(E10,G10)",
    ]
    static let merges = ["C4:D4", "E4:F4", "G4:H4", "A3:H3", "G7:H7", "A6:A7"]

    /// Planned budgets 30, 20, 10, … for so many markets.
    static func records(_ markets: [String], platform: String = "META") -> [Record] {
        markets.enumerated().map { index, market in
            .line(
                .planned, platform, market, "Awareness", budget: Double(10 * (markets.count - index)), impressions: 1000
            )
        }
    }

    static let three = records(["UAE", "Qatar", "Oman"])

    @Test("One market more: merges, headers and formulas reach over the new pair; numbers that a person typed do not")
    func appended() throws {
        let tracker = try FilledTracker(DrawnSheet(rows: Self.rows, merges: Self.merges), Self.three)
        #expect(tracker.codes(.error).isEmpty)
        #expect(tracker.codes(.note).contains("columns-added@I:J"))
        #expect(["E4", "G4", "I4"].map { tracker[$0].displayText } == ["UAE", "Qatar", "Oman"])
        #expect(tracker["I5"] == .text("PLANNED") && tracker["J5"] == .text("ACTUALS"))
        #expect(tracker["I8"] == .number(1000) && tracker["I9"] == .number(10) && tracker["J8"] == .text("-"))
        #expect(tracker["I6"] == .empty, "a person's number is that market's")
        #expect(tracker.formula("C10") == "SUM(E10,G10,I10)" && tracker["C10"] == .number(60))
        #expect(Set(tracker.grid.merges.map(\.description)).isSuperset(of: ["I4:J4", "I7:J7", "A3:J3", "G4:H4"]))
        #expect(tracker.result.plan.marketsWithoutColumns.isEmpty)
        #expect(
            tracker.result.dryRun.contains(["added", "Campaign Tracker", "I:J", "META market", "copied from G:H", ""]))
    }

    @Test("A formula over all markets that cannot take the added ones in is named, also over cells that each read one")
    func leftOut() throws {
        var rows = Self.rows
        rows[0] =
            "CAMPAIGN||=SUMIF(E5:G5,\"PLANNED\",E10:G10)|=E10*2+G10*3|=SUM(B13:B14)|=COUNTA(E4:G4)|=G10+E10|=(B13+B14)/C10"
        rows += ["", "", "one|=E10", "two|=G10", "both|=E1+1"]
        let tracker = try FilledTracker(DrawnSheet(rows: rows, merges: Self.merges), Self.three)
        #expect(tracker.formula("C1") == "SUMIF(E5:I5,\"PLANNED\",E10:I10)" && tracker["C1"] == .number(60))
        #expect(tracker.formula("G1") == "I10+G10+E10" && tracker.formula("F1") == "COUNTA(E4:I4)")
        let message = try #require(tracker.messages.first { $0.code == .marketsLeftOut })
        #expect(message.level == .warning && message.text.contains("I:J"))
        #expect(message.text.contains("Tracker!D1, ") && message.text.contains("Tracker!E1, "), "\(message.text)")
        #expect(message.text.hasPrefix("3 ") && message.text.hasSuffix("Tracker!H1)"), "\(message.text)")
    }

    @Test("Columns that are inserted for one block serve the others over the same columns", arguments: [3, 4, 5])
    func served(lower: Int) throws {
        let second = Self.rows.dropFirst(2).map {
            $0.replacing("META", with: "TIKTOK").replacing("E10", with: "E18").replacing("G10", with: "G18")
        }
        var rows = Self.rows + second
        rows[7] += "|||||||a note"
        let names = ["UAE", "Qatar", "Oman", "Jordan", "Egypt"]
        let records =
            Self.records(Array(names.prefix(4))) + Self.records(Array(names.prefix(lower)), platform: "TIKTOK")
        let tracker = try FilledTracker(DrawnSheet(rows: rows, merges: Self.merges), records)
        #expect(tracker.codes(.error).isEmpty)
        // E:F to K:L for META; TIKTOK has these and no more than it needs.
        #expect(["E4", "G4", "I4", "K4"].map { tracker[$0].displayText } == Array(names.prefix(4)))
        let pairs = (0..<8).map { CellReference(row: 13, column: 5 + 2 * $0) }.filter {
            tracker.grid[$0] == .text("PLANNED")
        }
        #expect(pairs.count == max(4, lower), "\(pairs)")
    }

    @Test("What stands right of the block moves with every formula that points at it")
    func moved() throws {
        var rows = Self.rows
        rows[0] = "CAMPAIGN|||||||||Rate|=J10"
        rows[3] += "||VARIANCE"
        rows[9] = "|Budget|||||||=SUM(E10:H10)|=I10+1"
        let tracker = try FilledTracker(DrawnSheet(rows: rows, merges: Self.merges), Self.three)
        #expect(tracker["I4"] == .text("Oman") && tracker["K4"] == .text("VARIANCE"))
        #expect(tracker["L1"] == .text("Rate") && tracker.formula("M1") == "L10")
        #expect(
            tracker.formula("K10") == "SUM(E10:J10)" && tracker.formula("L10") == "K10+1"
                && tracker["L10"] == .number(61))
    }

    @Test("A block that shares its columns with others stays in one piece, and keeps its figures")
    func shared() throws {
        let second = Self.rows.dropFirst(2).map {
            $0.replacing("META", with: "TIKTOK").replacing("E10", with: "E18").replacing("G10", with: "G18")
        }
        let records = Self.three + Self.records(["UAE"], platform: "TIKTOK")
        for note in [false, true] {
            var rows = Self.rows + second
            if note { rows[7] += "|||||||a note" }
            let tracker = try FilledTracker(DrawnSheet(rows: rows, merges: Self.merges), records)
            #expect(
                tracker["I4"] == .text("Oman") && tracker["E12"] == .text("UAE") && tracker["E18"] == .number(10),
                "\(tracker.messages)")
            #expect(tracker["G16"] == .empty && tracker["I16"] == .empty, "spare pairs stay empty")
            #expect(tracker["I13"] == (note ? .text("PLANNED") : .empty))
            #expect(tracker.codes(.error).isEmpty)
        }
    }

    @Test("TOTAL right of the markets, and a column of variances behind each pair")
    func groups() throws {
        let rows = [
            "META - MEDIA METRICS", "||Market 1|||Market 2|||META TOTAL",
            "||PLANNED|ACTUALS|VAR|PLANNED|ACTUALS|VAR|PLANNED|ACTUALS",
            "AWARENESS|Impressions|||=D4-C4|||=G4-F4", "|Budget|||=D5-C5|||=G5-F5",
        ]
        let tracker = try FilledTracker(
            DrawnSheet(rows: rows), Self.three + [.line(.deliveredMedia, "META", "Oman", "Awareness", budget: 4)])
        #expect(["C2", "F2", "I2", "L2"].map { tracker[$0].displayText } == ["UAE", "Qatar", "Oman", "META TOTAL"])
        #expect(tracker.formula("K5") == "J5-I5" && tracker["K5"] == .number(-6) && tracker["K3"] == .text("VAR"))
        #expect(tracker["L5"] == .number(60) && tracker["I5"] == .number(10) && tracker["J5"] == .number(4))
    }

    @Test("Pairs in other columns that would be torn apart are a reason to refuse")
    func refused() throws {
        let second = [
            "", "TIKTOK - MEDIA METRICS", "|TIKTOK TOTAL||UAE||KSA||Oman",
            "|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS", "Awareness Budget",
        ]
        var rows = Self.rows + second
        rows[7] += "|||||||a note"
        let tracker = try FilledTracker(DrawnSheet(rows: rows, merges: Self.merges), Self.three)
        #expect(tracker.codes(.error) == ["no-columns-for-market@C4"])
        #expect(
            tracker.messages.contains { $0.text.contains("Oman") && $0.text.contains("inserted between those of H13") })
        #expect(tracker["C10"] == .number(60), "TOTAL has all markets")
    }

    @Test("New columns are seen though the template hides what is right of it; a market in hidden ones is told")
    func hidden() throws {
        var sheet = DrawnSheet(rows: Self.rows, merges: Self.merges)
        sheet.columns =
            "<cols><col min=\"8\" max=\"8\" width=\"11\"/><col min=\"9\" max=\"16384\" width=\"9\" hidden=\"1\"/></cols>"
        let tracker = try FilledTracker(sheet, Self.three)
        #expect(
            tracker["I4"] == .text("Oman") && !tracker.grid.hiddenColumns.contains { $0.contains(9) || $0.contains(10) }
        )
        #expect(tracker.grid.hiddenColumns == [11...16384])
        sheet.columns = "<cols><col min=\"7\" max=\"8\" width=\"9\" hidden=\"1\"/></cols>"
        #expect(try FilledTracker(sheet, Array(Self.three.prefix(2))).codes().contains("hidden-columns@G4"))
    }

    @Test("Rows with figures that the template hides are named; other hidden rows are not")
    func hiddenRows() throws {
        var sheet = DrawnSheet(rows: Self.rows, merges: Self.merges)
        sheet.hiddenRows = [2, 5]
        #expect(try !FilledTracker(sheet, Self.three).codes().contains { $0.hasPrefix("hidden-rows") })
        sheet.hiddenRows = [5, 8, 10]
        #expect(
            try FilledTracker(sheet, Self.three).codes(.warning).filter { $0.hasPrefix("hidden-rows") } == [
                "hidden-rows@B8"
            ])
    }
}
