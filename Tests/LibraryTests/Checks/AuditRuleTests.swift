import Glibc
import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Checks

/// A tracker of the clean campaign, its figures worked out here by hand from the campaign's sizes.
///
/// Head, then one block of DV360: TOTAL in C and D, UAE (size 2) in E and F, Kuwait (3) in G and H, Qatar (4) in I and J.
struct CleanTracker {
    private static let sizes: [Double] = [9, 2, 3, 4]
    /// Section, label, and planned and actual for a campaign of that size.
    private static let rows:
        [(section: String, label: String, planned: @Sendable (Double) -> Double, actual: @Sendable (Double) -> Double)] =
            [
                ("CAMPAIGN LEVEL", "Total Reach", { 200_000 * $0 }, { 250_000 * $0 }),
                ("", "Total Frequency", { _ in 5 }, { _ in 4 }), ("", "CPM", { _ in 1 }, { _ in 0.97 }),
                ("", "Impressions", { 1_000_000 * $0 }, { 1_000_000 * $0 }),
                ("", "Budget", { 1000 * $0 }, { 970 * $0 }),
                ("AWARENESS", "Reach", { 120_000 * $0 }, { 150_000 * $0 }), ("", "Frequency", { _ in 5 }, { _ in 4 }),
                ("", "Impressions", { 600_000 * $0 }, { 600_000 * $0 }),
                ("", "CPM", { _ in 1 }, { _ in 0.97 }), ("", "Budget", { 600 * $0 }, { 582 * $0 }),
                ("CONSIDERATION", "Views", { 75_000 * $0 }, { 75_000 * $0 }),
                ("", "Impressions", { 300_000 * $0 }, { 300_000 * $0 }), ("", "VTR%", { _ in 0.25 }, { _ in 0.25 }),
                ("", "CPV", { _ in 0.004 }, { _ in 0.00388 }), ("", "Budget", { 300 * $0 }, { 291 * $0 }),
                ("PURCHASE", "Clicks", { 200 * $0 }, { 200 * $0 }),
                ("", "Impressions", { 100_000 * $0 }, { 100_000 * $0 }), ("", "CTR%", { _ in 0.002 }, { _ in 0.002 }),
                ("", "CPC", { _ in 0.5 }, { _ in 0.485 }), ("", "Budget", { 100 * $0 }, { 97 * $0 }),
            ]
    /// Figures of the block, two of each head, and the campaign's name and dates.
    static let figures = rows.count * 8 + 6

    private static func row(_ row: Int) -> [CellValue] {
        let entry = rows[row]
        return [.text(entry.section), .text(entry.label)]
            + sizes.flatMap { [CellValue.number(entry.planned($0)), .number(entry.actual($0))] }
    }

    /// The tracker's rows, from the sheet's first.
    static var grid: [[CellValue]] {
        let head: [(String, CellValue)] = [
            ("CAMPAIGN", .text("Bright Morning")), ("PLANNED BUDGET", .number(9000)), ("ACTUAL BUDGET", .number(8730)),
            ("CAMPAIGN DATES", .text("2026-04-06 to 2026-05-31")), ("GOOGLE - MEDIA METRICS", .empty),
            ("PLANNED BUDGET", .number(9000)), ("ACTUAL BUDGET", .number(8730)),
        ]
        var grid = head.map { [CellValue.text($0.0), $0.1] }
        grid.append(
            [.empty, .empty] + ["DV360 TOTAL", "UAE", "Kuwait", "Qatar"].flatMap { [CellValue.text($0), .empty] })
        grid += (0..<5).map(row)
        grid.append([.empty, .empty] + (0..<4).flatMap { _ in [CellValue.text("PLANNED"), .text("ACTUALS")] })
        return grid + (5..<rows.count).map(row)
    }

