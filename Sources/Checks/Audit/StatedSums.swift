import MediaPlans
import Workbooks

/// The formulas over a sheet of records that its columns and a label call for, written apart from the code that fills trackers.
struct StatedSums {
    /// Rows of one side of a platform, or of one of its markets.
    struct Lines {
        var side: CheckSide
        var platform: String
        /// Nil for all that have one.
        var market: String?
    }

    enum Measure { case budget, impressions }

    /// The name of the sheet of records, quoted.
    private let sheet: String
    private let last: Int
    /// Where the columns are, by their names.
    private let columns: [String: Int]

    /// - Parameters:
    ///   - lastRow: the last row with a record.
    ///   - columns: where the sheet has its columns, by their names: somebody may have put one in between.
    init(sheet: String, lastRow: Int, columns: [String: Int]) {
        self.sheet = "'" + sheet.replacing("'", with: "''") + "'!"
        last = lastRow
        self.columns = columns
    }

    private func cells(_ column: RecordColumn) -> String { cells(columns[column.rawValue] ?? column.index + 1) }

    private func cells(key name: String) -> String {
        cells(columns[name] ?? RecordColumn.allCases.count + 1 + (name == "PLATFORM_CODE" ? 0 : 1))
    }

    private func cells(_ column: Int) -> String {
        let letters = CellReference.letters(ofColumn: column)
        return "\(sheet)\(letters)2:\(letters)\(last)"
    }

    private func cells(_ measure: Measure) -> String { cells(measure == .budget ? .budgetLocal : .impressions) }

    private static func type(_ side: CheckSide) -> String { side == .planned ? "\"PLANNED\"" : "\"DELIVERED MEDIA\"" }

    /// A text as a criterion that only it meets.
    private static func criterion(_ text: String) -> String {
        var plain = text.reduce(into: "") { out, character in
            if "~*?".contains(character) { out.append("~") }
            out.append(character)
        }
        if let first = plain.first, "<>=".contains(first) { plain = "=" + plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }

    private func conditions(_ lines: Lines) -> String {
        [
            cells(.sourceType), Self.type(lines.side), cells(key: "PLATFORM_CODE"), Self.criterion(lines.platform),
            cells(key: "MARKET_CODE"), lines.market.map(Self.criterion) ?? "\"<>\"",
        ].joined(separator: ",")
    }

    /// How many lines there are.
    func count(_ lines: Lines) -> String { "COUNTIFS(\(conditions(lines)))" }

    private func known(_ lines: Lines, _ measure: Measure) -> String {
        "COUNTIFS(\(conditions(lines)),\(cells(measure)),\"<>\")"
    }

    /// The sum of what is known, or `-`.
    func sum(_ lines: Lines, _ measure: Measure) -> String {
        "IF(\(known(lines, measure))=0,\"-\",SUMIFS(\(cells(measure)),\(conditions(lines))))"
    }

    /// That every line gives the measure.
    private func isKnown(_ lines: Lines, _ measure: Measure) -> String { "\(count(lines))=\(known(lines, measure))" }

    /// That the lines that give a budget are those that give impressions.
    func divides(_ lines: Lines) -> [String] {
        let both = "COUNTIFS(\(conditions(lines)),\(cells(Measure.budget)),\"<>\",\(cells(Measure.impressions)),\"<>\")"
        return [known(lines, .budget), known(lines, .impressions)].map { "\($0)=\(both)" }
    }

    /// How many lines each market has.
    private func counts(_ side: CheckSide, _ platform: String, _ markets: [String]) -> String {
        "COUNTIFS(\(cells(.sourceType)),\(Self.type(side)),\(cells(key: "PLATFORM_CODE")),\(Self.criterion(platform)),"
            + "\(cells(key: "MARKET_CODE")),{\(markets.map(Self.criterion).joined(separator: ","))})"
    }

    /// That plan and actuals cover the same markets, and all of their lines.
    func compares(_ platform: String, _ market: String?, of markets: [String], _ measure: Measure) -> [String] {
        let sides = CheckSide.allCases.map { Lines(side: $0, platform: platform, market: market) }
        let pair = CheckSide.allCases.map { "(\(counts($0, platform, markets))>0)" }.joined(separator: "<>")
        return sides.map { isKnown($0, measure) } + ["SUMPRODUCT(--(\(pair)))=0"]
    }

    /// That all markets are covered, and all of their lines.
    func isComplete(_ platform: String, _ market: String?, of markets: [String], _ side: CheckSide) -> [String] {
        [
            isKnown(Lines(side: side, platform: platform, market: market), .budget),
            "SUMPRODUCT(--(\(counts(side, platform, markets))=0))=0",
        ]
    }
}
