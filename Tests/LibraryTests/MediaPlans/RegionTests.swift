import Glibc
import Streams
import Testing

@testable import MediaPlans

/// Fences with gaps, headers by what they say, and rows that look like lines and are none.
@Suite struct RegionTests {
    static let header = "START|MARKET|CAMPAIGN |CEJ|FORMAT|IMPRESSIONS|BUDGET [LOCAL]|END"
    static let lines = """
        START|UAE|Glow|Awareness|VRC|1000|50|END
        START|Qatar|Glow|Purchase|VAC|2000|60.5|END
        """
    static let top = ".|START|START|START|START|START|START"
    static let bottom = ".|END|END|END|END|END|END"
    static let fees = """

        .|NET TO MEDIA |110.5
        .|FEE|RATE
        .|AWARENESS KPI|.|.|.|3000|110.5
        """

    /// What is left of a whole fence, and what the region says to lack.
    struct Gap: Sendable, CustomTestStringConvertible {
        var name: String
        var text: String
        var lacks: [String]
        var testDescription: String { name }
    }

    static let gaps: [Gap] = [
        Gap(name: "whole", text: "\(top)\n\(header)\n\(lines)\n\(bottom)\(fees)", lacks: []),
        Gap(name: "anywhere", text: "@40\n" + shifted("\(top)\n\(header)\n\(lines)\n\(bottom)"), lacks: []),
        Gap(
            name: "no top row", text: "Campaign|x\n\n\(header)\n\(lines)\n\(bottom)\(fees)",
            lacks: ["the row of START above the header"]),
        Gap(
            name: "top row with a gap", text: ".|START|START|.|START|START|START\n\(header)\n\(lines)\n\(bottom)",
            lacks: ["START in D1"]),
        Gap(
            name: "header without START",
            text: "\(top)\n" + header.replacingFirst("START", ".") + "\n\(lines)\n\(bottom)",
            lacks: ["START beside the header"]),
        Gap(
            name: "header without END", text: "\(top)\n" + String(header.dropLast(4)) + "\n\(lines)\n\(bottom)",
            lacks: ["END beside the header"]),
        Gap(
            name: "line without START",
            text: "\(top)\n\(header)\n" + lines.replacingFirst("START", ".") + "\n\(bottom)",
            lacks: ["START beside row 3"]),
        Gap(
            name: "lines without END",
            text: "\(top)\n\(header)\n" + lines.split(separator: "\n").map { $0.dropLast(4) }.joined(separator: "\n")
                + "\n\(bottom)",
            lacks: ["END beside rows 3–4"]),
        Gap(
            name: "no markers beside the lines", text: "\(top)\n\(header)\n\(bare(lines))\n\(bottom)\(fees)",
            lacks: ["START beside rows 3–4", "END beside rows 3–4"]),
        Gap(
            name: "no bottom row", text: "\(top)\n\(header)\n\(lines)\(fees)",
            lacks: ["the row of END under the last line"]),
        Gap(
            name: "no bottom row, and the sum right under the lines",
            text: "\(top)\n\(header)\n\(lines)\n.|AWARENESS KPI|.|.|.|3000|110.5\n.|.|.|.|.|3000|110.5",
            lacks: ["the row of END under the last line"]),
        Gap(
            name: "bottom row with gaps", text: "\(top)\n\(header)\n\(lines)\n.|END|.|END|END|.|.",
            lacks: ["END in C5, F5:G5"]),
        Gap(
            name: "only the top row", text: "\(top)\n\(bare(header))\n\(bare(lines))\(fees)",
            lacks: [
                "START beside the header", "END beside the header", "START beside rows 3–4", "END beside rows 3–4",
                "the row of END under the last line",
            ]),
        Gap(
            name: "only the bottom row", text: "\n\(bare(header))\n\(bare(lines))\n\(bottom)",
            lacks: [
                "the row of START above the header", "START beside the header", "END beside the header",
                "START beside rows 3–4", "END beside rows 3–4",
            ]),
        Gap(name: "nothing", text: "\nNotes|x\n\(bare(header))\n\(bare(lines))\(fees)", lacks: ["the whole fence"]),
        Gap(
            name: "nothing, and the sum right under the lines",
            text: "\(bare(header))\n\(bare(lines))\n.|TOTAL|.|.|.|3000|110.5", lacks: ["the whole fence"]),
        Gap(
            name: "lower case and blanks", text: "\(top)\n\(header)\n\(lines)\n\(bottom)".lowercasedMarkers(), lacks: []
        ),
        Gap(
            name: "START in the row of END", text: "\(top)\n\(header)\n\(lines)\nSTART|END|END|END|END|END|END|END",
            lacks: []),
        Gap(
            name: "blank rows and an empty line inside",
            text: "\(top)\n\(header)\n\n"
                + lines.split(separator: "\n").joined(separator: "\nSTART|.|.|.|.|.|.|END\n\n") + "\n\n\(bottom)",
            lacks: []),
    ]