    /// Writes the tracker, and behind it a sheet of raw data when there are records.
    static func write(to path: String, _ grid: [[CellValue]] = Self.grid, rawData: [Record] = []) throws {
        let writer = try WorkbookWriter(path: path)
        try writer.beginSheet(named: "Tracker")
        for row in grid { try writer.writeRow(row) }
        if !rawData.isEmpty {
            try writer.beginSheet(named: "Raw Data")
            try writer.writeRow(RecordColumn.allCases.map { .text($0.rawValue) } + [.text("MARKET KEY")])
            for record in rawData {
                try writer.writeRow(RecordColumn.allCases.map { cell(record[$0]) } + [.text("key")])
            }
        }
        try writer.finish()
    }

    private static func cell(_ value: FieldValue) -> CellValue {
        switch value {
        case .unknown: .empty
        case .number(let number): .number(number)
        case .date(let date): .text("\(date)")
        case .text(let text): .text(text)
        }
    }

    /// Writes the tracker with cells changed as somebody might.
    static func write(to path: String, _ edits: [String: CellEdit], rawData: [Record] = []) throws {
        try write(to: path, rawData: rawData)
        let workbook = try Workbook(path: path)
        let sheet = workbook.worksheets[0]
        let editor = WorksheetEditor(part: try workbook.package.data(of: sheet.partName))
        var rewrite = PackageRewrite(of: workbook.package)
        let cells = Dictionary(uniqueKeysWithValues: edits.map { (CellReference($0.key)!, $0.value) })
        rewrite.replace(sheet.partName, with: try editor.applying(cells).part)
        try rewrite.write(to: path)
    }
}

/// Each rule about trackers finds its mistake in its cell, and a tracker that is right yields nothing.
@Suite("Rules about trackers") struct AuditRuleTests {
    struct Mistake: Sendable, CustomTestStringConvertible {
        var code: String
        var cell: String?
        var also: Set<String> = []
        var edits: [String: CellEdit] = [:]
        var hasTemplate = false
        /// Changes the rows of the tracker, and the records of its sheet of raw data.
        var rows: (@Sendable (inout [[CellValue]]) -> Void)?
        var rawData: (@Sendable (inout [Record]) -> Void)?
        var make: @Sendable (inout CleanCampaign) -> Void = { _ in }
        var testDescription: String { code }
    }

