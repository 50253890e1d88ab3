import Testing

@testable import Workbooks

@Suite("Structured references")
struct StructuredReferenceTests {
    /// Sheet `Client`: table Tbl over B3:E7, with header `Market`, `Spend`, `Share [%]`, `It's #1`, three lines and a row of totals; Spend is
    /// 10, 20 and unknown. Sheet `Other` holds the table Gone, whose sheet is made anew.
    private func outcome(_ formula: String, at cell: String = "G4", on sheet: Int = 1) -> FormulaEvaluator.Outcome {
        func at(_ cell: String) -> CellPosition { CellPosition(sheet: 1, cell: CellReference(cell)!) }
        var stored: [CellPosition: Cell] = [:]
        func put(_ cell: String, _ value: CellValue) { stored[at(cell)] = Cell(CellReference(cell)!, value) }
        for (cell, text) in [
            ("B3", "Market"), ("C3", "Spend"), ("D3", "Share [%]"), ("E3", "It's #1"), ("B7", "Total"),
        ] {
            put(cell, .text(text))
        }
        for (row, name) in ["UAE", "KSA", "Iraq"].enumerated() {
            put("B\(row + 4)", .text(name))
            put("D\(row + 4)", .number(Double(row)))
            put("E\(row + 4)", .number(Double(row * 100)))
        }
        put("C7", .number(99))
        let cells = stored
        let here = CellPosition(sheet: sheet, cell: CellReference(cell)!)
        let evaluator = FormulaEvaluator(
            scope: FormulaScope(
                sheets: ["Client": 1, "Other": 2],
                tables: [
                    SheetTable(
                        name: "Tbl", sheetIndex: 1, range: CellRange("B3:E7")!, headerRows: 1, totalsRows: 1,
                        columns: ["Market", "Spend", "Share [%]", "It's #1"]),
                    SheetTable(
                        name: "Gone", sheetIndex: 2, range: CellRange("A1:A9")!, headerRows: 1, totalsRows: 0,
                        columns: ["Spend"]),
                ]),
            cells: .init(
                cell: { cells[$0] }, areaFormula: { _ in nil }, used: [1: CellRange("A1:G9")!],
                hasHiddenRows: { _ in false }),
            changes: [at("C4"): .number(10), at("C5"): .number(20), at("C6"): .text("-")],
            isDependent: { $0 == here }, opaque: { $0.sheet == 2 })
        return evaluator.settled(formula, at: here)
    }

    @Test(
        "Columns, rows and parts of a table are those cells",
        arguments: [
            ("SUM(Tbl[Spend])", .number(30)), ("SUM(tbl[ spend ])", .number(30)),
            ("Tbl[[#This Row],[Spend]]", .number(10)),
            ("Tbl[@Spend]*2", .number(20)), ("Tbl[@[Share '[%']]]+1", .number(1)),
            ("SUM(Tbl[[#Totals],[Spend]])", .number(99)),
            ("Tbl[[#Headers],[Spend]]", .text("Spend")), ("COUNTA(Tbl[#All])", .number(18)),
            ("ROWS(Tbl[])", .number(3)),
            ("ROWS(Tbl[#Data])", .number(3)), ("COLUMNS(Tbl[[Spend]:[It''s '#1]])", .number(3)),
            ("ROWS(Tbl[[#Headers],[#Data],[Spend]])", .number(4)), ("ROWS(Tbl[[#Data],[#Totals],[Spend]])", .number(4)),
            ("SUM(Tbl[[#Data],[Share '[%']]:[It''s '#1]])", .number(303)),
            ("Tbl[[#This Row],[Spend]]/SUM(Tbl[Spend])", .number(10.0 / 30)),
            ("INDEX(Tbl[Spend],MATCH(\"KSA\",Tbl[Market],0))", .number(20)),
            ("SUMIF(Tbl[Market],\"KSA\",Tbl[Spend])", .number(20)),
        ] as [(String, CellValue)])
    func values(_ formula: String, _ value: CellValue) {
        let outcome = outcome(formula)
        #expect(outcome.value == value && outcome.guarded == nil, "\(outcome)")
    }

    @Test("A formula of the table means its own row, with and without the table's name")
    func own() {
        #expect(outcome("[@Spend]+1", at: "D5").value == .number(21))
        #expect(outcome("[#This Row]", at: "A5").value == nil)
        #expect(outcome("SUM([Spend])", at: "D5").value == .number(30))
    }

    @Test("An unknown figure of the table is guarded by the reference itself")
    func unknown() {
        let ratio = outcome("Tbl[[#This Row],[Spend]]/SUM(Tbl[Spend])", at: "G6")
        #expect(ratio.value == .text("-"))
        #expect(ratio.guarded == "IF(COUNT(Tbl[[#This Row],[Spend]])<1,\"-\",Tbl[[#This Row],[Spend]]/SUM(Tbl[Spend]))")
    }

    @Test(
        "What names no cells, many values at once, or a table that is made anew has no value here",
        arguments: [
            "SUM(Tbl[Nothing])", "SUM(Nowhere[Spend])", "SUM(Tbl[Spend]*2)", "Tbl[[#Wrong],[Spend]]",
            "SUM(Gone[Spend])",
            "ROWS(Gone[Spend])", "SUM(Gone[[#Totals],[Spend]])", "SUM([1]Rates!A1)", "SUM(Tbl[Spend]:Tbl[Market])",
            "SUM(Tbl[[Spend],[Market]])", "SUM(Tbl[Spend)", "SUM(Tbl[",
        ])
    func none(_ formula: String) { #expect(outcome(formula).value == nil) }

    @Test("In rows that are not data, or on another sheet, there is no such row")
    func noRow() {
        #expect(outcome("Tbl[[#This Row],[Spend]]", at: "G7").value == nil)
        #expect(outcome("Tbl[[#This Row],[Spend]]", at: "G4", on: 2).value == nil)
    }
}
