import Streams

/// How one kind of file is read: which it is, where its table is, and what its columns and values mean.
///
/// Data, from `config/sources/NAME.json`; what a profile leaves out is found as in a plain table.
public struct SourceProfile: Sendable, Equatable {
    /// Which files a profile is for. Each part that is given must hold.
    public struct Match: Sendable, Equatable {
        /// One of these is the file's name without its folder.
        public var files: [WordPattern] = []
        /// One of these is the sheet's name.
        public var sheets: [WordPattern] = []
        /// All of these stand in one row: the header.
        public var header: [WordPattern] = []
        /// One of these stands in the header row, too.
        public var anyHeader: [WordPattern] = []
        /// Headers that no other platform's files have: where one is in the header row, the file's name does not count.
        public var marks: [WordPattern] = []
        /// All of these stand in rows above the header, or in the first rows where no header is asked for.
        public var above: [WordPattern] = []
        /// Whether rows of START and END fence the table.
        public var hasFence: Bool?

        public init() {}

        /// Whether it says nothing, so that the profile is used only when it is asked for.
        public var isEmpty: Bool { self == Match() }
    }

    /// Where the platform comes from.
    public enum PlatformRule: Sendable, Equatable {
        case constant(String)
        case sheetName, fileName, column
    }

    /// The file's name without its ending.
    public var name: String
    public var title: String?
    public var kind: InputKind?
    public var match = Match()
    /// Sheets that hold data, and such that are known not to. Where the first are given, others are ignored.
    public var dataSheets: [WordPattern] = []
    public var ignoredSheets: [WordPattern] = []
    public var platform: PlatformRule?
    /// Where the table is and how it is read.
    public var anatomy = TableAnatomy()
    /// Header names of each record column, the preferred first.
    public var columns: [RecordColumn: [WordPattern]] = [:]
    /// Headers that mean no record column, whatever the vocabulary says.
    public var extras: [WordPattern] = []
    public var names: [NameRule] = []
    /// Columns of which a line has at least one; a row without all of them is a total or a remark.
    public var required: [RecordColumn] = []
    /// What stands for texts of a column.
    public var values: [RecordColumn: [ValueRule]] = [:]
    /// The currency of all amounts, where no header and no column says it.
    public var currency: String?

    /// A text by pattern, and what it means.
    public struct ValueRule: Sendable, Equatable {
        public var pattern: WordPattern
        public var value: FieldValue
    }

    public init(name: String) { self.name = name }

    /// The record columns that a header feeds, each with its rank among the names of that column: 0 is the best.
    ///
    /// - Parameter number: the how manieth header of that text it is; nil where that is not known.
    func targets(of header: String, number: Int? = nil) -> [(column: RecordColumn, rank: Int)] {
        let key = normalised(header)
        return RecordColumn.allCases.compactMap { column in
            columns[column]?.firstIndex {
                guard $0.number == nil || number == nil || $0.number == number else { return false }
                return column.isAmount ? $0.matches(money: header, column) : $0.matches(normalised: key)
            }.map { (column, $0) }
        }
    }

    /// Whether lines get a value of a column without a header for it.
    func gives(_ column: RecordColumn) -> Bool {
        anatomy.constants[column] != nil || names.contains { $0.columns.contains(column) }
    }

    /// Whether the table of a sheet is where the profile says.
    func isStated(_ anatomy: TableAnatomy) -> Bool {
        if case .rows = anatomy.header { true } else { false }
    }

    /// Whether a header is said to mean no record column.
    func isExtra(_ header: String) -> Bool {
        let key = normalised(header)
        return extras.contains { $0.matches(normalised: key) }
    }
}
