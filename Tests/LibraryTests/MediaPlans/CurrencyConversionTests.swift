import Streams
import Testing
import Workbooks

@testable import MediaPlans

@Suite("Currencies") struct CurrencyConversionTests {
    private static let rates = """
        {"base": "USD", "rates": {
          "AED": {"2026-04": {"rate": 3.6725, "source": "Central bank", "date": "2026-04-30"}},
          "KWD": {"2026-04": {"rate": 0.3072, "source": "Central bank", "date": "2026-04-30"},
                  "2026-05": {"rate": 0.3, "source": "Central bank", "date": "2026-05-31"}}}}
        """

    private func record(_ kind: SourceType, _ currency: String?, _ budget: Double?, _ month: Int? = nil) -> Record {
        var record = Record(sourceType: kind, sheetPlatform: "DV360")
        if let currency { record[.localCurrency] = .text(currency) }
        if let budget { record[.budgetLocal] = .number(budget) }
        if let month { record[.startDate] = .date(CivilDate(year: 2026, month: month, day: 1)) }
        return record
    }

    /// The records as they come out, `USD 1000`, and the codes of messages.
    private func convert(
        _ rates: String?, planned: [Record], delivered: [Record] = []
    ) throws -> (texts: [String], codes: [MessageCode]) {
        var texts: [String] = []
        var codes: [MessageCode] = []
        let rates = try rates.map { try ExchangeRates(ConfigurationNode(Array($0.utf8), file: "exchange_rates.json")) }
        let conversion = CurrencyConversion(rates: rates) { codes.append($0.code) }
        for (kind, records) in [(InputKind.planned, planned), (.delivered, delivered)] {
            try conversion.converting(kind, to: { texts.append($0.texts([.localCurrency, .budgetLocal])) }) { emit in
                for record in records { try emit(record) }
            }
        }
        conversion.finish()
        return (texts, codes)
    }

    @Test("a report is brought to the plan's currency by its month's rate")
    func report() throws {
        let found = try convert(
            Self.rates, planned: [record(.planned, "USD", 1000, 4)],
            delivered: [
                record(.deliveredMedia, "AED", 3672.5, 4), record(.deliveredMedia, "KWD", 3, 5),
                record(.deliveredMedia, "USD", 7, 4),
                record(.deliveredMedia, nil, 8, 4),
            ])
        #expect(found.texts == ["USD 1000", "USD 1000", "USD 10", "USD 7", "- 8"])
        #expect(found.codes == [.currencyConverted, .currencyConverted])
    }

    @Test("a report's line without dates is of the month of a plan of one month")
    func noDates() throws {
        let found = try convert(
            Self.rates, planned: [record(.planned, "USD", 1000, 4)], delivered: [record(.deliveredMedia, "KWD", 0.3072)]
        )
        #expect(found.texts.last == "USD 1")
    }

    @Test("without a rate for the month a report's amounts are unknown, and that is an error")
    func unknown() throws {
        for rates in [nil, Self.rates] {
            let found = try convert(
                rates, planned: [record(.planned, "USD", 1000, 6)], delivered: [record(.deliveredMedia, "AED", 5, 6)])
            // Nothing is left in the other currency that could be set beside the plan's.
            #expect(found.texts == ["USD 1000", "USD -"])
            #expect(found.codes == [.currencyUnknown])
        }
    }

