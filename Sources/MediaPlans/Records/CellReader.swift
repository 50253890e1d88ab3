import Streams
import Workbooks

/// Turns cells into field values, and counts what is odd about them.
///
/// One per region. Names of markets and platforms are looked up once per text.
struct CellReader {
    let vocabulary: Vocabulary
    let platform: Platform
    var findings: RegionFindings
    private var markets: [String: String?] = [:]
    private var platforms: [String: String?] = [:]
    private var lastMarket: (text: String, name: String?)?
    /// How markets are written, in the order of the first of each; the index of each text, and the last one met.
    private var written: [(market: String, text: String, tally: CellTally)] = []
    private var writtenIndex: [String: Int] = [:]
    private var lastWritten: Int?
    private static let mostSpellings = 1000
    private let sheet: Place
    private let trace: RuleTrace?
    let numbers: NumberReading
    let fileEvidence: FileEvidence
    /// By column.
    private var columnEvidence: [ReadingEvidence] = []
    /// What stands for texts, by column's name and text; and dates that are not written by ISO 8601.
    private var replaced: [String: [String: FieldValue?]] = [:]
    private var dates: [String: DateParse] = [:]
    private static let mostTexts = 10_000
    /// The text with two readings for which the value read last stands as unknown; whoever reads values takes it.
    private(set) var ambiguous: AmbiguousCell?
    private var mark: CurrencyMark?

    init(
        vocabulary: Vocabulary, platform: Platform, sheet: Place = Place(), trace: RuleTrace? = nil,
        numbers: NumberReading = NumberReading(), fileEvidence: FileEvidence = FileEvidence()
    ) {
        self.sheet = sheet
        self.trace = trace
        self.numbers = numbers
        self.fileEvidence = fileEvidence
        self.vocabulary = vocabulary
        self.platform = platform
        findings = RegionFindings(platform: platform.code, stageChoice: vocabulary.stageChoice)
    }

    /// The text with two readings that was met since the last call; its value is not known yet.
    mutating func takeAmbiguous() -> AmbiguousCell? {
        guard ambiguous != nil else { return nil }
        defer { ambiguous = nil }
        return ambiguous
    }

    /// The currency beside the number text that was read since the last call.
    mutating func takeMark() -> CurrencyMark? {
        guard mark != nil else { return nil }
        defer { mark = nil }
        return mark
    }

    /// A cell with its column's header, for findings.
    struct Spot {
        var row: Int
        var column: Int
        var header: String
        /// The power of ten that the header's unit multiplies numbers by.
        var power = 0
        /// Whether its number format shows it as a percentage.
        var showsPercent = false
    }

    /// A number in the unit of its header; nil, and reported, where it is too large to be stored in that unit.
    mutating func scaled(_ number: Double, _ spot: Spot) -> FieldValue {
        guard spot.power != 0 else { return .number(number) }
        let scaled = UnitScale.scaled(number, power: spot.power)
        guard scaled.magnitude <= UnitScale.largest else {
            note(.unitContradicts, DecimalText.string(number), spot)
            return .unknown
        }
        return .number(scaled)
    }

    /// The value of a cell of that kind.
    mutating func value(
        _ value: CellValue, hasFormula: Bool, as kind: ValueKind, at spot: Spot, replacing: Replacements? = nil
    ) -> FieldValue {
        switch value {
        case .number(let number) where kind == .number: return scaled(number, spot)
        case .number(let number) where kind == .percent:
            // What is shown as 1.3% is stored as 0.013, whatever the profile says of bare numbers.
            let isPercentage = spot.showsPercent && numbers.percentIsPoints
            return .number(rate(number, kind, isPercentage: isPercentage, spot))
        case .empty:
            if hasFormula { note(.uncalculatedValue, "", spot) }
            return .unknown
        case .error(let text):
            note(.errorValue, text, spot)
            return .unknown
        case .text(let text): return self.text(text, kind, spot, replacing)
        case .number, .boolean, .date: return other(value, kind, spot, replacing)
        }
    }

