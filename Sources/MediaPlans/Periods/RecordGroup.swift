import Streams
import Workbooks

extension RecordGrouping {
    /// The records of one group, added up.
    struct Group {
        private var first: Record
        private var sums = [Sum](repeating: Sum(), count: PeriodCut.spread.count)
        /// Of the sources' own columns.
        private var own: [(name: String, sum: Sum)]
        private var lines = 0
        private var days: Set<CivilDate> = []
        /// From the first of its lines' days to the last.
        private var span: ClosedRange<CivilDate>?
        /// Numbers that do not add up, of the only line, and whether others had some.
        private var people: [RecordColumn: Double] = [:]
        private var hasPeople = false
        private var isPart = false

        /// A compensated sum (Neumaier's), and of how many lines it is unknown.
        struct Sum {
            private var high = 0.0
            private var low = 0.0
            private(set) var known = 0
            private(set) var unknown = 0

            mutating func add(_ number: Double?) {
                guard let number else { return unknown += 1 }
                known += 1
                let sum = high + number
                low += high.magnitude >= number.magnitude ? (high - sum) + number : (number - sum) + high
                high = sum
            }

            /// Nil where a part is unknown.
            var value: Double? { known > 0 && unknown == 0 ? high + low : nil }
        }

        private static let notSummed: [RecordColumn] = [.uniquesReach, .frequency, .percentUniques]
        private static let rates: [(rate: RecordColumn, above: RecordColumn, below: RecordColumn, factor: Double)] = [
            (.cpmLocal, .budgetLocal, .impressions, 1000), (.cpcLocal, .budgetLocal, .clicksActions, 1),
            (.cpvLocal, .budgetLocal, .videoViews, 1), (.ctrPercent, .clicksActions, .impressions, 1),
            (.vtrPercent, .videoViews, .impressions, 1),
        ]
        /// Texts that are kept where all lines have the same.
        private static let texts: [RecordColumn] = [
            .sourceFile, .brand, .campaign, .platform, .formatType, .placement, .adUnitType, .device, .targetAudience,
            .buyingModel, .mediaKPIs, .taSize,
        ]

        init(like record: Record, summing own: [String]) {
            first = record
            self.own = own.map { ($0, Sum()) }
        }

        mutating func add(_ record: Record, _ covered: ClosedRange<CivilDate>?, part: Double?) {
            lines += 1
            if let covered {
                span =
                    span.map { min($0.lowerBound, covered.lowerBound)...max($0.upperBound, covered.upperBound) }
                    ?? covered
            }
            for (index, column) in PeriodCut.spread.enumerated() {
                let number = record[column].number
                sums[index].add(part.map { share in number.map { $0 * share } } ?? number)
            }
            for index in own.indices {
                let number = record.extras.first { $0.name == own[index].name }?.value.number
                own[index].sum.add(part.map { share in number.map { $0 * share } } ?? number)
            }
            for column in Self.texts where record[column] != first[column] { first[column] = .unknown }
            for column in Self.notSummed {
                guard let number = record[column].number else { continue }
                hasPeople = true
                people[column] = number
            }
            if part != nil { isPart = true }
            if let own = record.days, own.lowerBound == own.upperBound, days.count < 400 { days.insert(own.lowerBound) }
        }

        func record(_ key: Key, _ step: PeriodStep) -> Record {
            var record = Record(sourceType: key.type, sheetPlatform: key.platform)
            for column in Self.texts { record[column] = first[column] }
            for column in [RecordColumn.sourceSheet, .market, .cejObjectives, .localCurrency] {
                record[column] = first[column]
            }
            if let span {
                (record[.startDate], record[.endDate]) = (.date(span.lowerBound), .date(span.upperBound))
            }
            var unknown: [String] = []
            for (index, column) in PeriodCut.spread.enumerated() {
                if let value = sums[index].value { record[column] = .number(value) }
                if sums[index].known > 0, sums[index].unknown > 0 {
                    unknown.append("\(column.rawValue) of \(sums[index].unknown) of \(counted(lines, "line"))")
                }
            }
            for (name, sum) in own where sum.known > 0 && sum.unknown > 0 {
                unknown.append("\(name) of \(sum.unknown) of \(counted(lines, "line"))")
            }
            for (rate, above, below, factor) in Self.rates {
                guard let a = record[above].number, let b = record[below].number, b != 0 else { continue }
                record[rate] = .number(a / b * factor)  // fits: doubles
            }
            if lines == 1, !isPart {
                for (column, value) in people { record[column] = .number(value) }
            } else if hasPeople {
                unknown.append("reach and frequency, which do not add up")
            }
            let isOfStep = key.days.map { step.period(of: $0.lowerBound) == $0 } ?? false
            let name = isOfStep ? key.days.map { step.name(of: $0.lowerBound) } : nil
            record.extras = [
                ("PERIOD", name.map(FieldValue.text) ?? .unknown), ("LINES", .number(Double(lines))),
                ("DAYS", days.isEmpty ? .unknown : .number(Double(days.count))),
                ("UNKNOWN", unknown.isEmpty ? .unknown : .text(unknown.joined(separator: "; "))),
            ]
            for (name, sum) in own where sum.known > 0 {
                record.extras.append((name, sum.value.map { .number($0) } ?? .unknown))
            }
            return record
        }
    }
}
