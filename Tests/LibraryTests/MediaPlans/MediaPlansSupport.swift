import Glibc
import Streams
import Testing
import Workbooks

@testable import MediaPlans

/// Where the package and what tests read stand.
enum PackagePath {
    /// The package's root.
    static let root = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    static let samples = root + "/Tests/Samples"
    static let samplePlanned = samples + "/PLANNED_Quillmere Bright Morning (Q2 2026).xlsx"
    static let sampleDelivered = samples + "/DELIVERED_Quillmere Bright Morning (Q2 2026).xlsx"
    /// Real workbooks that are no part of the package; tests of them run only where they are.
    static let fixtures = root + "/../shared/fixtures"
    static let fixturePlanned = fixtures + "/PLANNED_INPUT_TEMPLATE_Final Media Plan Template_060525.xlsx"
    static let fixtureDelivered = fixtures + "/DELIVERED_INPUT_TEMPLATE_PCA - Lumident CW (Q125).xlsx"
    /// Small inputs with answers, which are no part of the package either.
    static let cases = root + "/../shared/cases"
    static let hasCases = access(cases + "/README.md", R_OK) == 0
    static let hasFixtures = access(fixturePlanned, R_OK) == 0 && access(fixtureDelivered, R_OK) == 0
}

/// What an extraction came to.
final class Extracted {
    var records: [Record] = []
    var messages: [Message] = []
    var regions: [Region] = []
    var coverage = SourceCoverage()
    var brandLift: [BrandLiftResult] = []

    func messages(_ code: MessageCode) -> [Message] { messages.filter { $0.code == code } }
    func count(_ sheet: String) -> Int { records.count { $0[.sourceSheet].text == sheet } }
}

func extract(
    _ source: some SheetSource, as kind: InputKind, vocabulary: Vocabulary = .builtIn,
    rules: ClientRules = ClientRules(),
    platforms: Set<String>? = nil, anatomy: TableAnatomy = TableAnatomy(),
    versions: VersionChoice? = nil
) throws -> Extracted {
    let result = Extracted()
    let extraction = Extraction(
        vocabulary: vocabulary, rules: rules, platforms: platforms, versions: versions,
        emit: { result.records.append($0) },
        report: { result.messages.append($0) })
    try extraction.read(source, as: kind, anatomy: { _ in anatomy })
    result.regions = extraction.regions
    result.coverage = extraction.coverage
    result.brandLift = extraction.brandLift
    try expectEveryCellOnce(source, result.coverage)
    return result
}

/// Holds the coverage against cells that are counted without any reading: none may be missing, and none may be
/// counted without a word about it.
private func expectEveryCellOnce(_ source: some SheetSource, _ coverage: SourceCoverage) throws {
    let count = NumberCount()
    try source.walk(count)
    let stored = coverage.sheets.map { sheet in sheet.parts.reduce(0) { $0 + $1.count.numbers } }
    #expect(
        zip(stored, count.numbers).allSatisfy { $0 >= $1 }, "numbers of sheets: \(stored), counted \(count.numbers)")
    #expect(!coverage.parts.contains { $0.gap == .elsewhere }, "cells that nothing spoke of: \(coverage.table)")
}

/// Counts the stored numbers of each sheet.
private final class NumberCount: SheetVisitor {
    private(set) var numbers: [Int] = []

    func begin(_ sheet: SourceSheet, merges: RowMerges) -> Bool {
        numbers.append(0)
        return true
    }

    func row(_ row: SheetRow) -> Bool {
        numbers[numbers.count - 1] += row.cells.count { $0.value.number != nil }
        return true
    }

    func end() {}
}

func extract(workbook path: String, as kind: InputKind) throws -> Extracted {
    try extract(WorkbookSource(Workbook(path: path)), as: kind)
}

/// Sheets in memory, written as text: a row per line, cells parted by `|`, blanks around them taken away.
///
/// `.` is an empty cell, `#…!` an error, `?` a formula without value, `2025-04-15` a date, `=TRUE` a boolean,
/// anything that reads as a number a number, `'7` the text 7. A line `@12` goes on at row 12, `~` before a row hides it.
struct TextSheets: SheetSource {
    struct Sheet {
        var name: String
        var state: Workbook.Sheet.State = .visible
        var text: String
        var hiddenColumns: [ClosedRange<Int>] = []
    }

    var name = "input/PLANNED_x.xlsx"
    var sheets: [Sheet]

    init(_ sheets: [(String, String)]) { self.sheets = sheets.map { Sheet(name: $0, text: $1) } }

    init(_ text: String, sheet: String = "DV360", state: Workbook.Sheet.State = .visible) {
        sheets = [Sheet(name: sheet, state: state, text: text)]
    }

    func walk(_ visitor: some SheetVisitor) throws {
        for sheet in sheets {
            var source = SourceSheet(file: name, name: sheet.name, state: sheet.state)
            source.siblings = sheets.map(\.name)
            source.hiddenColumns = sheet.hiddenColumns
            if try visitor.begin(source) {
                for row in Self.rows(sheet.text) { guard try visitor.row(row) else { break } }
            }
            try visitor.end()
        }
    }

    static func rows(_ text: String) -> [SheetRow] {
        var number = 0
        var rows: [SheetRow] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("@") {
                number = Int(line.dropFirst())! - 1
                continue
            }
            number += 1
            let isHidden = line.hasPrefix("~")
            let cells = (isHidden ? line.dropFirst() : line).split(separator: "|", omittingEmptySubsequences: false)
            var row = SheetRow(number: number, isHidden: isHidden, cells: [])
            for (index, cell) in cells.enumerated() {
                let reference = CellReference(row: number, column: index + 1)
                let text = cell.trimmingBlanks()
                if let (value, formula) = value(text) { row.cells.append(Cell(reference, value, formula: formula)) }
            }
            if !row.cells.isEmpty { rows.append(row) }
        }
        return rows
    }

    private static func value(_ text: String) -> (CellValue, String?)? {
        if text.isEmpty || text == "." { return nil }
        if text == "?" { return (.empty, "") }
        if text.hasPrefix("#"), text.hasSuffix("!") { return (.error(text), nil) }
        if text.hasPrefix("'") { return (.text(String(text.dropFirst()).replacing("\\n", with: "\n")), nil) }
        if text == "=TRUE" { return (.boolean(true), nil) }
        if let number = Double(text) { return (.number(number), nil) }
        if let date = CivilDate(iso: text) { return (.date(DateSerial(date)), nil) }
        return (.text(text.replacing("\\n", with: "\n")), nil)
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> String {
        String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
}

extension String {
    /// With every occurrence of a text replaced; the standard library alone has no such thing.
    fileprivate func replacing(_ old: String, with new: String) -> String {
        var out = ""
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(old) {
                out += new
                rest = rest.dropFirst(old.count)
            } else {
                out.append(rest.removeFirst())
            }
        }
        return out
    }
}
