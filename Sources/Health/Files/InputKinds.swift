/// The three workbooks of a run.
enum WorkbookKind: CaseIterable, Sendable {
    case plan, delivery, template

    /// How their names begin.
    var prefix: String {
        switch self {
        case .plan: "PLANNED_"
        case .delivery: "DELIVERED_"
        case .template: "OUTPUT_TEMPLATE_"
        }
    }

    /// How the names of files of the kind end.
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

    /// The file that a request names; nil for the newest.
    func named(in request: HealthRequest) -> String? {
        switch self {
        case .plan: request.planned
        case .delivery: request.delivered
        case .template: request.template
        }
    }
}
