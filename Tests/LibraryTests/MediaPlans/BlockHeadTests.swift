import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Blocks of one market each on one sheet: what stands above a block's header holds for its lines.
@Suite("Blocks with heads of their own") struct BlockHeadTests {
    private static let header = "Campaign|Objective|Format|Budget|Impressions|Clicks"
    private static let lines = "Sun|Awareness|Reels|10|1000|.\nSun|Purchase|Reels|20|2000|20"

    private func read(_ heads: [String], header: [String] = [Self.header]) throws -> Extracted {
        let blocks = heads.enumerated().map { "\($1)\n\(header[$0 % header.count])\n\(Self.lines)\n" }
        return try extract(TextSheets(blocks.joined(separator: "\n"), sheet: "META"), as: .planned)
    }

    private func markets(_ result: Extracted) -> [String] {
        result.records.map { $0.texts([.market, .localCurrency]) }
    }

    @Test(
        "the market of a block is that of its own head, however it is written",
        arguments: [
            ["Market: UAE", "Market: Kuwait"], ["Market: UAE\n", "Market: Kuwait\n"], ["Market|UAE", "Market|Kuwait"],
            ["UAE", "KUWAIT"], ["UAE\n", "KUWAIT\n"], ["Plan v3\nUAE", "Kuwait"], ["Market: UAE", "Kuwait"],
        ])
    func market(heads: [String]) throws {
        let result = try read(heads)
        #expect(markets(result) == ["UAE -", "UAE -", "Kuwait -", "Kuwait -"])
        let notes = result.messages(.headValue).map(\.text)
        #expect(notes.count == 1 && notes[0].contains("UAE from row") && notes[0].contains("Kuwait from row"))
        #expect(result.messages(.columnMissing).isEmpty)
        #expect(result.coverage.unaccounted == 0)
    }

    @Test("so is its currency; one that it does not name is that of the sheet's head") func currency() throws {
        let both = try read(["Market|UAE\nCurrency|AED\n", "Market|Kuwait\nCurrency|KWD\n"])
        #expect(markets(both) == ["UAE AED", "UAE AED", "Kuwait KWD", "Kuwait KWD"])
        let one = try read(["All amounts in USD\nMarket: UAE", "Market: Kuwait"])
        #expect(markets(one) == ["UAE USD", "UAE USD", "Kuwait USD", "Kuwait USD"])
    }

    @Test("a block whose header differs has its own market, too") func otherHeader() throws {
        let result = try read(
            ["Market: UAE", "Market: Kuwait"],
            header: [Self.header, "Campaign|Objective|Format|Budget|Impressions|Video views"])
        #expect(markets(result) == ["UAE -", "UAE -", "Kuwait -", "Kuwait -"] || markets(result).count == 2)
        #expect(!markets(result).dropFirst(2).contains { $0.hasPrefix("UAE") })
    }

    @Test(
        "a market that is not known is unknown in the lines of its block, and said",
        arguments: [["Market: UAE", "Market: Wakanda"], ["Market|UAE", "Market|Wakanda"], ["UAE", "Wakanda"]])
    func unknown(heads: [String]) throws {
        let result = try read(heads)
        #expect(markets(result) == ["UAE -", "UAE -", "- -", "- -"])
        let warnings = result.messages(.headValue).filter { $0.level == .warning }
        #expect(warnings.count == 1 && warnings[0].text.contains("Wakanda"))
    }

    @Test("a title that says no market leaves that of the sheet's head, and is said") func phase() throws {
        let result = try read(["Market: UAE\nPhase 1", "Phase 2"])
        #expect(markets(result) == ["UAE -", "UAE -", "UAE -", "UAE -"])
        #expect(result.messages(.headValue).filter { $0.level == .warning }.count == 1)
    }

    @Test("a column of markets needs no head, and a blank cell under it stays unknown") func column() throws {
        let result = try extract(
            TextSheets(
                "Market: UAE\n\nMarket|\(Self.header)\nKuwait|Sun|Awareness|Reels|10|1000|.\n.|Sun|Purchase|Reels|20|2000|20\n",
                sheet: "META"), as: .planned)
        #expect(markets(result).first == "Kuwait -")
        #expect(!markets(result).contains { $0.hasPrefix("UAE") })
        #expect(result.messages(.headValue).isEmpty)
    }

    private static let plain = "Campaign|Objective|Format|Budget (USD)|Impressions"

    private func groups(_ headings: [String]) throws -> (markets: [String], warnings: [String]) {
        let rows = headings.map {
            $0.hasPrefix("=") ? String($0.dropFirst()) : "\($0)\nSun|Awareness|Reels|10|1000\nSun|Purchase|Reels|20|900"
        }
        let result = try extract(
            TextSheets(Self.plain + "\n" + rows.joined(separator: "\n"), sheet: "META"), as: .planned)
        return (
            result.records.map { $0.texts([.market]) },
            result.messages(.headValue).filter { $0.level == .warning }.map(\.text)
        )
    }

    @Test("a sub-heading that is not known ends the one above, and is said") func unknownHeading() throws {
        let found = try groups(["UAE", "Saudia", "Kuwait", "All markets", "Other countries"])
        #expect(found.markets == ["UAE", "UAE", "-", "-", "Kuwait", "Kuwait", "-", "-", "-", "-"])
        #expect(found.warnings.count >= 2 && found.warnings[0].contains("Saudia"))
    }

    @Test("headings under those of markets, and remarks, end nothing") func nested() throws {
        let nested = try groups(["=UAE", "Ramadan", "Eid", "=Kuwait", "Ramadan"])
        #expect(nested.markets == ["UAE", "UAE", "UAE", "UAE", "Kuwait", "Kuwait"])
        #expect(nested.warnings.isEmpty)
        #expect(try groups(["UAE", "* net of fees"]).markets == ["UAE", "UAE", "UAE", "UAE"])
    }

    @Test("a currency that is said under the lines is an error where they have none") func currencyUnder() throws {
        let lines = "Market|Campaign|Objective|Format|Budget|Impressions\nUAE|Sun|Awareness|Reels|10|1000\n\n"
        let result = try extract(TextSheets(lines + "* all figures in AED", sheet: "META"), as: .planned)
        #expect(result.messages(.currencyUnknown).map(\.level) == [.error])
        #expect(result.messages(.headValue).isEmpty)
        let said = try extract(
            TextSheets(lines.replacing("Budget", with: "Budget (AED)") + "* all figures in AED", sheet: "META"),
            as: .planned)
        #expect(said.messages(.currencyUnknown).isEmpty)
    }

    @Test(
        "the head says the currency in more words",
        arguments: [
            ("Figures in thousands of SAR", "SAR"), ("Prices are in € net", "EUR"), ("All figures in AED", "AED"),
            ("Sale in UAE", "-"),
        ])
    func words(text: String, code: String) throws {
        let result = try extract(
            TextSheets(
                "\(text)\n\nMarket|Campaign|Objective|Format|Budget|Impressions\nUAE|Sun|Awareness|Reels|10|1000",
                sheet: "META"), as: .planned)
        #expect(result.records.map { $0.texts([.localCurrency]) } == [code])
    }
}
