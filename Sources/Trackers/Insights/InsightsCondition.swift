import MediaPlans
import Workbooks

/// Whether a figure of the insights compares or divides amounts that cover the same, and the formula that tells.
struct InsightsCondition {
    var holds: Bool
    /// What is to be true, to be joined by AND.
    var parts: [String]

    /// True where all of them are.
    static func all(_ conditions: [InsightsCondition]) -> InsightsCondition {
        InsightsCondition(holds: conditions.allSatisfy(\.holds), parts: conditions.flatMap(\.parts))
    }

    /// What Excel takes for a formula (ECMA-376 part 1, 18.17), less some room for what the condition guards.
    private static let longest = 7500

    /// The amount where the condition holds, and `-` elsewhere.
    func guarding(_ amount: InsightsTable.Amount) -> InsightsTable.Amount {
        let value = holds ? amount.value : nil
        guard let formula = amount.formula else { return .init(value: value) }
        let test = parts.joined(separator: ",")
        guard test.utf16.count + formula.utf16.count < Self.longest else { return .init(value: value) }
        return .init(value: value, formula: parts.isEmpty ? formula : "IF(AND(\(test)),\(formula),\"-\")")
    }
}