    /// A number where none is meant, a date or a boolean.
    private mutating func other(
        _ value: CellValue, _ kind: ValueKind, _ spot: Spot, _ replacing: Replacements?
    ) -> FieldValue {
        switch (kind, value) {
        case (.number, _), (.percent, _):
            note(.notANumber, value.displayText, spot)
            return .unknown
        case (.date, .date(let serial)):
            if serial.style.hasDay {
                if let date = serial.date, Self.plausibleYears.contains(date.year) { return .date(date) }
                note(.dateOutOfRange, serial.date?.description ?? serial.isoText, spot)
                return .unknown
            }
        case (.date, .number(let serial)):
            // 1982 to 2064; the date system is taken to be 1900's, because a bare number does not say.
            if (30_000...60_000).contains(serial), let date = DateSerial(serial: serial).date {
                note(.storedOtherwise, "a date as a bare number, read as days since 1900", spot)
                return .date(date)
            }
        case (.date, _): break
        default: return text(value.displayText, kind, spot, replacing)
        }
        note(.notADate, value.displayText, spot)
        return .unknown
    }

    private mutating func text(
        _ stored: String, _ kind: ValueKind, _ spot: Spot, _ replacing: Replacements?
    ) -> FieldValue {
        var text = stored.trimmed()
        if let replacing, let replacement = replacement(of: text, replacing) {
            if trace != nil, replacing.isNamed(ClientRules.key(text)) {
                trace?.value(ClientRules.key(text), of: replacing.column, at: sheet, row: spot.row, column: spot.column)
            }
            guard case .text(let other) = replacement else { return replacement }
            text = other.trimmed()
        }
        if text.isEmpty { return .unknown }
        if vocabulary.isUnknown(text) {
            note(text.hasPrefix("#") && text != "#" ? .errorValue : .unknownValue, text, spot)
            return .unknown
        }
        switch kind {
        case .text, .stage: return .text(text)
        case .market: return .text(market(text, spot))
        case .platform:
            notePlatform(text, spot)
            return .text(text)
        case .number, .percent: return number(text, kind, spot)
        case .date: return date(text, spot)
        }
    }

    /// What the rules put in a text's place, remembered by text: lines repeat them.
    private mutating func replacement(of text: String, _ rules: Replacements) -> FieldValue? {
        if let known = replaced[rules.column]?[text] { return known }
        let found = rules[ClientRules.key(text)]
        if replaced[rules.column]?.count ?? 0 < Self.mostTexts {
            replaced[rules.column, default: [:]][text] = .some(found)
        }
        return found
    }

    /// A date text taken apart, remembered like replacements.
    private mutating func parsed(date text: String) -> DateParse {
        if let iso = DateParse(iso: text) { return iso }
        if let known = dates[text] { return known }
        let parse = DateParse(text)
        if dates.count < Self.mostTexts { dates[text] = parse }
        return parse
    }

    /// What the texts of a column have shown.
    func evidence(of column: Int) -> ReadingEvidence {
        column < columnEvidence.count ? columnEvidence[column] : ReadingEvidence()
    }

    /// Notes what texts of a column and of the file show.
    mutating func noteEvidence(column: Int, _ note: (inout ReadingEvidence) -> Void) {
        while columnEvidence.count <= column { columnEvidence.append(ReadingEvidence()) }
        note(&columnEvidence[column])
        note(&fileEvidence.evidence)
    }

    /// A flight before 1990 or after 2100 is a mistake: serial 0 of a blank cell is 1899-12-31.
    private static let plausibleYears = 1990...2099

    private mutating func date(_ text: String, _ spot: Spot) -> FieldValue {
        let parse = parsed(date: text)
        switch parse.date {
        case .date(let date):
            guard Self.plausibleYears.contains(date.year) else {
                note(.dateOutOfRange, text, spot)
                return .unknown
            }
            note(shown: nil, parse.shows, column: spot.column)
            noteStored("a date as text, read as a date", spot)
            return .date(date)
        case .ambiguous:
            ambiguous = AmbiguousCell(value: .date(parse.date), text: text, spot: spot)
            return .unknown
        case .unclear:
            note(.notADate, text, spot)
            return .unknown
        }
    }

