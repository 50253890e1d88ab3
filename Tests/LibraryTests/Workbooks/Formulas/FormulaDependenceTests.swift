import Testing

@testable import Workbooks

@Suite("Which formulas depend on a cell")
struct FormulaDependenceTests {
    /// Sheets Plan, It's, Third and Fourth in this order; a table T over Plan!F1:G9, names as below.
    private static let scope = FormulaScope(
        sheets: ["Plan": 1, "It's": 2, "Third": 3, "Fourth": 4],
        names: [
            DefinedName(name: "Budget", formula: "Plan!$D$30", isHidden: false),
            DefinedName(name: "Indirectly", formula: "SUM(Budget,1)", isHidden: false),
            DefinedName(name: "Loop", formula: "Loop+1", isHidden: false),
            DefinedName(name: "Elsewhere", formula: "Plan!$A$1", isHidden: false),
            DefinedName(name: "Elsewhere", sheetIndex: 3, formula: "Plan!$D$30", isHidden: false),
            DefinedName(name: "Above", formula: "Plan!D29", isHidden: false),
            DefinedName(name: "Double", formula: "LAMBDA(_xlpm.x,_xlpm.x*Plan!$D$30)", isHidden: false),
            DefinedName(name: "Rates", formula: "[1]Rates!$A$1", isHidden: false),
        ],
        tables: [
            SheetTable(
                name: "T", sheetIndex: 1, range: CellRange("F1:G9")!, headerRows: 1, totalsRows: 0, columns: ["A", "B"])
        ])

    private func reads(_ formula: String, _ cell: String, from: String = "B2", on sheet: Int = 3) -> Bool {
        let found = FormulaPrecedents(of: formula, at: CellReference(from)!, on: sheet, in: Self.scope)
        return found.isAnything
            || found.areas.contains { $0.sheets.contains(1) && $0.range.contains(CellReference(cell)!) }
    }

    @Test(
        "Plan!D30 is read",
        arguments: [
            "Plan!D30", "plan!$D$30", "'Plan'!D30", "SUM(Plan!D28:D31)", "SUM(Plan!D:D)", "SUM(Plan!$C:$E)",
            "SUM(Plan!30:30)",
            "SUM(Plan!$7:$30)", "Budget", "budget*2", "Indirectly", "Elsewhere", "SUM(Plan:Third!D30)",
            "SUM('Plan:It''s'!D30)",
            "SUM(Plan!D28:Plan!D31)", "Plan!D30#", "_xlfn.ANCHORARRAY(Plan!D30)", "_xlfn.SINGLE(Plan!D28:D31)",
            "@Plan!D28:D31",
            "LET(_xlpm.a,Plan!D30,_xlpm.a*2)", "LET(a,Plan!D30,a*2)", "Double(2)", "SUM((Plan!A1,Plan!D30))",
            "SUM(Plan!D28:D31 Plan!D:D)", "-Plan!D30%", "IF(TRUE,1,Plan!D30)", "{1,2}*Plan!D30", "\"a\"\"b\"&Plan!D30",
            "Plan!A1:INDEX(Plan!D:D,30)", "INDEX(Plan!A:A,1):Plan!D30", "1E+3+Plan!D30", "1.5*Plan!D30",
            "#REF!+Plan!D30",
        ])
    func direct(_ formula: String) { #expect(reads(formula, "D30")) }

    @Test(
        "What may read any cell counts as reading all",
        arguments: [
            "INDIRECT(\"A1\")", "OFFSET(A1,1,1)", "NOW()", "TODAY()", "RAND()", "RANDBETWEEN(1,2)", "INFO(\"x\")",
            "CELL(\"row\")",
            "GETPIVOTDATA(\"x\",A1)", "MyMacro(A1)", "_xll.AddIn(1)", "[1]Rates!$A$1", "'[2]My rates'!A1", "[1]!Name",
            "Rates",
            "Nowhere", "Loop", "R30C4", "Gone!A1", "Missing[Budget]", "[@Budget]", "", " ", "CUBEVALUE(\"x\")",
            "_xlfn.RANDARRAY(2)",
            "A1:INDEX(B:B,2)", "Name.With.Dots",
        ])
    func anything(_ formula: String) {
        #expect(FormulaPrecedents(of: formula, at: CellReference("B2")!, on: 3, in: Self.scope).isAnything)
    }

    @Test(
        "What reads other cells alone does not",
        arguments: [
            "Plan!D29", "'It''s'!D30", "D30", "SUM(Plan!E:XFD)", "SUM(Plan!31:40)", "\"Plan!D30\"",
            "SUM(Third:Fourth!D30)",
            "T[A]", "T[[#Totals],[B]]", "TRUE", "1+1", "LOG10(Plan!A1)", "{\"Plan!D30\",2}", "Plan!#REF!", "#N/A",
        ])
    func none(_ formula: String) { #expect(!reads(formula, "D30")) }

    @Test("Tables, and names that are relative to their user")
    func relative() {
        #expect(reads("SUM(T[A])", "F5") && reads("[@A]", "G9", from: "F2", on: 1))
        #expect(reads("Above", "D30", from: "A2") && !reads("Above", "D30", from: "A3"))
    }

    @Test("Dependence goes through formulas and areas, and takes near linear effort")
    func chains() {
        func area(_ text: String) -> FormulaPrecedents.Area { .init(sheets: 1...1, range: CellRange(text)!) }
        var nodes = [
            FormulaDependence.Node(shownIn: area("B1"), madeOf: .init(areas: [area("A1")])),
            .init(shownIn: area("C1:C5"), madeOf: .init(areas: [area("B1:B9")])),
            .init(shownIn: area("D1"), madeOf: .init(areas: [area("C5")])), .init(madeOf: .init(areas: [area("D1")])),
            .init(shownIn: area("E1"), madeOf: .init(areas: [area("A2")])),
            .init(shownIn: area("F1"), madeOf: .anything),
            .init(shownIn: area("G1"), madeOf: .init(areas: [area("F1")])),
        ]
        var dependence = FormulaDependence(nodes)
        dependence.mark(from: [area("A1")])
        #expect(dependence.isDependent == [true, true, true, true, false, true, true])

        // Running totals: n formulas over n ranges of n cells.
        nodes = (1...20_000).map {
            .init(shownIn: area("B\($0)"), madeOf: .init(areas: [area("A1:A\($0)"), area("C\($0)")]))
        }
        var totals = FormulaDependence(nodes)
        totals.mark(from: (10_001...20_000).map { area("A\($0)") })
        #expect(totals.isDependent.filter { $0 }.count == 10_000 && !totals.isDependent[9_999])
    }

    @Test("What is taken from a tree of ranges is what meets, each once")
    func tree() {
        var generator = SystemRandomNumberGenerator()
        let ranges = (0..<500).map { index in
            let first = CellReference(row: .random(in: 1...200, using: &generator), column: .random(in: 1...40))
            let last = CellReference(row: first.row + .random(in: 0...90), column: first.column + .random(in: 0...5))
            return (range: CellRange(first, last), value: index)
        }
        var tree = RangeTree(ranges)
        var left = Set(0..<500)
        for _ in 0..<60 {
            let cell = CellReference(row: .random(in: 1...300), column: .random(in: 1...50))
            let wanted = CellRange(cell, CellReference(row: cell.row + .random(in: 0...3), column: cell.column))
            var found: [Int] = []
            tree.take(wanted, into: &found)
            let expected = left.filter { ranges[$0].range.intersects(wanted) }
            #expect(Set(found) == expected && found.count == expected.count)
            left.subtract(expected)
        }
    }
}
