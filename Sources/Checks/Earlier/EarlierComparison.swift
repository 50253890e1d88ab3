import MediaPlans
import Streams
import Workbooks

/// Compares the records that are checked with those of an earlier run, line by line.
///
/// A line is known by `LineKey`. Memory: some hundred bytes for each line of both, up to `most` lines of one; beyond,
/// a half, a quarter and so on of all keys are compared, the same ones on both sides, which the summary says.
public final class EarlierComparison {
    private let vocabulary: Vocabulary
    private let tolerance: Double
    private let most: Int
    private var book: LineBook
    private var earlier = LineSide()
    private var now = LineSide()
    private var mask: UInt64 = 0
    private var summary: EarlierSummary
    private var namesBefore = SideNames()
    private var namesNow = SideNames()
    /// Makes of earlier records those of some days, as is done with the others; nil for all.
    public var cut: PeriodCut?
    /// Lines of the earlier records that could not be read.
    private var malformed = 0

    /// The campaigns that lines name, those of the plan first.
    private struct SideNames {
        var plan = PlanHead()
        var report = PlanHead()

        mutating func add(_ record: Record) {
            switch record.sourceType {
            case .planned: plan.add(record)
            case .deliveredMedia: report.add(record)
            case .deliveredReachAndFrequency: break
            }
        }

        var names: [String] { plan.names.isEmpty ? report.names : plan.names }
        var brands: Set<String> { plan.brands.union(report.brands) }
    }

    public init(path: String, settings: CheckSettings, vocabulary: Vocabulary, most: Int = 400_000) {
        self.vocabulary = vocabulary
        self.most = most
        tolerance = settings.thresholds.changeTolerance
        book = LineBook(vocabulary: vocabulary)
        summary = EarlierSummary(path: path)
    }

    /// Reads the earlier records.
    public func readEarlier() throws {
        try RecordsAhead.forEach(of: summary.path) { item in
            switch item {
            case .record(let record):
                if let part = cut.map({ $0.cut(record) }) ?? record { addEarlier(part) }
            case .mistake: malformed += 1
            }
        }
    }

    /// Takes an earlier record.
    func addEarlier(_ record: Record) {
        namesBefore.add(record)
        earlier.add(record, &book, keeping: mask)
        thinOut()
    }

    /// Takes a record that is checked now.
    public func add(_ record: Record) {
        namesNow.add(record)
        now.add(record, &book, keeping: mask)
        thinOut()
    }

    private func thinOut() {
        while max(earlier.lines.count, now.lines.count) > most, mask < 0xFFFF {
            mask = mask << 1 | 1
            earlier.prune(keeping: mask)
            now.prune(keeping: mask)
        }
    }

    /// Compares all, hands on each change in the order of groups, days and names, and notes findings.
    public func finish(log: FindingLog, each: (RecordChange) throws -> Void) throws -> EarlierSummary {
        summary.share = 1 / Double(mask &+ 1)
        if malformed > 0 {
            note(log, "\(counted(malformed, "value")) of it cannot be read: unknown, or a line left out", nil)
        }
        if let reason = reasonNotToCompare {
            summary.reason = reason
            summary.notCompared = earlier.met + now.met
            summary.share = 0
            note(log, reason, "give the records of an earlier run of the same campaign")
            return summary
        }
        let walk = LineWalk(book: book, earlier: earlier, now: now)
        let left = leaveOutUnlike(walk, log)
        var rules = ChangeRules(log: log, summary: summary)
        try walk.forEachKey { before, after in
            guard let key = (before.first.map { earlier.lines[$0] } ?? after.first.map { now.lines[$0] })?.key,
                !left.contains(Kinship(book.groups[key.group]))
            else { return }
            try compare(key, before, after) { change in
                rules.add(change)
                try each(change)
            }
        }
        rules.finish()
        if summary.share < 1 {
            log.add(.comparisonCut, at: Spot(file: summary.path)) {
                ("\(percentText(summary.share)) of the lines were compared with the earlier records", nil, nil)
            }
        }
        return summary
    }

    // MARK: What can be compared

    /// A kind of lines on one platform.
    private struct Kinship: Hashable {
        var type: SourceType
        var platform: String

        init(_ group: LineGroup) { (type, platform) = (group.type, group.platform) }
    }

    private var reasonNotToCompare: String? {
        if earlier.met == 0 { return "the earlier file has no records" }
        if now.met == 0 { return "there are no records to compare" }
        let (before, after) = (namesBefore.names, namesNow.names)
        let known = CampaignNames(
            planned: after, brands: namesNow.brands.union(namesBefore.brands), vocabulary: vocabulary)
        if !before.isEmpty, !after.isEmpty, !before.contains(where: { known.agree(with: $0) }) {
            return
                "the earlier records are of another campaign (\(shortened(before[0], to: 80)); now \(shortened(after[0], to: 80)))"
        }
        let keys = Set(earlier.lines.map(\.key))
        guard now.lines.contains(where: { keys.contains($0.key) }) else {
            return "no line has the platform, market, stage, names and days of an earlier one"
        }
        return nil
    }

