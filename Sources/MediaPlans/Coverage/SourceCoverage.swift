import Streams
import Workbooks

/// What became of every cell of the sources: what share of their numbers is in records or control totals, and where the rest is.
///
/// One number: it is counted while the sources are read, and every report shows it.
public struct SourceCoverage: Sendable, Equatable {
    /// Cells of one sheet that became the same.
    public struct Part: Sendable, Equatable {
        public var fate: CellFate
        public var count: CellCount
        /// Where they are; of what is not accounted for only.
        public var cells = ""

        public init(fate: CellFate, count: CellCount, cells: String = "") {
            self.fate = fate
            self.count = CellCount(cells: count.cells, numbers: count.numbers)
            self.cells = cells
        }

        /// Why the cells are not accounted for; nil where they are.
        public var gap: CoverageGap? {
            if case .unaccounted(let gap) = fate { gap } else { nil }
        }
    }

    /// One sheet of one file.
    public struct Sheet: Sendable, Equatable {
        public var file: String
        public var name: String
        public var parts: [Part] = []

        /// Its records are those of other sheets, too: their cells are not accounted for.
        mutating func countAsDouble() {
            for index in parts.indices where parts[index].fate == .record {
                parts[index].fate = .unaccounted(.duplicate)
            }
        }
    }

    public var sheets: [Sheet] = []

    public init() {}

    public var parts: [Part] { sheets.flatMap(\.parts) }
    /// Cells with a number in all sheets.
    public var numbers: Int { parts.reduce(0) { $0 + $1.count.numbers } }
    /// Those that are in a record, a control total or a label, or that somebody said to ignore.
    public var accounted: Int { parts.reduce(0) { $0 + ($1.gap == nil ? $1.count.numbers : 0) } }
    public var unaccounted: Int { numbers - accounted }
    /// Whether a table, or cells of one, were left out, and not only notes around tables.
    public var lacksTableCells: Bool { parts.contains { $0.count.numbers > 0 && $0.gap?.isOfTable ?? false } }

    /// Moves amounts that were read and then not used from the records of a file to what is not accounted for.
    public mutating func withdraw(_ count: Int, ofFile name: String, for gap: CoverageGap) {
        guard count > 0, let index = sheets.firstIndex(where: { fileName(of: $0.file) == name }) else { return }
        guard let part = sheets[index].parts.firstIndex(where: { $0.fate == .record }) else { return }
        let moved = min(count, sheets[index].parts[part].count.numbers)
        sheets[index].parts[part].count.numbers -= moved
        sheets[index].parts[part].count.cells -= moved
        sheets[index].parts.append(
            Part(fate: .unaccounted(gap), count: CellCount(cells: moved, numbers: moved)))
    }

    // MARK: In words

    /// `95.1 %`; 100 % only where nothing is left out, and `-` where there are no numbers.
    public static func share(_ part: Int, of whole: Int) -> String {
        guard whole > 0 else { return "-" }
        guard part < whole else { return "100 %" }
        let tenths = min(999, (part * 1000 + whole / 2) / whole)
        return "\(tenths / 10).\(tenths % 10) %"
    }

    /// `1180 of 1240 numeric cells of the sources are in records or control totals (95.2 %)`
    public var sentence: String {
        guard numbers > 0 else { return "the sources hold no numeric cell" }
        return
            "\(grouped(accounted)) of \(counted(numbers, "numeric cell")) of the sources are in records or control totals (\(Self.share(accounted, of: numbers)))"
    }

    /// The largest of what is left out, in words: `40 below the table (DV360!B60:H72)`.
    public func gaps(most: Int) -> [String] {
        var found: [(count: Int, text: String)] = []
        for sheet in sheets {
            for part in sheet.parts where part.count.numbers > 0 {
                guard let gap = part.gap else { continue }
                let place = [sheet.name, part.cells].filter { !$0.isEmpty }.joined(separator: "!")
                let file = Set(sheets.map(\.file)).count > 1 ? fileName(of: sheet.file) + "!" : ""
                found.append((part.count.numbers, "\(grouped(part.count.numbers)) \(gap.rawValue) (\(file)\(place))"))
            }
        }
        let sorted = found.enumerated().sorted { ($1.element.count, $0.offset) < ($0.element.count, $1.offset) }
        let listed = sorted.prefix(most).map(\.element.text)
        return sorted.count > most ? listed + ["and \(sorted.count - most) more kinds"] : listed
    }

    /// What there is to report: nothing where all numbers are accounted for.
    public var message: Message? {
        guard unaccounted > 0 else { return nil }
        return Message(
            lacksTableCells ? .warning : .note, .coverage,
            "\(sentence); not: \(gaps(most: 4).joined(separator: "; "))",
            hint: "mp-extract --coverage lists all")
    }

    // MARK: As a table

    /// The columns of the table.
    public static let header = ["file", "sheet", "state", "reason", "cells", "numbers", "where"]

    /// A line for each part, and one for all.
    public var table: [[String]] {
        var lines: [[String]] = []
        for sheet in sheets {
            for part in sheet.parts {
                lines.append([
                    sheet.file, sheet.name, part.fate.word, part.gap?.rawValue ?? "", String(part.count.cells),
                    String(part.count.numbers), part.cells,
                ])
            }
        }
        let all = parts.reduce(0) { $0 + $1.count.cells }
        return lines + [["TOTAL", "", Self.share(accounted, of: numbers), "", String(all), String(numbers), sentence]]
    }

    /// Reads a table as it was written.
    public init?(table: [[String]]) {
        guard table.first == Self.header else { return nil }
        for line in table.dropFirst() where line.first != "TOTAL" {
            guard line.count == Self.header.count, let cells = Int(line[4]), let numbers = Int(line[5]),
                let fate = Self.fate(line[2], line[3])
            else { return nil }
            if sheets.last?.file != line[0] || sheets.last?.name != line[1] {
                sheets.append(Sheet(file: line[0], name: line[1]))
            }
            sheets[sheets.count - 1].parts.append(
                Part(fate: fate, count: CellCount(cells: cells, numbers: numbers), cells: line[6]))
        }
    }

    private static func fate(_ word: String, _ reason: String) -> CellFate? {
        if word == "unaccounted" { return CoverageGap(rawValue: reason).map { .unaccounted($0) } }
        return CellFate.accounted.first { $0.word == word }
    }
}

extension MessageCode {
    /// Numbers of the sources are in no record and no control total.
    public static let coverage = MessageCode(rawValue: "coverage")
}
