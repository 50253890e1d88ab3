import Testing

@testable import MediaPlans

/// Names of workbooks that are nearly those that a run looks for.
@Suite("Kinds of workbooks") struct WorkbookKindTests {
    @Test(
        "a misspelt name is near its kind alone, and the right name keeps the rest",
        arguments: [
            ("DELIVRED_x.xlsx", WorkbookKind.delivery, "DELIVERED_x.xlsx"),
            ("delivered_x.xlsx", .delivery, "DELIVERED_x.xlsx"), ("DELIVERD x.csv", .delivery, "DELIVERED_x.csv"),
            ("Delivery June.xlsx", .delivery, "DELIVERED_June.xlsx"),
            ("DEILVERED-x.xlsm", .delivery, "DELIVERED_x.xlsm"), ("DELIVERED_x.XLSX", .delivery, "DELIVERED_x.xlsx"),
            ("DELIVERED_x.xls", .delivery, "DELIVERED_x.xlsx"), ("PLANED_x.xlsx", .plan, "PLANNED_x.xlsx"),
            ("PLAN_x.xlsx", .plan, "PLANNED_x.xlsx"), ("Q2 media plan.xlsx", .plan, "PLANNED_Q2 media.xlsx"),
            ("PLANNEDx.xlsx", .plan, "PLANNED_x.xlsx"), ("PLANNED.xlsx", .plan, "PLANNED_1.xlsx"),
            ("PLANNED x.csv", .plan, "PLANNED_x.xlsx"),
            ("OUTPUT_TEMPLAT_x.xlsx", .template, "OUTPUT_TEMPLATE_x.xlsx"),
            ("TEMPLATE_x.xlsx", .template, "OUTPUT_TEMPLATE_x.xlsx"),
            ("Ouput template x.xlsx", .template, "OUTPUT_TEMPLATE_x.xlsx"),
        ])
    func near(name: String, kind: WorkbookKind, right: String) {
        #expect(WorkbookKind.allCases.filter { $0.isNear(name) } == [kind])
        #expect(kind.rightName(for: name) == right)
        #expect(kind.isRight(right))
    }

    @Test(
        "other names are near none",
        arguments: ["notes.txt", "~$PLANNED_x.xlsx", "Quillmere Q2.xlsx", "budget.xlsx", "PLANNED_x.pdf"])
    func others(name: String) { #expect(!WorkbookKind.allCases.contains { $0.isNear(name) }) }

    @Test("a workbook under the name of another kind is to be renamed, and any other to be given by its option")
    func correction() {
        #expect(WorkbookKind.delivery.correction(of: "input/x.xlsx") == "give the workbook with --delivered")
        #expect(
            WorkbookKind.delivery.correction(of: "input/PLANNED_x.xlsx")
                == "its name says plan: rename it to \"DELIVERED_x.xlsx\"; if two files have each other's names, exchange them"
        )
    }
}
