import Workbooks

/// What one cell of a brand-lift table says, before the other numbers of its column are known.
struct BrandLiftCell: Equatable {
    var status: BrandLiftResult.Status
    var value: Double?
    /// Whether nothing says if the number is a fraction or points.
    var isBare = false
    var currency: String?
    var written = ""
    /// Whether the text is neither a number nor a word that is known.
    var isUnclear = false

    private static let points: Set<String> = [
        "pt", "pts", "pp", "pps", "ppt", "ppts", "point", "points", "percentage point", "percentage points", "% pts",
        "% pt", "pct pts", "% points", "percent points", "p p",
    ]

    /// Answers to whether a lift is significant: the whole text for no, a word for yes.
    private static let denied: Set<String> = ["no", "n", "false", "none", "negative"]
    private static let affirmed: Set<String> = [
        "yes", "y", "true", "significant", "sig", "lift", "positive", "high", "confident", "detected", "directional",
    ]

    init(_ value: CellValue, _ measure: BrandLiftResult.Measure, _ vocabulary: Vocabulary) {
        status = .unknown
        switch value {
        case .number(let number): take(number, isBare: true, measure)
        case .text(let text): read(text.trimmed(), measure, vocabulary)
        case .error(let text): written = text
        case .empty: break
        case .boolean(let isTrue): read(isTrue ? "TRUE" : "FALSE", measure, vocabulary)
        case .date:
            isUnclear = true
        }
    }

    private mutating func take(_ number: Double, isBare: Bool, _ measure: BrandLiftResult.Measure) {
        value = number
        self.isBare = isBare && measure.isShare
        status = measure.isLift ? (number > 0 ? .lift : .noLift) : .value
    }

    private mutating func read(_ text: String, _ measure: BrandLiftResult.Measure, _ vocabulary: Vocabulary) {
        written = text
        guard !text.isEmpty, !vocabulary.isUnknown(text) else { return }
        let state = vocabulary.brandLiftState(of: text)
        // `4.2 pts (90 % confidence)`, `0.4 pts, not significant`, `4.2 pts*`
        let head = text.prefix { !"(,;*".contains($0) || $0 == "," && state == nil }
        readNumber(head.isEmpty ? text : String(head).trimmed(), measure)
        guard let state else {
            guard value == nil else { return }
            guard measure == .status else {
                isUnclear = true
                return
            }
            let answer = normalised(text)
            if Self.denied.contains(answer) { return status = .noLift }
            // What is neither yes nor no leaves open whether there is a lift.
            if answer.split(separator: " ").contains(where: { Self.affirmed.contains(String($0)) }) {
                status = .value
            } else {
                isUnclear = true
            }
            return
        }
        status = state
        // With too few answers a number says nothing.
        if state == .notEnoughData { value = nil }
        isBare = isBare && value != nil
    }

    private mutating func readNumber(_ text: String, _ measure: BrandLiftResult.Measure) {
        let digits = text.prefix { !$0.isLetter && $0 != "%" }
        let unit = normalised(text[digits.endIndex...])
        let isPoints = measure.isShare && Self.points.contains(unit)
        let parsed = NumberParse(isPoints ? String(digits).trimmed() + "%" : text)
        switch parsed.number {
        case .number(let number): take(number, isBare: true, measure)
        case .percentage(let number): take(number, isBare: false, measure)
        case .ambiguous, .unclear: return
        }
        currency = parsed.currency?.usual
    }
}

extension Vocabulary {
    /// How a text says that a study found nothing; nil where it does not say so, or says both.
    public func brandLiftState(of text: String) -> BrandLiftResult.Status? {
        let words = " " + normalised(text) + " "
        func says(_ phrases: [String]) -> Bool {
            phrases.contains { phrase in
                let phrase = normalised(phrase)
                // A word alone is the whole text.
                return phrase.contains(" ") && phrase.utf8.count > 3
                    ? words.contains(" " + phrase + " ") : words == " " + phrase + " "
            }
        }
        switch (says(brandLift.notEnoughData), says(brandLift.noLift)) {
        case (true, false): return .notEnoughData
        case (false, true): return .noLift
        default: return nil
        }
    }
}
