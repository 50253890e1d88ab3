import MediaPlans
import Streams
import Workbooks

/// What figures of a tracker are.
public enum FigureKind: String, CaseIterable, Sendable {
    /// Formulas over the raw data, which the tracker holds.
    case live
    /// Plain numbers.
    case values
}

/// Makes a tracker live: formulas in the plan, and the sheets that they stand on.
struct LiveTracker {
    let template: Template
    let totals: CampaignTotals
    let records: RecordSpool
    private var growth: WorkbookGrowth
    private let rawSheet: RawDataSheet

    /// Nil when the template cannot take further sheets; the reason is reported.
    init?(template: Template, totals: CampaignTotals, records: RecordSpool, report: (Message) -> Void) throws {
        let place = Place(file: template.workbook.path)
        guard let growth = try WorkbookGrowth(of: template.workbook) else {
            report(
                Message(
                    .note, .valuesChosen, at: place,
                    "the template takes no further sheets, because it is in the strict format or lacks styles; figures are values",
                    hint: "save it as an Excel workbook (.xlsx) to have live figures"))
            return nil
        }
        let workbook = template.workbook
        let name = OwnSheet.rawData.name(in: workbook, own: template.ownSheets)
        let rawSheet = RawDataSheet(name: name, records: records, names: totals.names)
        guard rawSheet.fits else {
            report(
                Message(.note, .valuesChosen, at: place, "the records do not fit into a worksheet; figures are values"))
            return nil
        }
        self.template = template
        self.totals = totals
        self.records = records
        self.growth = growth
        self.rawSheet = rawSheet
    }

    private var raw: RawData { RawData(sheetName: rawSheet.name, recordCount: records.count) }

    /// Gives the plan's figures their formulas.
    func enliven(_ plan: inout TrackerPlan) {
        var figures = LiveFigures(raw: raw, totals: totals)
        figures.enliven(&plan)
    }

    /// The workbook with the sheets added.
    func grown(by plan: TrackerPlan) -> WorkbookGrowth {
        var growth = growth
        let insights = InsightsSheet(
            name: OwnSheet.insights.name(in: template.workbook, own: template.ownSheets), raw: raw, totals: totals,
            plan: plan)
        growth.add(insights.sheet(&growth), inPlaceOf: existing(.insights))
        growth.add(rawSheet.sheet(&growth, dateSystem: template.workbook.dateSystem), inPlaceOf: existing(.rawData))
        let name = OwnSheet.lineage.name(in: template.workbook, own: template.ownSheets)
        let lineage = LineageSheet(name: name, lineage: Lineage(plan: plan, totals: totals, template: template))
        growth.add(lineage.sheet(&growth), inPlaceOf: existing(.lineage))
        return growth
    }

    private func existing(_ kind: OwnSheet) -> Workbook.Sheet? {
        template.workbook.worksheets.first { template.ownSheets[$0.index] == kind }
    }
}
