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
    private static let rows: [(section: String, label: String, planned: @Sendable (Double) -> Double, actual: @Sendable (Double) -> Double)] = [
        ("CAMPAIGN LEVEL", "Total Reach", { 200_000 * $0 }, { 250_000 * $0 }), ("", "Total Frequency", { _ in 5 }, { _ in 4 }), ("", "CPM", { _ in 1 }, { _ in 1 }),
        ("", "Impressions", { 1_000_000 * $0 }, { 1_000_000 * $0 }), ("", "Budget", { 1000 * $0 }, { 1000 * $0 }),
        ("AWARENESS", "Reach", { 120_000 * $0 }, { 150_000 * $0 }), ("", "Frequency", { _ in 5 }, { _ in 4 }), ("", "Impressions", { 600_000 * $0 }, { 600_000 * $0 }),
        ("", "CPM", { _ in 1 }, { _ in 1 }), ("", "Budget", { 600 * $0 }, { 600 * $0 }),
        ("CONSIDERATION", "Views", { 75_000 * $0 }, { 75_000 * $0 }), ("", "Impressions", { 300_000 * $0 }, { 300_000 * $0 }), ("", "VTR%", { _ in 0.25 }, { _ in 0.25 }),
        ("", "CPV", { _ in 0.004 }, { _ in 0.004 }), ("", "Budget", { 300 * $0 }, { 300 * $0 }),
        ("PURCHASE", "Clicks", { 200 * $0 }, { 200 * $0 }), ("", "Impressions", { 100_000 * $0 }, { 100_000 * $0 }), ("", "CTR%", { _ in 0.002 }, { _ in 0.002 }),
        ("", "CPC", { _ in 0.5 }, { _ in 0.5 }), ("", "Budget", { 100 * $0 }, { 100 * $0 }),
    ]
    /// Figures of the block, and two of each head.
    static let figures = rows.count * 8 + 4

    private static func row(_ row: Int) -> [CellValue] {
        let entry = rows[row]
        return [.text(entry.section), .text(entry.label)] + sizes.flatMap { [CellValue.number(entry.planned($0)), .number(entry.actual($0))] }
    }

    static func write(to path: String) throws {
        let writer = try WorkbookWriter(path: path)
        try writer.beginSheet(named: "Tracker")
        for (label, value) in [("CAMPAIGN", CellValue.text("Bright Morning")), ("PLANNED BUDGET", .number(9000)), ("ACTUAL BUDGET", .number(9000))] {
            try writer.writeRow([.text(label), value])
        }
        try writer.writeRow([])
        try writer.writeRow([.text("GOOGLE - MEDIA METRICS")])
        try writer.writeRow([.text("PLANNED BUDGET"), .number(9000)])
        try writer.writeRow([.text("ACTUAL BUDGET"), .number(9000)])
        try writer.writeRow([.empty, .empty] + ["DV360 TOTAL", "UAE", "Kuwait", "Qatar"].flatMap { [CellValue.text($0), .empty] })
        for index in 0..<5 { try writer.writeRow(row(index)) }
        try writer.writeRow([.empty, .empty] + (0..<4).flatMap { _ in [CellValue.text("PLANNED"), .text("ACTUALS")] })
        for index in 5..<rows.count { try writer.writeRow(row(index)) }
        try writer.finish()
    }

    /// Writes the tracker with cells changed as somebody might.
    static func write(to path: String, _ edits: [String: CellEdit]) throws {
        try write(to: path)
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
        var make: @Sendable (inout CleanCampaign) -> Void = { _ in }
        var testDescription: String { code }
    }

    /// What changed; rows: Impressions of AWARENESS 17, its Reach 15.
    static let mistakes: [Mistake] = [
        Mistake(code: "figure-wrong", cell: "E17", edits: ["E17": .number(1_300_000)]),
        Mistake(code: "figure-wrong", cell: "B2", edits: ["B2": .number(9100)]),
        Mistake(code: "figure-missing", cell: "E17", edits: ["E17": .text("-")]),
        Mistake(code: "figure-uncalculated", cell: "E17", edits: ["E17": .formula("SUM(B2)", cached: .empty)]),
        Mistake(code: "figure-rounded", cell: "E17", edits: ["E17": .number(1_200_100)]),
        Mistake(code: "figure-unlabelled", cell: "C17", edits: ["B17": .text("Mood")]),
        Mistake(code: "figure-unexplained", cell: "F15", also: ["figure-wrong"]) { $0.change(.deliveredReachAndFrequency, "UAE", "Awareness Reach") { $0[.uniquesReach] = .unknown } },
        Mistake(code: "market-not-shown", cell: "A5", also: ["figure-unexplained"], edits: ["E8": .text("Oman")]),
        Mistake(code: "platform-not-shown", also: ["figure-wrong"]) { $0.records += CleanCampaign(platform: "META").records },
        Mistake(code: "structure-broken", cell: "G8", also: ["figure-wrong", "market-not-shown"], edits: ["G8": .text("UAE")]),
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
        try CleanTracker.write(to: folder + "/tracker.xlsx", mistake.edits)
        if mistake.hasTemplate { try CleanTracker.write(to: folder + "/template.xlsx") }
        var campaign = CleanCampaign()
        mistake.make(&campaign)
        let log = FindingLog(settings: CheckSettings())
        let checker = RecordChecker(settings: CheckSettings(), vocabulary: .builtIn, log: log, isReadFromWorkbook: false)
        for record in campaign.records { checker.check(record) }
        let audit = TrackerAudit(folder + "/tracker.xlsx", settings: CheckSettings(), vocabulary: .builtIn, log: log, campaign: checker.campaign)
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
        if let cell = mistake.cell { #expect(group.findings.contains { $0.place.cell == cell }, "\(group.findings.map(\.sentence))") }
        let rest = Set(log.codes).subtracting(mistake.also).subtracting([mistake.code])
        #expect(rest.isEmpty, "\(log.sorted.flatMap(\.findings).map(\.sentence))")
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
            #expect(found.count == 1 && found[0].place.cell == cell, "\(cell) became \(number): \(found.map(\.sentence))")
        }
    }
}
