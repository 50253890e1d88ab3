import Streams
import Workbooks

/// One cell of a brand-lift table: what a study says of one metric of a platform.
public struct BrandLiftResult: Sendable, Equatable {
    /// What a study says. That nothing is known is another thing than that nothing was found.
    public enum Status: String, Sendable, CaseIterable {
        /// A lift above 0.
        case lift
        /// The study found none: it says so, or its lift is 0 or below.
        case noLift = "no-lift"
        /// The study had too few answers.
        case notEnoughData = "not-enough-data"
        /// A number that is not a lift, such as a benchmark or the count of answers.
        case value
        /// Nothing is written, or nothing that can be read.
        case unknown

    }

    /// What a column holds.
    public struct Measure: Sendable, Hashable {
        public var code: String

        public init(_ code: String) { self.code = code }

        static let result = Measure("result")
        static let absoluteLift = Measure("absolute-lift")
        static let relativeLift = Measure("relative-lift")
        static let headroomLift = Measure("headroom-lift")
        static let status = Measure("status")

        /// Whether it is a lift, so that it is 0 where a study found none.
        public var isLift: Bool { [.result, .absoluteLift, .relativeLift, .headroomLift].contains(self) }

        /// Whether numbers are shares: 4.2 points are 0.042.
        public var isShare: Bool { isLift || ["benchmark", "exposed", "control", "confidence"].contains(code) }

        /// Whether a share cannot be above 1.
        var isPartOfAll: Bool { self != .relativeLift && isShare }
    }

    /// The platform of the sheet, the table or the line; nil where nothing names one.
    public var platform: Platform?
    /// Nil for all markets of the platform.
    public var market: Market?
    /// As the table writes it; empty where it names none.
    public var campaign = ""
    /// The vocabulary's name, else the text that is written.
    public var metric: String
    public var measure: Measure
    public var status: Status
    /// A share as a fraction, a count or an amount; nil where there is no number.
    public var value: Double?
    /// The currency of an amount, where its header or cell names one.
    public var currency: String?
    /// The cell's text; empty for a number.
    public var written: String
    /// File, sheet and cell.
    public var place: Place

    /// The columns of results as records.
    public static let header = [
        "Source_File", "Source_Sheet", "Source_Cell", "PLATFORM", "MARKET", "CAMPAIGN", "METRIC", "MEASURE", "STATUS",
        "VALUE", "LOCAL_CURRENCY", "WRITTEN",
    ]

    /// Where `mp-extract --output` writes them.
    public static func path(in folder: String, stamp: String) -> String { "\(folder)/BRAND_LIFT_\(stamp).tsv" }

    /// The values under `header`.
    public var fields: [String] {
        [
            place.file.map { fileName(of: $0) } ?? "", place.sheet ?? "", place.cell ?? "", platform?.code ?? "",
            market?.displayName ?? "", campaign, metric, measure.code, status.rawValue,
            value.map { DecimalText.string($0) } ?? "", currency ?? "", written,
        ]
    }

    /// The same as a JSON object, the value a number.
    public var json: JSON {
        .object(
            zip(Self.header, fields).compactMap { name, text in
                if name == "VALUE" { return value.map { .init(name, .number($0)) } }
                return text.isEmpty ? nil : .init(name, .string(text))
            })
    }
}