    /// What changed; rows: Impressions of AWARENESS 17, its Reach 15.
    static let mistakes: [Mistake] = [
        Mistake(code: "figure-wrong", cell: "E17", edits: ["E17": .number(1_300_000)]),
        Mistake(code: "figure-wrong", cell: "B2", edits: ["B2": .number(9100)]),
        Mistake(code: "figure-missing", cell: "E17", edits: ["E17": .text("-")]),
        Mistake(code: "figure-uncalculated", cell: "E17", edits: ["E17": .formula("SUM(B2)", cached: .empty)]),
        Mistake(code: "figure-wrong", cell: "E17", edits: ["E17": .number(1_200_001)]),
        Mistake(code: "figure-wrong", cell: "E18", edits: ["E18": .number(1.0001)]),
        // What the records say is rounded to what the tracker shows.
        Mistake(
            code: "figure-rounded", cell: "E17",
            make: { $0.change(.planned, "UAE", "Awareness") { $0[.impressions] = .number(1_200_034) } }),
        Mistake(code: "label-misleads", cell: "B17", edits: ["B17": .text("Net Impressions")], hasTemplate: true),
        Mistake(code: "label-misleads", cell: "E14", edits: ["E14": .text("Target")], hasTemplate: true),
        Mistake(code: "figure-unlabelled", cell: "C17", edits: ["B17": .text("Mood")]),
        Mistake(code: "figure-unlabelled", cell: "C17", edits: ["B17": .text("Unique Impressions")]),
        Mistake(code: "figure-unlabelled", cell: "C17", edits: ["B17": .text("Video Impressions")]),
        Mistake(
            code: "formula-differs", cell: "E17", edits: ["E17": .formula("E17", cached: .number(1_200_000))]),
        Mistake(
            code: "formula-differs", cell: "E17",
            edits: ["E17": .formula("SUM($E$17:E17)", cached: .number(1_200_000))]),
        Mistake(
            code: "formula-differs", cell: "E17", edits: ["E17": .formula("1200001+0", cached: .number(1_200_000))]),
        Mistake(
            code: "formula-differs", cell: "E17",
            edits: [
                "E17": .formula(
                    "COUNTIFS('Raw Data'!$D$2:$D$99,\"PLANNED\")", cached: .number(1_200_000))
            ], rawData: { _ in }),
        Mistake(
            code: "formula-partial", cell: "E17",
            edits: [
                "E17": .formula(
                    "IF(COUNTIFS('Raw Data'!$D$2:$D$3,\"PLANNED\")<9,1200000,0)", cached: .number(1_200_000))
            ], rawData: { _ in }),
        Mistake(
            code: "formula-unknown", cell: "E17",
            edits: ["E17": .formula("WEBSERVICE(\"x\")", cached: .number(1_200_000))]),
        Mistake(
            code: "figure-unexplained", cell: "F15", also: ["figure-wrong"],
            make: { $0.change(.deliveredReachAndFrequency, "UAE", "Awareness Reach") { $0[.uniquesReach] = .unknown } }),
        // Unknown in the records, and written as text: a reader takes it for a figure.
        Mistake(
            code: "figure-unexplained", cell: "F15", also: ["figure-wrong"], edits: ["F15": .text("0 %")],
            make: { $0.change(.deliveredReachAndFrequency, "UAE", "Awareness Reach") { $0[.uniquesReach] = .unknown } }),
        // A market's column beside the block, under no side.
        Mistake(code: "figure-unlabelled", cell: "K17", edits: ["K8": .text("Libya"), "K17": .number(55_000)]),
        Mistake(
            code: "figure-unlabelled", cell: "K17",
            edits: ["K8": .text("Libya"), "K14": .text("Adjusted"), "K17": .number(55_000)]),
        Mistake(code: "market-not-shown", cell: "A5", also: ["figure-unexplained"], edits: ["E8": .text("Oman")]),
        Mistake(
            code: "platform-not-shown", also: ["figure-wrong"],
            make: { $0.records += CleanCampaign(platform: "META").records }),
        Mistake(
            code: "structure-broken", cell: "G8", also: ["figure-wrong", "market-not-shown"],
            edits: ["G8": .text("UAE")]),
        Mistake(
            code: "structure-broken", cell: "A1", also: ["formula-unknown"],
            edits: [
                "F17": .formula("SUM(Gone!A1:A3)", cached: .number(1_200_000)),
                "A1": .formula("'Raw Data'!A1&\"Gone!\"", cached: .text("CAMPAIGN")),
            ]),
        Mistake(code: "head-differs", cell: "B1", edits: ["B1": .text("Bright Evening")]),
        Mistake(code: "head-differs", cell: "B4", edits: ["B4": .text("2026-04-06 to 2026-06-30")]),
        Mistake(code: "raw-data-differs", cell: "row 4", rawData: { $0[2][.impressions] = .number(200_001) }),
        Mistake(code: "raw-data-differs", cell: "row 29", rawData: { $0.insert($0[7], at: 27) }),
        Mistake(code: "raw-data-differs", rawData: { $0.removeLast() }),
        Mistake(code: "template-changed", cell: "A1", edits: ["A1": .text("Campain")], hasTemplate: true),
    ]

    private func audit(_ mistake: Mistake) throws -> (log: FindingLog, summary: AuditSummary) {
        var template = Array("/tmp/mp-audit.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        defer {
            unlink(folder + "/tracker.xlsx")
            unlink(folder + "/template.xlsx")
            rmdir(folder)
        }
        var campaign = CleanCampaign()
        mistake.make(&campaign)
        if let change = mistake.rows {
            var grid = CleanTracker.grid
            change(&grid)
            try CleanTracker.write(to: folder + "/tracker.xlsx", grid)
        } else {
            var raw = mistake.rawData == nil && mistake.code != "" ? [] : campaign.records
            mistake.rawData?(&raw)
            try CleanTracker.write(to: folder + "/tracker.xlsx", mistake.edits, rawData: raw)
        }
        if mistake.hasTemplate { try CleanTracker.write(to: folder + "/template.xlsx") }
        let log = FindingLog(settings: CheckSettings())
        let checker = RecordChecker(
            settings: CheckSettings(), vocabulary: .builtIn, log: log, isReadFromWorkbook: false)
        var rawData = RawDataAudit()
        for record in campaign.records {
            checker.check(record)
            rawData.add(record)
        }
        let audit = TrackerAudit(
            folder + "/tracker.xlsx", settings: CheckSettings(), vocabulary: .builtIn, words: .builtIn, log: log,
            campaign: checker.campaign, rawData: rawData)
        return (log, try audit.run(template: mistake.hasTemplate ? folder + "/template.xlsx" : nil))
    }

