import MediaPlans
import Streams
import Workbooks

/// A table with a row for each platform, market and stage, and a column for each metric.
public struct FlatTable: Sendable {
    public var sheet: Workbook.Sheet
    /// The first cell of its header.
    public var header: CellReference
    public var columns: [FlatColumn]
    public var rows: [FlatRow]
    /// From the first row of the header to the last row.
    public var extent: ClosedRange<Int>
    /// Whether rows name stages, or are of all.
    public var hasStages: Bool
    /// Whether rows name markets, or are of all.
    public var hasMarkets: Bool
}

/// A column of a flat table.
public struct FlatColumn: Sendable, Equatable {
    public var column: Int
    public var metric: Metric
    /// Nil where the rows say it.
    public var side: Side?
    public var label: CellReference
    public var text: String
}

/// A row of a flat table.
public struct FlatRow: Sendable, Equatable {
    public var row: Int
    /// Nil for all platforms together.
    public var platform: Platform?
    /// Nil for all markets together.
    public var market: Market?
    public var section: Section
    /// Nil where the columns say it.
    public var side: Side?
    /// The first of the cells that say which row it is.
    public var label: CellReference

    /// Rows that have the same show the same figures.
    var identity: [String?] {
        let stage: String? = if case .stage(let stage) = section { stage.code } else { nil }
        return [platform?.code, market?.code, stage, side?.rawValue]
    }
}
