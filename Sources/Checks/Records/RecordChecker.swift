import MediaPlans
import Streams
import Workbooks

/// Holds records to the rules, one by one as they come, and gathers what the rules about several need.
///
/// Memory is bounded: sums by platform, market and stage, histograms of peers, hashes of lines up to a number.
final class RecordChecker {
    let settings: CheckSettings
    let vocabulary: Vocabulary
    let log: FindingLog
    private(set) var campaign: CampaignView
    private(set) var peers: PeerGroups
    var flights = Flights()
    private(set) var percentages = Percentages()
    private var duplicates: DuplicateFilter
    private(set) var columns = ColumnUse()
    /// Whether reading the workbooks said already what their cells get wrong.
    let isReadFromWorkbook: Bool
    private var platforms: [String: (Platform, Bool)] = [:]
    private var markets: [String: Known<Market>] = [:]
    private var stages: [String: Stage?] = [:]
    private var metrics: [String: ReachMetric?] = [:]

    private struct Known<Value> {
        var value: Value
        var isKnown: Bool
        var isDisplayName: Bool
    }

    init(
        settings: CheckSettings, vocabulary: Vocabulary, log: FindingLog, isReadFromWorkbook: Bool,
        duplicates: DuplicateFilter = DuplicateFilter()
    ) {
        self.settings = settings
        self.vocabulary = vocabulary
        campaign = CampaignView(stages: vocabulary.stages)
        self.log = log
        self.isReadFromWorkbook = isReadFromWorkbook
        self.duplicates = duplicates
        peers = PeerGroups(factor: settings.thresholds.outlierFactor, minimum: Int(settings.thresholds.outlierPeers))
    }

    func check(_ record: Record) {
        columns.count(record)
        let meaning = meaning(of: record)
        checkRequired(record, meaning)
        if record.sourceType == .deliveredReachAndFrequency {
            checkReading(record, meaning)
        } else {
            let line = LineVolumes(record)
            checkVolumes(record, line, meaning)
            checkRates(record, line)
            checkLimits(record, line)
            if meaning.stage != nil || record.sourceType == .deliveredMedia { peers.add(record, line, meaning) }
            checkDates(record, meaning)
            percentages.add(record)
        }
        if let earlier = duplicates.earlier(record) {
            log.add(.duplicateLine, at: Spot(record, nil)) {
                ("the record is that of \(earlier) again", nil, "remove one, unless both are meant")
            }
        }
        if let before = campaign.add(record, meaning) {
            log.add(
                .metricRepeated, at: Spot(record, meaning.metric?.measure == .frequency ? .frequency : .uniquesReach)
            ) {
                let now = (record[.uniquesReach].number ?? record[.frequency].number).map { figureText($0) } ?? ""
                return (
                    "\(record[.platform].text ?? "") of \(record[.market].text ?? "") is \(now), and \(figureText(before)) above",
                    nil, "keep one"
                )
            }
        }
    }

    /// Takes the metrics of the configuration; call it before the first record.
    func take(_ metrics: [OwnMetric]) { campaign.metrics = metrics }

    func choose(_ choices: FigureChoices, _ summary: PlanSummary, _ lifts: BrandLiftBook) {
        campaign.choose(choices, summary, lifts)
    }

    /// Finds the regions beside their members, before anything is summed over markets.
    func findRegions() { campaign.findRegions(vocabulary) }

    /// Says what can only be said when all records are known.
    func finishLines() {
        findRegions()
        if let rest = duplicates.unseen {
            log.add(.comparisonCut, at: Spot()) {
                (
                    "beyond \(duplicates.capacity) records lines were not compared for being twice: \(rest) records",
                    nil, nil
                )
            }
        }
    }

    // MARK: What texts stand for

    private func meaning(of record: Record) -> CampaignView.Meaning {
        let (platform, isKnown) = platform(record)
        var meaning = CampaignView.Meaning(platform: platform, isPlatformKnown: isKnown)
        meaning.market = market(record)
        if record.sourceType == .deliveredReachAndFrequency {
            meaning.metric = metric(record)
        } else {
            meaning.stage = stage(record)
            checkPlatformCell(record, platform)
        }
        return meaning
    }

    private func platform(_ record: Record) -> (Platform, Bool) {
        let found =
            platforms[record.sheetPlatform]
            ?? {
                let known = vocabulary.platform(named: record.sheetPlatform)
                let entry = (
                    known ?? Platform(code: record.sheetPlatform, displayName: record.sheetPlatform), known != nil
                )
                if platforms.count < 10_000 { platforms[record.sheetPlatform] = entry }
                return entry
            }()
        if !found.1 {
            log.add(.platformUnknown, at: Spot(record, .sourceSheet)) {
                (
                    "\"\(record.sheetPlatform)\" is no known platform",
                    vocabulary.platforms.map(\.code).joined(separator: ", "),
                    "add it to the vocabulary, or fix Source_Sheet"
                )
            }
        }
        return found
    }