    @Test("a plan in several currencies is brought to the rates' base; without rates its lines stay as they are")
    func severalCurrencies() throws {
        let plan = [record(.planned, "AED", 3672.5, 4), record(.planned, "KWD", 215, 4)]
        #expect(
            try convert(Self.rates, planned: plan).texts == ["USD 1000", "USD \(DecimalText.string(215 / 0.3072))"])
        let without = try convert(
            nil, planned: plan, delivered: [record(.deliveredMedia, "KWD", 3, 4), record(.deliveredMedia, "EUR", 3, 4)])
        #expect(without.texts == ["AED 3672.5", "KWD 215", "KWD 3", "- -"])
        #expect(without.codes == [.currencyUnknown])
    }

    private func record(_ kind: SourceType, in market: String, _ currency: String?, _ budget: Double) -> Record {
        var record = record(kind, currency, budget, 4)
        record[.market] = .text(market)
        return record
    }

    @Test("a report without a currency is in the one that the plan has for the market, never in the target's")
    func assumed() throws {
        let plan = [
            record(.planned, in: "UAE", "AED", 3672.5), record(.planned, in: "Kuwait", "KWD", 0.3072),
            record(.planned, in: "Qatar", "AED", 1), record(.planned, in: "Qatar", "KWD", 1),
        ]
        let report = [
            record(.deliveredMedia, in: "UAE", nil, 3672.5), record(.deliveredMedia, in: "Kuwait", nil, 0.3072),
            record(.deliveredMedia, in: "Qatar", nil, 7), record(.deliveredMedia, in: "Oman", nil, 7),
        ]
        let without = try convert(nil, planned: plan, delivered: report)
        #expect(without.texts.suffix(4) == ["AED 3672.5", "KWD 0.3072", "- -", "- -"])
        #expect(without.codes == [.currencyAssumed, .currencyUnknown])
        let with = try convert(Self.rates, planned: plan, delivered: report)
        #expect(with.texts.suffix(4) == ["USD 1000", "USD 1", "- -", "- -"])
        let target = Self.rates.replacing("\"rates\": {", with: "\"target\": \"KWD\", \"rates\": {")
        let one = try convert(
            target, planned: [record(.planned, in: "UAE", "AED", 3672.5)],
            delivered: [record(.deliveredMedia, in: "UAE", nil, 3672.5)])
        #expect(one.texts == ["KWD 307.2", "KWD 307.2"])
        #expect(one.codes == [.currencyAssumed, .currencyConverted])
    }

    @Test(
        "a currency is known by its code, by a sign of its own and by its name",
        arguments: [
            ("usd ", "USD"), ("US$", "USD"), ("€", "EUR"), ("Dhs", "AED"), ("UAE Dirhams", "AED"), ("$", nil),
            ("Dollar", nil),
        ] as [(String, String?)])
    func named(text: String, code: String?) { #expect(Currency.code(text) == code) }

    @Test("a converted record keeps its amount, and the rate with its source and day")
    func origin() throws {
        var converted: Record?
        let conversion = CurrencyConversion(
            rates: try ExchangeRates(ConfigurationNode(Array(Self.rates.utf8), file: "exchange_rates.json"))
        ) { _ in }
        conversion.note(planned: record(.planned, "USD", 1, 4))
        converted = conversion.delivered(record(.deliveredMedia, "AED", 3672.5, 4))
        let extras = try #require(converted).extras
        #expect(extras.map(\.name) == CurrencyConversion.extras)
        #expect(
            extras.map(\.value) == [
                .text("AED"), .number(3672.5), .number(1 / 3.6725), .text("2026-04"), .text("Central bank"),
                .text("2026-04-30"),
            ])
    }

    @Test(
        "a header names its currency",
        arguments: [
            ("Amount spent (USD)", "USD"), ("Spend [AED]", "AED"), ("COST KWD", "KWD"), ("Clicks (all)", nil),
            ("Spend (USD, AED)", nil),
            ("USD", nil), ("Spend", nil),
        ] as [(String, String?)])
    func header(text: String, code: String?) { #expect(Currency.parted(text)?.code == code) }

    @Test(
        "a mistake in the rates is told with its place",
        arguments: [
            (#"{"rates": {}}"#, "the file lacks \"base\""),
            (#"{"base": "Dollar"}"#, "\"base\" is not of a currency's code"),
            (#"{"base": "USD", "rates": {"AED": {"April": {}}}}"#, "\"rates.AED.April\" is not of a month"),
            (
                #"{"base": "USD", "rates": {"AED": {"2026-04": {"rate": 0}}}}"#,
                "\"rates.AED.2026-04.rate\" must be a number above 0"
            ),
            (#"{"base": "USD", "rates": {"AED": {"2026-04": {"rate": 1}}}}"#, "\"rates.AED.2026-04\" lacks"),
        ])
    func mistakes(text: String, words: String) throws {
        let failure = try #require(throws: Failure.self) {
            try ExchangeRates(ConfigurationNode(Array(text.utf8), file: "r.json"))
        }
        #expect(failure.message.text.hasPrefix(words), "\(failure.message.text)")
    }

    @Test("a plan without a currency beside reports that have one is said") func unsaidPlan() throws {
        let plan = [record(.planned, nil, 1000, 4)]
        let one = try convert(Self.rates, planned: plan, delivered: [record(.deliveredMedia, "AED", 5, 4)])
        #expect(one.codes == [.currencyUnknown])
        let several = try convert(
            Self.rates, planned: plan,
            delivered: [record(.deliveredMedia, "AED", 5, 4), record(.deliveredMedia, "USD", 5, 4)])
        #expect(several.codes == [.currencyUnknown])
        #expect(try convert(Self.rates, planned: plan, delivered: [record(.deliveredMedia, nil, 5, 4)]).codes.isEmpty)
    }
}
