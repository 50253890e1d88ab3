import Streams
import Workbooks

/// Rates by which amounts of one currency become those of another, from `config/exchange_rates.json`.
///
/// Each says how much of a currency one unit of the base is worth in a month: `"AED": {"2026-04": {"rate": 3.6725, …}}` with the base USD.
public struct ExchangeRates: Sendable, Equatable {
    /// A rate with what is known of it.
    public struct Rate: Sendable, Equatable {
        /// Units of the currency for one unit of the base.
        public var rate: Double
        /// Who published it.
        public var source: String
        /// The day that it is of.
        public var date: CivilDate
    }

    /// The currency that all rates are for one unit of.
    public let base: String
    /// The currency that figures are wanted in; nil for the plan's.
    public let target: String?
    /// By currency and month, `2026-04`.
    private let rates: [String: [String: Rate]]

    /// Where the rates are under MP_HOME.
    public static let fileName = "config/exchange_rates.json"

    /// Reads a home's rates; nil where it has none.
    ///
    /// - Throws: `Failure` with status 78 for a mistake in the file.
    public static func loading(home: String) throws -> ExchangeRates? {
        guard let root = try ConfigurationNode.reading(ConfigurationPlace.path(of: fileName, home: home)) else {
            return nil
        }
        let rates = try ExchangeRates(root)
        return rates.rates.isEmpty ? nil : rates
    }

    init(_ root: ConfigurationNode) throws {
        var base: String?
        var target: String?
        var rates: [String: [String: Rate]] = [:]
        for (key, node) in try root.members(allowing: ["base", "target", "rates"]) {
            switch key {
            case "base": base = try Self.code(node.string(), node)
            case "target": target = try Self.code(node.string(), node)
            default:
                for (code, months) in try node.members() where code != "$comment" {
                    _ = try Self.code(code, months)
                    for (month, rate) in try months.members() {
                        rates[code, default: [:]][try Self.month(month, rate)] = try Self.rate(rate)
                    }
                }
            }
        }
        guard let base else { throw root.failure("lacks \"base\"") }
        self.base = base
        self.target = target
        self.rates = rates
    }

    private static func code(_ text: String, _ node: ConfigurationNode) throws -> String {
        guard Currency.isCode(text) else {
            throw node.failure("is not of a currency's code", hint: "write three letters, such as AED (ISO 4217)")
        }
        return text
    }

    private static func month(_ text: String, _ node: ConfigurationNode) throws -> String {
        guard text.utf8.count == 7, CivilDate(iso: text + "-01") != nil else {
            throw node.failure("is not of a month such as 2026-04")
        }
        return text
    }

    private static func rate(_ node: ConfigurationNode) throws -> Rate {
        var rate: Double?
        var source: String?
        var date: CivilDate?
        for (key, value) in try node.members(allowing: ["rate", "source", "date"]) {
            switch key {
            case "rate":
                guard let number = value.value.number, number > 0, number.isFinite else {
                    throw value.failure("must be a number above 0")
                }
                rate = number
            case "source": source = try value.string()
            default:
                guard let day = CivilDate(iso: try value.string()) else {
                    throw value.failure("must be a date such as 2026-04-30")
                }
                date = day
            }
        }
        guard let rate, let source, let date else { throw node.failure("lacks \"rate\", \"source\" or \"date\"") }
        return Rate(rate: rate, source: source, date: date)
    }

    /// By what an amount is multiplied to become one of another currency, and what is known of the rates.
    struct Factor: Equatable {
        /// Units of the first currency, and of the second, for one unit of the base.
        var from: Double
        var to: Double
        var month: String
        var source: String
        var date: String

        /// What one unit is worth.
        var value: Double { to / from }

        /// An amount, converted. Divided first: 3672.5 AED at 3.6725 are 1000 USD, not a hair more.
        func converted(_ amount: Double) -> Double { amount / from * to }
    }

    /// Why an amount cannot be converted.
    enum Lack: Error, Equatable {
        case noRate(currency: String, month: String)
        /// The line has no date, and the months' rates differ.
        case noMonth(currency: String)
    }

    /// The factor for a month; without one, that of all months where they are alike.
    func factor(from: String, to: String, month: String?) throws(Lack) -> Factor {
        let (first, second) = (try rate(of: from, month), try rate(of: to, month))
        let given = [first, second].compactMap { $0 }
        let sources = given.map(\.rate.source)
        return Factor(
            from: first?.rate.rate ?? 1, to: second?.rate.rate ?? 1, month: given.map(\.month).max() ?? "",
            source: sources.count == 2 && sources[0] == sources[1] ? sources[0] : sources.joined(separator: ", "),
            date: given.map { $0.rate.date.description }.max() ?? "")
    }

    /// The rate of a currency; nil for the base.
    private func rate(of currency: String, _ month: String?) throws(Lack) -> (month: String, rate: Rate)? {
        if currency == base { return nil }
        let known = rates[currency] ?? [:]
        if let month {
            guard let rate = known[month] else { throw .noRate(currency: currency, month: month) }
            return (month, rate)
        }
        guard let last = known.max(by: { $0.key < $1.key }) else { throw .noRate(currency: currency, month: "") }
        guard known.values.allSatisfy({ $0.rate == last.value.rate }) else { throw .noMonth(currency: currency) }
        return (last.key, last.value)
    }
}