    @Test(arguments: gaps) func fencesWithGapsAreFoundByWhatRemains(gap: Gap) throws {
        let result = try extract(TextSheets(gap.text), as: .planned)
        #expect(result.records.map { $0[.market] } == [.text("UAE"), .text("Qatar")])
        #expect(result.records.map { $0[.budgetLocal] } == [.number(50), .number(60.5)])
        #expect(result.regions.map(\.lacks) == [gap.lacks])
        let said = result.messages.filter { [.fenceGap, .fenceMissing].contains($0.code) }
        #expect(said.count == (gap.lacks.isEmpty ? 0 : 1))
        // A total that is the sum of the lines shows that all were read.
        let isProved = gap.lacks == ["the whole fence"] && gap.text.contains("TOTAL")
        #expect(said.allSatisfy { $0.level == (gap.lacks == ["END beside the header"] || isProved ? .note : .warning) })
        // Without any fence nothing says that fees under the lines are no lines.
        let unlike = gap.lacks == ["the whole fence"] && gap.text.contains(Self.fees) ? 1 : 0
        #expect(result.messages(.rowsUnlike).count == unlike)
        #expect(result.messages.count == said.count + unlike, "\(result.messages)")
    }

    private static func bare(_ text: String) -> String {
        text.split(separator: "\n").map { line in
            line.split(separator: "|").map { $0 == "START" || $0 == "END" ? "." : $0 }.joined(separator: "|")
        }.joined(separator: "\n")
    }

    private static func shifted(_ text: String) -> String {
        text.split(separator: "\n").map { ".|.|.|" + $0 }.joined(separator: "\n")
    }

