import MediaPlans
import Workbooks

/// Which number format a figure may take from another cell, and which it has of itself.
struct FormatChoice: Hashable {
    let metric: Metric
    /// The plan's currency; nil where there is none or more than one.
    let currency: String?

    /// Whether a format of another cell shows figures of the metric as what they are.
    ///
    /// - Parameter value: the figure; nil for one that is unknown.
    func takes(_ code: String, value: Double?) -> Bool {
        let shown = ShownNumber(code: code)
        return suits(shown) && (value.map { shown.shows($0, isExact: true) } ?? true)
    }

    /// Whether a format shows figures of the metric, of any size.
    func suits(_ shown: ShownNumber) -> Bool {
        guard !shown.isRaw, metric.isShare || !shown.isPercentage, suits(shown.words) else { return false }
        let samples = metric.isShare ? [0.3456, 0.0123, -0.3456] : [1_234_567.891, 1234.5, 12.3, -1234.5]
        return samples.allSatisfy { shown.shows($0, isExact: false) }
    }

    /// The metric's own format, with as many decimals as its figures need, and shorter ones for cells that have no room for it: without the
    /// currency, and then without signs between thousands.
    func formats(for values: [Double]) -> [String] {
        let own = own(for: values)
        guard !metric.isShare else { return [own] }
        if metric.entry?.format != nil { return [own] }
        let plain = FormatChoice(metric: metric, currency: nil).own(for: values)
        return [own] + (plain == own ? [] : [plain]) + [String(plain.dropFirst("#,##".count))]
    }

    /// The metric's own format, with as many decimals as its figures need.
    func own(for values: [Double]) -> String {
        if let format = metric.entry?.format { return format }
        let percent = metric.isShare
        let decimals = decimals(for: values)
        let digits = decimals == 0 ? "0" : "0." + String(repeating: "0", count: decimals)
        if percent { return digits + "%" }
        let number = "#,##" + digits
        return metric.isMoney ? Self.prefix(of: currency) + number : number
    }

    /// As many decimals as figures need: rounding should not take more than a hundredth of one, and six are enough for all. A share is
    /// counted in hundredths.
    func decimals(for values: [Double]) -> Int {
        var decimals = metric.decimals
        let shown = metric.isShare ? values.map { $0 * 100 } : values
        while decimals < 6, shown.contains(where: { Self.isChanged($0, by: decimals) }) { decimals += 1 }
        return decimals
    }

    /// Whether a number loses more than a hundredth of itself when it is rounded to decimals.
    private static func isChanged(_ value: Double, by decimals: Int) -> Bool {
        let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        return ((value * power).rounded() / power - value).magnitude > 0.01 * value.magnitude
    }

    // MARK: Currencies

    /// Signs and the currencies that use them, without full stops.
    private static let signs: [String: Set<String>] = [
        "$": ["USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"], "US$": ["USD"], "€": ["EUR"],
        "£": ["GBP", "EGP", "LBP"], "E£": ["EGP"], "¥": ["JPY", "CNY"], "₹": ["INR"], "₺": ["TRY"],
        "Dh": ["AED", "MAD"],
        "Dhs": ["AED"], "SR": ["SAR"], "﷼": ["SAR", "QAR", "OMR"], "دإ": ["AED"], "رس": ["SAR"], "دك": ["KWD"],
        "دب": ["BHD"], "رق": ["QAR"], "رع": ["OMR"], "جم": ["EGP"], "دا": ["JOD"],
    ]

    /// The currency's sign before a number: a sign of its own, or its code (18.8.31).
    private static func prefix(of currency: String?) -> String {
        switch currency {
        case nil: ""
        case "USD": "[$$-409]"
        case "EUR": "[$€-2]"
        case "GBP": "[$£-809]"
        case .some(let code): code.allSatisfy { $0.isASCII && $0.isLetter } ? "[$\(code)] " : ""
        }
    }

    /// Codes that tell a currency from another word of three capitals.
    private static let currencies: Set<String> = [
        "USD", "EUR", "GBP", "AED", "SAR", "KWD", "BHD", "QAR", "OMR", "JOD", "EGP", "LBP", "IQD", "MAD", "TND", "DZD",
        "TRY", "INR", "PKR", "CHF", "JPY", "CNY", "AUD", "CAD", "SGD", "HKD", "ZAR", "NGN", "KES", "BRL", "MXN", "PLN",
        "SEK", "NOK", "DKK", "CZK", "HUF", "RUB", "ILS",
    ]

    /// Whether what a format shows beside a number belongs to figures of the metric.
    private func suits(_ words: String) -> Bool {
        if words.isEmpty || (metric == .frequency && ["x", "X", "×"].contains(words)) { return true }
        guard metric.isMoney else { return false }
        guard let currency else { return Self.isCurrency(words) }
        return words == currency || Self.signs[words]?.contains(currency) ?? false
    }

    private static func isCurrency(_ words: String) -> Bool { currencies.contains(words) || signs[words] != nil }

    /// The sign or code of another currency than the figures', where a format shows one.
    func foreignCurrency(in shown: ShownNumber) -> String? {
        metric.isMoney && Self.isCurrency(shown.words) && !suits(shown.words) ? shown.words : nil
    }
}

extension Metric {
    /// Whether it is a part of something, shown as a percentage.
    var isShare: Bool { entry.map { $0.unit == .share } ?? true }

    /// The decimals that a figure of a usual size is shown with.
    fileprivate var decimals: Int { entry?.decimals ?? 1 }
}
