import MediaPlans
import Streams
import Workbooks

/// Places the rows of a block: each label left of the columns is a section's, a metric's, or cannot be placed.
struct BlockRowsReader {
    let finder: SheetLayoutFinder
    let anchors: SheetLayoutFinder.Anchors
    let headerRow: Int

    init(finder: SheetLayoutFinder, anchors: SheetLayoutFinder.Anchors, headerRow: Int) {
        self.finder = finder
        self.anchors = anchors
        self.headerRow = headerRow
    }

    private var words: LabelWords { finder.words }

    /// A label and what it may be.
    private struct Candidate {
        var label: Label
        var section: Section?
        var metric: Metric?
        /// The last row that the label's merge covers.
        var last: Int
    }

    /// Consecutive rows of one section; nil when the section is not known.
    private struct Span {
        var section: Section?
        var rows: ClosedRange<Int>
        var name: String
    }

    private var metricColumn = 0
    private var sectionColumn = 0
    private var headers: Set<Int> = []
    /// The block's last row, known once its rows are.
    private(set) var lastRow = 0

    /// The rows that could be placed; the labels that could not are reported.
    mutating func read() -> [MetricRow] {
        headers = Set(anchors.pairRows.map(\.number)).union([headerRow])
        let column = anchors.pairRows[0].firstColumn
        var candidates = finder.labels.labels(in: headerRow..<anchors.limit, before: column).map(candidate)
        metricColumn = mostFrequent(candidates.filter { $0.metric != nil && $0.section == nil }) ?? column - 1
        sectionColumn = mostFrequent(candidates.filter { $0.section != nil && $0.metric == nil }) ?? metricColumn
        for index in candidates.indices where candidates[index].section != nil && candidates[index].metric != nil {
            // A word for both is what its column is for, unless one label says both and is the row's only one:
            // "Consideration - Views" beside "Views" heads the stage.
            if words.sectionAndMetric(candidates[index].label.text) != nil {
                let cell = candidates[index].label.cell
                let isHead = candidates.contains {
                    $0.label.cell.row == cell.row && $0.label.cell.column > cell.column && $0.metric != nil
                        && $0.section == nil
                }
                if isHead { candidates[index].metric = nil }
                continue
            }
            if candidates[index].label.cell.column == sectionColumn, sectionColumn != metricColumn {
                candidates[index].metric = nil
            } else {
                candidates[index].section = nil
            }
        }
        let bottom = self.bottom(candidates)
        lastRow = max(bottom, anchors.pairRows.last!.number)
        candidates.removeAll { $0.label.cell.row > bottom }
        let spans = self.spans(candidates)
        return place(candidates, in: spans)
    }

    private func candidate(_ label: Label) -> Candidate {
        let last = finder.grid.merge(at: label.cell)?.last.row ?? label.cell.row
        if let (section, metric) = words.sectionAndMetric(label.text), words.metric(label.text) == nil {
            return Candidate(label: label, section: section, metric: metric, last: last)
        }
        return Candidate(label: label, section: words.section(label.text), metric: words.metric(label.text), last: last)
    }

    private func mostFrequent(_ candidates: [Candidate]) -> Int? {
        let counts = Dictionary(grouping: candidates, by: \.label.cell.column).mapValues(\.count)
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }

    /// The block's last row: that of its last known label and what follows it without a gap.
    private func bottom(_ candidates: [Candidate]) -> Int {
        var bottom = headerRow
        for candidate in candidates where candidate.metric != nil || candidate.section != nil {
            bottom = max(bottom, candidate.last)
        }
        let labelled = Set(candidates.filter { $0.label.cell.column == metricColumn }.map(\.label.cell.row))
        while labelled.contains(bottom + 1) { bottom += 1 }
        return bottom
    }

    // MARK: Sections

    /// The sections' rows. A merged label covers its merge, another runs to the next.
    private func spans(_ candidates: [Candidate]) -> [Span] {
        var spans: [Span] = []
        let heads = candidates.filter { isSectionHead($0, candidates) }
        let first = heads.first?.label.cell.row ?? .max
        if first > headerRow + 1 { spans.append(Span(section: .campaign, rows: headerRow...(first - 1), name: "")) }
        for (index, head) in heads.enumerated() {
            let row = head.label.cell.row
            let next = index + 1 < heads.count ? heads[index + 1].label.cell.row : Int.max
            var last = head.last > row ? min(head.last, next - 1) : next - 1
            last = extended(last, by: candidates, until: next)
            guard last >= row else { continue }
            spans.append(Span(section: head.section, rows: row...last, name: head.label.text))
        }
        return spans
    }

