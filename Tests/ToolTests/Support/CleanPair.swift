import Workbooks

/// A plan and a report of the anatomy that agencies and platforms use, in which nothing is wrong.
///
/// All numbers follow from a market's size, so that rates, frequencies, sums and summaries agree. Brands are invented.
enum CleanPair {
    private static let platforms = ["DV360", "META", "TIKTOK"]
    private static let markets = ["UAE", "Kuwait", "Qatar"]
    /// Stage, format, and impressions for a market of size 1.
    private static let stages: [(name: String, format: String, impressions: Double)] = [
        ("Awareness", "Video", 600_000), ("Consideration", "Video", 300_000), ("Purchase", "Video", 100_000),
    ]
    private static let metrics: [(name: String, value: @Sendable (Double) -> Double)] = [
        ("Campaign Reach (Absl)", { 250_000 * $0 }), ("Campaign Freq.", { _ in 4 }),
        ("Awareness Reach Absl", { 150_000 * $0 }), ("Awareness Freq. ", { _ in 4 }),
        ("Consideration Reach Absl", { 75_000 * $0 + 7 }), ("Purchase Reach Absl", { 20_000 * $0 + 3 }),
    ]

    /// 2026-04-06 and 2026-05-31.
    private static let start = CellValue.date(DateSerial(serial: 46118))
    private static let end = CellValue.date(DateSerial(serial: 46173))

    private static func size(_ platform: Int, _ market: Int) -> Double { Double(platform * 3 + market + 2) }

    static func write(planned: String, delivered: String) throws {
        let plan = try WorkbookWriter(path: planned)
        for (index, platform) in platforms.enumerated() { try write(plan: plan, platform, index) }
        try plan.finish()
        let report = try WorkbookWriter(path: delivered)
        for (index, platform) in platforms.enumerated() { try write(report: report, platform, index) }
        try report.finish()
    }

    private static func texts(_ words: [String]) -> [CellValue] { words.map { $0.isEmpty ? .empty : .text($0) } }

    private static func write(plan: WorkbookWriter, _ platform: String, _ index: Int) throws {
        try plan.beginSheet(named: platform)
        let head: [(String, CellValue)] = [
            ("BRAND", .text("Quillmere")), ("CAMPAIGN", .text("Bright Morning")), ("START DATE", start),
            ("END DATE", end), ("", .empty),
        ]
        var summary: [[CellValue]] = [texts(["MARKET SUMMARY", "BUDGET [USD]", "IMPRESSIONS"])]
        for (market, name) in markets.enumerated() {
            summary.append([.text(name), .number(1000 * size(index, market)), .number(1_000_000 * size(index, market))])
        }
        let all = markets.indices.reduce(0) { $0 + size(index, $1) }
        summary.append([.text("TOTAL"), .number(1000 * all), .number(1_000_000 * all)])
        for (row, label) in head.enumerated() {
            try plan.writeRow([.empty, label.0.isEmpty ? .empty : .text(label.0), label.1, .empty] + summary[row])
        }
        for _ in 0..<3 { try plan.writeRow([]) }
        let columns = [
            "MARKET", "BRAND", "CAMPAIGN ", "PLATFORM", "CEJ\nOBJECTIVES", "FORMAT", "START DATE", "END DATE",
            "LOCAL CURRENCY", "BUDGET\n[LOCAL]", "IMPRESSIONS", "CLICKS/ACTIONS",
            "VIDEO VIEWS", "FREQUENCY", "UNIQUES / REACH", "CPM BUYING RATE\n[LOCAL]", "CTR%", "VTR%", "TA SIZE",
        ]
        try plan.writeRow([.empty] + texts(columns.map { _ in "START" }))
        try plan.writeRow(texts(["START"] + columns + ["END"]))
        for (market, name) in markets.enumerated() {
            for stage in stages {
                let impressions = stage.impressions * size(index, market)
                let numbers = [
                    impressions / 1000, impressions, impressions / 500, impressions / 4, 5, impressions / 5, 1, 0.002,
                    0.25, impressions * 4,
                ]
                try plan.writeRow(
                    texts(["START", name, "Quillmere", "Bright Morning", platform, stage.name, stage.format]) + [
                        start, end, .text("USD"),
                    ] + numbers.map(CellValue.number) + [.text("END")])
            }
        }
        try plan.writeRow([.empty] + texts(columns.map { _ in "END" }))
    }

    private static func write(report: WorkbookWriter, _ platform: String, _ index: Int) throws {
        try report.beginSheet(named: platform)
        let width = markets.count + 1
        try report.writeRow([.empty] + texts(Array(repeating: "START", count: width)))
        try report.writeRow(texts(["START", "Metrics / Markets"] + markets + ["END"]))
        for metric in metrics {
            try report.writeRow(
                texts(["START", metric.name]) + markets.indices.map { .number(metric.value(size(index, $0))) } + [
                    .text("END")
                ])
        }
        try report.writeRow([.empty] + texts(Array(repeating: "END", count: width)))
        for _ in 0..<3 { try report.writeRow([]) }
        let columns = [
            "Metrics/ Market", "Campaign Name", "Platform", "CEJ Objectives", "Format", "NTM (Spend)", "Impressions",
            "Views", "Clicks",
        ]
        try report.writeRow([.empty] + texts(columns.map { _ in "START" }))
        try report.writeRow(texts(["START"] + columns + ["END"]))
        for (market, name) in markets.enumerated() {
            for stage in stages {
                let impressions = stage.impressions * size(index, market)
                let numbers = [impressions / 1000 * 0.97, impressions, impressions / 4, impressions / 500]
                try report.writeRow(
                    texts(["START", name, "Bright Morning", platform, stage.name, stage.format])
                        + numbers.map(CellValue.number) + [.text("END")])
            }
        }
        try report.writeRow([.empty] + texts(columns.map { _ in "END" }))
    }
}