    @Test("a tracker that is right yields nothing, and all its figures were compared") func clean() throws {
        let (log, summary) = try audit(Mistake(code: "", hasTemplate: true))
        #expect(log.count == 0, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
        #expect(summary.exact == CleanTracker.figures && summary.compared == CleanTracker.figures)
    }

    @Test("a mistake is found by its rule in its cell", arguments: mistakes) func mistake(_ mistake: Mistake) throws {
        let (log, _) = try audit(mistake)
        let group = try #require(log.group(mistake.code), "\(log.codes)")
        if let cell = mistake.cell {
            #expect(group.findings.contains { $0.place.cell == cell }, "\(group.findings.map(\.sentence))")
        }
        let rest = Set(log.codes).subtracting(mistake.also).subtracting([mistake.code])
        #expect(rest.isEmpty, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
    }

    /// What people do to rows and columns of a sheet.
    static let changes: [Mistake] = [
        Mistake(code: "template-changed", cell: "row 17", hasTemplate: true, rows: { $0.insert([], at: 16) }),
        Mistake(
            code: "template-changed", cell: "rows 1 to 2", hasTemplate: true,
            rows: { $0.insert(contentsOf: [[], []], at: 0) }),
        Mistake(
            code: "template-changed", cell: "row 17", also: ["figure-unlabelled"], hasTemplate: true,
            rows: { $0.insert([.empty, .text("Mood"), .number(4)], at: 16) }),
        Mistake(code: "structure-broken", cell: "row 16", hasTemplate: true, rows: { _ = $0.remove(at: 16) }),
        Mistake(
            code: "template-changed", cell: "row 16", hasTemplate: true, rows: { $0.insert($0.remove(at: 18), at: 15) }),
        Mistake(code: "template-changed", cell: "column A", hasTemplate: true, rows: { Self.insertColumn(0, &$0) }),
        Mistake(code: "template-changed", cell: "column F", hasTemplate: true, rows: { Self.insertColumn(5, &$0) }),
        Mistake(code: "template-changed", cell: "column G", hasTemplate: true, rows: { Self.insertColumn(6, &$0) }),
        Mistake(code: "figure-unlabelled", cell: "G9", rows: { Self.insertColumn(6, &$0, .number(3)) }),
        Mistake(
            code: "structure-broken", cell: "E14", also: ["figure-unexplained", "market-not-shown"],
            rows: { Self.removeColumns(4...4, &$0) }),
        Mistake(code: "structure-broken", cell: "E14", rows: { Self.removeColumns(5...5, &$0) }),
        // A market's column beside the block, under no side.
        Mistake(code: "figure-unlabelled", cell: "K17", edits: ["K8": .text("Libya"), "K17": .number(55_000)]),
        Mistake(
            code: "figure-unlabelled", cell: "K17",
            edits: ["K8": .text("Libya"), "K14": .text("Adjusted"), "K17": .number(55_000)]),
        Mistake(code: "market-not-shown", cell: "A5", rows: { Self.removeColumns(4...5, &$0) }),
        Mistake(
            code: "structure-broken", cell: "A5", also: ["platform-not-shown"], rows: { Self.removeColumns(2...3, &$0) }
        ),
        Mistake(code: "structure-broken", cell: "A5", also: ["platform-not-shown"], rows: { _ = $0.remove(at: 13) }),
        Mistake(code: "structure-broken", cell: "A5", also: ["platform-not-shown"], rows: { _ = $0.remove(at: 7) }),
        Mistake(code: "template-changed", cell: "row 4", hasTemplate: true, rows: { _ = $0.remove(at: 4) }),
    ]

