import Testing

@testable import Checks

/// Which formulas are the same however they are written.
@Suite("Formulas as text") struct FormulaTextTests {
    private func text(_ formula: String) -> FormulaText { FormulaText(formula, on: "Campaign Insights") }

    @Test(
        "blanks, dollars, quotation marks, case and the order of conditions say nothing",
        arguments: [
            ("SUM( $C$12:C13 )", "sum(C12:C13)"), ("'Raw Data'!$T$2:$T$9", "'raw data'!T2:T9"),
            ("Data!A1", "'Data'!A1"),
            ("'Campaign Insights'!C3", "C3"), ("IF(AND(A1>0,B1=\"x\"),1,0)", "IF(AND(B1=\"X\",A1>0),1,0)"),
            ("COUNTIFS(A1:A9,{\"UAE\",\"KSA\"})", "COUNTIFS(A1:A9,{\"KSA\";\"UAE\"})"),
            ("AND(AND(A1,B1),C1)", "AND(C1,AND(B1,A1))"), ("'It''s'!A1", "'IT''S'!A1"),
        ])
    func equal(_ a: String, _ b: String) { #expect(text(a) == text(b)) }

    @Test(
        "all else does",
        arguments: [
            ("SUM(C12:C13)", "SUM(C12:C14)"), ("SUM(C12:C13)", "SUM(D12:D13)"), ("A1/B1", "B1/A1"),
            ("IF(A1,B1,C1)", "IF(A1,C1,B1)"), ("\"a b\"", "\"ab\""), ("'A'!A1", "'B'!A1"), ("A1+0", "A1"),
            ("COUNTIFS(A1:A9,{\"UAE\"})", "COUNTIFS(A1:A9,{\"UAE\",\"KSA\"})"), ("AND(A1,B1)", "OR(A1,B1)"),
        ])
    func different(_ a: String, _ b: String) { #expect(text(a) != text(b)) }

    @Test("what ends too early is read to its end") func broken() {
        for formula in ["SUM(", "{", "\"", "'", "!", "AND(A1", "((((", "A1)B1"] { _ = text(formula) }
    }
}
