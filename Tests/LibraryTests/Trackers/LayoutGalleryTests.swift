import MediaPlans
import Streams
import Testing
import Workbooks

@testable import Trackers

/// Layouts that clients might send: each is filled, or refused with its reason.
@Suite("Layouts of other clients")
struct LayoutGalleryTests {
    /// Planned and delivered on two platforms, in two markets.
    static let records: [Record] = {
        var records: [Record] = []
        for platform in ["DV360", "META"] {
            for (market, scale) in [("UAE", 2.0), ("Qatar", 1.0)] {
                records += lines(platform, market, scale)
            }
        }
        return records
    }()

    private static func lines(_ platform: String, _ market: String, _ scale: Double) -> [Record] {
        func line(_ type: SourceType, _ stage: String, _ numbers: [Double?]) -> Record {
            let scaled = numbers.map { number in number.map { $0 * scale } }
            return .line(
                type, platform, market, stage, budget: scaled[0], impressions: scaled[1], views: scaled[2],
                clicks: scaled[3], reach: scaled[4])
        }
        return [
            line(.planned, "Awareness", [100, 10_000, nil, nil, 500]),
            line(.planned, "Consideration", [50, 4000, 1000, nil, nil]),
            line(.planned, "Purchase", [10, 2000, nil, 20, nil]),
            line(.deliveredMedia, "Awareness", [90, 9000, nil, nil, nil]),
            line(.deliveredMedia, "Consideration", [45, 3000, 900, nil, nil]),
            line(.deliveredMedia, "Purchase", [9, 1800, nil, 18, nil]),
        ]
    }

    struct Layout: Sendable, CustomTestStringConvertible {
        var name: String
        var rows: [String]
        var merges: [String] = []
        /// Cells and what they must show.
        var cells: [String: String] = [:]
        /// `code@cell` of errors.
        var errors: [String] = []
        var testDescription: String { name }
    }

