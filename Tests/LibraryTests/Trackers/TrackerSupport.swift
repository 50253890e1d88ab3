import Glibc
import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Trackers

/// A sheet drawn as text: cells parted by `|`, empty ones blank; `=` begins a formula.
struct DrawnSheet {
    var rows: [String]
    var merges: [String] = []
    /// Markup of the columns, before the rows.
    var columns = ""
    var hiddenRows: Set<Int> = []

    var grid: SheetGrid {
        var grid = SheetGrid()
        forEachCell { grid.cells[$0] = Cell($0, $1, formula: $2) }
        grid.merges = merges.map { CellRange($0)! }
        return grid
    }

    /// The sheet as a worksheet part with inline strings.
    var part: [UInt8] {
        var out = "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\(columns)<sheetData>"
        for (index, _) in rows.enumerated() {
            out += "<row r=\"\(index + 1)\"\(hiddenRows.contains(index + 1) ? " hidden=\"1\"" : "")>"
            forEachCell { cell, value, formula in
                guard cell.row == index + 1 else { return }
                if let formula {
                    out += "<c r=\"\(cell)\"><f>\(formula)</f><v>0</v></c>"
                } else if let number = value.number {
                    out += "<c r=\"\(cell)\"><v>\(DecimalText.string(number))</v></c>"
                } else {
                    let text = value.displayText.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
                    out += "<c r=\"\(cell)\" t=\"inlineStr\"><is><t>\(text)</t></is></c>"
                }
            }
            out += "</row>"
        }
        out += "</sheetData>"
        if !merges.isEmpty {
            out += "<mergeCells>" + merges.map { "<mergeCell ref=\"\($0)\"/>" }.joined() + "</mergeCells>"
        }
        return Array((out + "</worksheet>").utf8)
    }

    private func forEachCell(_ body: (CellReference, CellValue, String?) -> Void) {
        for (row, line) in rows.enumerated() {
            for (column, text) in line.split(separator: "|", omittingEmptySubsequences: false).enumerated() {
                let text = text.split(separator: " ").joined(separator: " ")
                guard !text.isEmpty else { continue }
                let cell = CellReference(row: row + 1, column: column + 1)
                if text.hasPrefix("=") {
                    body(cell, .number(0), String(text.dropFirst()))
                } else {
                    body(cell, Double(text).map { .number($0) } ?? .text(text), nil)
                }
            }
        }
    }

    /// A template workbook with this sheet in the place of the sample template's.
    func write(to path: String) throws {
        let workbook = try Workbook(path: sampleTemplate)
        var rewrite = PackageRewrite(of: workbook.package)
        rewrite.replace(workbook.sheets[0].partName, with: part)
        rewrite.remove("xl/worksheets/_rels/sheet1.xml.rels")
        try rewrite.write(to: path)
    }
}

/// The sample template of the repository.
let sampleTemplate: String = {
    let folder = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return folder + "/Samples/OUTPUT_TEMPLATE_Quillmere Bright Morning (Q2 2026).xlsx"
}()

/// A folder that goes when the closure returns.
func withScratchFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/mp-trackers.XXXXXX".utf8CString)
    _ = try #require(mkdtemp(&template), "no temporary folder")
    let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    defer {
        for name in [
            "template.xlsx", "tracker.xlsx", "tracker_COMPREHENSIVE_REPORT.txt", "tracker_PERFORMANCE_REPORT.txt",
        ] {
            unlink("\(folder)/\(name)")
        }
        rmdir(folder)
    }
    return try body(folder)
}

extension Record {
    /// A line of a plan or a report.
    static func line(
        _ type: SourceType, _ platform: String, _ market: String?, _ stage: String?, budget: Double? = nil,
        impressions: Double? = nil, views: Double? = nil, clicks: Double? = nil, reach: Double? = nil,
        currency: String? = nil, audience: String? = nil, dates: (String, String)? = nil, campaign: String? = nil
    ) -> Record {
        var record = Record(sourceType: type, sheetPlatform: platform)
        let texts: [(RecordColumn, String?)] = [
            (.market, market), (.cejObjectives, stage), (.localCurrency, currency), (.targetAudience, audience),
            (.campaign, campaign),
        ]
        for (column, text) in texts { if let text { record[column] = .text(text) } }
        let numbers: [(RecordColumn, Double?)] = [
            (.budgetLocal, budget), (.impressions, impressions), (.videoViews, views), (.clicksActions, clicks),
            (.uniquesReach, reach),
        ]
        for (column, number) in numbers { if let number { record[column] = .number(number) } }
        if let dates {
            record[.startDate] = .date(CivilDate(iso: dates.0)!)
            record[.endDate] = .date(CivilDate(iso: dates.1)!)
        }
        return record
    }

    /// A cell of a reach-and-frequency table.
    static func reading(_ platform: String, _ market: String, _ metric: String, _ value: Double?) -> Record {
        var record = Record(sourceType: .deliveredReachAndFrequency, sheetPlatform: platform)
        record[.market] = .text(market)
        record[.platform] = .text(metric)
        if let value { record[metric.lowercased().contains("freq") ? .frequency : .uniquesReach] = .number(value) }
        return record
    }
}

/// A tracker filled from a drawn template, read back.
struct FilledTracker {
    var grid: SheetGrid
    var messages: [Message]
    var result: MappingJob.Result

    init(_ sheet: DrawnSheet, _ records: [Record], order: MarketOrder = .planned, platforms: Set<String>? = nil) throws
    {
        (grid, messages, result) = try withScratchFolder { folder in
            try sheet.write(to: "\(folder)/template.xlsx")
            var messages: [Message] = []
            let job = MappingJob(
                input: "records", template: "\(folder)/template.xlsx", output: "\(folder)/tracker.xlsx",
                reportFolder: folder, order: order, platforms: platforms, report: { messages.append($0) })
            let result = try job.run { body in try records.forEach(body) }
            let workbook = try Workbook(path: "\(folder)/tracker.xlsx")
            return (try workbook.grid(of: workbook.sheets[0]), messages, result)
        }
    }

    subscript(cell: String) -> CellValue { grid[CellReference(cell)!] }

    func formula(_ cell: String) -> String? { grid.cells[CellReference(cell)!]?.formula }

    /// `code@cell` of each message at or above a level.
    func codes(_ level: Message.Level = .warning) -> [String] {
        messages.filter { $0.level >= level }.map { "\($0.code)@\($0.place.cell ?? "")" }
    }
}
