import Workbooks

/// What the lines of a region are.
public enum RegionKind: String, Sendable, CaseIterable {
    /// Line items of a plan.
    case planned
    /// Lines of a platform's report.
    case media
    /// A table of reach and frequency, a market per column.
    case reachAndFrequency = "reach-and-frequency"

    public var sourceType: SourceType {
        switch self {
        case .planned: .planned
        case .media: .deliveredMedia
        case .reachAndFrequency: .deliveredReachAndFrequency
        }
    }

    /// The records' Source_Sheet: `DV360`, `DV360_MEDIA`, `DV360_RF`.
    public func sourceSheet(of platform: Platform) -> String {
        switch self {
        case .planned: platform.code
        case .media: platform.code + "_MEDIA"
        case .reachAndFrequency: platform.code + "_RF"
        }
    }
}

/// A region as it was found: where it lies and what its fence lacks.
public struct Region: Sendable, Equatable {
    public var sheet: SourceSheet
    public var kind: RegionKind
    public var platform: Platform
    /// From the header to the last line, without the markers.
    public var range: CellRange
    public var headerRow: Int
    /// Rows of texts above it, the first of them, that were looked at as its header and hold none.
    public var otherHeaders: [Int] = []
    /// Lines read; empty ones do not count.
    public var lines: Int
    /// Parts of the fence that are missing, in words; empty when it is whole.
    public var lacks: [String]
    /// Whether nothing of a fence was there.
    public var isUnfenced: Bool
    /// The sheet's column of each record column, as far as the header names them.
    public var columns: [RecordColumn: Int] = [:]
    /// In a table of reach and frequency, the sheet's column of each market by display name.
    public var marketColumns: [String: Int] = [:]
    /// The totals that it states, the first of them.
    public var totals: [StatedTotal] = []
    /// How its lines write the markets that are known, in the order in which each spelling came.
    public var spellings: [MarketSpelling] = []
}

/// One way in which a region writes a market.
public struct MarketSpelling: Sendable, Equatable {
    /// The display name.
    public var market: String
    /// As it stands there.
    public var text: String
    public var count: Int
    /// The cells, `B20:B24, B30 and 3 more`.
    public var cells: String
    /// The first of them.
    public var first: String
}