    private mutating func number(_ text: String, _ kind: ValueKind, _ spot: Spot) -> FieldValue {
        let parse = NumberParse(text)
        mark = parse.currency
        if kind != .percent, parse.number.isPercentage {
            note(.notANumber, text, spot)
            return .unknown
        }
        switch parse.number {
        case .number(let number), .percentage(let number):
            let isPercentage = parse.number.isPercentage
            guard let sign = parse.shows else {
                return decimal(number, kind, isPercentage: isPercentage, text: text, spot)
            }
            if parse.hasGroups {
                noteEvidence(column: spot.column) { $0.note(grouped: sign) }
            } else if isContradicted(sign, column: spot.column) {
                note(.notANumber, text, spot)
                return .unknown
            }
            note(shown: sign, nil, column: spot.column)
            if !parse.hasGroups, sign == .comma, numbers.decimalSign != .comma {
                // A comma may part thousands in this file all the same: texts further down tell.
                ambiguous = AmbiguousCell(
                    value: .decimal(number, sign, kind, isPercentage: isPercentage), text: text, spot: spot)
                return .unknown
            }
            return decimal(number, kind, isPercentage: isPercentage, text: text, spot)
        case .ambiguous:
            ambiguous = AmbiguousCell(value: .number(parse.number, kind), text: text, spot: spot)
            return .unknown
        case .unclear:
            note(.notANumber, text, spot)
            return .unknown
        }
    }

    /// The value of a number text whose reading is decided.
    mutating func decimal(
        _ value: Double, _ kind: ValueKind, isPercentage: Bool, text: String, _ spot: Spot
    ) -> FieldValue {
        noteStored("a number as text, read as a number", spot)
        if kind == .number, spot.power != 0, !NumberParse.hasUnit(text) { return scaled(value, spot) }
        return .number(rate(value, kind, isPercentage: isPercentage, spot))
    }

    /// A rate as a fraction, where the source gives percent points.
    mutating func rate(_ value: Double, _ kind: ValueKind, isPercentage: Bool, _ spot: Spot) -> Double {
        guard kind == .percent, !isPercentage else { return value }
        if numbers.percentIsPoints { return UnitScale.scaled(value, power: -2) }
        if value.magnitude > 1 { note(.percentAboveOne, "", spot) }
        return value
    }

    /// Notes that a value is stored as text, unless all of the source is.
    mutating func noteStored(_ what: String, _ spot: Spot) {
        if !numbers.textsAreNormal { note(.storedOtherwise, what, spot) }
    }

    /// The market's display name, or the text itself.
    private mutating func market(_ text: String, _ spot: Spot) -> String {
        guard let name = marketName(text) else {
            note(.marketUnknown, text, spot)
            return text
        }
        noteSpelling(of: name, text, spot)
        return name
    }

    private mutating func noteSpelling(of name: String, _ text: String, _ spot: Spot) {
        if let lastWritten, written[lastWritten].text == text {
            return written[lastWritten].tally.add(row: spot.row, column: spot.column)
        }
        let index =
            writtenIndex[text]
            ?? {
                guard written.count < Self.mostSpellings else { return nil }
                written.append((name, text, CellTally()))
                writtenIndex[text] = written.count - 1
                return written.count - 1
            }()
        guard let index else { return }
        written[index].tally.add(row: spot.row, column: spot.column)
        lastWritten = index
    }

    /// The ways in which cells so far write markets that are known.
    var spellings: [MarketSpelling] {
        written.map {
            MarketSpelling(
                market: $0.market, text: $0.text, count: $0.tally.count, cells: $0.tally.addresses,
                first: $0.tally.first)
        }
    }

    /// The display name of a known market.
    mutating func marketName(_ text: String) -> String? {
        if let lastMarket, lastMarket.text == text { return lastMarket.name }
        let name =
            markets[text]
            ?? {
                let name = vocabulary.market(named: text)?.displayName
                if markets.count < 10_000 { markets[text] = .some(name) }
                return name
            }()
        lastMarket = (text, name)
        return name
    }

    private mutating func notePlatform(_ text: String, _ spot: Spot) {
        // Each line of a table for all platforms names its own.
        if platform.code.isEmpty { return }
        let code =
            platforms[text]
            ?? {
                let code = vocabulary.platform(named: text)?.code
                if platforms.count < 10_000 { platforms[text] = .some(code) }
                return code
            }()
        guard code != platform.code else { return }
        note(code == nil ? .platformUnknown : .platformMismatch, text, spot)
    }

    mutating func note(_ code: MessageCode, _ subject: String, _ spot: Spot) {
        findings.add(code, subject, header: spot.header, row: spot.row, column: spot.column)
    }
}
