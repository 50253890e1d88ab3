import MediaPlans
import Streams

/// Sheets of reports that give no number at all of what figures are made of: a column is missing, empty, or has another name.
struct ReportedColumnRules {
    let campaign: CampaignView
    let log: FindingLog

    func run() {
        let isUnconverted = log.has(.currencyUnknown)
        for sheet in campaign.reportedSheets.entries {
            for column in [RecordColumn.budgetLocal, .impressions] where !sheet.isKnown(column) {
                // Amounts that could not be converted are told as such.
                guard !(column == .budgetLocal && isUnconverted), isNeeded(column, sheet) else { continue }
                report(column, sheet, sheet.lines)
            }
            for goal in Stage.Goal.allCases {
                guard let column = goal.column, let bought = sheet.bought[goal], bought.known == 0,
                    !sheet.isKnown(column), isNeeded(column, sheet), isPlanned(column, goal, sheet.platform)
                else { continue }
                report(column, sheet, bought.lines)
            }
        }
    }

    /// Whether the lines have other numbers, and no other report of the platform has the column and lacks those.
    private func isNeeded(_ column: RecordColumn, _ sheet: ReportedSheets.Entry) -> Bool {
        let has = sheet.known.indices.filter { sheet.known[$0] > 0 }
        guard !has.isEmpty else { return false }
        return !campaign.reportedSheets.entries.contains { other in
            other.platform == sheet.platform && other.isKnown(column) && has.allSatisfy { other.known[$0] == 0 }
        }
    }

    /// Whether the plan gives the number for stages that are bought for it.
    private func isPlanned(_ column: RecordColumn, _ goal: Stage.Goal, _ code: String) -> Bool {
        guard let platform = campaign.platform(code) else { return false }
        return platform.markets.contains { market in
            platform.stages.contains { stage in
                stage.goal == goal && market.planned[CampaignView.slot(stage)].volume(column).known > 0
            }
        }
    }

    private func report(_ column: RecordColumn, _ sheet: ReportedSheets.Entry, _ lines: Int) {
        let platform = campaign.platform(sheet.platform)?.platform.displayName ?? sheet.platform
        log.add(.reportedColumnMissing, at: Spot(file: sheet.file, sheet: sheet.sheet)) {
            let others = sheet.extras.map { "\"\(printable($0))\"" }.joined(separator: ", ")
            let unread = others.isEmpty ? "" : "; columns of numbers there with another name: \(others)"
            return (
                "\(lines == 1 ? "the one line" : "none of the \(counted(lines, "line"))") of \(platform) has \(lines == 1 ? "no " : "")\(column.rawValue): its figures are unknown\(unread)",
                nil,
                "name the report's column \(column.rawValue), or add its header to column_mappings of the client; if its cells are empty, ask for the numbers"
            )
        }
    }
}
