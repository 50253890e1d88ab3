import Workbooks

/// A column that holds a measure of one period or market: it becomes a line of its own.
struct PivotKey: Hashable {
    /// As the header writes it.
    var text: String
    var first: CivilDate?
    var last: CivilDate?
    /// The day that the header writes; a first of a month may stand for the month.
    var day: CivilDate?
    /// A month of which the header says no year.
    var month: Int?
    /// Whether it is a quarter or a half of which the header says no year.
    var isPartOfYear = false
    /// The display name.
    var market: String?
    /// The display name of a stage.
    var stage: String?
    /// The platform as the header writes it.
    var platform: String?

    init(text: String, market: String) { (self.text, self.market) = (text, market) }
    init(text: String, stage: Stage) { (self.text, self.stage) = (text, stage.displayName) }
    init(platform text: String) { (self.text, platform) = (text, text) }

    init(text: String, period: Period) {
        self.text = text
        (first, last, day) = (period.first, period.last, period.day)
        if first == nil { month = period.month }
        isPartOfYear = period.isPartOfYear
    }

    /// `Apr-26` and `April 2026` are one period.
    static func == (a: PivotKey, b: PivotKey) -> Bool { a.identity == b.identity }
    func hash(into hasher: inout Hasher) { hasher.combine(identity) }

    /// Whether it is about some of the row's days, and not about a part of what ran on them.
    var isPeriod: Bool { market == nil && stage == nil && platform == nil }

    private var identity: String { (day ?? first)?.description ?? market ?? normalised(text) }
}

/// What groups of columns say about the columns of a header.
struct HeaderGroups {
    /// Columns whose cells become lines of their own, with the measure.
    var pivots: [Int: (key: PivotKey, measure: RecordColumn)] = [:]
    /// Columns of the other side: actual figures in a plan, planned ones in a report.
    var otherSide: Set<Int> = []
    /// Columns that sum others up (`TOTAL BUDGET` beside the months).
    var totals: Set<Int> = []
    /// Measures that are under several groups that are not known, with these groups.
    var unclear: [Int: (group: String, measure: RecordColumn)] = [:]
    /// Whether each of those measures has a column outside of such groups, which is taken.
    var hasOthers = false

    /// Whether a column's text names a record column.
    func isNamed(_ column: Int) -> Bool {
        pivots[column] == nil && !otherSide.contains(column) && !totals.contains(column) && unclear[column] == nil
    }
}

extension HeaderRecognition {
    /// The texts of a row's cells by column; nil where a cell is a number, which no header holds.
    static func headerTexts(_ row: SheetRow) -> [Int: String]? {
        var texts: [Int: String] = [:]
        for cell in row.cells where !cell.value.isBlank {
            switch cell.value {
            case .text: texts[cell.reference.column] = foldedBlanks(cell.value.displayText)
            // The day alone: a time of day is no part of a period.
            case .date(let serial):
                texts[cell.reference.column] = serial.date?.description ?? foldedBlanks(cell.value.displayText)
            case .number, .boolean, .error, .empty: return nil
            }
        }
        return texts
    }

    /// A row of groups joined to the row under it. A group holds the columns up to the next group.
    static func joined(_ upper: [Int: String], _ lower: [Int: String]) -> [Int: (group: String?, text: String)] {
        var joined: [Int: (group: String?, text: String)] = [:]
        var group: String?
        for column in Set(upper.keys).union(lower.keys).sorted() {
            if let text = upper[column] { group = text }
            if let text = lower[column] {
                joined[column] = (group, text)
            } else if let text = upper[column] {
                joined[column] = (nil, text)
                group = nil
            }
        }
        return joined
    }

    /// What the columns of one or two rows are: texts to be resolved, and groups.
    func columns(_ joined: [Int: (group: String?, text: String)]) -> (texts: [Int: String], groups: HeaderGroups) {
        var texts: [Int: String] = [:]
        var groups = HeaderGroups()
        let sides = joined.mapValues { Side.parted($0.group, $0.text, naming) }
        // A plan may well call a column "Planned Budget"; only where both sides stand there do they part it.
        let hasBoth = Set(sides.values.compactMap { $0?.side }).count == 2
        var grouped: [Int: (group: String?, text: String)] = [:]
        for (column, cell) in joined {
            var cell = cell
            if hasBoth, let parted = sides[column] ?? nil {
                guard parted.side == Side(input) else {
                    texts[column] = cell.group.map { "\($0) \(cell.text)" } ?? cell.text
                    groups.otherSide.insert(column)
                    continue
                }
                cell = parted.cell
            }
            let whole = cell.group.map { "\($0) \(cell.text)" } ?? cell.text
            texts[column] = whole
            grouped[column] = cell
            if let pivot = pivot(cell.group, cell.text) {
                groups.pivots[column] = pivot
            } else if cell.group != nil, naming.column(named: whole) == nil, naming.column(named: cell.text) != nil {
                texts[column] = cell.text
            }
        }
        // One column of a period is a name, not a table by periods.
        if groups.pivots.count < 2 || !unpivots { groups.pivots = [:] }
        groups.settleDays()
        takeRegions(&groups)
        takeParts(grouped, &texts, &groups)
        let measures = Set(groups.pivots.values.map(\.measure))
        for (column, text) in texts where groups.pivots[column] == nil && !measures.isEmpty {
            let rest = naming.vocabulary.totalRest(of: text) ?? Self.restOfWholeYear(text)
            if rest?.isEmpty ?? false, measures.count == 1 {
                groups.totals.insert(column)
            } else if let measure = rest.flatMap({ naming.column(named: $0)?.column })
                ?? naming.column(named: text)?.column, measures.contains(measure)
            {
                groups.totals.insert(column)
            }
        }
        return (texts, groups)
    }

