import Streams
import Workbooks

/// The columns every record has, in the order of every output.
public enum RecordColumn: String, CaseIterable, Sendable, Hashable {
    case sourceFile = "Source_File"
    case sourceSheet = "Source_Sheet"
    case sourceRow = "Source_Row"
    case sourceType = "Source_Type"
    case market = "MARKET"
    case brand = "BRAND"
    case campaign = "CAMPAIGN"
    /// The platform as the line names it; in an R&F record the metric's name.
    case platform = "PLATFORM"
    case cejObjectives = "CEJ_OBJECTIVES"
    case formatType = "FORMAT_TYPE"
    case placement = "PLACEMENT"
    case adUnitType = "AD_UNIT_TYPE"
    case device = "DEVICE"
    case targetAudience = "TARGET_AUDIENCE"
    case buyingModel = "BUYING_MODEL"
    case startDate = "START_DATE"
    case endDate = "END_DATE"
    case weeks = "WEEKS"
    case localCurrency = "LOCAL_CURRENCY"
    case budgetLocal = "BUDGET_LOCAL"
    case impressions = "IMPRESSIONS"
    case clicksActions = "CLICKS_ACTIONS"
    case videoViews = "VIDEO_VIEWS"
    case frequency = "FREQUENCY"
    case uniquesReach = "UNIQUES_REACH"
    case percentUniques = "PERCENT_UNIQUES"
    case cpmLocal = "CPM_LOCAL"
    case cpcLocal = "CPC_LOCAL"
    case cpvLocal = "CPV_LOCAL"
    case ctrPercent = "CTR_PERCENT"
    case vtrPercent = "VTR_PERCENT"
    case platformFeeLocal = "PLATFORM_FEE_LOCAL"
    case platformBudgetLocal = "PLATFORM_BUDGET_LOCAL"
    case taSize = "TA_SIZE"
    case mediaKPIs = "MEDIA_KPIS"
    case comments = "COMMENTS"
    case creativeName = "CREATIVE_NAME"

    /// The column's place in a record, from 0. A fieldless enumeration's order, spelt out because records are
    /// indexed by it millions of times; a test holds it to `allCases`.
    public var index: Int {
        switch self {
        case .sourceFile: 0
        case .sourceSheet: 1
        case .sourceRow: 2
        case .sourceType: 3
        case .market: 4
        case .brand: 5
        case .campaign: 6
        case .platform: 7
        case .cejObjectives: 8
        case .formatType: 9
        case .placement: 10
        case .adUnitType: 11
        case .device: 12
        case .targetAudience: 13
        case .buyingModel: 14
        case .startDate: 15
        case .endDate: 16
        case .weeks: 17
        case .localCurrency: 18
        case .budgetLocal: 19
        case .impressions: 20
        case .clicksActions: 21
        case .videoViews: 22
        case .frequency: 23
        case .uniquesReach: 24
        case .percentUniques: 25
        case .cpmLocal: 26
        case .cpcLocal: 27
        case .cpvLocal: 28
        case .ctrPercent: 29
        case .vtrPercent: 30
        case .platformFeeLocal: 31
        case .platformBudgetLocal: 32
        case .taSize: 33
        case .mediaKPIs: 34
        case .comments: 35
        case .creativeName: 36
        }
    }
}

/// What stands in one field of a record.
public enum FieldValue: Sendable, Hashable {
    /// Not given: an empty field. Never 0.
    case unknown
    case number(Double)
    case date(CivilDate)
    case text(String)

    public var number: Double? {
        if case .number(let value) = self { value } else { nil }
    }

    public var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    public var isUnknown: Bool {
        if case .unknown = self { true } else { false }
    }
}

/// What a record was read from.
public enum SourceType: String, Sendable, CaseIterable, Hashable {
    case planned = "PLANNED"
    case deliveredMedia = "DELIVERED MEDIA"
    case deliveredReachAndFrequency = "DELIVERED R&F"
}

/// One line item of a plan, one line of a platform's report, or one cell of its reach-and-frequency table.
public struct Record: Sendable, Equatable {
    public var sourceType: SourceType
    /// The platform that the sheet decides, as its code (`DV360`).
    public var sheetPlatform: String
    /// One value for each `RecordColumn`, in its order.
    public private(set) var values: [FieldValue]
    /// Source columns with no place among `RecordColumn`, under their cleaned names.
    public var extras: [(name: String, value: FieldValue)]

    private static let count = RecordColumn.allCases.count

    public init(sourceType: SourceType, sheetPlatform: String) {
        self.sourceType = sourceType
        self.sheetPlatform = sheetPlatform
        values = [FieldValue](repeating: .unknown, count: Self.count)
        extras = []
        self[.sourceType] = .text(sourceType.rawValue)
    }

    /// A record like another one with these extra columns, about to be changed: value by value, which is faster than the copy that a first change
    /// makes.
    init(like other: Record, extras: [(name: String, value: FieldValue)]) {
        (sourceType, sheetPlatform) = (other.sourceType, other.sheetPlatform)
        values = Self.copy(other.values)
        self.extras = Self.copy(extras)
    }

    @inline(__always)
    private static func copy<Element>(_ elements: [Element]) -> [Element] {
        [Element](unsafeUninitializedCapacity: elements.count) { buffer, count in
            for index in elements.indices { buffer.initializeElement(at: index, to: elements[index]) }
            count = elements.count
        }
    }

    public subscript(column: RecordColumn) -> FieldValue {
        get { values[column.index] }
        set { values[column.index] = newValue }
    }

    public static func == (a: Record, b: Record) -> Bool {
        a.sourceType == b.sourceType && a.sheetPlatform == b.sheetPlatform && a.values == b.values
            && a.extras.elementsEqual(b.extras) { $0 == $1 }
    }
}
