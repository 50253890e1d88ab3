import Testing

@testable import Workbooks

@Suite("Formulas over changed cells")
struct FormulaEvaluatorTests {
    /// Sheet `My sheet`: A1 10 (changed), A2 4, A3 `-` (changed), A4 empty, A5 TRUE, A6 =A1*2, A7 =A7, A8 =XNPV(A1) (depends), A9 "north",
    /// B4 to B6 texts for A3, C1:D4 a table of names and numbers; `Other`: B1 =Sheet!A1+1. The name Rate is A2, Twice is A1*2.
    private func evaluator() -> FormulaEvaluator {
        let here = CellPosition(sheet: 1, cell: CellReference("Z1")!)
        func at(_ sheet: Int, _ cell: String) -> CellPosition { CellPosition(sheet: sheet, cell: CellReference(cell)!) }
        var stored: [CellPosition: Cell] = [:]
        func put(_ sheet: Int, _ cell: String, _ value: CellValue, _ formula: String? = nil) {
            stored[at(sheet, cell)] = Cell(CellReference(cell)!, value, formula: formula)
        }
        put(1, "A1", .number(0))
        put(1, "A2", .number(4))
        put(1, "A5", .boolean(true))
        put(1, "A6", .number(0), "A1*2")
        put(1, "A7", .number(0), "A7")
        put(1, "A8", .number(0), "XNPV(A1)")
        put(1, "A9", .text("north"))
        put(1, "B4", .number(0), "IF(A3=\"-\",\"\",A3)")
        put(1, "B5", .number(0), "IFERROR(A3/A1,\"n/a\")")
        put(1, "B6", .number(0), "IF(ISNUMBER(A3),A3,\"no data\")")
        for (row, (name, number)) in [("UAE", 1.5), ("KSA", 2.5), ("uae", 4), ("Oman", 0.1)].enumerated() {
            put(1, "C\(row + 1)", .text(name))
            put(1, "D\(row + 1)", .number(number))
        }
        put(2, "B1", .number(0), "'My sheet'!A1+1")
        let cells = stored
        let dependents: Set<CellPosition> = [
            at(1, "B4"), at(1, "B5"), at(1, "B6"), at(1, "A6"), at(1, "A8"), at(2, "B1"),
        ]
        return FormulaEvaluator(
            scope: FormulaScope(
                sheets: ["My sheet": 1, "Other": 2],
                names: [
                    DefinedName(name: "Rate", formula: "'My sheet'!$A$2", isHidden: false),
                    DefinedName(name: "Twice", formula: "'My sheet'!$A$1*2", isHidden: false),
                ]),
            cells: .init(
                cell: { cells[$0] }, areaFormula: { _ in nil }, used: [1: CellRange("A1:D9")!, 2: CellRange("A1:B1")!],
                hasHiddenRows: { _ in false }),
            changes: [at(1, "A1"): .number(10), at(1, "A3"): .text("-")],
            isDependent: { dependents.contains($0) || $0 == here })
    }

    private func outcome(_ formula: String) -> FormulaEvaluator.Outcome {
        evaluator().settled(formula, at: CellPosition(sheet: 1, cell: CellReference("Z1")!))
    }