    static let layouts: [Layout] = [
        Layout(
            name: "TOTAL on the right, a variance beside each pair, lower case",
            rows: [
                "meta performance", "|uae|||qatar|||total meta", "|plan|actual|var %|plan|actual|var %|plan|actual",
                "awareness", "imps|||=C5/B5-1|||=F5/E5-1",
                "spends", "consideration", "video views", "purchase", "clicks",
            ],
            cells: ["B5": "20000", "C6": "180", "H6": "300", "I8": "2700", "F10": "18", "D5": "-0.1"],
            errors: ["no-block-for-platform@"]),
        Layout(
            name: "stages on rows of their own, headers repeated under each",
            rows: [
                "GOOGLE - MEDIA METRICS", "|DV360 TOTAL||Market 1||Market 2",
                "CAMPAIGN LEVEL|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS", "Budget", "Impressions",
                "AWARENESS|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS", "Reach", "CPM",
                "CONSIDERATION|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS",
                "Views", "VTR%", "PURCHASE|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS", "Clicks", "CPC",
            ],
            cells: [
                "B4": "480", "D2": "UAE", "F2": "Qatar", "D4": "320", "E7": "-", "D7": "1000", "D11": "0.25",
                "G14": "0.5",
            ], errors: ["no-block-for-platform@"]),
        Layout(
            name: "sub-labels under the stages' names, and currencies in labels",
            rows: [
                "META - MEDIA METRICS", "||META GNE TOTAL||||", "||Planned|Actuals|Planned|Actuals|Planned|Actuals",
                "AWARENESS|Reach abs.", "(video & static)|Impressions",
                "|Budget (Local)", "CONSIDERATION|Views", "(in-feed)|VTR %", "|Budget (Local)", "PURCHASE|Clicks",
                "(catalogue ads)|CTR%", "|Budget (Local)",
            ],
            merges: ["C2:D2", "E2:F2", "G2:H2", "A7:A7"],
            cells: ["E2": "UAE", "G5": "10000", "C6": "300", "F8": "0.3", "C12": "30", "H11": "0.01"],
            errors: ["no-block-for-platform@"]),
        Layout(
            name: "stages numbered and with remarks, one that names its measure, and targets with results",
            rows: [
                "META - MEDIA METRICS", "||META TOTAL||-||-", "||Target|Result|Target|Result|Target|Result",
                "1. Awareness (video & static)|Impressions", "|Budget",
                "Consideration – Views|Views", "|Budget", "3) PURCHASE [catalogue]|Clicks", "|Budget",
            ],
            cells: ["C4": "30000", "E5": "200", "C6": "3000", "F7": "90", "D8": "54", "H9": "9"],
            errors: ["no-block-for-platform@"]),
        Layout(
            name: "remarks on lines of their own in the stages' cells, and net budgets",
            rows: [
                "META - MEDIA METRICS", "||META TOTAL||-||-", "||PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS",
                "AWARENESS\n(top of the funnel)|Impressions", "|Budget (net)",
                "CONSIDERATION\nvideo views|Views", "|Net budget", "PURCHASE\nclicks to the site|Clicks",
                "|Budget, net",
            ],
            cells: ["C4": "30000", "E5": "200", "C6": "3000", "E7": "100", "D8": "54", "H9": "9"],
            errors: ["no-block-for-platform@"]),
        Layout(
            name: "prefilled markets in an order of their own, one of them idle, spelled in other ways",
            rows: [
                "META - MEDIA METRICS", "|META TOTAL||QAT||U.A.E||Lebanon",
                "|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS", "Awareness Budget",
                "Consideration Views", "Purchase Clicks",
            ],
            cells: ["D2": "QAT", "D4": "100", "F4": "200", "H4": "-", "F5": "2000"], errors: ["no-block-for-platform@"]),
        Layout(
            name: "one prefilled market, no columns for the other, no TOTAL",
            rows: [
                "META - MEDIA METRICS", "|Qatar", "|PLANNED|ACTUALS", "Awareness Budget", "Consideration Views",
                "Purchase Clicks",
            ],
            cells: ["B2": "Qatar", "D2": "UAE", "D4": "200", "E6": "36", "D3": "PLANNED"],
            errors: ["no-block-for-platform@"]),
        Layout(
            name: "formulas in every figure's cell",
            rows: [
                "META - MEDIA METRICS", "|META TOTAL||-||-", "|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS",
                "Awareness Impressions|=D4+F4|=E4+G4", "Awareness Budget|=D5+F5|=E5+G5",
                "Awareness CPM|=IF(B4>0,B5/B4*1000,\"-\")|=C5/C4*1000|=D5/D4*1000|=E5/E4*1000|=F5/F4*1000|=G5/G4*1000",
                "Consideration Views|=SUM(D7,F7)", "Purchase Clicks|=SUM(D8:G8)",
            ],
            cells: ["B5": "300", "C6": "10", "D6": "10", "B8": "60"], errors: ["no-block-for-platform@"]),
        Layout(
            name: "a stage without rows, and a row that nobody knows",
            rows: [
                "META - MEDIA METRICS", "|META TOTAL||-||-", "|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS",
                "Awareness Budget", "Shelf Share", "Consideration Views",
            ],
            cells: ["B4": "300", "B5": ""],
            errors: ["no-block-for-platform@", "no-row-for-stage@A1", "unknown-label@A5"]),
        Layout(
            name: "two blocks with other columns, rows and sides swapped",
            rows: [
                "", "|||DV360 - Results", "|||||YouTube TOTAL||||",
                "|||||Delivered|Planned|Delivered|Planned|Delivered|Planned", "|||Awareness stage|Spend",
                "|||Consideration stage|Views", "|||Purchase stage|Clicks", "",
                "Facebook & Instagram KPIs", "|Total||Qatar||UAE", "|Booked|Achieved|Booked|Achieved|Booked|Achieved",
                "Upper funnel|", "Spend", "Mid funnel", "Views", "Lower funnel", "Clicks",
            ],
            cells: [
                "F5": "270", "G5": "300", "H3": "UAE", "I5": "200", "B13": "300", "E13": "90", "F13": "200",
                "G17": "36",
            ]),
        Layout(
            name: "three markets' columns for two, spare ones stay empty",
            rows: [
                "META - MEDIA METRICS", "|META TOTAL",
                "|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS|PLANNED|ACTUALS", "Awareness Budget",
                "Consideration Views", "Purchase Clicks",
            ],
            cells: ["D2": "UAE", "F2": "Qatar", "H2": "", "H4": "", "F4": "100"], errors: ["no-block-for-platform@"]),
        Layout(
            name: "all plans left and all actuals right: no pairs, refused",
            rows: [
                "META - MEDIA METRICS", "|PLANNED|||ACTUALS", "|UAE|Qatar|TOTAL|UAE|Qatar|TOTAL", "Awareness Budget",
            ], errors: ["no-platform-block"]),
        Layout(
            name: "markets in rows: refused",
            rows: ["META - MEDIA METRICS", "Market|Reach|Impressions|Budget", "UAE", "Qatar"],
            errors: ["no-platform-block"]),
    ]

    @Test("Each is filled or refused with a reason", arguments: layouts)
    func layout(_ layout: Layout) throws {
        do {
            let tracker = try FilledTracker(DrawnSheet(rows: layout.rows, merges: layout.merges), Self.records)
            for (cell, text) in layout.cells.sorted(by: { $0.key < $1.key }) {
                let shown = tracker[cell]
                if let wanted = Double(text), let number = shown.number {
                    #expect((number - wanted).magnitude < 1e-9, "\(cell) is \(number) and not \(text)")
                } else {
                    #expect(shown.displayText == text, "\(cell)")
                }
            }
            #expect(Set(tracker.codes(.error)) == Set(layout.errors))
        } catch let failure as Failure {
            #expect(["\(failure.message.code)"] == layout.errors, "\(failure.message.text)")
        }
    }
}