    private func checkPlatformCell(_ record: Record, _ platform: Platform) {
        guard !isReadFromWorkbook, let name = record[.platform].text else { return }
        let code =
            platforms[name].map { $0.1 ? $0.0.code : nil }
            ?? {
                let known = vocabulary.platform(named: name)
                if platforms.count < 10_000 {
                    platforms[name] = (known ?? Platform(code: name, displayName: name), known != nil)
                }
                return known?.code
            }()
        guard code != platform.code else { return }
        log.add(.platformMismatch, at: Spot(record, .platform)) {
            (
                "reads \"\(name)\" on the sheet of \(platform.code)", platform.code,
                "fix the cell, or move the line to its platform's sheet"
            )
        }
    }

    private func market(_ record: Record) -> Market? {
        guard let name = record[.market].text, !name.isEmpty else {
            if !isReadFromWorkbook {
                log.add(.marketMissing, at: Spot(record, .market)) {
                    ("the line names no market", nil, "write the market, or remove the line")
                }
            }
            return nil
        }
        let found =
            markets[name]
            ?? {
                let known = vocabulary.market(named: name)
                let entry = Known(
                    value: known ?? Market(code: normalised(name), displayName: name), isKnown: known != nil,
                    isDisplayName: known?.displayName == name)
                if markets.count < 10_000 { markets[name] = entry }
                return entry
            }()
        if !found.isKnown, !isReadFromWorkbook {
            log.add(.marketUnknown, at: Spot(record, .market)) {
                (
                    "\"\(name)\" is no known market", nil,
                    "fix the name, or add it to vocabulary.markets in config/toolkit.json"
                )
            }
        } else if found.isKnown, !found.isDisplayName {
            log.add(.marketSpelling, at: Spot(record, .market)) { ("reads \"\(name)\"", found.value.displayName, nil) }
        }
        return found.value
    }

    private func stage(_ record: Record) -> Stage? {
        guard !vocabulary.stages.isEmpty else { return nil }
        guard let text = record[.cejObjectives].text else {
            if !isReadFromWorkbook {
                log.add(.stageMissing, at: Spot(record, .cejObjectives)) {
                    ("the line names no stage: it counts at campaign level only", nil, Self.repair(record, vocabulary))
                }
            }
            return nil
        }
        let stage =
            stages[text]
            ?? {
                let stage = vocabulary.stage(named: text)
                if stages.count < 10_000 { stages[text] = .some(stage) }
                return stage
            }()
        if stage == nil, !isReadFromWorkbook {
            log.add(.stageUnknown, at: Spot(record, .cejObjectives)) {
                (
                    "reads \"\(text)\", which is no stage: it counts at campaign level only", nil,
                    Self.repair(record, vocabulary)
                )
            }
        }
        return stage
    }

    /// The likely repair of a line without a stage: another column that holds one.
    private static func repair(_ record: Record, _ vocabulary: Vocabulary) -> String {
        for column in [
            RecordColumn.comments, .mediaKPIs, .placement, .adUnitType, .formatType, .targetAudience, .device,
            .buyingModel,
        ] {
            if column != .formatType, let text = record[column].text, let stage = vocabulary.stage(named: text) {
                return
                    "\(column.rawValue) reads \"\(text)\", so the cells may have slipped; if so, write \(stage.displayName) into CEJ_OBJECTIVES"
            }
        }
        for column in [RecordColumn.formatType, .comments, .placement, .targetAudience] {
            guard let text = record[column].text else { continue }
            let words = normalised(text).split(separator: " ")
            if let stage = vocabulary.stage(amongWords: words) {
                return "\(column.rawValue) speaks of \(stage.displayName); write it into CEJ_OBJECTIVES if it is meant"
            }
        }
        return "write \(vocabulary.stageChoice), or leave it so"
    }

    private func metric(_ record: Record) -> ReachMetric? {
        guard let name = record[.platform].text else { return nil }
        let metric =
            metrics[name]
            ?? {
                let metric = vocabulary.reachMetric(named: name)
                if metrics.count < 10_000 { metrics[name] = .some(metric) }
                return metric
            }()
        if metric == nil, !isReadFromWorkbook {
            log.add(.metricUnknown, at: Spot(record, .platform)) {
                (
                    "the metric \"\(name)\" is not known: no figure takes it", nil,
                    "name it like Awareness Reach or Campaign Freq., or add its words to vocabulary.metrics"
                )
            }
        }
        return metric
    }
}
