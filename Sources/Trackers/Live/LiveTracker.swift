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
    var rawSheet: RawDataSheet

    /// Nil when the template cannot take further sheets; the reason is reported.
    init?(template: Template, totals: CampaignTotals, records: RecordSpool, report: (Message) -> Void) throws {
        let place = Place(file: template.workbook.path)
        let growth: WorkbookGrowth
        do { growth = try WorkbookGrowth(of: template.workbook) } catch let refusal as WorkbookGrowth.Refusal {
            report(Self.message(refusal, place))
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
        if let message = try Self.cutTexts(in: records, place) { report(message) }
        self.template = template
        self.totals = totals
        self.records = records
        self.growth = growth
        self.rawSheet = rawSheet
    }

    /// What is said of texts that the sheet of raw data cannot hold whole.
    private static func cutTexts(in records: RecordSpool, _ place: Place) throws -> Message? {
        let most = SheetMarkup.longestText
        // Lengths are in bytes, which are never fewer than characters.
        guard (records.longestTexts + records.longestExtras).contains(where: { $0 > most }) else { return nil }
        var count = 0
        try records.forEach { record in
            for value in record.values + record.extras.map(\.value) {
                if case .text(let text) = value, text.utf16.count > most { count += 1 }
            }
        }
        guard count > 0 else { return nil }
        return Message(
            .warning, .textCut, at: place,
            "\(count) text\(count == 1 ? "" : "s") of the records \(count == 1 ? "is" : "are") longer than a cell takes (\(most) characters); the sheet of raw data holds the beginning",
            hint: "shorten the text in its source")
    }

    private static func message(_ refusal: WorkbookGrowth.Refusal, _ place: Place) -> Message {
        let (reason, hint) =
            switch refusal {
            case .noStyles: ("it lacks styles", "save it as an Excel workbook (.xlsx) to have live figures")
            case .tooManyFormats:
                (
                    "it has nearly as many cell formats as Excel takes (65430 to 65490)",
                    "remove unused cell styles to have live figures"
                )
            }
        return Message(
            .note, .valuesChosen, at: place,
            "the template takes no further sheets, because \(reason); figures are values", hint: hint)
    }

    /// What the sheet of raw data is called.
    var rawDataName: String { rawSheet.name }

    private var raw: RawData { RawData(sheetName: rawSheet.name, recordCount: records.count, extras: rawSheet.extras) }

    /// Gives the plan's figures their formulas.
    func addLiveFormulas(_ plan: inout TrackerPlan) {
        var figures = LiveFigures(raw: raw, totals: totals)
        figures.addLiveFormulas(&plan)
    }

    /// The workbook with the sheets added.
    func grown(by plan: TrackerPlan, _ book: FigureBook) throws -> WorkbookGrowth {
        var growth = growth
        let insights = InsightsSheet(
            name: OwnSheet.insights.name(in: template.workbook, own: template.ownSheets), raw: raw, totals: totals,
            plan: plan, dateSystem: template.workbook.dateSystem, book: book)
        try add(insights.sheet(&growth), as: .insights, to: &growth)
        try add(rawSheet.sheet(&growth, dateSystem: template.workbook.dateSystem), as: .rawData, to: &growth)
        let name = OwnSheet.lineage.name(in: template.workbook, own: template.ownSheets)
        let lineage = LineageSheet(name: name, lineage: Lineage(plan: plan, totals: totals, template: template))
        try add(lineage.sheet(&growth), as: .lineage, to: &growth)
        return growth
    }

    /// In the place of the sheet of an earlier run, whose table keeps the name that formulas may use.
    private func add(_ sheet: AddedSheet, as kind: OwnSheet, to growth: inout WorkbookGrowth) throws {
        var sheet = sheet
        let former = existing(kind)
        if let former, let table = try template.workbook.tables().first(where: { $0.sheetIndex == former.index }) {
            sheet.table?.name = table.name
        }
        growth.add(sheet, inPlaceOf: former)
    }

    private func existing(_ kind: OwnSheet) -> Workbook.Sheet? {
        template.workbook.worksheets.first { template.ownSheets[$0.index] == kind }
    }
}
