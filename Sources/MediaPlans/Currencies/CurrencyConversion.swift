import Streams
import Workbooks

/// Brings the amounts of records to one currency, or makes them unknown where that cannot be done.
///
/// Amounts of a report are brought to the plan's currency; those of a plan in several currencies to the rates' base. Nothing is added up unconverted: a
/// report's amount in another currency than the plan's, for which there is no rate, becomes unknown and is reported.
public final class CurrencyConversion {
    private let rates: ExchangeRates?
    private let report: (Message) -> Void
    /// The currencies that the plan's amounts are in.
    private(set) var planned: Set<String> = []
    /// The months in which the plan's lines begin.
    private var months: Set<String> = []
    private var lacks: [String: (count: Int, first: Place)] = [:]
    private var order: [String] = []
    private var converted: [String: Int] = [:]
    /// The currencies of the plan's amounts by market, and by platform and market.
    private var ofMarkets: [PlanMarket: Set<String>] = [:]
    /// Lines of reports that name no currency: how many were taken to be in the plan's, by its code.
    private var assumed: [String: Int] = [:]
    private var firstAssumed: Place?
    /// Where the plan's first amount is of which nothing says the currency.
    private var firstUnsaid: Place?
    /// The currencies that reports name.
    private var reported: Set<String> = []
    /// How many amounts became unknown, by the name of the file that they are in.
    public private(set) var lost: [String: Int] = [:]

    /// Columns of the source's own that hold amounts, too.
    public var ownAmounts: Set<String> = []

    /// Columns that hold amounts.
    static let amounts: [RecordColumn] = [
        .budgetLocal, .cpmLocal, .cpcLocal, .cpvLocal, .platformFeeLocal, .platformBudgetLocal,
    ]

    /// Columns that a converted record has besides, in their order.
    public static let extras = ["ORIGINAL_CURRENCY", "ORIGINAL_BUDGET", "FX_RATE", "FX_MONTH", "FX_SOURCE", "FX_DATE"]

    /// - Parameter rates: nil where none are configured.
    public init(rates: ExchangeRates?, report: @escaping (Message) -> Void) {
        self.rates = rates
        self.report = report
    }

    /// Reads records of a kind and hands them on with their amounts in one currency.
    ///
    /// - Parameter reading: reads, and gives each record to the closure that it gets.
    public func converting<Result>(
        _ kind: InputKind, to emit: @escaping (Record) throws -> Void,
        reading: (@escaping (Record) throws -> Void) throws -> Result
    ) throws -> Result {
        if kind == .delivered { return try reading { [self] in try emit(delivered($0)) } }
        guard rates != nil, rates?.target == nil else {
            return try reading { [self] record in
                note(planned: record)
                try emit(planned(record))
            }
        }
        // Which currency a plan's amounts are brought to is known when all of them are.
        let spool = RecordSpool()
        let result = try reading { [self] record in
            note(planned: record)
            try spool.write(record)
        }
        try spool.forEach { [self] in try emit(planned($0)) }
        return result
    }

    /// Takes notice of a plan's record.
    func note(planned record: Record) {
        guard hasAmounts(record) else { return }
        guard let code = Self.currency(of: record) else {
            return firstUnsaid = firstUnsaid ?? place(of: record)
        }
        planned.insert(code)
        if let market = record[.market].text, ofMarkets.count < Self.mostMarkets {
            ofMarkets[PlanMarket(platform: nil, market: market), default: []].insert(code)
            ofMarkets[PlanMarket(platform: record.sheetPlatform, market: market), default: []].insert(code)
        }
        if let month = Self.month(of: record) { months.insert(month) }
    }

    /// A plan's record with its amounts in the figures' currency. All of the plan's records were noted before, where that is needed.
    func planned(_ record: Record) -> Record {
        guard let target = rates?.target ?? (planned.count > 1 ? rates?.base : nil) else { return record }
        return converted(record, to: target, keepsWhereItLacks: true)
    }

