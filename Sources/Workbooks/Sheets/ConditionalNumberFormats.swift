import Streams

/// A number format that cells have as long as a condition is met (ECMA-376 part 1, 18.3.1.18 conditionalFormatting, 18.3.1.10 cfRule).
public struct ConditionalNumberFormat: Sendable {
    /// The cells that may have it.
    public var ranges: [CellRange]
    /// The format's code.
    public var code: String
    /// As the rule's type is called in the file: `expression`, `cellIs`, `top10`.
    var kind: String
    var comparison: String
    var formulas: [String]

    /// The condition for one of the cells as a formula; nil where it is of a kind that no formula says.
    public func condition(for cell: CellReference) -> String? {
        guard let first = ranges.first?.first, let formula = formulas.first else { return nil }
        let shift = FormulaShift(rows: cell.row - first.row, columns: cell.column - first.column)  // fits: on a sheet
        let value = shift.apply(to: formula)
        guard kind == "cellIs" else { return kind == "expression" ? value : nil }
        let signs = [
            "equal": "=", "notEqual": "<>", "lessThan": "<", "lessThanOrEqual": "<=", "greaterThan": ">",
            "greaterThanOrEqual": ">=",
        ]
        if let sign = signs[comparison] { return "\(cell)\(sign)(\(value))" }
        guard formulas.count == 2, comparison == "between" || comparison == "notBetween" else { return nil }
        let within = "AND(\(cell)>=(\(value)),\(cell)<=(\(shift.apply(to: formulas[1]))))"
        return comparison == "between" ? within : "NOT(\(within))"
    }
}

extension Workbook {
    /// The conditional formats of a sheet that change how numbers are shown.
    ///
    /// - Throws: `Failure` with status 65 for a malformed part.
    public func conditionalNumberFormats(of sheet: Sheet) throws -> [ConditionalNumberFormat] {
        guard !styles.differentials.isEmpty, sheet.kind == .worksheet, package.contains(sheet.partName) else {
            return []
        }
        let bytes = try package.text(of: sheet.partName)
        do throws(MarkupError) {
            return try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                guard let base = buffer.baseAddress else { return [] }
                return try formats(XMLScanner(base: base, end: buffer.count))
            }
        } catch {
            throw Failure.corrupt(path, "part \(sheet.partName): \(error.text)")
        }
    }

    private func formats(_ scanner: XMLScanner) throws(MarkupError) -> [ConditionalNumberFormat] {
        var found: [ConditionalNumberFormat] = []
        var ranges: [CellRange] = []
        var isRule = false
        // Conditional formats follow the rows.
        var position = scanner.position(after: "</sheetData>", from: 0) ?? 0
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            func text(_ name: StaticString) -> String? {
                scanner.attribute(name, of: tag).map { scanner.string($0) }
            }
            if tag.kind == .end {
                if scanner.isNamed(tag, "cfRule") { isRule = false }
            } else if scanner.isNamed(tag, "conditionalFormatting") {
                ranges = (text("sqref") ?? "").split(separator: " ").compactMap { CellRange(String($0)) }
            } else if scanner.isNamed(tag, "cfRule") {
                guard let code = text("dxfId").flatMap({ Int($0) }).flatMap({ styles.differentials[$0] }) else {
                    continue
                }
                isRule = tag.kind != .empty
                found.append(
                    .init(
                        ranges: ranges, code: code, kind: text("type") ?? "", comparison: text("operator") ?? "",
                        formulas: []))
            } else if isRule, tag.kind != .empty, scanner.isNamed(tag, "formula"),
                let end = scanner.position(after: "</", from: tag.next)
            {
                found[found.count - 1].formulas.append(scanner.string(tag.next..<end - 2))
            }
        }
        return found
    }
}