    /// What a text says besides a word for a whole year (`FY Budget`); nil where it has none.
    private static func restOfWholeYear(_ text: String) -> String? {
        let words = normalised(text).split(separator: " ")
        for whole in [["fy"], ["full", "year"], ["whole", "year"], ["annual"], ["yearly"], ["ytd"]] {
            for (part, rest) in [
                (words.prefix(whole.count), words.dropFirst(whole.count)),
                (words.suffix(whole.count), words.dropLast(whole.count)),
            ] where part.elementsEqual(whole, by: { $0 == $1 }) { return rest.joined(separator: " ") }
        }
        return nil
    }

    /// A column of a region beside columns of its members sums them up.
    private func takeRegions(_ groups: inout HeaderGroups) {
        let vocabulary = naming.vocabulary
        let codes = groups.pivots.compactMapValues { $0.key.market.flatMap { vocabulary.market(named: $0)?.code } }
        let all = Set(codes.values)
        for (column, code) in codes where !vocabulary.parts(ofRegion: code, among: all).isEmpty {
            groups.pivots[column] = nil
            groups.totals.insert(column)
        }
    }

    /// Planned or actual.
    private enum Side: Equatable {
        case planned, actual

        init(_ input: InputKind) { self = input == .planned ? .planned : .actual }

        init?(group text: String) {
            switch normalised(text) {
            case "planned", "plan", "booked", "estimated", "estimate", "forecast", "target": self = .planned
            case "actual", "actuals", "delivered", "delivery", "achieved", "live", "results": self = .actual
            default: return nil
            }
        }

        /// The side of a column, and its cell without it: the group may be the side (`Planned`), or stay (`April` over `Planned Budget`).
        static func parted(
            _ group: String?, _ text: String, _ naming: HeaderNaming
        ) -> (side: Side, cell: (group: String?, text: String))? {
            if let side = group.flatMap(Side.init(group:)) { return (side, (nil, text)) }
            if let (side, rest) = parted(text, naming) { return (side, (group, rest)) }
            guard let group, let (side, rest) = parted("\(group) \(text)", naming) else { return nil }
            return (side, (nil, rest))
        }

        /// `Planned Budget`, `Spend (actual)`: the side and what is left, where that is a known column.
        private static func parted(_ text: String, _ naming: HeaderNaming) -> (Side, String)? {
            let words = normalised(text).split(separator: " ")
            guard words.count >= 2 else { return nil }
            for (word, rest) in [(words[0], words.dropFirst()), (words[words.count - 1], words.dropLast())] {
                let rest = rest.joined(separator: " ")
                if let side = Side(group: String(word)), naming.column(named: rest) != nil { return (side, rest) }
            }
            return nil
        }
    }

    /// A measure in a period or a market, in the order in which the header says them.
    private func pivot(_ group: String?, _ text: String) -> (key: PivotKey, measure: RecordColumn)? {
        func measure(_ text: String) -> RecordColumn? {
            naming.column(named: text).map(\.column).flatMap { [.number, .percent].contains($0.kind) ? $0 : nil }
        }
        if let group {
            if let column = measure(group), let key = key(text) { return (key, column) }
            if let column = measure(text), let key = key(group) { return (key, column) }
            return nil
        }
        if let measure = barePeriods, let key = key(text) { return (key, measure) }
        let words = normalised(text).split(separator: " ")
        // A currency's code is known by its capitals.
        let capitals = text.split { !$0.isOfWord }
        let written = capitals.count == words.count ? capitals : words
        for count in 1..<max(words.count, 1) {
            for (name, rest) in [
                (words.prefix(count), written.dropFirst(count)), (words.suffix(count), written.dropLast(count)),
            ] {
                let rest = rest.joined(separator: " ")
                if let period = Period(normalised: name.map(String.init)), let column = measure(rest) {
                    return (PivotKey(text: name.joined(separator: " "), period: period), column)
                }
            }
        }
        return nil
    }

    private func key(_ text: String) -> PivotKey? {
        if let period = Period(normalised: normalised(text).split(separator: " ").map(String.init)) {
            return PivotKey(text: text, period: period)
        }
        return naming.vocabulary.market(named: text).map { PivotKey(text: text, market: $0.displayName) }
    }
}
