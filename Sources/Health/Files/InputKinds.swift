/// The three workbooks of a run.
enum WorkbookKind: CaseIterable, Sendable {
    case plan, delivery, template

    /// The beginning of the file names.
    var prefix: String {
        switch self {
        case .plan: "PLANNED_"
        case .delivery: "DELIVERED_"
        case .template: "OUTPUT_TEMPLATE_"
        }
    }

    /// The endings of the file names.
    var endings: [String] {
        self == .delivery ? [".xlsx", ".xlsm", ".csv", ".tsv"] : [".xlsx", ".xlsm"]
    }

    var noun: String {
        switch self {
        case .plan: "plan"
        case .delivery: "delivery report"
        case .template: "template"
        }
    }

    var option: String {
        switch self {
        case .plan: "--planned"
        case .delivery: "--delivered"
        case .template: "--template"
        }
    }

    /// The file that a request names; nil when the newest is used.
    func named(in request: HealthRequest) -> String? {
        switch self {
        case .plan: request.planned
        case .delivery: request.delivered
        case .template: request.template
        }
    }
}
