import MediaPlans
import Streams
import Testing

@testable import Trackers
@testable import Workbooks

@Suite("Structure is found by labels")
struct TemplateLayoutTests {
    private func find(_ sheet: DrawnSheet) -> (layout: TemplateLayout, messages: [Message]) {
        var messages: [Message] = []
        var layout = TemplateLayout()
        var finder = SheetLayoutFinder(
            sheet: Workbook.Sheet(index: 1, name: "Tracker", state: .visible, kind: .worksheet, partName: ""),
            grid: sheet.grid, words: LabelWords(vocabulary: .builtIn), file: "t.xlsx", report: { messages.append($0) })
        finder.find(into: &layout)
        return (layout, messages)
    }

    /// `Awareness Reach 5` for each row found.
    private func rows(_ block: PlatformBlock) -> [String] {
        block.rows.map { "\($0.section.name) \($0.metric.rawValue) \($0.row)" }
    }

    struct Example: Sendable, CustomTestStringConvertible {
        var name: String
        var sheet: [String]
        var merges: [String] = []
        var rows: [String]
        /// `code@cell` of the messages.
        var messages: [String] = []
        var testDescription: String { name }
    }

    static let examples: [Example] = [
        Example(
            name: "merged section labels, the header under the campaign level",
            sheet: [
                "META - MEDIA METRICS", "", "||META TOTAL||UAE|", "CAMPAIGN LEVEL|Total Reach", "|Budget",
                "||PLANNED|ACTUALS|PLANNED|ACTUALS",
                "AWARENESS|Reach", "|Reach %", "PURCHASE|Clicks", "|CTR%",
            ], merges: ["A4:A6", "A7:A8", "A9:A10", "C3:D3", "E3:F3"],
            rows: [
                "Campaign level Reach 4", "Campaign level Budget 5", "Awareness Reach 7", "Awareness Reach % 8",
                "Purchase Clicks 9", "Purchase CTR% 10",
            ]),
        Example(
            name: "other case, plural, punctuation and columns; a header row above everything",
            sheet: [
                "|||Facebook / Instagram: Media Metric", "|||||Meta GNE Total", "|||||Plan|Actual",
                "|||Campaign level|total reach (abs.)",
                "||||Spend", "|||Awareness stage|REACH absolute", "||||% reach", "||||Avg. Freq", "|||Conversion|click",
                "||||C.T.R. %",
            ],
            rows: [
                "Campaign level Reach 4", "Campaign level Budget 5", "Awareness Reach 6", "Awareness Reach % 7",
                "Awareness Frequency 8",
                "Purchase Clicks 9",
            ], messages: ["unknown-label@E10"]),
        Example(
            name: "sections on rows of their own, headers repeated, one column of labels",
            sheet: [
                "TIKTOK- MEDIA METRICS", "|TIKTOK TOTAL", "CAMPAIGN LEVEL|PLANNED|ACTUALS", "Impressions",
                "Consideration|PLANNED|ACTUALS", "Views", "VTR%", "Reach abs.",
            ],
            rows: [
                "Campaign level Impressions 4", "Consideration Views 6", "Consideration VTR% 7",
                "Consideration Reach 8",
            ]),
        Example(
            name: "one label that says section and metric",
            sheet: [
                "GOOGLE - MEDIA METRICS", "|YouTube TOTAL", "|PLANNED|ACTUALS", "Awareness - Reach",
                "Consideration Views", "Campaign Budget",
            ],
            rows: ["Awareness Reach 4", "Consideration Views 5", "Campaign level Budget 6"]),
        Example(
            name: "a remark under a stage's name",
            sheet: [
                "META - MEDIA METRICS", "||META TOTAL", "||PLANNED|ACTUALS", "AWARENESS|Reach",
                "(video first)|Impressions", "|Budget", "PURCHASE|Clicks",
            ], rows: ["Awareness Reach 4", "Awareness Impressions 5", "Awareness Budget 6", "Purchase Clicks 7"],
            messages: ["unknown-label@A5"]),
        Example(
            name: "a stage that nobody knows takes none of its rows into another",
            sheet: [
                "META - MEDIA METRICS", "||META TOTAL", "||PLANNED|ACTUALS", "AWARENESS|Reach", "|Budget",
                "LOYALTY|Reach", "|Views", "PURCHASE|Clicks",
            ], rows: ["Awareness Reach 4", "Awareness Budget 5", "Purchase Clicks 8"],
            messages: ["unknown-label@B6", "unknown-label@B7", "unknown-label@A6"]),
        Example(
            name: "rows beside a merged stage that end outside of it",
            sheet: [
                "META - MEDIA METRICS", "||META TOTAL", "||PLANNED|ACTUALS", "AWARENESS|Reach", "|Budget", "|Views",
            ],
            merges: ["A4:A5"], rows: ["Awareness Reach 4", "Awareness Budget 5"], messages: ["unknown-label@B6"]),
        Example(
            name: "a metric twice in a stage",
            sheet: ["META - MEDIA METRICS", "||META TOTAL", "||PLANNED|ACTUALS", "AWARENESS|Reach", "|Uniques"],
            rows: ["Awareness Reach 4"], messages: ["duplicate-label@B5"]),
        Example(
            name: "units that would change the figure, and notes under the block",
            sheet: [
                "META - MEDIA METRICS", "||META TOTAL", "||PLANNED|ACTUALS", "AWARENESS|Impressions (000)", "|Budget",
                "", "* source: platform reports",
            ], rows: ["Awareness Budget 5"], messages: ["unknown-label@B4"]),
        Example(
            name: "a table of planned and actual above, and a legend below, are no blocks",
            sheet: [
                "|PLANNED|ACTUALS", "Weeks|4|5", "META - MEDIA METRICS", "||META TOTAL", "||PLANNED|ACTUALS",
                "AWARENESS|Reach", "", "Colours|PLANNED|ACTUALS", "|blue|red",
            ], rows: ["Awareness Reach 6"], messages: ["unknown-platform@B1"]),
        Example(
            name: "no TOTAL, and a market that is known",
            sheet: ["META - MEDIA METRICS", "||UAE", "||PLANNED|ACTUALS", "AWARENESS|Reach"],
            rows: ["Awareness Reach 4"]),
    ]

