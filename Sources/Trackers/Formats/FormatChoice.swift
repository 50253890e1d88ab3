import MediaPlans
import Workbooks

/// Which number format a figure may take from another cell, and which it has of itself.
struct FormatChoice {
    let metric: Metric
    /// The plan's currency; nil where there is none or more than one.
    let currency: String?

    /// Whether a format of another cell shows figures of the metric as what they are.
    ///
    /// - Parameter value: the figure; nil for one that is unknown.
    func takes(_ code: String, value: Double?) -> Bool {
        let shown = ShownNumber(code: code)
        guard !shown.isRaw, metric.isShare || !shown.isPercentage, Self.sign(in: code).map(suits) ?? true else {
            return false
        }
        let samples = metric.isShare ? [0.3456, 0.0123, -0.3456] : [1_234_567.891, 1234.5, 12.3, -1234.5]
        return samples.allSatisfy { shown.shows($0, isExact: false) }
            && (value.map { shown.shows($0, isExact: true) } ?? true)
    }

    /// The metric's own format, with as many decimals as its figures need.
    func own(for values: [Double]) -> String {
        let percent = metric.isShare
        var decimals = metric.decimals
        // Rounding should not take more than a hundredth of a figure; six decimals are enough for all.
        let shown = percent ? values.map { $0 * 100 } : values
        while decimals < 6, shown.contains(where: { Self.isChanged($0, by: decimals) }) { decimals += 1 }
        let digits = decimals == 0 ? "0" : "0." + String(repeating: "0", count: decimals)
        if percent { return digits + "%" }
        let number = "#,##" + digits
        return metric.isMoney ? Self.prefix(of: currency) + number : number
    }

    /// Whether a number loses more than a hundredth of itself when it is rounded to decimals.
    private static func isChanged(_ value: Double, by decimals: Int) -> Bool {
        let power = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
        return ((value * power).rounded() / power - value).magnitude > 0.01 * value.magnitude
    }

    // MARK: Currencies

    /// Signs and the currencies that use them.
    private static let signs: [String: Set<String>] = [
        "$": ["USD", "AUD", "CAD", "HKD", "MXN", "NZD", "SGD", "TWD"], "€": ["EUR"], "£": ["GBP", "EGP", "LBP"],
        "¥": ["JPY", "CNY"], "₹": ["INR"], "₺": ["TRY"],
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

    /// The sign or code of a currency that a format shows.
    private static func sign(in code: String) -> String? {
        if let sign = signs.keys.first(where: { code.contains($0) && !($0 == "$" && !showsDollar(code)) }) {
            return sign
        }
        var word = ""
        for character in code + " " {
            if character.isASCII, character.isUppercase {
                word.append(character)
            } else {
                if word.count == 3, currencies.contains(word) { return word }
                word = ""
            }
        }
        return nil
    }

    /// `[$AED]` and `[$-409]` have a dollar sign that is not shown.
    private static func showsDollar(_ code: String) -> Bool {
        code.replacing("[$$", with: "[#").replacing("[$", with: "").contains("$") || code.contains("[$$")
    }

    /// Codes that tell a currency from another word of three capitals.
    private static let currencies: Set<String> = [
        "USD", "EUR", "GBP", "AED", "SAR", "KWD", "BHD", "QAR", "OMR", "JOD", "EGP", "LBP", "IQD", "MAD", "TND", "DZD",
        "TRY", "INR", "PKR", "CHF", "JPY", "CNY", "AUD", "CAD", "SGD", "HKD", "ZAR", "NGN", "KES", "BRL", "MXN", "PLN",
        "SEK", "NOK", "DKK", "CZK", "HUF", "RUB", "ILS",
    ]

    /// Whether a sign of a currency belongs to figures of the metric.
    private func suits(_ sign: String) -> Bool {
        guard metric.isMoney else { return false }
        guard let currency else { return true }
        return sign == currency || Self.signs[sign]?.contains(currency) ?? false
    }
}

extension Metric {
    /// Whether it is a part of something, shown as a percentage.
    var isShare: Bool { [.reachPercent, .vtr, .ctr].contains(self) }

    /// The decimals that a figure of a usual size is shown with.
    fileprivate var decimals: Int {
        switch self {
        case .census, .population, .reach, .impressions, .views, .clicks, .budget: 0
        case .vtr, .reachPercent: 1
        case .frequency, .cpm, .cpc, .ctr: 2
        case .cpv: 3
        }
    }
}