    /// Kinds of lines that are on both sides with no line in common: all of them would be gone and new.
    private func leaveOutUnlike(_ walk: LineWalk, _ log: FindingLog) -> Set<Kinship> {
        var counts: [Kinship: (before: Int, after: Int, common: Bool)] = [:]
        walk.forEachKey { before, after in
            guard let key = (before.first.map { earlier.lines[$0] } ?? after.first.map { now.lines[$0] })?.key
            else { return }
            let count = counts[Kinship(book.groups[key.group]), default: (0, 0, false)]
            counts[Kinship(book.groups[key.group])] = (
                count.before &+ before.count, count.after &+ after.count,
                count.common || !before.isEmpty && !after.isEmpty
            )
        }
        // A plan that has other flights has other lines, which is the change to tell; a report with other columns is none.
        let unlike = counts.filter {
            $0.key.type != .planned && !$0.value.common && $0.value.before > 0 && $0.value.after > 0
        }
        for (kin, count) in unlike.sorted(by: {
            ($0.key.type.rawValue, $0.key.platform) < ($1.key.type.rawValue, $1.key.platform)
        }) {
            summary.notCompared += count.before &+ count.after
            summary.unlike.append("\(kin.platform), \(kin.type.rawValue)")
            note(
                log,
                "\(kin.platform), \(kin.type.rawValue): none of \(counted(count.after, "line")) has the market, stage, names and days of one of \(counted(count.before, "earlier line"))",
                "export the report with the same columns and days as before")
        }
        return Set(unlike.keys)
    }

    private func note(_ log: FindingLog, _ text: String, _ hint: String?) {
        log.add(.earlierNotCompared, at: Spot(file: summary.path)) { (text, nil, hint) }
    }

    // MARK: One key

    private func compare(
        _ key: LineKey, _ before: [Int], _ after: [Int], _ each: (RecordChange) throws -> Void
    ) throws {
        let old = before.map { earlier.lines[$0] }
        let new = after.map { now.lines[$0] }
        let matched = LineMatching(earlier: earlier, now: now, tolerance: tolerance).match(old, new)
        summary.equal += matched.equal
        if old.count > 1 || new.count > 1 { summary.together += old.count + new.count }
        let (gone, added) = (matched.old.count, matched.new.count)
        guard gone + added > 0 else { return }
        let isLater = old.isEmpty && isLater(key)
        summary.changed += min(gone, added)
        summary.gone += max(0, gone - added)
        summary.new += isLater ? 0 : max(0, added - gone)
        summary.later += isLater ? added : 0
        var change = RecordChange(
            kind: gone == 0 ? .new : added == 0 ? .gone : .changed, group: book.groups[key.group], days: days(of: key),
            line: book.words(key))
        change.isLater = isLater
        (change.linesBefore, change.linesAfter) = (gone, added)
        (change.currencyBefore, change.currencyAfter) = (currency(of: matched.old), currency(of: matched.new))
        (change.placeBefore, change.placeAfter) = (place(matched.old.first), place(matched.new.first))
        let maker = ChangeMaker(earlier: earlier, now: now, book: book, tolerance: tolerance)
        for made in maker.changes(from: matched.old, to: matched.new, like: change) { try each(made) }
    }

    /// The last day of the earlier lines of a kind on a platform.
    private lazy var lastDays: [Kinship: Int32] = earlier.lines.reduce(into: [:]) { days, line in
        guard line.key.end != LineKey.noDay else { return }
        let kin = Kinship(book.groups[line.key.group])
        days[kin] = max(days[kin] ?? line.key.end, line.key.end)
    }

    private func isLater(_ key: LineKey) -> Bool {
        guard key.start != LineKey.noDay, let last = lastDays[Kinship(book.groups[key.group])] else { return false }
        return key.start > last
    }

    private func days(of key: LineKey) -> ClosedRange<CivilDate>? {
        guard key.start != LineKey.noDay, key.end != LineKey.noDay else { return nil }
        return CivilDate(daysSince1970: Int(key.start))...CivilDate(daysSince1970: Int(key.end))
    }

    /// Nil where there is none, or several.
    private func currency(of lines: [LineSide.Line]) -> String? {
        let names = Set(lines.map { book.texts[$0.currency] })
        return names.count == 1 ? names.first.flatMap { $0.isEmpty ? nil : $0 } : nil
    }

    private func place(_ line: LineSide.Line?) -> Place? {
        line.map { Place(file: book.texts[$0.file], sheet: book.texts[$0.sheet], cell: "row \($0.row)") }
    }
}
