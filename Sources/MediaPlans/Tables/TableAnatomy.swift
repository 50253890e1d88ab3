/// What is known of a sheet's table before it is read. The default knows nothing: the vocabulary and the rows decide.
///
/// A source profile fills it; each part that it leaves out is found as in a plain table.
public struct TableAnatomy: Sendable, Equatable {
    /// Where the platform comes from.
    public enum PlatformSource: Sendable, Equatable {
        /// The sheet's name; where that names none, a PLATFORM column.
        case sheetName
        case constant(Platform)
        /// A PLATFORM column; where there is none, or a cell names none, that of the file's name.
        case file(Platform)
        /// The PLATFORM column of each line.
        case column
    }

    /// Where the header is.
    public enum HeaderPlace: Sendable, Equatable {
        /// The first row that names enough known columns, with the row above or below where both make one header.
        case found
        /// Sheet rows, from 1: one row, or two of which the upper one holds groups.
        case rows(ClosedRange<Int>)
    }

    /// Whether a sheet is read.
    public enum Use: Sendable, Equatable {
        /// Read where its name or its table says that it holds data.
        case automatic
        case data
        /// Known not to be data; the text says why.
        case ignored(String)
    }

    public var use = Use.automatic
    public var platform = PlatformSource.sheetName
    public var header = HeaderPlace.found
    /// Words that make a row one of totals, besides the vocabulary's.
    public var totalWords: [String] = []
    /// Words of totals over more than the lines of the table (`Total: Account`), which the lines need not add up to.
    public var otherTotalWords: [String] = []
    /// Texts at the start of a row's first cell that end the table (`Report Time:`).
    public var endWords: [String] = []
    /// Texts at the start of the first cell of rows above the table that say how the report was made (`Account ID`).
    public var headWords: [String] = []
    /// Columns whose blank cells repeat the cell above.
    public var repeatedDown: Set<RecordColumn> = []
    /// Whether a row without numbers may give its market or stage to the lines under it.
    ///
    /// Nil does so in tables that are found by their words, and not where a source profile says where the header is.
    public var subheadingsGiveContext: Bool?
    /// Whether columns that are periods or markets become lines.
    public var isUnpivoted = true
    /// What such columns hold where their headers name only the period or market.
    public var barePeriods: RecordColumn?
    /// Values of a file that has no such column. A column of the table has priority.
    public var constants: [RecordColumn: FieldValue] = [:]
    public var numbers = NumberReading()

    public init() {}
}