    /// A report's record with its amounts in the plan's currency.
    func delivered(_ record: Record) -> Record {
        guard let code = Self.currency(of: record) else { return withoutCurrency(record) }
        if hasAmounts(record) { reported.insert(code) }
        if let target = rates?.target { return converted(record, to: target, keepsWhereItLacks: false) }
        if planned.count == 1, let target = planned.first {
            return converted(record, to: target, keepsWhereItLacks: false)
        }
        if planned.count > 1 {
            if let base = rates?.base { return converted(record, to: base, keepsWhereItLacks: false) }
            guard planned.contains(code) else { return unknown(record, code, "no currency of the plan's") }
        }
        return record
    }

    private struct PlanMarket: Hashable {
        /// Nil for all.
        var platform: String?
        var market: String
    }
    private static let mostMarkets = 10_000

    /// A report's record that names no currency. Where all of the plan's amounts are in one and stay so, it is that; else it is the one that the plan has for the
    /// record's market, and without any the amounts are unknown.
    private func withoutCurrency(_ record: Record) -> Record {
        guard planned.count > 1 || rates?.target != nil && planned.count == 1,
            hasAmounts(record)
        else { return record }
        guard let code = planCurrency(of: record) else {
            return unknown(record, nil, "the plan has several, and none or more than one for the market")
        }
        assumed[code, default: 0] += 1
        firstAssumed = firstAssumed ?? place(of: record)
        var record = record
        record[.localCurrency] = .text(code)
        return delivered(record)
    }

    private func planCurrency(of record: Record) -> String? {
        if planned.count == 1 { return planned.first }
        guard let market = record[.market].text else { return nil }
        for platform in [record.sheetPlatform, nil] {
            if let codes = ofMarkets[PlanMarket(platform: platform, market: market)] {
                return codes.count == 1 ? codes.first : nil
            }
        }
        return nil
    }

    /// A plan of which nothing says the currency is in that of the reports, or wrong.
    private func reportUnsaidPlan() {
        guard let firstUnsaid, planned.isEmpty, !reported.isEmpty else { return }
        let codes = reported.sorted().joined(separator: " and ")
        let isOne = reported.count == 1
        report(
            Message(
                isOne ? .warning : .error, .currencyUnknown, at: firstUnsaid,
                "the plan names no currency, and the reports are in \(codes): "
                    + (isOne
                        ? "its amounts are taken to be in \(codes)"
                        : "which of them the plan is in is not known, and nothing is converted"),
                hint: "write the currency into the plan's header, such as Budget (AED), or above the table"))
    }

    private func reportAssumed() {
        guard let firstAssumed else { return }
        let codes = assumed.sorted { $0.key < $1.key }.map { "\($0.key) \(counted($0.value, "line"))" }
        report(
            Message(
                .note, .currencyAssumed, at: firstAssumed,
                "the report names no currency: its amounts are taken to be in the one that the plan has for each market (\(codes.joined(separator: ", ")))",
                hint:
                    "write the currency into the header, such as Spend (AED), or as \"currency\" into a source profile")
        )
    }

    /// The code of a record's currency; nil for one that names none.
    static func currency(of record: Record) -> String? { record[.localCurrency].text.flatMap { Currency.code($0) } }

    private func converted(_ record: Record, to target: String, keepsWhereItLacks: Bool) -> Record {
        guard let code = Self.currency(of: record), code != target,
            hasAmounts(record)
        else { return record }
        guard let rates else { return unknown(record, code, target) }
        let factor: ExchangeRates.Factor
        do {
            factor = try rates.factor(from: code, to: target, month: Self.month(of: record) ?? planMonth)
        } catch {
            let why =
                switch error {
                case .noRate(let currency, let month):
                    "there is no rate of \(currency)\(month.isEmpty ? "" : " for \(month)")"
                case .noMonth(let currency): "the line has no date, and the rates of \(currency) differ by month"
                }
            return keepsWhereItLacks ? kept(record, code, why) : unknown(record, code, "\(target): \(why)")
        }
        var record = record
        record.extras += [
            ("ORIGINAL_CURRENCY", .text(code)), ("ORIGINAL_BUDGET", record[.budgetLocal]),
            ("FX_RATE", .number(factor.value)),
            ("FX_MONTH", .text(factor.month)), ("FX_SOURCE", .text(factor.source)), ("FX_DATE", .text(factor.date)),
        ]
        for column in Self.amounts {
            if let number = record[column].number { record[column] = .number(factor.converted(number)) }
        }
        for index in record.extras.indices where ownAmounts.contains(record.extras[index].name) {
            guard let number = record.extras[index].value.number else { continue }
            record.extras[index].value = .number(factor.converted(number))
        }
        record[.localCurrency] = .text(target)
        converted["\(code) to \(target)", default: 0] += 1
        return record
    }

