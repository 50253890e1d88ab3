import Testing

@testable import Workbooks

@Suite("Formulas follow columns that a sheet gains")
struct FormulaGrowthTests {
    /// Pairs in E:F, G:H, I:J; one more after I:J for rows 10 to 30, and what stands right moves or stays.
    private func growth(moves: Bool, copies: Int = 1) -> FormulaGrowth {
        FormulaGrowth(
            growth: ColumnGrowth(source: 9...10, copies: copies, firstColumn: 5, rows: [10...30], moves: moves),
            sheet: "R&F 1", isHome: true)
    }

    @Test(
        "Ranges over all pairs grow, lists of all pairs get one more, what is right moves",
        arguments: [
            ("SUM(E18:J18)", "SUM(E18:L18)"), ("SUM($E$18:$J$18)", "SUM($E$18:$L$18)"),
            ("'R&F 1'!E18:J20", "'R&F 1'!E18:L20"),
            ("SUM(Other!E18:J18)", "SUM(Other!E18:J18)"), ("SUM('[1]R&F 1'!E18:J18)", "SUM('[1]R&F 1'!E18:J18)"),
            ("SUM(E40:J40)", "SUM(E40:J40)"), ("E18+G18+I18", "E18+G18+I18+K18"),
            ("SUM(F18, H18, J18)", "SUM(F18, H18, J18, L18)"),
            ("IF(E18,G18,I18)", "IF(E18,G18,I18)"), ("G18+I18", "G18+I18"), ("E18+G18+I18*2", "E18+G18+I18*2"),
            ("-E18+G18+I18", "-E18+G18+I18"),
            ("I20/I18", "I20/I18"), ("K20+J20", "M20+J20"), ("SUM(K18:M18)", "SUM(M18:O18)"),
            ("SUM($E:$J)", "SUM($E:$L)"),
            ("\"E18:J18\"&E18", "\"E18:J18\"&E18"), ("Table1[[#This Row],[E18]]", "Table1[[#This Row],[E18]]"),
            ("SUM(3:4)", "SUM(3:4)"),
            ("SUMIF($E$16:$J$16,\"PLANNED\",E18:J18)", "SUMIF($E$16:$L$16,\"PLANNED\",E18:L18)"),
            ("LOG10(5)+A1", "LOG10(5)+A1"),
            // A range that ends in the first half of the last pair, and lists in any order and form.
            ("SUMIF(E16:I16,\"PLANNED\",E18:I18)", "SUMIF(E16:K16,\"PLANNED\",E18:K18)"), ("I18:I20", "I18:I20"),
            ("SUM(H18:I18)", "SUM(H18:I18)"), ("SUM(G18:I18)", "SUM(G18:K18)"), ("I18+G18+E18", "K18+I18+G18+E18"),
            ("E18+I18+G18", "E18+I18+K18+G18"),
            ("SUM(E18:F18,G18:H18,I18:J18)", "SUM(E18:F18,G18:H18,I18:J18,K18:L18)"),
            ("SUM(E18:E20,G18:G20,I18:I20)", "SUM(E18:E20,G18:G20,I18:I20,K18:K20)"),
            ("SUM(E18,G18)+I18", "SUM(E18,G18)+I18+K18"), ("(E18+G18)+SUM(I18)", "(E18+G18)+SUM(I18+K18)"),
            ("N(E18)+N(G18)+N(I18)", "N(E18)+N(G18)+N(I18)+N(K18)"), ("SUM((E18,G18,I18))", "SUM((E18,G18,I18,K18))"),
            ("SUM(E18,F18,G18,H18,I18,J18)", "SUM(E18,F18,G18,H18,I18,K18,J18,L18)"),
            ("N18-E18-G18-I18", "P18-E18-G18-I18-K18"),
            ("E18*$D$5+G18*$D$5+I18*$D$5", "E18*$D$5+G18*$D$5+I18*$D$5+K18*$D$5"),
            ("E18*1E-5+G18*1E-5+I18*1E-5", "E18*1E-5+G18*1E-5+I18*1E-5+K18*1E-5"),
            ("IF(E18>0,1,0)+IF(G18>0,1,0)+IF(I18>0,1,0)", "IF(E18>0,1,0)+IF(G18>0,1,0)+IF(I18>0,1,0)+IF(K18>0,1,0)"),
            ("E16&\", \"&G16&\", \"&I16", "E16&\", \"&G16&\", \"&I16&\", \"&K16"),
            ("I16&\",\"&G16&\",\"&E16", "K16&\",\"&I16&\",\"&G16&\",\"&E16"),
            ("E16&G16&\"+\"&I16", "E16&G16&\"+\"&I16"), ("I16&E16&G16", "I16&E16&G16"),
            ("CONCATENATE(E16,\" \",G16,\" \",I16)", "CONCATENATE(E16,\" \",G16,\" \",I16,\" \",K16)"),
            ("_xlfn.TEXTJOIN(\",\",TRUE,E16,G16,I16)", "_xlfn.TEXTJOIN(\",\",TRUE,E16,G16,I16,K16)"),
            ("IF(SUM(E18,G18,I18)>5,\"a\",\"b\")", "IF(SUM(E18,G18,I18,K18)>5,\"a\",\"b\")"),
            ("(E18+G18+I18)/D18", "(E18+G18+I18+K18)/D18"), ("E18+G18+I18=N18", "E18+G18+I18+K18=P18"),
            ("SUM('R&F 1'!E18:'R&F 1'!J18)", "SUM('R&F 1'!E18:'R&F 1'!L18)"),
            ("SUM(E18,-G18,I18)", "SUM(E18,-G18,I18)"),
            ("'R&F 1'!$E$18,'R&F 1'!$G$18,'R&F 1'!$I$18", "'R&F 1'!$E$18,'R&F 1'!$G$18,'R&F 1'!$I$18,'R&F 1'!$K$18"),
            ("SUM(E40,G40,I40)", "SUM(E40,G40,I40)"), ("{1,2}+E18+G18+I18", "{1,2}+E18+G18+I18+K18"),
            ("SUM(D18:N18)", "SUM(D18:P18)"), ("#REF!+K18", "#REF!+M18"), ("A:B!K18", "A:B!K18"), ("TRUE", "TRUE"),
        ])
    func moving(_ before: String, _ after: String) {
        #expect(growth(moves: true).apply(to: before) == after)
    }

    @Test(
        "Where nothing moves, only what spans the pairs changes",
        arguments: [
            ("SUM(E18:J18)", "SUM(E18:N18)"), ("E18+G18+I18", "E18+G18+I18+K18+M18"), ("K20", "K20"),
            ("SUM(E18:M18)", "SUM(E18:M18)"),
        ])
    func appending(_ before: String, _ after: String) {
        #expect(growth(moves: false, copies: 2).apply(to: before) == after)
    }

    @Test(
        "A rule's ranges take the copies in",
        arguments: [
            ("E18:J20", "E18:L20"), ("I18:J20", "I18:L20"), ("J12", "J12 L12"), ("F12 H12 J12", "F12 H12 J12 L12"),
            ("E18:J50", "E18:J50 K18:L30"),
            ("A1:C3", "A1:C3"), ("I5:J9", "I5:J9"), ("K18", "K18"), ("A1:Z99", "A1:Z99"),
        ])
    func areas(_ before: String, _ after: String) {
        #expect(growth(moves: false).growth.areas(before) == after)
    }
}
