import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Signs, codes and names of currencies beside amounts.
@Suite("Currencies beside amounts") struct CurrencyMarkTests {
    @Test(
        "a number's text tells its currency",
        arguments: [
            ("€1,000.50", 1000.5, "EUR"), ("1.000,50 €", 1000.5, "EUR"), ("£1,000.50", 1000.5, "GBP"),
            ("-€5", -5, "EUR"), ("(€ 5)", -5, "EUR"), ("€-5", -5, "EUR"), ("US$1,000.50", 1000.5, "USD"),
            ("1,000.50 US dollars", 1000.5, "USD"), ("Dhs 7", 7, "AED"), ("AED 90.00", 90, "AED"),
            ("90.00 AED", 90, "AED"),
            ("₹1.5M", 1_500_000, "INR"), ("$5", 5, "USD"), ("¥5", 5, ""), ("5", 5, nil), ("12 K", 12_000, nil),
            ("(5)", -5, nil), ("1.2M", 1_200_000, nil),
        ] as [(String, Double, String?)])
    func number(text: String, number: Double, code: String?) {
        let parse = NumberParse(text)
        #expect(parse.number == .number(number))
        #expect(parse.currency.map { $0.usual ?? "" } == code)
    }

    @Test("words are no currency", arguments: ["top 5", "all 5", "try 3", "5 x", "Q1 5", "€", "5 € 6"])
    func words(text: String) { #expect(NumberParse(text).number == .unclear) }

    private func read(_ header: String, _ lines: [String]) throws -> (texts: [String], result: Extracted) {
        let text = (["Market,Campaign,Stage,\(header),Impressions"] + lines.map { "UAE,Glow,Awareness,\($0),1000" })
        let result = try extract(
            TextFile("input/meta.csv", text.joined(separator: "\n") + "\n"), sources: .shipped())
        return (result.records.map { $0.texts([.localCurrency, .budgetLocal]) }, result)
    }

    @Test("signs in cells say the currency, and only lines without one are said to have none") func signs() throws {
        let all = try read("Spend", ["€1000.50", "£7", "$8"])
        #expect(all.texts == ["EUR 1000.5", "GBP 7", "USD 8"])
        #expect(all.result.messages(.currencyAssumed).isEmpty)
        let some = try read("Spend", ["€1000.50", "7"])
        #expect(some.texts == ["EUR 1000.5", "- 7"])
        #expect(some.result.messages(.currencyAssumed).count == 1)
    }

    @Test(
        "a sign that the line's currency has is no other currency; one that it does not have makes the amount unknown")
    func known() throws {
        #expect(try read("Currency,Spend", ["EGP,£7", "CAD,$8", "CNY,¥9"]).texts == ["EGP 7", "CAD 8", "CNY 9"])
        let other = try read("Spend (AED)", ["€7", "$8", "9", "£1.234"])
        #expect(other.texts == ["AED -", "AED -", "AED 9", "AED -"])
        #expect(other.result.messages(.currencyConflict).count == 3)
        #expect(other.result.coverage.unaccounted == 3)
    }

    @Test("an empty cell in a column of currencies is said, and a word that is no currency is a warning") func unsaid()
        throws
    {
        let found = try read("Currency,Spend", ["AED,7", ",8", "TBC,9", "TBC,"])
        #expect(found.texts == ["AED 7", "- 8", "- 9", "- -"])
        let messages = found.result.messages(.currencyAssumed)
        #expect(messages.map(\.level).sorted { "\($0)" < "\($1)" } == [.note, .warning], "\(messages)")
        #expect(messages.contains { $0.text.contains("\"TBC\"") && $0.text.contains("which is no currency") })
        #expect(try read("Currency,Spend", ["AED,7", "AED,8"]).result.messages(.currencyAssumed).isEmpty)
    }

    @Test("a sign of several currencies of which none is usual is unknown") func unclear() throws {
        let found = try read("Spend", ["¥7"])
        #expect(found.texts == ["- -"])
        #expect(found.result.messages(.currencyConflict).first?.text.contains("CNY or JPY") ?? false)
    }

    @Test("a dollar sign in a header counts where nothing else says the currency") func header() throws {
        #expect(try read("Spend ($)", ["7"]).texts == ["USD 7"])
        #expect(try read("Currency,Spend ($)", ["AUD,7"]).texts == ["AUD 7"])
    }

    @Test("columns of periods have the currency of their headers and cells") func periods() throws {
        let result = try extract(
            TextSheets(
                "Market|Campaign|Stage|Format|Budget USD Apr 26|Budget USD May 26\nUAE|Sun|Awareness|Reels|10|€20"
            ),
            as: .planned)
        #expect(result.records.map { $0.texts([.localCurrency, .budgetLocal]) }.first == "USD 10")
        #expect(result.messages(.currencyConflict).count == 1)
    }

    @Test(
        "a column of codes says the currency, be its header known or not",
        arguments: ["Währungscode", "Code de devise", "Codice valuta", "رمز العملة", "Geldart"])
    func codes(header: String) throws {
        let found = try read("\(header),Spend", ["EUR,7", "AED,8"])
        #expect(found.texts == ["EUR 7", "AED 8"])
        #expect(found.result.messages(.currencyAssumed).isEmpty)
    }
}