    @Test("Rows are placed whatever the layout", arguments: examples)
    func layout(_ example: Example) throws {
        let (layout, messages) = find(DrawnSheet(rows: example.sheet, merges: example.merges))
        let block = try #require(layout.blocks.first)
        #expect(rows(block) == example.rows)
        #expect(messages.map { "\($0.code)@\($0.place.cell ?? "")" } == example.messages)
    }

    @Test(
        "A block that is not certain stays as it is, and says why",
        arguments: [
            (["GOOGLE - MEDIA METRICS", "|META TOTAL", "|PLANNED|ACTUALS", "Reach"], "ambiguous-platform@A1"),
            (["ACME - MEDIA METRICS", "|TOTAL", "|PLANNED|ACTUALS", "Reach"], "unknown-platform@A1"),
            (["META - MEDIA METRICS", "", "|PLANNED|ACTUALS", "Reach"], "broken-block@B3"),
            (["META - MEDIA METRICS", "", "Reach"], "broken-block@A1"),
            (
                ["META - MEDIA METRICS", "|META TOTAL||DV360 TOTAL", "|PLANNED|ACTUALS|PLANNED|ACTUALS"],
                "ambiguous-platform@A1"
            ),
            (
                ["META - MEDIA METRICS", "|META TOTAL||META TOTAL", "|PLANNED|ACTUALS|PLANNED|ACTUALS"],
                "broken-block@D2"
            ),
        ])
    func uncertain(_ rows: [String], _ message: String) {
        let (layout, messages) = find(DrawnSheet(rows: rows))
        #expect(layout.blocks.isEmpty)
        #expect(messages.map { "\($0.code)@\($0.place.cell ?? "")" } == [message])
    }

    @Test("A platform's name on a page of contents is no block that lacks something")
    func contents() {
        let (layout, messages) = find(DrawnSheet(rows: ["META - MEDIA METRICS|page 2", "TIKTOK - KPIs|page 3"]))
        #expect(layout.blocks.isEmpty && messages.allSatisfy { $0.level == .note })
    }

    @Test("Blocks, columns and heads of a whole tracker")
    func tracker() throws {
        let (layout, messages) = find(
            DrawnSheet(
                rows: [
                    "CAMPAIGN:||", "Flight dates", "Planned Budget", "", "GOOGLE - MEDIA METRICS", "Target Audience|-",
                    "Planned budget|=C11",
                    "||DV360 GNE TOTAL||UAE||-|", "||PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS|VARIANCE",
                    "Campaign|TA Population", "|Budget", "",
                    "META", "||META TOTAL", "||ACTUALS|PLANNED", "AWARENESS|Reach",
                ], merges: ["A1:B1", "C8:D8"]))
        #expect(messages.isEmpty)
        #expect(
            layout.head.map { "\($0.field.rawValue) \($0.label) \($0.value)" } == [
                "Campaign A1 C1", "Campaign dates A2 B2", "Planned budget A3 B3",
            ])
        #expect(layout.blocks.map(\.platform.code) == ["DV360", "META"])
        let (google, meta) = (layout.blocks[0], layout.blocks[1])
        #expect(
            google.labels.map { "\($0.field.rawValue) \($0.value)" } == ["Target audience B6", "Planned budget B7"])
        #expect(
            google.total == ColumnPair(planned: 3, actual: 4, header: CellReference("C8")!, name: "DV360 GNE TOTAL"))
        #expect(google.markets.map(\.name) == ["UAE", nil])
        #expect(meta.total == ColumnPair(planned: 4, actual: 3, header: CellReference("C14")!, name: "META TOTAL"))
    }

    @Test(
        "a label that cannot be placed is told once for a sheet, with its count and first places; nothing else is put together"
    )
    func labelsAreToldOnce() {
        let unknown = (0..<9).map { "|Sentiment\($0 == 4 ? " 2" : "")" }
        let messages = find(
            DrawnSheet(
                rows: ["META - MEDIA METRICS", "||META TOTAL", "||PLANNED|ACTUALS", "AWARENESS|Reach"] + unknown)
        ).messages
        let reports = LabelReports()
        for message in messages { reports.add(message) }
        reports.add(Message(.note, .columnsAdded, at: Place(cell: "A1"), "the same"))
        reports.add(Message(.note, .columnsAdded, at: Place(cell: "A2"), "the same"))
        #expect(
            reports.messages.map { "\($0.place.cell ?? "") \($0.text)" } == [
                "B5 the label \"Sentiment\" is not known, and its row stays as it is (8 times: B5, B6, B7, B8, B10, B11 and 2 more)",
                "B9 the label \"Sentiment 2\" is not known, and its row stays as it is", "A1 the same", "A2 the same",
            ])
    }
}
