import Testing

@testable import Checks

/// Conditional sums in the forms in which people write them.
@Suite("Conditional sums of formulas") struct ConditionalSumTests {
    private func live(_ formula: String) -> LiveFormula {
        var reader = LiveFormulaReader(on: "Tracker")
        return reader.formula(formula)
    }

    private func sums(_ formula: String) -> [ConditionalSum] { live(formula).sums }

    @Test(
        "the same sum in other forms is the same",
        arguments: [
            "SUMPRODUCT((R!$D$2:$D$9=\"PLANNED\")*(R!$E$2:$E$9=\"UAE\")*R!$T$2:$T$9)",
            "SUMPRODUCT(--(R!D2:D9=\"planned\"),--(\"UAE\"=R!E2:E9),R!T2:T9)",
            "SUMPRODUCT(((R!$D$2:$D$9=\"PLANNED\")*(R!$E$2:$E$9=\"UAE\"))*(R!$T$2:$T$9))",
            "SUMPRODUCT(1*(R!$D$2:$D$9=\"PLANNED\"),1*(R!$E$2:$E$9=\"UAE\"),R!$T$2:$T$9)",
            "SUMIFS(R!T2:T9,R!D2:D9,\"=PLANNED\",R!E2:E9,\"uae\")",
        ])
    func forms(formula: String) {
        let plain = sums("SUMIFS(R!$T$2:$T$9,R!$D$2:$D$9,\"PLANNED\",R!$E$2:$E$9,\"UAE\")")
        #expect(plain.count == 1 && sums(formula) == plain, "\(sums(formula))")
    }

    @Test("conditions of other kinds are read")
    func conditions() {
        func criterion(_ formula: String) -> ConditionalSum.Criterion? {
            sums(formula).first?.conditions.first?.criterion
        }
        #expect(criterion("COUNTIFS(R!A2:A9,\"<>Awareness\")") == .differs("awareness"))
        #expect(criterion("SUMPRODUCT(--(R!A2:A9<>\"Awareness\"))") == .differs("awareness"))
        #expect(criterion("COUNTIFS(R!A2:A9,\"<>\")") == .isFilled)
        #expect(criterion("SUMPRODUCT((R!A2:A9<>\"\")*1)") == .isFilled)
        #expect(criterion("COUNTIFS(R!A2:A9,\"=\")") == .isEmpty)
        #expect(criterion("SUMIF(R!A2:A9,\"DV*\",R!B2:B9)") == .like("dv*", isEqual: true))
        #expect(criterion("SUMIFS(R!B2:B9,R!A2:A9,\"<>~*x?\")") == .like("~*x?", isEqual: false))
        #expect(criterion("SUMIFS(R!B2:B9,R!A2:A9,\"a~*\")") == .equals("a*"))
        #expect(criterion("SUMIF(R!A2:A9,\">=5\")") == .compares(.atLeast, 5, text: "5"))
        #expect(sums("SUMIF(R!A:A,\"x\",R!B:B)").first?.summed?.rows == 1...1_048_576)
        // What is none of these stays in the text.
        for formula in [
            "SUMIFS(R!B2:B9,R!A2:A9,C5)", "SUMIFS(R!B2:B9,R!A2:A9,\">b\")",
            "SUMPRODUCT((R!A2:A9=\"x\")+(R!A2:A9=\"y\"),R!B2:B9)",
            "SUMPRODUCT(R!A2:A9,R!B2:B9)", "SUMPRODUCT((R!A2:A9=\"x\")*R!B2:B9/2)",
            "SUMPRODUCT((R!A2:A5=\"x\")*R!B2:B9)",
            "SUMIF(F24:P24,\"Planned\",F30:P30)", "SUMIFS(R!B2:C9,R!A2:A9,\"x\")",
        ] {
            let live = live(formula)
            #expect(live.sums.isEmpty && live.text(with: []) == formula)
        }
    }

    @Test(
        "patterns",
        arguments: [
            ("awareness", "aw*", true), ("awareness", "*ness", true), ("awareness", "a?areness", true),
            ("a*", "a~*", true),
            ("ab", "a~*", false), ("", "*", true), ("abc", "a*d", false), ("abcbc", "a*bc", true),
        ])
    func patterns(text: String, pattern: String, isMet: Bool) {
        #expect(ConditionalSum.Criterion.matches(text, pattern) == isMet)
    }
}
