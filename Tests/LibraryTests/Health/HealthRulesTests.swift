import Health
import Runs
import Testing

@Suite("Which checks end a run") struct HealthRulesTests {
    /// Checks of the workbooks and the configuration, by what they need: the step that reads the file says more.
    private static let aboutOneFile: Set<CheckName> = [
        .configuration, .client, .planFile, .deliveryFile, .templateFile, .planWorkbook, .deliveryWorkbook, .template,
        .templateFit,
    ]

    @Test("each check ends a run, or is left to a step", arguments: CheckName.allCases)
    func isDecided(check: CheckName) throws {
        let found = Found(code: check.rawValue, level: .error, title: "t", count: 1)
        let end = HealthRules.end([found])
        #expect((end == nil) == Self.aboutOneFile.contains(check), "\(check)")
        #expect(HealthRules.leftToSteps.contains(check.rawValue) == Self.aboutOneFile.contains(check), "\(check)")
    }

    @Test("no rule is about a check that there is not")
    func known() {
        let names = Set(CheckName.allCases.map(\.rawValue))
        #expect(HealthRules.leftToSteps.isSubset(of: names))
        #expect(HealthRules.endingChecks.isSubset(of: names))
    }

    @Test("only what is critical ends a run, whatever else was found")
    func levels() {
        let warning = Found(code: "memory", level: .warning, title: "t", count: 1)
        let left = Found(code: "plan-workbook", level: .error, title: "t", count: 1)
        #expect(HealthRules.end([warning, left]) == nil)
        let pair = Found(code: "pair", level: .error, title: "t", count: 1)
        #expect(HealthRules.end([warning, left, pair])?.status == 65)
    }
}