    /// The month of a plan that is of one; that of a report's lines without dates.
    private var planMonth: String? { months.count == 1 ? months.first : nil }

    /// `2026-04`, of the day on which a line begins.
    private static func month(of record: Record) -> String? {
        for column in [RecordColumn.startDate, .endDate] {
            if case .date(let date) = record[column] { return String(date.description.prefix(7)) }
        }
        return nil
    }

    /// A plan's record keeps its currency: figures of several currencies are not added up.
    private func kept(_ record: Record, _ code: String, _ why: String) -> Record {
        note(lack: "amounts in \(code) of the plan are not converted: \(why)", record)
        return record
    }

    private func unknown(_ record: Record, _ code: String?, _ target: String) -> Record {
        guard hasAmounts(record) else { return record }
        let amounts = code.map { "amounts in \($0)" } ?? "amounts that name no currency"
        note(lack: "\(amounts) cannot be brought to the plan's currency (\(target)): taken as unknown", record)
        var record = record
        record.extras += [
            ("ORIGINAL_CURRENCY", code.map { .text($0) } ?? .unknown), ("ORIGINAL_BUDGET", record[.budgetLocal]),
        ]
        if let file = record[.sourceFile].text {
            lost[file, default: 0] +=
                Self.amounts.count { !record[$0].isUnknown } + record.extras.count(where: isAmount)
        }
        // An amount that is not known is in no other currency than the plan's, which is compared with it.
        let target = rates?.target ?? (planned.count == 1 ? planned.first : planned.isEmpty ? nil : rates?.base)
        record[.localCurrency] = code == nil ? .unknown : target.map { .text($0) } ?? .unknown
        for column in Self.amounts { record[column] = .unknown }
        for index in record.extras.indices where ownAmounts.contains(record.extras[index].name) {
            record.extras[index].value = .unknown
        }
        return record
    }

    private func hasAmounts(_ record: Record) -> Bool {
        Self.amounts.contains { !record[$0].isUnknown }
            || !ownAmounts.isEmpty && record.extras.contains(where: isAmount)
    }

    /// Whether an extra column holds an amount that is known.
    private func isAmount(_ extra: (name: String, value: FieldValue)) -> Bool {
        ownAmounts.contains(extra.name) && !extra.value.isUnknown
    }

    private func place(of record: Record) -> Place {
        Place(
            file: record[.sourceFile].text, sheet: record[.sourceSheet].text,
            cell: record[.sourceRow].number.map { "row \(Int($0))" })
    }

    private func note(lack: String, _ record: Record) {
        if lacks[lack] == nil {
            order.append(lack)
            lacks[lack] = (0, place(of: record))
        }
        lacks[lack]?.count += 1
    }

    /// Reports what was converted and what could not be.
    public func finish() {
        reportAssumed()
        reportUnsaidPlan()
        for lack in order {
            guard let (count, first) = lacks[lack] else { continue }
            report(
                Message(
                    .error, .currencyUnknown, at: first, "\(lack) (\(counted(count, "line")))",
                    hint: lack.hasPrefix("amounts in ")
                        ? "add the rate to \(ExchangeRates.fileName)"
                        : "write the currency into the header, such as Spend (AED)"))
        }
        for (pair, count) in converted.sorted(by: { $0.key < $1.key }) {
            report(
                Message(
                    .note, .currencyConverted, "the amounts of \(counted(count, "line")) were converted from \(pair)",
                    hint: nil))
        }
    }
}