    @Test(
        "What is understood has Excel's value",
        arguments: [
            ("A1", .number(10)), ("$A$2", .number(4)), ("A4", .number(0)), ("A3", .text("-")), ("A1/A2", .number(2.5)),
            ("A1/A4", .error("#DIV/0!")), ("SUM(A1:A6)", .number(34)), ("SUM(A1,A2,5)", .number(19)),
            ("-A2*(1+50%)", .number(-6)), ("IFERROR(A1/A4,\"-\")", .text("-")),
            ("IF(A2>3,\"x\"\"y\",1)", .text("x\"y")),
            ("IF(AND(ISNUMBER(A1),ISNUMBER(A3)),A1/A3,\"-\")", .text("-")), ("AVERAGE(A1:A4)", .number(7)),
            ("A1&\" of \"&A2", .text("10 of 4")), ("Other!B1", .number(11)), ("MAX(A1:A6)", .number(20)),
            ("COUNT(A1:A6)", .number(3)), ("1E-2", .number(0.01)), ("A3=\"-\"", .boolean(true)),
            ("A:A", .number(10)), ("SUM(A:A)", nil), ("SUM(C:D)", .number(8.1)), ("SUM(2:2)", .number(6.5)),
            ("SUM($D$1:$D$2)", .number(4)), ("Rate*2", .number(8)), ("Twice+Rate", .number(24)),
            ("SUM('My sheet:Other'!B1)", .number(11)), ("SUM('My sheet'!D1:'My sheet'!D2)", .number(4)),
            ("SUM((D1,D3))", .number(5.5)), ("ROUND(2.345,2)", .number(2.35)), ("ROUND(-2.5,0)", .number(-3)),
            ("ROUNDUP(2.001,1)", .number(2.1)), ("ROUNDDOWN(2.09,1)", .number(2)), ("INT(-1.5)", .number(-2)),
            ("MOD(-1,3)", .number(2)), ("2^10", .number(1024)), ("-2^2", .number(4)),
            ("SUMIF(C1:C4,\"uae\",D1:D4)", .number(5.5)), ("COUNTIF(D1:D4,\">2\")", .number(2)),
            // Workbooks of this format are read with wildcards by both programs.
            ("COUNTIF(C1:C4,\"U*\")", .number(2)), ("SUMIF(C1:C4,\"?ae\",D1:D4)", .number(5.5)),
            ("COUNTIF(C1:C4,\"<>*a*\")", .number(0)), ("COUNTIF(C1:C4,\"U~*\")", .number(0)),
            ("SUMIFS(D1:D4,C1:C4,\"<>UAE\")", .number(2.6)), ("AVERAGEIF(C1:C4,\"UAE\",D1:D4)", .number(2.75)),
            ("VLOOKUP(\"KSA\",C1:D4,2,FALSE)", .number(2.5)), ("VLOOKUP(\"Iraq\",C1:D4,2,0)", .error("#N/A")),
            ("INDEX(D1:D4,MATCH(\"oman\",C1:C4,0))", .number(0.1)),
            ("_xlfn.XLOOKUP(\"KSA\",C1:C4,D1:D4)", .number(2.5)),
            ("SUMPRODUCT((C1:C4=\"uae\")*D1:D4)", .number(5.5)), ("SUMPRODUCT(--(D1:D4>2),D1:D4)", .number(6.5)),
            ("SUMPRODUCT(--(ISNUMBER(A1:A3)<>ISNUMBER(D1:D3)))", .number(1)), ("SUMPRODUCT({1,2;3,4}%)", .number(0.1)),
            ("SUMPRODUCT(--(COUNTIFS(C1:C4,{\"uae\",\"x\",\"Oman\"})=0))", .number(1)), ("SUMPRODUCT({1,2;3})", nil),
            ("SUMPRODUCT(C1:C4=\"uae\")", nil), ("SUMPRODUCT(D1:D2,D1:D2)", .number(8.5)),
            // Numbers of rows and columns are as many as the range has; a row or column goes with each of a block.
            ("SUMPRODUCT((MOD(ROW(D1:D4),2)=0)*D1:D4)", .number(2.6)), ("SUMPRODUCT(ROW(D1:D4)*D1:D4)", .number(18.9)),
            ("SUMPRODUCT(--(MOD(COLUMN(C1:D1),2)=0),C1:D1)", .number(1.5)), ("ROW(D2:F2)", .number(2)),
            ("SUMPRODUCT((MOD(COLUMN(C1:D4),2)=0)*(C1:C4=\"uae\")*D1:D4)", .number(5.5)),
            ("SUMPRODUCT((COLUMN(C1:D4)=4)*ROW(C1:D4))", .number(10)), ("SUMPRODUCT(LEN(C1:C4)*1)", .number(13)),
            ("SUMPRODUCT(ROUND(D1:D4,0)*1)", .number(9)), ("SUMPRODUCT(COLUMN(C1:D1)*{1,2,3})", nil),
            ("SUM(ROW(D1:D4))", nil), ("SUMPRODUCT(SUM(ROW(D1:D4))+D1:D4)", nil), ("MIN(COLUMN(C1:D1))", nil),
            ("SUMPRODUCT(INDEX(D1:D4,ROW(D1:D3)))", nil), ("SUMPRODUCT(IF(D1:D4>2,1,0))", nil),
            ("_xlfn.LET(r,ROW(D1:D4),SUM(r))", nil), ("TYPE(A9)+TYPE(A1)", .number(3)),
            ("OFFSET(A1,1,0)", .number(4)),
            ("INDIRECT(\"A\"&2)", .number(4)), ("_xlfn.LET(x,A1,y,x+1,x*y)", .number(110)),
            ("CHOOSE(2,A1,A2)", .number(4)),
            ("TEXT(1234.5,\"#,##0.00\")", .text("1,234.50")), ("LEFT(A9,2)&LEN(A9)", .text("no5")),
            ("SUBTOTAL(9,D1:D4)", .number(8.1)), ("ROW()+COLUMN()", .number(27)), ("COUNTA(C:C)", .number(4)),
            ("_xlfn.IFS(A1<5,1,TRUE,2)", .number(2)), ("_xlfn.SWITCH(A9,\"south\",1,\"NORTH\",2)", .number(2)),
            ("@C1:C4", .text("UAE")),
            // Programs know newer functions by the prefix alone; a fraction and a day before the first are read differently.
            ("XLOOKUP(\"KSA\",C1:C4,D1:D4)", nil), ("IFS(A1<5,1,TRUE,2)", nil), ("MAXIFS(D1:D4,C1:C4,\"uae\")", nil),
            ("_xlfn.MAXIFS(D1:D4,C1:C4,\"uae\")", .number(4)), ("_xlfn.XOR(A1>0,A2>0)", .boolean(false)),
            ("XOR(A1>0,A2>0)", nil), ("IFNA(A1,0)", nil), ("TEXT(D3+0.097,\"# ?/?\")", nil),
            ("TEXT(-D1,\"yyyy-mm-dd\")", nil), ("TEXT(-D1,\"0.0;(0.0)\")", .text("(1.5)")),
            ("TEXT(D4*450000,\"yyyy-mm-dd\")", .text("2023-03-15")),
        ] as [(String, CellValue?)])
    func values(_ formula: String, _ value: CellValue?) {
        let found = outcome(formula).value
        #expect(
            found == value || (value != nil && found?.isAlike(value!) ?? false),
            "\(formula): \(String(describing: found))")
    }

    @Test(
        "Differences and comparisons count fifteen digits, and joined numbers show them",
        arguments: [
            ("0.1+0.2-0.3", .number(0)), ("0.1+0.2=0.3", .boolean(true)), ("1.1-1-0.1", .number(0)),
            ("IF(1.1-1-0.1=0,\"ok\",\"check\")", .text("ok")), ("0.5-0.4-0.1", .number(0)),
            ("1000000000.1-1000000000.0", .number(1_000_000_000.1 - 1_000_000_000)), ("0.1+0.2>0.3", .boolean(false)),
            ("0.1+0.2&\"\"", .text("0.3")), ("1/3&\"\"", .text("0.333333333333333")),
            ("2/3&\"\"", .text("0.666666666666667")),
            ("1234567.891&\"\"", .text("1234567.891")), ("3=3.00000000000001", .boolean(false)),
        ] as [(String, CellValue)])
    func digits(_ formula: String, _ value: CellValue) {
        #expect(outcome(formula).value == value)
    }

    @Test(
        "What is not understood has no value",
        arguments: [
            "XNPV(A1)", "A8+1", "Total_Budget", "[1]Sheet1!A1", "Table1[Budget]", "SUM(Missing!A1)", "A1 A2", "",
            "D1#", "VLOOKUP(A1,A1:A6,1)", "NOW()", "RAND()", "SUM(D1:INDEX(D1:D4,2))", "R30C4",
            "SUM(D1:D4*2)", "\"12\"+1", "1E-20&\"\"",
        ])
    func unknown(_ formula: String) { #expect(outcome(formula).value == nil) }

    @Test(
        "A formula that takes an unknown figure for a number gets a guard and shows that it is unknown",
        arguments: [
            ("A1+A3", "IF(COUNT(A1,A3)=0,\"-\",SUM(A1,A3))", .number(10)),
            ("A1+A3+SUM(A2:A3)", "IF(COUNT(A1,A3,A2:A3)=0,\"-\",SUM(A1,A3,A2:A3))", .number(14)),
            ("SUM(A3)", "IF(COUNT(A3)=0,\"-\",SUM(A3))", .text("-")),
            ("N(A1)+N(A3)", "IF(COUNT(A1,A3)=0,\"-\",SUM(A1,A3))", .number(10)),
            ("A1-A3", "IF(COUNT(A1,A3)<2,\"-\",A1-A3)", .text("-")),
            ("A1/A3", "IF(COUNT(A1,A3)<2,\"-\",A1/A3)", .text("-")),
            ("IFERROR(A1/A3,0)", "IF(COUNT(A1,A3)<2,\"-\",IFERROR(A1/A3,0))", .text("-")),
            ("IF(A1>A3,\"over\",\"under\")", "IF(COUNT(A1,A3)<2,\"-\",IF(A1>A3,\"over\",\"under\"))", .text("-")),
            ("IF(ISERROR(A1/A3),0,1)", "IF(COUNT(A1,A3)<2,\"-\",IF(ISERROR(A1/A3),0,1))", .text("-")),
            ("AVERAGE(A3:A4)", "IF(COUNT(A3:A4)=0,\"-\",AVERAGE(A3:A4))", .text("-")),
            ("MAX(A3:A4)*2", "IF(COUNT(A3:A4)=0,\"-\",MAX(A3:A4)*2)", .text("-")),
            ("ROUND(A3,0)", "IF(COUNT(A3)<1,\"-\",ROUND(A3,0))", .text("-")),
            ("A3*XNPV(A1)", "IF(COUNT(A3,A1)<2,\"-\",A3*XNPV(A1))", .text("-")),
            // A part that is taken away, and a factor, need all figures; so do weights and what they weigh.
            ("SUM(A3,-A1)", "IF(COUNT(A3,A1)<2,\"-\",SUM(A3,-A1))", .text("-")),
            ("SUM(A2:A3,-A1)", "IF(OR(COUNT(A1)<1,COUNTIF(A2:A3,\"-\")>0),\"-\",SUM(A2:A3,-A1))", .text("-")),
            ("MAX(0,A3)", "IF(COUNT(A3)<1,\"-\",MAX(0,A3))", .text("-")),
            ("PRODUCT(A3,2)", "IF(COUNT(A3)<1,\"-\",PRODUCT(A3,2))", .text("-")),
            (
                "SUMPRODUCT(A2:A3,D2:D3)", "IF(COUNTIF(A2:A3,\"-\")>0,\"-\",SUMPRODUCT(A2:A3,D2:D3))", .text("-")
            ),
            // Conditions that nothing known meets.
            ("SUMIF(A3:A4,\">0\")", "IF(COUNT(A3:A4)=0,\"-\",SUMIF(A3:A4,\">0\"))", .text("-")),
            ("COUNTIF(A3:A4,\">0\")", "IF(COUNT(A3:A4)=0,\"-\",COUNTIF(A3:A4,\">0\"))", .text("-")),
            ("COUNTIF(A2:A3,\"<>0\")", "IF(COUNTIF(A2:A3,\"-\")>0,\"-\",COUNTIF(A2:A3,\"<>0\"))", .text("-")),
            (
                "SUMIF(C3:C4,\"uae\",A3:A4)",
                "IF(COUNTIFS(C3:C4,\"uae\",A3:A4,\">-1000000000000000\")=0,\"-\",SUMIF(C3:C4,\"uae\",A3:A4))",
                .text("-")
            ),
            // Choices by comparing with the unknown.
            (
                "_xlfn.IFS(A3>A1,\"over\",TRUE,\"under\")",
                "IF(COUNT(A3,A1)<2,\"-\",_xlfn.IFS(A3>A1,\"over\",TRUE,\"under\"))",
                .text("-")
            ),
            (
                "_xlfn.SWITCH(A3,0,\"idle\",\"runs\")", "IF(COUNT(A3)<1,\"-\",_xlfn.SWITCH(A3,0,\"idle\",\"runs\"))",
                .text("-")
            ),
            // Words of the template's own for the unknown are no figure, in the same formula or in another cell.
            ("IF(ISNUMBER(A3),A3,\"n/a\")/A1", "IF(COUNT(A3,A1)<2,\"-\",IF(ISNUMBER(A3),A3,\"n/a\")/A1)", .text("-")),
            ("IFERROR(A1/A3,\"0%\")", "IF(COUNT(A1,A3)<2,\"-\",IFERROR(A1/A3,\"0%\"))", .text("-")),
            ("B4/A1", "IF(COUNT(B4,A1)<2,\"-\",B4/A1)", .text("-")), ("B5-1", "IF(COUNT(B5)<1,\"-\",B5-1)", .text("-")),
            ("IF(B5>1,\"over\",\"under\")", "IF(COUNT(B5)<1,\"-\",IF(B5>1,\"over\",\"under\"))", .text("-")),
            ("SUM(B6,-A1)", "IF(COUNT(B6,A1)<2,\"-\",SUM(B6,-A1))", .text("-")),
            ("SUM(B4)", "IF(COUNT(B4)=0,\"-\",SUM(B4))", .text("-")),
            ("MAX(B6,0)", "IF(COUNT(B6)<1,\"-\",MAX(B6,0))", .text("-")),
            // What is not calculated here, over nothing that is known.
            ("SUMSQ(A3:A4)", "IF(COUNT(A3:A4)=0,\"-\",SUMSQ(A3:A4))", .text("-")),
            (
                "SUMPRODUCT((C3:C4=\"uae\")*A3:A4)", "IF(COUNT(A3:A4)=0,\"-\",SUMPRODUCT((C3:C4=\"uae\")*A3:A4))",
                .text("-")
            ),
        ] as [(String, String, CellValue)])
    func guards(_ formula: String, _ guarded: String, _ value: CellValue) {
        #expect(outcome(formula) == .init(value: value, guarded: guarded))
    }

    @Test(
        "A formula that is left to programs and reads something unknown shows no error and no 0 for it",
        arguments: ["SUMPRODUCT((C1:C4=\"uae\")*A1:A4)", "LARGE(A1:A4,1)", "SUM(A1:A4 A3:D3)", "SUM(--(A1:A4>1))"])
    func sheltered(_ formula: String) {
        #expect(outcome(formula) == .init(value: nil, guarded: "IFERROR(\(formula),\"-\")"))
    }

    @Test(
        "A formula that deals with the unknown itself stays",
        arguments: [
            ("A3", .text("-")), ("SUM(A1:A3)", .number(14)), ("IF(A3=\"-\",\"\",A3*2)", .text("")),
            ("IFERROR(A1/A3,\"n/a\")", .text("n/a")),
            ("\"Reach: \"&A3", .text("Reach: -")),
            ("IF(OR(A3=0,A3=\"-\"),\"-\",A1/A3)", .text("-")), ("IF(COUNT(A1,A3)<2,\"-\",A1-A3)", .text("-")),
            ("COUNTIF(A1:A3,\"-\")", .number(1)), ("COUNTIF(A1:A3,\">5\")", .number(1)), ("SUM(A1:A3,5)", .number(19)),
            ("SUMPRODUCT(A1:A3)", .number(14)), ("_xlfn.SWITCH(A3,\"-\",\"none\",A3)", .text("none")),
            ("SUMIF(A1:A3,\">5\")", .number(10)), ("COUNT(A3:A4)", .number(0)),
            // Words that stand for the unknown are asked for by their words, and joined.
            ("IF(B5=\"n/a\",\"none\",B5)", .text("none")), ("B5&\"!\"", .text("n/a!")),
            ("IF(B4=\"\",\"\",B4/A1)", .text("")),
            ("SUM(A1,B4)", .number(10)), ("A9&IF(ISNUMBER(A3),1,\"\")", .text("north")), ("LEN(B6)", .number(7)),
        ] as [(String, CellValue)])
    func honest(_ formula: String, _ value: CellValue) { #expect(outcome(formula) == .init(value: value)) }

    @Test(
        "A number that the template itself gives for a figure that is unknown stays, and is told",
        arguments: [
            ("IF(ISNUMBER(A3),A3/A1,0)", .number(0)), ("IF(A3=\"-\",0,A3)", .number(0)),
            ("IF(COUNT(A3),A3,0)", .number(0)), ("IF(COUNT(A1,A3)<2,0,A3/A1)", .number(0)),
            ("IF(ISTEXT(A3),0,A3)", .number(0)), ("A1-IF(ISNUMBER(A3),A3,0)", .number(10)),
            ("IF(TYPE(A3)=1,A3,A1)", .number(10)), ("IF(A3=\"-\",0,A3)+1", .number(1)),
            ("IF(AND(A1>0,ISNUMBER(A3)),A3,0)", .number(0)), ("_xlfn.IFS(ISNUMBER(A3),A3,TRUE,0)", .number(0)),
            ("_xlfn.SWITCH(A3,\"-\",0,A3)", .number(0)), ("IF(IF(A3=\"-\",0,A3)>5,\"over\",\"under\")", .text("under")),
            ("\"Share: \"&IF(ISNUMBER(A3),A3,0)", .text("Share: 0")),
        ] as [(String, CellValue)])
    func replaced(_ formula: String, _ value: CellValue) {
        #expect(outcome(formula) == .init(value: value, losesUnknown: true))
    }

    @Test(
        "A test for an empty cell says nothing of a figure that is unknown",
        arguments: ["IF(NOT(ISBLANK(A3)),\"delivered\",\"no data\")", "IF(LEN(A3)>0,\"delivered\",\"no data\")"])
    func emptiness(_ formula: String) {
        #expect(outcome(formula) == .init(value: .text("-"), guarded: "IF(COUNT(A3)<1,\"-\",\(formula))"))
    }

    @Test("A chain of formulas of any length is calculated, and a circle is not")
    func chains() {
        let count = 5000
        let cells = { (position: CellPosition) -> Cell? in
            guard position.cell.column == 1, position.cell.row <= count else { return nil }
            let formula = position.cell.row == count ? nil : "A\(position.cell.row + 1)+1"
            return Cell(position.cell, .number(1), formula: formula)
        }
        let evaluator = FormulaEvaluator(
            scope: FormulaScope(sheets: ["S": 1]),
            cells: .init(
                cell: cells, areaFormula: { _ in nil }, used: [1: CellRange("A1:A5000")!], hasHiddenRows: { _ in false }
            ),
            changes: [:], isDependent: { _ in true })
        #expect(evaluator.outcome(at: CellPosition(sheet: 1, cell: CellReference("A1")!)).value == .number(5000))

        let circle = FormulaEvaluator(
            scope: FormulaScope(sheets: ["S": 1]),
            cells: .init(
                cell: { Cell($0.cell, .number(1), formula: "A\($0.cell.row % 300 + 1)+1") }, areaFormula: { _ in nil },
                used: [1: CellRange("A1:A300")!], hasHiddenRows: { _ in false }),
            changes: [:], isDependent: { _ in true })
        #expect(circle.outcome(at: CellPosition(sheet: 1, cell: CellReference("A1")!)).value == nil)
    }

    @Test(
        "A formula that is longer than the stack is deep is not calculated, and ends nothing",
        arguments: [
            "A1" + String(repeating: "+1", count: 3900), "1" + String(repeating: "^1", count: 3900),
            String(repeating: "-", count: 4000) + "A1", "A1" + String(repeating: "%", count: 4000),
            String(repeating: "@", count: 4000) + "A1", "A1" + String(repeating: "&1", count: 3900),
            "A1" + String(repeating: "=1", count: 3900),
        ])
    func long(_ formula: String) { #expect(outcome(formula).value == nil) }

    @Test("A chain of cells with long formulas is calculated")
    func longChain() {
        let count = 300
        let evaluator = FormulaEvaluator(
            scope: FormulaScope(sheets: ["S": 1]),
            cells: .init(
                cell: { position in
                    guard position.cell.column == 1, position.cell.row <= count else { return nil }
                    let next = position.cell.row == count ? "0" : "A\(position.cell.row + 1)"
                    return Cell(
                        position.cell, .number(1), formula: next + String(repeating: "+1", count: 200))
                }, areaFormula: { _ in nil }, used: [1: CellRange("A1:A300")!], hasHiddenRows: { _ in false }),
            changes: [:], isDependent: { _ in true })
        #expect(evaluator.outcome(at: CellPosition(sheet: 1, cell: CellReference("A1")!)).value == .number(60_000))
    }

    @Test(
        "Thousands of formulas over the same cells are calculated, whichever way their ranges grow",
        arguments: ["SUM(A$1:A%)", "SUM(A%:A$6000)", "COUNTIF(A$1:A$6000,\">2\")", "AVERAGE(A:A)*1"])
    func many(form: String) {
        let count = 6000
        let evaluator = FormulaEvaluator(
            scope: FormulaScope(sheets: ["S": 1]),
            cells: .init(
                cell: { position in
                    guard position.cell.row <= count else { return nil }
                    if position.cell.column == 1 {
                        return Cell(position.cell, .number(Double(position.cell.row % 3 + 1)))
                    }
                    let formula = form.replacing("%", with: "\(position.cell.row)")
                    return Cell(position.cell, .number(1), formula: formula)
                }, areaFormula: { _ in nil }, used: [1: CellRange("A1:B6000")!], hasHiddenRows: { _ in false }),
            changes: [:], isDependent: { $0.cell.column == 2 })
        // The numbers are 2, 3, 1, over and over.
        let last: [String: Double] = [
            "SUM(A$1:A%)": 12_000, "SUM(A%:A$6000)": 1, "COUNTIF(A$1:A$6000,\">2\")": 2000, "AVERAGE(A:A)*1": 2,
        ]
        for row in 1...count {
            let value = evaluator.outcome(at: CellPosition(sheet: 1, cell: CellReference(row: row, column: 2))).value
            if row == count { #expect(value == .number(last[form]!)) }
            guard value == nil else { continue }
            Issue.record("row \(row) has no value")
            return
        }
    }

    @Test("A circle that depends on nothing that changes keeps its saved values", arguments: ["A1", "A2", "A3", "A4"])
    func oldCircle(cell: String) {
        let formulas = ["A1": "A2", "A2": "A1+1", "A3": "A3+1", "A4": "A2*2"]
        let evaluator = FormulaEvaluator(
            scope: FormulaScope(sheets: ["S": 1]),
            cells: .init(
                cell: { Cell($0.cell, .number(111), formula: formulas[$0.cell.description]) },
                areaFormula: { _ in nil },
                used: [1: CellRange("A1:A4")!], hasHiddenRows: { _ in false }),
            changes: [:], isDependent: { _ in false })
        #expect(evaluator.outcome(at: CellPosition(sheet: 1, cell: CellReference(cell)!)).value == nil)
    }
}