    /// A known section, or a text in the sections' column that cannot belong to the section above it.
    private func isSectionHead(_ candidate: Candidate, _ all: [Candidate]) -> Bool {
        if candidate.section != nil { return candidate.metric == nil }
        guard candidate.metric == nil, candidate.label.cell.column == sectionColumn,
            !headers.contains(candidate.label.cell.row)
        else { return false }
        return !isSubLabel(candidate, all)
    }

    /// Whether a text is a remark under a section's name: it follows the name directly, and no metric comes
    /// again below it.
    private func isSubLabel(_ candidate: Candidate, _ all: [Candidate]) -> Bool {
        let row = candidate.label.cell.row
        guard candidate.last == row,
            let above = all.last(where: { $0.label.cell.column == sectionColumn && $0.label.cell.row < row }),
            above.last + 1 == row, above.section != nil || isSubLabel(above, all),
            let head = all.last(where: { $0.section != nil && $0.metric == nil && $0.label.cell.row < row })
        else { return false }
        let next =
            all.first { $0.section != nil && $0.metric == nil && $0.label.cell.row > row }?.label.cell.row ?? .max
        let before = all.filter { (head.label.cell.row..<row).contains($0.label.cell.row) }.compactMap(\.metric)
        let after = all.filter { (row..<next).contains($0.label.cell.row) }.compactMap(\.metric)
        return Set(before).isDisjoint(with: after)
    }

    /// A merged section's last row, moved down over remarks that stand directly under its label.
    private func extended(_ last: Int, by candidates: [Candidate], until next: Int) -> Int {
        var last = last
        while last + 1 < next,
            let below = candidates.first(where: {
                $0.label.cell == CellReference(row: last + 1, column: sectionColumn)
            }), sectionColumn != metricColumn, isSubLabel(below, candidates)
        {
            last = below.last
        }
        return last
    }

    // MARK: Placing

    private func place(_ candidates: [Candidate], in spans: [Span]) -> [MetricRow] {
        var rows: [MetricRow] = []
        var placed: Set<Int> = []
        for candidate in candidates {
            guard let metric = candidate.metric, !placed.contains(candidate.label.cell.row) else { continue }
            let row = candidate.label.cell.row
            let span = spans.last { $0.rows.contains(row) }
            // Studies know no stages.
            let isLift = if case .lift = metric { true } else { false }
            guard let section = candidate.section ?? span?.section ?? (isLift ? .campaign : nil) else {
                reportUnplaced(candidate.label, under: span)
                continue
            }
            if let first = rows.first(where: { $0.section == section && $0.metric == metric }) {
                finder.say(
                    .error, .duplicateLabel, at: candidate.label.cell,
                    "\"\(printable(candidate.label.text))\" stands twice in \(section.name), first in \(first.label); the second stays as it is",
                    hint: "name the section that it belongs to")
                continue
            }
            rows.append(
                MetricRow(section: section, metric: metric, label: candidate.label.cell, text: candidate.label.text))
            placed.insert(row)
            if metric.isMoney { finder.sayLoose(candidate.label, takenFor: metric.rawValue) }
        }
        for candidate in candidates where candidate.metric == nil && candidate.section == nil {
            reportUnknown(candidate, isBesidePlaced: placed.contains(candidate.label.cell.row), spans)
        }
        return rows
    }

    private func reportUnplaced(_ label: Label, under span: Span?) {
        let why = span.map { "under \"\(printable($0.name))\", which is no known stage" } ?? "under no stage"
        finder.say(
            .error, .unknownLabel, at: label.cell,
            "the label \"\(printable(label.text))\" stands \(why), and its row stays as it is",
            hint: words.vocabulary.stages.isEmpty
                ? "the configuration has no stages; add them to vocabulary.stages in config/toolkit.json"
                : "write the name of a stage (\(words.vocabulary.stageChoice)) or CAMPAIGN LEVEL beside its rows")
    }

    private func reportUnknown(_ candidate: Candidate, isBesidePlaced: Bool, _ spans: [Span]) {
        let label = candidate.label
        guard !headers.contains(label.cell.row) else { return }
        let text = printable(label.text)
        if spans.contains(where: { $0.section == nil && $0.rows.lowerBound == label.cell.row }) {
            finder.say(
                .error, .unknownLabel, at: label.cell, "\"\(text)\" is no known stage, and its rows stay as they are",
                hint: (words.vocabulary.stages.isEmpty ? "" : "use a name of \(words.vocabulary.stageChoice), or ")
                    + "add the stage to vocabulary.stages in config/toolkit.json")
        } else if isBesidePlaced || label.cell.column != metricColumn {
            finder.say(.note, .unknownLabel, at: label.cell, "\"\(text)\" is taken for a remark")
        } else {
            finder.say(
                .error, .unknownLabel, at: label.cell,
                "the label \"\(text)\" is not known, and its row stays as it is",
                hint: "use a known name of the metric, such as Reach, Reach %, Frequency, Impressions, CPM or Budget")
        }
    }
}
