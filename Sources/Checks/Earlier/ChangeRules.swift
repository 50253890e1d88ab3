import MediaPlans
import Streams
import Workbooks

/// Makes findings of changes: one for each group of lines and kind of change. Changes come in the order of groups.
struct ChangeRules {
    let log: FindingLog
    let summary: EarlierSummary
    private var group: LineGroup?
    private var sums: [RecordChange.Kind: Sum] = [:]
    /// Lines of later days, by kind and platform only: they are what every day brings.
    private var later: [(group: LineGroup, sum: Sum)] = []

    init(log: FindingLog, summary: EarlierSummary) { (self.log, self.summary) = (log, summary) }

    private struct Sum {
        var lines = 0
        var last: (line: String, days: ClosedRange<CivilDate>?)?
        var days: ClosedRange<CivilDate>?
        var measures: [(name: String, sum: MeasureSum)] = []
        var place: Place?

        mutating func add(_ change: RecordChange) {
            if last.map({ $0.line != change.line || $0.days != change.days }) ?? true {
                lines += max(change.linesBefore, change.linesAfter)
                last = (change.line, change.days)
                place = place ?? change.placeAfter ?? change.placeBefore
                if let more = change.days {
                    days =
                        days.map { min($0.lowerBound, more.lowerBound)...max($0.upperBound, more.upperBound) } ?? more
                }
            }
            if !change.isConsequence, let name = change.measure { measures.note(name, change) }
        }
    }

    /// Measures that do not add up over lines or days, although no other follows from them.
    private static let notAdditive: Set<String> = Set(
        (LineSide.rates.map { RecordColumn.allCases[Int($0)] } + [.weeks, .frequency, .uniquesReach, .taSize])
            .map(\.rawValue))

    fileprivate struct MeasureSum {
        /// Values met, and the largest change of one as a share of it; for what does not add up.
        var values = 0
        var largest: Double?
        var before = Volume()
        var after = Volume()
        var becameUnknown = 0
        var becameKnown = 0
        var texts: String?
    }

    mutating func add(_ change: RecordChange) {
        if let group, group != change.group { report(group) }
        group = change.group
        if change.isLater {
            let group = LineGroup(type: change.group.type, platform: change.group.platform, market: "", stage: "")
            if later.last?.group != group { later.append((group, Sum())) }
            later[later.count - 1].sum.add(change)
        } else {
            sums[change.kind, default: Sum()].add(change)
        }
    }

    mutating func finish() {
        if let group { report(group) }
        for (group, sum) in later { note(.linesLater, group, .new, sum) }
    }

    private mutating func report(_ group: LineGroup) {
        for (kind, sum) in sums.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            let code: MessageCode =
                switch kind {
                case .changed: .linesChanged
                case .gone: .linesGone
                case .new: .linesNew
                }
            note(code, group, kind, sum)
        }
        sums = [:]
    }

    private func note(_ code: MessageCode, _ group: LineGroup, _ kind: RecordChange.Kind, _ sum: Sum) {
        log.add(code, at: sum.place.map { Spot($0) } ?? Spot()) {
            (Self.text(group, code, kind, sum), nil, nil)
        }
    }

    // MARK: Words

    private static func text(_ group: LineGroup, _ code: MessageCode, _ kind: RecordChange.Kind, _ sum: Sum) -> String {
        let place = [group.platform, group.market, group.stage, group.type.rawValue].filter { !$0.isEmpty }
        let verb =
            switch kind {
            case .changed: "changed since the earlier records"
            case .gone: "of the earlier records \(sum.lines == 1 ? "is" : "are") gone"
            case .new:
                code == .linesLater ? "of days after the earlier records" : "that the earlier records do not have"
            }
        let days = sum.days.map {
            $0.lowerBound == $0.upperBound ? ", \($0.lowerBound)" : ", \($0.lowerBound) to \($0.upperBound)"
        }
        let measures = sum.measures.map { words($0.name, $0.sum, kind) }
        return "\(place.joined(separator: ", ")): \(counted(sum.lines, "line")) \(verb)\(days ?? "")"
            + (measures.isEmpty ? "" : ": " + measures.joined(separator: "; "))
    }

    private static func words(_ name: String, _ sum: MeasureSum, _ kind: RecordChange.Kind) -> String {
        if sum.texts == nil, sum.values > 1, notAdditive.contains(name) {
            let largest = sum.largest.map { " (by up to \($0 > 0 ? "+" : "")\(percentText($0)))" } ?? ""
            return "\(counted(sum.values, "value")) of \(name)" + (kind == .changed ? largest : "")
        }
        func text(_ value: Double?) -> String { value.map { figureText($0) } ?? "unknown" }
        if let texts = sum.texts { return "\(name) \(texts)" }
        switch kind {
        case .gone: return "\(name) \(text(sum.before.value))"
        case .new: return "\(name) \(text(sum.after.value))"
        case .changed: break
        }
        var words: [String] = []
        if let before = sum.before.value, let after = sum.after.value {
            let share = before == 0 ? nil : (after - before) / before.magnitude
            let sign = (share ?? 0) > 0 ? "+" : ""
            words.append("\(text(before)) to \(text(after))\(share.map { " (\(sign)\(percentText($0)))" } ?? "")")
        }
        if sum.becameUnknown > 0 { words.append("\(counted(sum.becameUnknown, "value")) became unknown") }
        if sum.becameKnown > 0 { words.append("\(counted(sum.becameKnown, "value")) became known") }
        return "\(name) \(words.isEmpty ? "in other currencies" : words.joined(separator: ", "))"
    }
}

extension [(name: String, sum: ChangeRules.MeasureSum)] {
    /// Adds a change to the sum of its measure.
    fileprivate mutating func note(_ measure: String, _ change: RecordChange) {
        // Amounts are added up by currency.
        let currency = change.changesCurrency ? nil : change.currencyAfter ?? change.currencyBefore
        let name = change.isAmount ? [measure, currency].compactMap { $0 }.joined(separator: " ") : measure
        let index =
            firstIndex { $0.name == name }
            ?? {
                append((name, ChangeRules.MeasureSum())); return count - 1
            }()
        if change.before.text != nil || change.after.text != nil {
            self[index].sum.texts = "\(change.before.text ?? "unknown") to \(change.after.text ?? "unknown")"
            return
        }
        let unknown = change.unknownAfter - change.unknownBefore
        if change.kind == .changed, unknown > 0 { self[index].sum.becameUnknown += unknown }
        if change.kind == .changed, unknown < 0 { self[index].sum.becameKnown -= unknown }
        // A value that is known on one side only is no difference between sums.
        guard change.kind != .changed || unknown == 0 else { return }
        self[index].sum.values += 1
        if let share = change.share, share.magnitude > (self[index].sum.largest ?? 0).magnitude {
            self[index].sum.largest = share
        }
        // An amount that comes in another currency has no difference.
        guard !change.changesCurrency else { return }
        if let before = change.before.number { self[index].sum.before.add(before) }
        if let after = change.after.number { self[index].sum.after.add(after) }
    }
}
