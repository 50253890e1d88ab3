/// What became of a cell of a source.
public enum CellFate: Hashable, Sendable {
    /// It is in a record.
    case record
    /// It is a total that lines add up to, or one of a plan's own summary.
    case controlTotal
    /// A header, a label or a value of the head that was used.
    case label
    /// It was left out because somebody said so: a source profile, or an option.
    case ignored
    /// It is on a hidden sheet without a table of lines.
    case hiddenHelper
    /// Nothing was made of it.
    case unaccounted(CoverageGap)

    /// The word for it in tables.
    public var word: String {
        switch self {
        case .record: "record"
        case .controlTotal: "control-total"
        case .label: "label"
        case .ignored: "ignored"
        case .hiddenHelper: "hidden-helper"
        case .unaccounted: "unaccounted"
        }
    }

    /// Those that are accounted for, in the order of tables.
    static let accounted: [CellFate] = [.record, .controlTotal, .label, .ignored, .hiddenHelper]
}

/// Why nothing was made of a cell.
public enum CoverageGap: String, Sendable, CaseIterable {
    case sheetNotRead = "on a sheet with a table that is not read"
    case noTable = "on a sheet without a known table"
    case versions = "on a sheet with versions side by side"
    case above = "above the table"
    case beside = "beside the table"
    case under = "below the table"
    case unlikeLines = "in a row unlike the table's lines"
    case unknownHeader = "under an unknown header (in the records, in no figure)"
    case unreadable = "without a readable value"
    case unprovedTotal = "in a total that the lines do not add up to"
    case lineTooWide = "in a line with more fields than the header"
    case noPlatform = "in a line that names no known platform"
    case noRate = "in another currency, without a rate"
    case outsideFlight = "outside of the days asked for"
    case duplicate = "in a line that is there twice"
    case elsewhere = "in rows that were not looked at"

    /// Whether cells of a table, or a whole table, were left out, and not only notes around it.
    public var isOfTable: Bool {
        switch self {
        case .noTable, .above, .beside, .under: false
        default: true
        }
    }
}
