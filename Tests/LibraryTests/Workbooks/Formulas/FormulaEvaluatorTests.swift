import Testing

@testable import Workbooks

@Suite("Formulas over changed cells")
struct FormulaEvaluatorTests {
    typealias Position = FormulaEvaluator.Position

    /// A1 10 (changed), A2 4, A3 `-` (changed), A4 empty, A5 TRUE, A6 =A1*2, A7 =A7, Other!B1 =Sheet!A1+1.
    private func evaluator() -> FormulaEvaluator {
        func at(_ sheet: Int, _ cell: String) -> Position { Position(sheet: sheet, cell: CellReference(cell)!) }
        let stored: [Position: Cell] = [
            at(1, "A1"): Cell(CellReference("A1")!, .number(0)), at(1, "A2"): Cell(CellReference("A2")!, .number(4)),
            at(1, "A5"): Cell(CellReference("A5")!, .boolean(true)),
            at(1, "A6"): Cell(CellReference("A6")!, .number(0), formula: "A1*2"),
            at(1, "A7"): Cell(CellReference("A7")!, .number(0), formula: "A7"),
            at(2, "B1"): Cell(CellReference("B1")!, .number(0), formula: "'My sheet'!A1+1"),
        ]
        return FormulaEvaluator(
            sheets: ["My sheet": 1, "Other": 2], changes: [at(1, "A1"): .number(10), at(1, "A3"): .text("-")],
            cell: { stored[$0] })
    }

    @Test(
        "What is understood has Excel's value",
        arguments: [
            ("A1", .number(10), true), ("$A$2", .number(4), false), ("A4", .number(0), false), ("A3", .text("-"), true),
            ("A1/A2", .number(2.5), true), ("A1/A4", .error("#DIV/0!"), true), ("A1+A3", .error("#VALUE!"), true),
            ("SUM(A1:A6)", .number(34), true), ("SUM(A1,A2,5)", .number(19), true), ("-A2*(1+50%)", .number(-6), false),
            ("IFERROR(A1/A4,\"-\")", .text("-"), true), ("IF(A2>3,\"x\"\"y\",1)", .text("x\"y"), false),
            ("IF(AND(ISNUMBER(A1),ISNUMBER(A3)),A1/A3,\"-\")", .text("-"), true), ("AVERAGE(A1:A4)", .number(7), true),
            ("A1&\" of \"&A2", .text("10 of 4"), true), ("Other!B1", .number(11), true),
            ("MAX(A1:A6)", .number(20), true),
            ("COUNT(A1:A6)", .number(3), true), ("1E-2", .number(0.01), false), ("A3=\"-\"", .boolean(true), true),
        ] as [(String, CellValue, Bool)])
    func values(_ formula: String, _ value: CellValue, _ isTouched: Bool) {
        let outcome = evaluator().outcome(of: formula, at: Position(sheet: 1, cell: CellReference("Z1")!))
        #expect(outcome == .init(value: value, isTouched: isTouched))
    }

    @Test(
        "What is not understood has no value, and dependence is still seen",
        arguments: [
            ("VLOOKUP(A1,A1:A6,1)", true), ("ROUND(A2,0)", false), ("Total_Budget", false), ("[1]Sheet1!A1", false),
            ("A7", false), ("A:A", false), ("Table1[Budget]", false), ("SUM(Missing!A1)", false), ("A1 A2", false),
            ("", false),
        ])
    func unknown(_ formula: String, _ isTouched: Bool) {
        let outcome = evaluator().outcome(of: formula, at: Position(sheet: 1, cell: CellReference("Z1")!))
        #expect(outcome == .init(value: nil, isTouched: isTouched))
    }
}