    private static func insertColumn(_ column: Int, _ grid: inout [[CellValue]], _ value: CellValue = .empty) {
        for row in grid.indices where grid[row].count >= column {
            grid[row].insert((8...12).contains(row) ? value : .empty, at: column)
        }
    }

    private static func removeColumns(_ columns: ClosedRange<Int>, _ grid: inout [[CellValue]]) {
        for row in grid.indices where grid[row].count > columns.upperBound { grid[row].removeSubrange(columns) }
    }

    @Test(
        "rows and columns that were put in, taken out or moved are told once, at their place, and no figure is wrong by it",
        arguments: changes) func change(_ change: Mistake) throws
    {
        let (log, summary) = try audit(change)
        let findings = try #require(log.group(change.code), "\(log.codes)").findings
        #expect(findings.map(\.place.cell) == [change.cell], "\(findings.map(\.sentence))")
        #expect(
            Set(log.codes).subtracting(change.also) == [change.code],
            "\(log.sorted.flatMap(\.findings).map(\.sentence))")
        #expect(summary.wrong == 0 && summary.missing == 0)
    }

    @Test(
        "a remark in a stage's cell or below its name changes nothing; rows under a stage that is not known are not compared, and none is wrong",
        arguments: [
            ("A15", "AWARENESS\n(top of the funnel)", 0), ("A20", "2. Consideration\nvideo views", 0),
            ("A25", "PURCHASE\nclicks to site", 0), ("A16", "video formats", 0), ("A20", "MIDDLE", 5),
        ])
    func stageNames(cell: String, text: String, unread: Int) throws {
        let (log, summary) = try audit(Mistake(code: "-", edits: [cell: .text(text)]))
        #expect(
            log.codes == (unread > 0 ? ["figure-unlabelled"] : []), "\(log.sorted.flatMap(\.findings).map(\.sentence))")
        #expect(log.count == unread && summary.exact == CleanTracker.figures - 8 * unread)
    }

    @Test("pairs of columns in another order change nothing; one whose labels are swapped is wrong and still one pair")
    func order() throws {
        let moved = try audit(
            Mistake(
                code: "-", hasTemplate: true,
                rows: { grid in
                    for row in grid.indices where grid[row].count >= 10 {
                        grid[row] = Array(grid[row][0..<4] + grid[row][6..<8] + grid[row][4..<6] + grid[row][8...])
                    }
                }))
        #expect(
            moved.log.count == 0 && moved.summary.exact == CleanTracker.figures,
            "\(moved.log.sorted.flatMap(\.findings).map(\.sentence))")
        let swapped = try audit(Mistake(code: "-", edits: ["E14": .text("ACTUALS"), "F14": .text("PLANNED")]))
        // Four rows of reach and frequency differ between the sides, and eight of money; all else is the same.
        #expect(swapped.log.codes == ["figure-wrong"], "\(swapped.log.sorted.flatMap(\.findings).map(\.sentence))")
        #expect(swapped.summary.wrong == 24)
    }

    @Test("whichever single figure is changed, it is named wrong at its cell") func mutations() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<24 {
            // Rows 9 to 13 and 15 to 29, columns C to J.
            let row = ((9...13).map { $0 } + (15...29).map { $0 }).randomElement(using: &random)!
            let cell = CellReference(row: row, column: Int.random(in: 3...10, using: &random)).description
            let number = Double.random(in: 0.001...10_000_000, using: &random)
            let (log, _) = try audit(Mistake(code: "", edits: [cell: .number(number)]))
            let found = log.sorted.flatMap(\.findings)
            #expect(
                found.count == 1 && found[0].place.cell == cell, "\(cell) became \(number): \(found.map(\.sentence))")
        }
    }
}
