import MediaPlans
import Streams
import Workbooks

/// Where a template takes which figure: found from labels and merges, never from row numbers.
public struct TemplateLayout: Sendable {
    /// The labels of the tracker's head, outside of all blocks.
    public var head: [HeadSlot] = []
    /// In the order of sheets and rows.
    public var blocks: [PlatformBlock] = []
    /// Tables with a row for each platform, market and stage, in the same order.
    public var tables: [FlatTable] = []

    /// The sheets with blocks or tables.
    var sheets: [Workbook.Sheet] { blocks.map(\.sheet) + tables.map(\.sheet) }
}

/// A label of a head, and the cell that takes its value.
public struct HeadSlot: Sendable, Equatable {
    public var field: HeadField
    public var sheet: Workbook.Sheet
    public var label: CellReference
    public var text: String
    /// The first cell right of the label.
    public var value: CellReference
}

/// The columns of one market, or of all.
public struct ColumnPair: Sendable, Equatable {
    public var planned: Int
    public var actual: Int
    /// The cell above that names them.
    public var header: CellReference
    /// What the header says already; nil when it is to be filled.
    public var name: String?

    public func column(_ side: Side) -> Int { side == .planned ? planned : actual }
    var first: Int { min(planned, actual) }
    var last: Int { max(planned, actual) }
}

/// A row that shows one metric.
public struct MetricRow: Sendable, Equatable {
    public var section: Section
    public var metric: Metric
    public var label: CellReference
    public var text: String
    public var row: Int { label.row }
}

/// The cells of one platform.
public struct PlatformBlock: Sendable {
    public var sheet: Workbook.Sheet
    public var platform: Platform
    /// The cell that names the platform.
    public var heading: CellReference
    public var total: ColumnPair?
    public var markets: [ColumnPair]
    public var rows: [MetricRow]
    /// Target audience and budgets.
    public var labels: [HeadSlot]
    /// From the heading to the last row of figures.
    public var extent: ClosedRange<Int>

    /// The row of a metric in a section.
    public func row(_ metric: Metric, _ section: Section) -> MetricRow? {
        rows.first { $0.metric == metric && $0.section == section }
    }
}

/// A template workbook with its visible worksheets in memory.
public final class Template {
    public let workbook: Workbook
    /// By sheet index; visible worksheets only.
    let grids: [Int: SheetGrid]
    public let layout: TemplateLayout
    /// The package as it was given, before columns were added.
    public let original: Package
    let words: LabelWords
    /// The sheets that an earlier run added, by index.
    let ownSheets: [Int: OwnSheet]
    /// Formulas of an earlier run that filled it, which are not the template's own; nil where there was none.
    private let former: FormerFormulas?

    var wasFilledBefore: Bool { former != nil }

    /// Reads a template and finds its structure.
    ///
    /// - Parameters:
    ///   - words: what labels may say.
    ///   - platforms: those of the records, which a heading may name even if the vocabulary does not.
    ///   - report: takes what could not be placed.
    /// - Throws: `Failure` with status 65 when there is no block at all; what reading a workbook throws.
    public convenience init(
        path: String, vocabulary: Vocabulary, words: TemplateWords = .builtIn, platforms: [Platform],
        report: @escaping (Message) -> Void
    ) throws {
        let words = LabelWords(vocabulary: vocabulary, otherPlatforms: platforms, words: words)
        try self.init(Workbook(path: path), original: nil, words, former: nil, report: report)
    }

    private init(
        _ workbook: Workbook, original: Package?, _ words: LabelWords, former: FormerFormulas?,
        report: @escaping (Message) -> Void
    ) throws {
        self.workbook = workbook
        self.original = original ?? workbook.package
        self.words = words
        let path = workbook.path
        var grids: [Int: SheetGrid] = [:]
        var layout = TemplateLayout()
        let reports = LabelReports()
        let (ownSheets, copies) = try OwnSheet.findAll(in: workbook)
        self.ownSheets = ownSheets
        for sheet in workbook.sheets
        where sheet.kind == .worksheet && sheet.state == .visible && ownSheets[sheet.index] == nil {
            if let kind = copies[sheet.index] {
                report(
                    Message(
                        .warning, .ownSheetAdditions, at: Place(file: path, sheet: sheet.name),
                        "looks like the \(kind.rawValue) of an earlier run, and is kept as it is beside the new one",
                        hint: "remove the sheet if nobody needs the former numbers"))
                continue
            }
            let grid = try workbook.grid(of: sheet)
            grids[sheet.index] = grid
            var finder = SheetLayoutFinder(sheet: sheet, grid: grid, words: words, file: path, report: reports.add)
            finder.find(into: &layout)
        }
        for message in reports.messages { report(message) }
        self.former =
            try former ?? (ownSheets.isEmpty ? nil : FormerFormulas(in: workbook, own: ownSheets, grids: grids))
        guard !layout.blocks.isEmpty || !layout.tables.isEmpty else { throw Self.noBlock(in: path) }
        guard try !workbook.isSigned else { throw Self.signed(path) }
        for sheet in workbook.sheets where layout.sheets.contains(sheet) {
            guard try workbook.isProtected(sheet) else { continue }
            report(
                Message(
                    .note, .protectedSheet, at: Place(file: path, sheet: sheet.name),
                    "the sheet is protected; its cells are filled all the same, locked ones too, and it stays protected"
                ))
        }
        self.grids = grids
        self.layout = layout
    }

    /// Whether the formula of a cell is a figure's of an earlier run.
    func isOfEarlierRun(_ formula: String, on sheet: Workbook.Sheet, at cell: CellReference) -> Bool {
        former?.contains(formula, on: sheet.name, at: cell) ?? false
    }

    /// Whether a target audience is an earlier run's.
    func isOfEarlierRun(audience: String) -> Bool { former?.contains(audience: audience) ?? false }

    /// This template with some parts changed. What is wrong with the layout was told the first time.
    ///
    /// - Parameter sheets: those that go; nothing else may name them.
    func replacing(_ parts: [String: [UInt8]], removing sheets: [Workbook.Sheet] = []) throws -> Template {
        var rewrite = PackageRewrite(of: workbook.package)
        for (part, bytes) in parts.sorted(by: { $0.key < $1.key }) { rewrite.replace(part, with: bytes) }
        if !sheets.isEmpty { try SheetRemoval(of: sheets, from: workbook).apply(to: &rewrite) }
        // Places of formulas change with columns, and Excel builds a missing chain anew.
        if let chain = try CalculationChain(of: workbook.package) { try chain.remove(from: &rewrite) }
        let spool = try SpooledInput(writing: rewrite.write)
        return try Template(
            Workbook(path: spool.path, name: workbook.path), original: original, words,
            former: former,
            report: { _ in })
    }

    private static func signed(_ path: String) -> Failure {
        Failure(
            .data, .signedTemplate, at: Place(file: path),
            "is digitally signed, and filling it would break the signature",
            hint: "save a copy without the signature, and give that")
    }

    private static func noBlock(in path: String) -> Failure {
        Failure(
            .data, .noPlatformBlock, at: Place(file: path),
            "no platform's block was found: looked on every visible sheet for a row of PLANNED and ACTUALS column "
                + "headers, with a header that says TOTAL above it and a heading such as GOOGLE - MEDIA METRICS, "
                + "and for a table with columns of platform, market or stage and of metrics under PLANNED and ACTUAL",
            hint: "give the template that the client's tracker is made from")
    }
}
