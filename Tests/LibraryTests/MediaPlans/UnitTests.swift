import Streams
import Testing

@testable import MediaPlans

/// Units in headers and names: they scale, or the numbers are in no figure.
@Suite struct UnitTests {
    private let vocabulary = Vocabulary.builtIn

    @Test(arguments: [
        ("Imps (M)", "Imps", 6), ("IMPRESSIONS K", "IMPRESSIONS", 3), ("Imps '000", "Imps", 3),
        ("Reach (000's)", "Reach", 3),
        ("Reach in thousands", "Reach", 3), ("Spend (AED, 000)", "Spend AED", 3),
        ("Impressions [in mn]", "Impressions", 6),
        ("Impressions (in lakhs)", "Impressions", 5), ("Views (000 000)", "Views", 6), ("Budget crore", "Budget", 7),
        ("Awareness Reach - in thousands", "Awareness Reach", 3),
    ])
    func unitsAreFound(header: String, rest: String, power: Int) throws {
        let unit = try #require(vocabulary.unit(of: header))
        #expect(unit.power == power)
        #expect(normalised(unit.rest) == normalised(rest))
        #expect(unit.isCertain)
    }

    @Test(arguments: [
        "Cost per 1,000 impressions (CPM)", "Cost per thousand impressions", "Impressions", "M", "Top 1 000 reach",
        "Mobile K views", "CPM BUYING RATE\n[LOCAL]",
    ])
    func otherNumbersAreNoUnits(header: String) { #expect(vocabulary.unit(of: header) == nil) }

    @Test func aBareLetterIsNotCertain() { #expect(vocabulary.unit(of: "Reach M")?.isCertain == false) }

    /// 3.651017 million is 3651017 to the digit, which a product of doubles need not be.
    @Test func numbersAreScaledAsDecimals() {
        for number in [3.651017, 0.2147, 1.359453, 0.1, 0.769888] {
            let digits = Int((number * 1_000_000).rounded())
            #expect(UnitScale.scaled(number, power: 6) == Double(digits))
        }
    }

    private func plan(_ header: String, _ values: [String]) throws -> Extracted {
        let lines = zip(["UAE", "KSA"], values).map { "START|\($0)|Awareness|\($1)|10|USD|END" }
        return try extract(
            TextSheets(
                """
                .|START|START|START|START|START
                START|MARKET|CEJ|\(header)|BUDGET [LOCAL]|LOCAL CURRENCY|END
                \(lines.joined(separator: "\n"))
                .|END|END|END|END|END
                """), as: .planned)
    }

    @Test(arguments: [
        ("Imps (M)", ["1.5", "2.25"]), ("Imps K", ["1500", "'2,250.0"]), ("Imps (000)", ["1500", "'2.25M"]),
    ])
    func aColumnIsMultiplied(header: String, values: [String]) throws {
        let result = try plan(header, values)
        #expect(result.records.map { $0[.impressions].number } == [1_500_000, 2_250_000])
        #expect(result.messages(.unitScaled).map(\.place.cell) == ["D2"])
    }

    @Test func aDoubtfulUnitIsInNoFigure() throws {
        let result = try plan("Imps M", ["1.5", "2.25"])
        #expect(result.records.allSatisfy { $0[.impressions].isUnknown })
        #expect(result.messages(.unitUnclear).count == 1)
    }

    @Test func numbersStoredInFullAreNotMultiplied() throws {
        let result = try plan("Imps (M)", ["1500000", "2.25"])
        #expect(result.records.map { $0[.impressions] } == [.unknown, .number(2_250_000)])
        #expect(result.messages(.unitContradicts).map(\.level) == [.error])
    }

    @Test func theMemoryMayNotTakeADoubtfulUnit() throws {
        let memory = MappingMemory([
            .init(column: "IMPS_M", destination: .impressions, client: nil, proposer: "person", score: 1, date: "")
        ])
        var naming = HeaderNaming(vocabulary: vocabulary, rules: ClientRules())
        naming.memory = memory
        #expect(naming.column(named: "Imps M") == nil)
        let plan = ColumnPlan(header: [1: "Imps (M)"], columns: 1...1, naming: naming)
        #expect(plan.column(of: .impressions) == 1)
        #expect(plan.power(of: 1) == 6)
    }

    @Test func metricsAndMarketsHaveUnits() throws {
        let result = try extract(
            TextSheets(
                """
                .|START|START|START
                START|Metrics / Markets|UAE|KSA (000)|END
                START|Awareness Reach - in thousands|919|315|END
                START|Campaign Reach|1000000|400|END
                START|Campaign Freq.|4|5|END
                .|END|END|END
                """), as: .delivered)
        #expect(result.records.prefix(4).map { $0[.uniquesReach].number } == [919_000, 315_000, 1_000_000, 400_000])
        #expect(result.records.suffix(2).map { $0[.frequency].number } == [4, 5])
        #expect(result.records.map { $0[.market].text } == ["UAE", "KSA", "UAE", "KSA", "UAE", "KSA"])
        #expect(result.messages(.unitScaled).count == 1)
    }
}