    @Test func aLineUnderTheRowOfEndIsReportedAndNotRead() throws {
        let text =
            "\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)\n\n.|Oman|Glow|Awareness|VRC|10|1\n.|NET TO MEDIA|5"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.count == 2)
        #expect(result.messages.map(\.code) == [.lineOutside])
        #expect(result.messages[0].place.cell == "B7")
    }

    @Test func manyLinesOutsideAreOneMessageWithTheirRows() throws {
        let strays = (0..<50).map { _ in ".|Oman|Glow|Awareness|VRC|10|1" }.joined(separator: "\n")
        let result = try extract(
            TextSheets("\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)\n\n\(strays)"), as: .planned)
        #expect(result.messages.map(\.code) == [.lineOutside])
        #expect(result.messages[0].text.contains("rows 7–56"))
    }

    @Test func theHeaderAmongTheLinesIsPassedOver() throws {
        let text =
            "\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(Self.header)\nSTART|Oman|Glow|Awareness|VRC|10|1|END\n\(Self.bottom)"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.count == 3)
        #expect(result.messages.map(\.code) == [.headerRepeated])
    }

    @Test func hiddenRowsAndSheetsAreReadAndReported() throws {
        let text = "\(Self.top)\n\(Self.header)\n~\(Self.lines)\n\(Self.bottom)"
        let rows = try extract(TextSheets(text), as: .planned)
        #expect(rows.records.count == 2)
        #expect(rows.messages.map(\.code) == [.hiddenRows])
        #expect(rows.messages[0].text.contains("row 3"))
        let sheet = try extract(
            TextSheets("\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)", state: .hidden), as: .planned)
        #expect(sheet.records.count == 2)
        #expect(sheet.messages.map(\.code) == [.hiddenSheet])
    }

    @Test("Columns of a region that are hidden are read and named, through a grid as well")
    func hiddenColumns() throws {
        func line(_ row: Int, _ cells: [String], _ more: String = "") -> String {
            "{\"file\":\"P.xlsx\",\"sheet\":\"META\",\"row\":\(row)\(more),\"cells\":[\(cells.joined(separator: ","))]}\n"
        }
        let header = ["null", "MARKET", "CAMPAIGN", "CEJ", "BUDGET [LOCAL]", "IMPRESSIONS"].map {
            $0 == "null" ? $0 : "\"\($0)\""
        }
        func messages(_ hidden: String) throws -> [Message] {
            let text =
                line(2, header, ",\"hiddenColumns\":[\(hidden)]")
                + line(3, ["null", "\"UAE\"", "\"Glow\"", "\"Awareness\"", "100", "9000"])
                + line(4, ["null", "\"KSA\"", "\"Glow\"", "\"Awareness\"", "70", "7000"])
            let path = "/tmp/grid-\(UInt64.random(in: 0...UInt64.max)).ndjson"
            defer { unlink(path) }
            let output = try Output(replacing: path)
            try output.write(text)
            try output.finish()
            return try extract(GridSource(Input(path: path)), as: .planned).messages.filter {
                $0.code == .hiddenColumns
            }
        }
        let found = try messages("\"A\",\"E:F\",\"H\"")
        #expect(found.count == 1 && found[0].place.cell == "E2", "\(found)")
        #expect(
            found[0].text.contains("2 hidden columns") && found[0].text.contains("E (BUDGET_LOCAL), F (IMPRESSIONS)"))
        #expect(try messages("\"A\",\"H:XFD\"").isEmpty)
    }

    @Test func twoHeadersForOneColumnAreReportedAndTheLesserKept() throws {
        let text = """
            .|START|START|START|START|START|START
            START|MARKET|CEJ|IMPRESSIONS|BUDGET|BUDGET [LOCAL]|MARKET|END
            START|UAE|Awareness|1000|7|50|Qatar|END
            .|END|END|END|END|END|END
            """
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records[0][.budgetLocal] == .number(50))
        #expect(result.records[0][.market] == .text("UAE"))
        #expect(result.records[0].extras.map(\.name) == ["BUDGET", "MARKET_2"])
        #expect(result.records[0].extras.map(\.value) == [.number(7), .text("Qatar")])
        #expect(result.messages(.columnTwice).map(\.place.cell) == ["E2", "G2"])
    }

    @Test func columnsThatAreNotKnownFollowUnderTheirOwnNames() throws {
        let text = """
            .|START|START|START|START|START|START|START
            START|MARKET|CEJ|IMPRESSIONS|BUDGET [LOCAL]|BUDGET [AED]|.|Agency\\nRef #|END
            START|UAE|Awareness|1000|50|183.6|x|7|END
            START|Oman|Awareness|1000|50|.|.|n/a|END
            .|END|END|END|END|END|END|END
            """
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records[0].extras.map(\.name) == ["BUDGET_AED", "AGENCY_REF", "COLUMN_G"])
        #expect(result.records[0].extras.map(\.value) == [.number(183.6), .number(7), .text("x")])
        #expect(result.records[1].extras.map(\.value) == [.unknown, .unknown, .unknown])
        #expect(result.messages(.columnUnnamed).map(\.place.cell) == ["G3"])
    }

    @Test func aMissingColumnOfFiguresIsReported() throws {
        let text =
            ".|START|START|START|START\nSTART|MARKET|CEJ|IMPRESSIONS|COMMITMENT|END\nSTART|UAE|Awareness|1|5|END\n.|END|END|END|END"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.messages.map(\.code) == [.columnMissing])
        #expect(result.messages[0].text.contains("BUDGET_LOCAL"))
        #expect(result.records[0][.budgetLocal] == .unknown)
    }

    @Test func aHeaderOfAmountsMayNameTheCurrency() throws {
        let text =
            ".|START|START|START|START\nSTART|MARKET|CEJ|IMPRESSIONS|BUDGET [EUR]|END\nSTART|UAE|Awareness|1|5|END\n.|END|END|END|END"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.messages.isEmpty)
        #expect(result.records[0][.budgetLocal] == .number(5))
        #expect(result.records[0][.localCurrency] == .text("EUR"))
    }

    @Test func anUnknownHeaderUnderStartIsAnError() throws {
        let other = "\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)"
        let text = ".|START|START|START\nSTART|Land|Geld|Wann|END\nSTART|UAE|5|1|END\n.|END|END|END"
        let result = try extract(TextSheets([("META", text), ("DV360", other)]), as: .planned)
        #expect(result.messages.map(\.code) == [.headerUnknown])
        #expect(result.messages[0].level == .error)
        #expect(result.messages[0].text.contains("\"Land\", \"Geld\", \"Wann\""))
    }

    @Test func aPlatformSheetWithoutARegionIsAnErrorAndAnEmptyOneIsNot() throws {
        let plan = "\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)"
        let result = try extract(TextSheets([("META", "to follow"), ("TIKTOK", ""), ("DV360", plan)]), as: .planned)
        #expect(result.messages.map { [$0.code.rawValue, $0.place.sheet ?? ""] } == [["no-region", "META"]])
        #expect(result.messages[0].level == .error)
    }

    @Test func aWorkbookWithoutAnyRegionIsStatus65() {
        #expect { try extract(TextSheets("just notes", sheet: "Notes"), as: .planned) } throws: { error in
            (error as? Failure)?.status == .data && (error as? Failure)?.message.code == .noRegion
        }
    }

    @Test func aFencedSheetThatIsNoPlatformsIsNotReadAndSaid() throws {
        let plan = "\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)"
        let result = try extract(TextSheets([("DV360", plan), ("DV360 old", plan), ("Notes", "x")]), as: .planned)
        #expect(result.records.count == 2)
        #expect(
            result.messages.map { [$0.code.rawValue, $0.place.sheet ?? "", $0.place.cell ?? ""] } == [
                ["sheet-ignored", "DV360 old", "B2"]
            ])
    }

    @Test func sheetsUnderAliasesArePlatformsAndTwoOfOneAreSaid() throws {
        let plan = "\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)"
        let result = try extract(TextSheets([("YouTube", plan), ("Instagram", plan), ("Google", plan)]), as: .planned)
        #expect(
            result.records.map { $0[.sourceSheet] }
                == ["DV360", "DV360", "META", "META", "DV360", "DV360"].map(FieldValue.text))
        #expect(result.messages.map(\.code) == [.versionsUnclear] && result.messages[0].place.sheet == "Google")
        #expect(result.messages[0].text.hasPrefix("2 lines are on \"YouTube\" too (row 3)"), "\(result.messages)")
        let meta = try extract(TextSheets([("YouTube", plan), ("Instagram", plan)]), as: .planned, platforms: ["META"])
        #expect(meta.records.map(\.sheetPlatform) == ["META", "META"])
    }

    @Test func aReportGivenAsAPlanAndThereverseAreRefused() {
        let report =
            ".|START|START|START\nSTART|Metrics / Markets|UAE|Oman|END\nSTART|Campaign Reach|5|6|END\n.|END|END|END"
        #expect { try extract(TextSheets(report), as: .planned) } throws: {
            ($0 as? Failure)?.message.code == .wrongKind
        }
        let plan =
            ".|START\nSTART|MARKET|CEJ|BUDGET [LOCAL]|IMPRESSIONS|BUYING MODEL|TA SIZE|# WEEKS|MEDIA KPIs|END\nSTART|UAE|Awareness|1|2|CPM|3|4|x|END"
        #expect { try extract(TextSheets(plan), as: .delivered) } throws: {
            ($0 as? Failure)?.message.code == .wrongKind
        }
    }

    @Test func aMarkerAmongALinesCellsIsNoValue() throws {
        let text = "\(Self.top)\n\(Self.header)\nSTART|UAE|END|Awareness|VRC|1|5|END\n\(Self.bottom)"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.count == 1)
        #expect(result.records[0][.campaign] == .unknown)
        #expect(result.messages.map(\.code) == [.markerAmongData])
    }

    @Test func aLineOfTotalsInsideTheFenceIsNotRead() throws {
        let text = "\(Self.top)\n\(Self.header)\n\(Self.lines)\nSTART|Grand Total|.|.|.|3000|110.5|END\n\(Self.bottom)"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.count == 2)
        #expect(result.messages.map(\.code) == [.totalPassed])
        #expect(result.messages[0].place.cell == "B5")
    }

    @Test func aSecondRegionBesideTheFirstIsAnError() throws {
        func twice(_ text: String) -> String {
            text.split(separator: "\n").map { "\($0)|.|\($0)" }.joined(separator: "\n")
        }
        let text = twice("\(Self.top)|.\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)|.")
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.count == 2)
        #expect(result.messages.map(\.code) == [.regionBeside])
        #expect(result.messages[0].place.cell == "J2")
    }

    @Test func aTitleBetweenTheRowOfStartAndTheHeaderDoesNotHinder() throws {
        let text = "\(Self.top)\n.|Line items\n\(Self.header)\n\(Self.lines)\n\(Self.bottom)"
        let result = try extract(TextSheets(text), as: .planned)
        #expect(result.records.count == 2)
        #expect(result.messages.isEmpty, "\(result.messages)")
    }

    @Test func anEmptyRegionIsSaid() throws {
        let result = try extract(TextSheets("\(Self.top)\n\(Self.header)\n\(Self.bottom)"), as: .planned)
        #expect(result.records.isEmpty)
        #expect(result.messages.map(\.code) == [.regionEmpty])
    }

    @Test func undecidedRowsAreBounded() throws {
        let junk = (0..<3000).map { ".|note \($0)|x" }.joined(separator: "\n")
        let result = try extract(TextSheets("\(Self.top)\n\(Self.header)\n\(Self.lines)\n\(junk)"), as: .planned)
        #expect(result.records.count == 2)
    }
}

extension String {
    fileprivate func replacingFirst(_ old: String, with new: String = "") -> String { replacingFirst(old, new) }

    fileprivate func replacingFirst(_ old: String, _ new: String) -> String {
        hasPrefix(old) ? new + dropFirst(old.count) : self
    }

    fileprivate func lowercasedMarkers() -> String {
        split(separator: "\n").map { line in
            line.split(separator: "|").map { $0 == "START" || $0 == "END" ? " \($0.lowercased()) " : String($0) }
                .joined(separator: "|")
        }.joined(separator: "\n")
    }
}
