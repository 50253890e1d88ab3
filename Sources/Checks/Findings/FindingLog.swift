import MediaPlans
import Runs
import Streams
import Workbooks

/// Gathers findings: all are counted, and of each rule the first are kept.
///
/// Memory is bounded by rules × kept findings, whatever the records hold. Findings that a baseline accepts, and
/// rules that are switched off, are counted apart and never hidden in silence.
public final class FindingLog {
    private let settings: CheckSettings
    private let baseline: Baseline?
    /// How many findings of a rule are kept.
    public let kept: Int
    private var groups: [MessageCode: Group] = [:]
    /// Findings that the baseline accepts.
    public private(set) var accepted = 0
    /// Findings of rules that are switched off, by code.
    public private(set) var silenced: [MessageCode: Int] = [:]
    /// Called for each finding about a record's row, with its level.
    var onRecord: ((Spot, Message.Level) -> Void)?
    /// Called for every finding, accepted ones too: for a baseline that accepts them all.
    public var onFinding: ((Finding) -> Void)?

    public init(settings: CheckSettings, baseline: Baseline? = nil, kept: Int = 20) {
        self.settings = settings
        self.baseline = baseline
        self.kept = kept
    }

    /// Notes a finding of a rule. The words are made only for those that are kept.
    func add(
        _ code: MessageCode, at spot: @autoclosure () -> Spot,
        _ words: () -> (text: String, expected: String?, hint: String?)
    ) {
        add(code, at: spot()) {
            let (text, expected, hint) = words()
            return FindingWords(text, expected: expected, hint: hint)
        }
    }

    /// The same of a value that a column has, so that several rows are one finding with the range of their values.
    func add(_ code: MessageCode, at spot: @autoclosure () -> Spot, _ words: () -> FindingWords) {
        let rule = settings.rule(code)
        guard let level = rule.level else {
            silenced[code, default: 0] += 1
            return
        }
        note(code, level, rule.title, spot: spot, words)
    }

    /// Notes what reading a workbook had to say, under its own code.
    public func add(_ message: Message) {
        let override = settings.level(of: message.code, default: message.level)
        guard let level = override else {
            silenced[message.code, default: 0] += 1
            return
        }
        note(message.code, level, settings.rule(message.code).title, spot: { Spot(message.place) }) {
            FindingWords(message.text, hint: message.hint)
        }
    }

    private func note(
        _ code: MessageCode, _ level: Message.Level, _ title: String, spot: () -> Spot,
        _ words: () -> FindingWords
    ) {
        let isCompared = groups[code].map(\.isOpen) ?? true
        guard isCompared || baseline != nil || onRecord != nil || onFinding != nil else {
            groups[code]?.countUncompared()
            return
        }
        let spot = spot()
        // The words are made only where somebody reads them.
        var finding: Finding?
        if isCompared || baseline != nil || onFinding != nil {
            finding = words().finding(code, level, at: spot)
        }
        if let finding {
            onFinding?(finding)
            if let baseline, baseline.accepts(code, spot, finding.text) {
                accepted += 1
                return
            }
        }
        onRecord?(spot, level)
        groups[code, default: Group(code: code, level: level, title: title)].add(finding, level, kept: kept)
    }

    /// Whether anything of a rule was found.
    func has(_ code: MessageCode) -> Bool { groups[code] != nil }

    /// Takes over what other steps of a run found, so that its reports hold everything.
    public func take(_ kinds: [Found]) {
        for found in kinds {
            let group = Group(found, kept: kept)
            groups[group.code] = groups[group.code] ?? group
        }
    }

    /// All findings by kind, as the ledger keeps them.
    public var found: [Found] {
        sorted.map { group in
            let cases = group.findings.map { finding in
                let text = finding.expected.map { "\(finding.text); expected \($0)" } ?? finding.text
                return Found.Case(
                    place: finding.place, text: text, hint: finding.hint, count: finding.rows?.count ?? 1)
            }
            return Found(
                code: group.code.rawValue, level: group.level, title: group.title, count: group.count,
                cells: group.cells, cases: cases)
        }
    }

    /// Says that entries of a baseline are past their day, so that what they accepted is shown again.
    public func noteExpired(of baseline: Baseline, _ path: String) {
        guard baseline.expired > 0 else { return }
        add(
            Message(
                .note, .baselineExpired, at: Place(file: path),
                "\(baseline.expired) of its entries are past their day: what they accepted is shown again",
                hint: "look at it once more, and take it out or give it another day"))
    }

    /// All groups, the worst first; of one level those with the most findings.
    public var sorted: [Group] {
        groups.values.sorted { a, b in
            a.level != b.level
                ? a.level > b.level : a.count != b.count ? a.count > b.count : a.code.rawValue < b.code.rawValue
        }
    }

    /// How many findings have that level.
    public func count(_ level: Message.Level) -> Int {
        groups.values.reduce(0) { $0 + ($1.level == level ? $1.count : 0) }
    }

    /// All findings.
    public var count: Int { groups.values.reduce(0) { $0 + $1.count } }

    /// Gives findings of records the address of their cell.
    public func locate(with locator: CellLocator) {
        for code in groups.keys {
            groups[code]?.locate(with: locator)
        }
    }
}

/// Knows in which cell of a workbook a record's field stood.
public struct CellLocator: Sendable {
    private var regions: [Region] = []

    public init(_ regions: [Region] = []) { self.regions = regions }

    /// The cell that a record's field stood in; nil where no region is known that holds it.
    func place(of spot: Spot) -> Place? {
        guard spot.cell == nil, let row = spot.row, let region = region(of: spot.file, spot.sheet, row: row) else {
            return nil
        }
        let column =
            region.kind == .reachAndFrequency
            ? spot.market.flatMap { region.marketColumns[$0] } : spot.column.flatMap { region.columns[$0] }
        let cell = column.map { CellReference(row: row, column: $0).description } ?? "row \(row)"
        return Place(file: region.sheet.file, sheet: region.sheet.name, cell: cell)
    }

    /// The region that a row of a Source_Sheet was read from; nil where none is known.
    func region(of file: String?, _ sourceSheet: String?, row: Int) -> Region? {
        regions.first { region in
            region.kind.sourceSheet(of: region.platform) == sourceSheet
                && file.map { region.sheet.file.hasSuffix($0) } ?? true
                && region.range.rows.contains(row)
        }
    }
}
