import Workbooks

/// The header of a brand-lift table: what each of its columns holds.
struct BrandLiftHeader: Equatable {
    /// What a column holds.
    enum Role: Equatable {
        /// What the survey asks.
        case name
        case market, platform, campaign
        case measure(BrandLiftResult.Measure)
        /// Results of one thing that surveys ask: `Ad Recall Lift`.
        case metric(String, BrandLiftResult.Measure)
        /// Results of one market.
        case marketResult(Market)
    }

    struct Column: Equatable {
        var index: Int
        var role: Role
        /// The power of ten that numbers of points have as fractions; nil where the header does not say.
        var isPoints: Bool
        var currency: String?
    }

    var row: Int
    var columns: [Column]

    /// More columns than this are an export of something else.
    private static let mostColumns = 24
    private static let longestText = 80

    /// - Parameter isTitled: whether a title above says that a brand-lift table follows.
    /// - Returns: nil for a row that is not such a header. A table with spend, impressions, clicks or views never is one.
    init?(_ row: SheetRow, isTitled: Bool, _ vocabulary: Vocabulary) {
        let cells = row.cells.filter { !$0.value.isBlank && $0.value.marker == nil }
        guard (2...Self.mostColumns).contains(cells.count) else { return nil }
        var texts: [(column: Int, text: String)] = []
        for cell in cells {
            guard let text = cell.value.text, text.utf8.count <= Self.longestText, !NumberParse(text.trimmed()).isNumber
            else { return nil }
            texts.append((cell.reference.column, text))
        }
        let saysLift = texts.contains { Self.saysLift($0.text) }
        guard saysLift || isTitled, !texts.contains(where: { Self.isForeign($0.text, vocabulary) }),
            vocabulary.market(named: texts[0].text) == nil
        else { return nil }
        self.row = row.number
        columns = []
        var unknown = 0
        for (index, text) in texts {
            let role = Self.role(of: text, hasName: columns.contains { $0.role == .name }, vocabulary)
            if role == nil { unknown += 1 }
            columns.append(
                Column(
                    index: index,
                    role: role ?? .measure(.init(cleanedName(text).lowercased().replacing("_", with: "-"))),
                    isPoints: Self.saysPoints(text),
                    currency: text.split { !$0.isLetter }.map(String.init).first { Currency.isCode($0) }))
        }
        guard unknown * 2 < columns.count, takeName(), isComplete(isLift: saysLift) else { return nil }
    }

    /// Whether a text speaks of brand lift.
    static func saysLift(_ text: String) -> Bool {
        guard mayLift(text) else { return false }
        return normalised(text).split(separator: " ").contains { ["bls", "lift", "lifted", "uplift"].contains($0) }
    }

    /// Most texts are told by their bytes: one of `bls` and `lift` is in each that speaks of it.
    private static func mayLift(_ text: String) -> Bool {
        var before: (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            let lower = byte | 0x20
            if lower == UInt8(ascii: "s"), before == (UInt8(ascii: "b"), UInt8(ascii: "l")) { return true }
            if lower == UInt8(ascii: "f"), before == (UInt8(ascii: "l"), UInt8(ascii: "i")) { return true }
            before = (before.1, lower)
        }
        return false
    }

    /// Whether a row may be a header: all of its cells are texts. Nearly all lines are told by their last cell.
    static func mayBegin(_ row: SheetRow, isTitled: Bool) -> Bool {
        guard let text = row.cells.last(where: { $0.isCounted })?.value.text?.trimmed(), let first = text.utf8.first,
            !(first &- 48 < 10), first != UInt8(ascii: "-")
        else { return false }
        return isTitled
            || row.cells.contains { $0.value.text.map { $0.utf8.count <= longestText && mayLift($0) } ?? false }
    }

    /// Whether a text is a header of media, or a value and no header.
    private static func isForeign(_ text: String, _ vocabulary: Vocabulary) -> Bool {
        if vocabulary.isUnknown(text.trimmed()) || vocabulary.platform(named: text) != nil { return true }
        guard term(text, in: vocabulary.brandLift.measures) == nil else { return false }
        return switch vocabulary.column(named: text)?.column {
        case .budgetLocal, .impressions, .clicksActions, .videoViews, .uniquesReach, .frequency: true
        default: false
        }
    }

    private static func saysPoints(_ text: String) -> Bool {
        normalised(text).split(separator: " ").contains { ["pts", "pt", "pp", "ppt", "ppts", "points"].contains($0) }
    }

    private static func role(of text: String, hasName: Bool, _ vocabulary: Vocabulary) -> Role? {
        let lift = vocabulary.brandLift
        let key = normalised(text)
        if !hasName, lift.names.contains(where: { normalised($0) == key }) { return .name }
        if let code = term(text, in: lift.measures)?.code { return .measure(.init(code)) }
        switch vocabulary.column(named: text)?.column {
        case .market: return .market
        case .platform: return .platform
        case .campaign: return .campaign
        default: break
        }
        if let market = vocabulary.market(named: text) { return .marketResult(market) }
        // `Ad Recall`, `Ad Recall Lift`, `Ad Recall - Absolute Lift`
        if let metric = term(text, in: lift.metrics) { return .metric(metric.name, .result) }
        let words = key.split(separator: " ")
        // `Statistically significant?`, `Stat. sig. at 90 %`
        if words.contains(where: { $0 == "sig" || $0.hasPrefix("signific") }) { return .measure(.status) }
        for cut in words.indices.dropFirst() {
            let (front, back) = (words[..<cut].joined(separator: " "), words[cut...].joined(separator: " "))
            if let metric = term(front, in: lift.metrics), let measure = term(back, in: lift.measures) {
                return .metric(metric.name, .init(measure.code))
            }
            // A unit or a currency behind a measure: `Absolute Lift (pts)`, `Cost per Lifted User (AED)`
            if let measure = term(front, in: lift.measures), isUnit(back) { return .measure(.init(measure.code)) }
        }
        return nil
    }

    private static func isUnit(_ words: String) -> Bool {
        words.split(separator: " ").allSatisfy {
            ["%", "pts", "pt", "pp", "ppt", "ppts", "points", "in", "abs", "q1", "q2", "q3", "q4"].contains($0)
                || Currency.isCode($0.uppercased())
        }
    }

    static func term(_ text: String, in terms: [Vocabulary.Term]) -> Vocabulary.Term? {
        let key = normalised(text)
        return terms.last { ([$0.code, $0.name] + $0.aliases).contains { normalised($0) == key } }
    }

    /// The column of names: one that a header calls so, else the one left of the first measure, whose header is blank.
    private mutating func takeName() -> Bool {
        if columns.contains(where: { $0.role == .name }) { return true }
        if columns.contains(where: { if case .metric = $0.role { true } else { false } }) {
            return columns.contains { [.market, .platform, .campaign].contains($0.role) }
        }
        let isMeasured = columns.contains {
            if case .measure(let measure) = $0.role { measure.isLift && measure != .result } else { false }
        }
        guard isMeasured, let first = columns.first?.index, first > 1 else { return false }
        columns.insert(Column(index: first - 1, role: .name, isPoints: false), at: 0)
        return true
    }

    /// Whether lines give results. A row of markets is one of lift only where it says so itself.
    private func isComplete(isLift: Bool) -> Bool {
        columns.contains { column in
            switch column.role {
            case .measure, .metric: true
            case .marketResult: isLift
            case .name, .market, .platform, .campaign: false
            }
        }
    }
}

extension NumberParse {
    /// Whether the text has a reading as a number.
    var isNumber: Bool { number != .unclear }
}
