import Streams
import Workbooks

/// Which records count: those of the days that are asked for, and each day of a line once.
///
/// Reports go through it in their order, behind the plans.
public final class RecordFilter {
    private let period: RecordPeriod?
    private let duplicates: DuplicateChoice?
    private let report: (Message) -> Void
    private var file = ""
    private var lines = ReportLines()
    private var flights = PlanFlights()
    /// Lines that reach beyond the period, and those without dates.
    private var partly = 0
    private var undated = 0
    /// The lines outside of the period by file and sheet, and how many of each sheet count.
    private var outside: [(place: Place, lines: LineTally)] = []
    private var taken: [Place: Int] = [:]
    /// The kinds of inputs that have lines of other days, and those that have lines of the days that are asked for.
    private var elsewhere: Set<InputKind> = []
    private var within: Set<InputKind> = []
    private var doubles: [(place: Place, other: ReportLines.Earlier, count: Int, rows: RowTally)] = []

    /// - Parameters:
    ///   - period: nil for all days.
    ///   - duplicates: nil leaves the later of two equal days out, as an error.
    public init(
        period: RecordPeriod? = nil, duplicates: DuplicateChoice? = nil, report: @escaping (Message) -> Void
    ) {
        self.period = period
        self.duplicates = duplicates
        self.report = report
    }

    /// Begins another file.
    public func begin(_ path: String) {
        file = path
        lines.begin(path)
    }

    /// What becomes of the cells of a record that is left out; nil for a record that counts.
    ///
    /// - Throws: `Failure` with status 65 for an equal day, where that was asked for.
    public func leave(_ record: Record) throws -> CellFate? {
        if let period, !isInside(period, record) { return .ignored }
        switch record.sourceType {
        case .planned: flights.add(planned: record)
        case .deliveredMedia:
            if duplicates != .sum, let other = lines.earlier(record) { return try leave(record, equalTo: other) }
            if period == nil { flights.note(delivered: record, in: file) }
        case .deliveredReachAndFrequency: break
        }
        return nil
    }

    private func isInside(_ period: RecordPeriod, _ record: Record) -> Bool {
        let place = Place(file: file, sheet: record[.sourceSheet].text)
        let kind: InputKind = record.sourceType == .planned ? .planned : .delivered
        switch period.position(of: record) {
        case .outside:
            elsewhere.insert(kind)
            if let index = outside.lastIndex(where: { $0.place == place }) {
                outside[index].lines.add(record)
            } else {
                outside.append((place, LineTally()))
                outside[outside.count - 1].lines.add(record)
            }
            return false
        case .partly:
            partly += 1
            within.insert(kind)
        case .undated: undated += 1
        case .inside: within.insert(kind)
        }
        taken[place, default: 0] += 1
        return true
    }

    private func leave(_ record: Record, equalTo other: ReportLines.Earlier) throws -> CellFate {
        let row = Int(record[.sourceRow].number ?? 0)
        let place = Place(file: file, sheet: record[.sourceSheet].text)
        if duplicates == .fail {
            let message = Self.message(place, .error, rows: "row \(row)", other, count: 1)
            throw Failure(.data, message.code, at: message.place, message.text, hint: message.hint)
        }
        if let index = doubles.lastIndex(where: {
            $0.place == place && $0.other.file == other.file && $0.other.isSum == other.isSum
        }) {
            doubles[index].count += 1
            doubles[index].rows.add(row)
        } else {
            var rows = RowTally()
            rows.add(row)
            doubles.append((place, other, 1, rows))
        }
        if other.isSum { return .controlTotal }
        return duplicates == .newest ? .ignored : .unaccounted(.duplicate)
    }

    private static func message(
        _ place: Place, _ level: Message.Level, rows: String, _ other: ReportLines.Earlier, count: Int
    ) -> Message {
        var place = place
        place.cell = rows
        let first = place.file == other.file ? "row \(other.row)" : "\(other.file), row \(other.row)"
        if other.isSum {
            return Message(
                .warning, .totalPassed, at: place,
                count == 1
                    ? "the line of several days is the sum of the lines of those days, the first in \(first): not added"
                    : "\(count) lines of several days are sums of the lines of those days, the first in \(first): not added"
            )
        }
        let isOneFile = place.file == other.file
        let verb =
            count == 1
            ? isOneFile ? "is of the same day, market and name as" : "may be of the same days, market and name as"
            : isOneFile
                ? "are of the same days, markets and names as others, the first as"
                : "may be of the same days, markets and names as lines of another report, the first as"
        return Message(
            level, .duplicateDays, at: place, "\(counted(count, "line")) \(verb) \(first): not added",
            hint: level == .note
                ? nil : "remove one of them, or give --duplicates newest or --duplicates sum")
    }

    /// Reports what was found.
    public func finish() {
        for double in doubles {
            report(
                Self.message(
                    double.place, duplicates == .newest ? .note : .error, rows: double.rows.rows, double.other,
                    count: double.count))
        }
        for sum in lines.lateSums {
            report(
                Message(
                    .error, .duplicateDays, at: Place(file: sum.file, cell: "row \(sum.row)"),
                    "the line of several days is the sum of lines of those days under it, the first in row \(sum.first): both are added up",
                    hint: "remove the line, or export only one of them"))
        }
        if lines.unseen > 0 {
            report(
                Message(
                    .warning, .duplicateDays,
                    "\(counted(lines.unseen, "line")) were not compared with others of the same days, because there are too many different names"
                ))
        }
        for message in flights.messages { report(message) }
        guard let period else { return }
        reportOutside(period)
        guard partly + undated > 0 else { return }
        let parts = [
            partly > 0 ? "\(counted(partly, "line")) reach beyond \(period.text)" : nil,
            undated > 0 ? "\(counted(undated, "record")) without dates" : nil,
        ].compactMap { $0 }
        report(
            Message(
                .warning, .periodUnclear, "\(parts.joined(separator: ", and ")): they count",
                hint:
                    "give the days of these lines, or take them out; mp-map with the same days takes the plan in proportion"
            ))
    }

    /// Whether plans, or reports, have lines with days, and none of them is of those that are asked for.
    public var leavesNothing: Bool { !elsewhere.isSubset(of: within) }

    /// Says what the period left out, and where it left nothing.
    private func reportOutside(_ period: RecordPeriod) {
        for (place, lines) in outside {
            let isAll = taken[place] == nil
            report(
                Message(
                    isAll ? .warning : .note, .periodLeft, at: place,
                    "\(isAll ? lines.count == 1 ? "its only line is" : "all \(lines.lines) are" : "\(lines.lines) \(lines.count == 1 ? "is" : "are")") outside of \(period.text) and left out (\(lines.figures))"
                ))
        }
        for kind in InputKind.allCases where elsewhere.subtracting(within).contains(kind) {
            report(
                Message(
                    .error, .periodLeft,
                    "no line of the \(kind == .planned ? "plan" : "reports") is in \(period.text)",
                    hint: "check --month, --from and --to"))
        }
    }
}
