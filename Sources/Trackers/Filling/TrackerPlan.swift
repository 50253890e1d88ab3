import MediaPlans
import Workbooks

/// One cell that filling a template will write, and why.
public struct PlannedWrite: Sendable, Equatable {
    public var sheet: Workbook.Sheet
    public var cell: CellReference
    /// What stands there, in words: `DV360 UAE Awareness Budget planned`.
    public var name: String
    public var edit: CellEdit
    /// The figure behind it; nil for names, dates and texts.
    public var figure: Figure?
    /// Which figure of a block that is.
    var shows: ShownFigure?
    /// The side of the budget over all platforms, when it is that.
    var budgetOfAll: Side?
    /// Which figure over all platforms that is, its platform left empty.
    var ofAll: ShownFigure?
    /// Whether a row of the block shows the figure too.
    var isEcho = false
    /// Where a text of the head comes from, in words.
    var text: String?
    /// Whether the cell keeps a formula of the template's own, with a guard or without.
    var keepsFormula = false

    /// The value that a reader shows.
    public var value: CellValue {
        switch edit {
        case .number(let value): .number(value)
        case .text(let text): .text(text)
        case .formula(_, let cached), .cachedValue(let cached): cached
        case .clear: .empty
        }
    }
}

/// A figure that some cell of the tracker shows.
struct ShownFigure: Hashable, Sendable {
    var platform: String
    var section: Section
    var metric: Metric
    var side: Side
    /// Nil for the columns of all markets.
    var market: String?
}

/// Everything that filling a template comes to, before a byte is written.
public struct TrackerPlan: Sendable {
    /// In the order of sheets and cells.
    public internal(set) var writes: [PlannedWrite] = []
    /// The markets of each block's columns, in order.
    public internal(set) var markets: [String: [Market]] = [:]
    /// Platforms with records and without a block.
    public internal(set) var platformsWithoutBlock: [Platform] = []
    /// Columns that the template did not have.
    public internal(set) var added: [AddedColumns] = []
    /// Markets that found no columns, by platform code.
    public internal(set) var marketsWithoutColumns: [String: [Market]] = [:]
    /// Whether the template has formulas, whose values a spreadsheet program should calculate anew.
    var hasFormulas = false
    /// Whether formulas lose their saved values, so that they show nothing before they are calculated.
    var takesValuesAway: Bool {
        writes.contains { write in
            switch write.edit {
            case .cachedValue(.empty), .formula(_, cached: .empty): true
            default: false
            }
        }
    }
    /// New content of parts that repeat cells: drawings, charts, caches of pivot tables.
    var parts: [String: [UInt8]] = [:]
    /// How cells look different from the template's.
    var looks = TrackerLooks()
    /// The figures that the tracker shows.
    var shown: Set<ShownFigure> { Set(writes.compactMap(\.shows)) }
    /// Columns of the records whose values stand in the tracker as names, dates or texts.
    var shownColumns: Set<RecordColumn> = []
}

/// In which order markets stand.
public enum MarketOrder: String, CaseIterable, Sendable {
    /// By planned budget, largest first.
    case planned
    /// By actual budget, largest first.
    case actual
    /// By name.
    case name
    /// As the template names them; those that it does not name follow by planned budget.
    case template
}
