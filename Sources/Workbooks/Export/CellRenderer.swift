import Streams

/// Appends cells as text straight from the scanner's window, without making values where that can be avoided.
struct CellRenderer: ~Copyable {
    private let style: FieldStyle
    private let view: CellView
    private let keepsStoredNumbers: Bool
    /// Whether numbers are usually written in the fast way.
    private let isPlain: Bool
    private let kinds: [NumberKind]
    private let strings: SharedStrings
    private let arena: StringArena
    /// Which shared strings are copied as they are, in quotes or without.
    private let copied: StringArena.CopyMask
    private let quotesText: Bool
    private let dateSystem: DateSystem
    private var days: DayTexts
    private var decoder: CellDecoder
    private var formulas = SharedFormulas()
    private var formats: CellFormats
    /// What the first cells of merged ranges were written as.
    private var fills: [Int32: [UInt8]] = [:]
    /// What the first cells of merged ranges hold, for ranges whose first cell is not written.
    var anchors: [MergedFill.Anchor] = []
    /// What was met here, beside what the decoder met.
    private var ownOddities = CellOddities()
    /// Whether there are shared strings that are not written since they are empty.
    var hasEmptyStrings: Bool { arena.hasEmpty }
    /// Of CSV, where fields that are usually bare may need quotes.
    private let guarded: CSVGuard?
    private let isStale: Bool

    init(_ sheet: Workbook.Sheet, in workbook: Workbook, _ style: FieldStyle, _ options: ExportOptions) {
        self.style = style
        view = options.view
        isStale = workbook.asksForCalculation && options.view != .formula
        keepsStoredNumbers = options.keepsStoredNumbers
        isPlain =
            (options.view == .value || options.view == .serial) && !options.keepsStoredNumbers
            && style.writesNumbersBare && CSVGuard(options) == nil
        guarded = CSVGuard(options)
        days = DayTexts(workbook.dateSystem, isQuoted: style.quotesText)
        kinds = options.view == .serial ? [] : workbook.styles.kinds
        strings = workbook.sharedStrings
        arena = strings.arena
        copied = style.copied
        quotesText = style.quotesText
        dateSystem = workbook.dateSystem
        decoder = CellDecoder(sheet, in: workbook)
        decoder.readsDates = options.view != .serial
        decoder.longDigits = options.format == .grid ? .all : .none
        formats = CellFormats(workbook.styles)
    }

    /// What was met so far.
    var oddities: CellOddities {
        var oddities = ownOddities
        oddities += decoder.oddities
        if view == .displayed {
            // What Excel shows is what was asked for.
            (oddities.doubtfulDates, oddities.hiddenTimes, oddities.hiddenDays) = (0, 0, 0)
        }
        return oddities
    }

    /// Whether the cell may be written as anything; what it holds may turn out to be nothing.
    @inline(__always)
    func mayShow(_ cell: RawCell) -> Bool { cell.hasValue || view == .formula && cell.hasFormula }

    /// Notes a formula without a cached value, or with one that may be wrong.
    @inline(__always)
    mutating func note(_ cell: RawCell) {
        guard cell.hasFormula else { return }
        if cell.hasValue {
            if isStale { ownOddities.stale += 1 }
        } else if !cell.hasResult {
            ownOddities.uncalculated += 1
        }
    }

    @inline(__always)
    private func isNumberStyle(_ style: Int) -> Bool { style < 0 || style >= kinds.count || kinds[style] == .number }

    /// Whether the cell is written as anything. What is met on the way is not counted.
    mutating func shows(_ cell: RawCell, _ window: XMLScanner, row: Int) throws -> Bool {
        guard mayShow(cell) else { return false }
        let counted = (ownOddities, decoder.oddities)
        defer {
            ownOddities = counted.0
            decoder.oddities = counted.1
        }
        var text = ByteBuffer(capacity: 64)
        return try append(cell, window, row: row, to: &text)
    }

    /// Appends the cell as a field: numbers shortest, dates ISO 8601, TRUE/FALSE, errors as they are, or as the options say.
    ///
    /// - Returns: whether it shows anything; if not, nothing is appended.
    @inline(__always)
    mutating func append(_ cell: RawCell, _ window: XMLScanner, row: Int, to out: inout ByteBuffer) throws -> Bool {
        if isPlain, cell.merge < 0 {
            if cell.kind == .number, isNumberStyle(Int(cell.style)),
                CellNumberText.append(window.base + Int(cell.valueStart), cell.value.count, to: &out)
            {
                return true
            }
            if cell.kind == .shared, let index = window.integer(cell.value), let string = try strings.entry(at: index) {
                if string.text.isEmpty { return false }
                append(string, to: &out)
                return true
            }
            if cell.kind == .number, let serial = wholeDay(cell, window) {
                var tail = out.open(32)
                if days.has(serial) {
                    if isDayStyle(Int(cell.style)) {
                        days.append(serial, to: &tail)
                    } else {
                        days.appendMidnight(serial, to: &tail)
                    }
                    out.close(tail)
                    return true
                }
            }
        }
        return try appendAny(cell, window, row: row, to: &out)
    }

    /// Appends a shared string that is not empty.
    private mutating func append(_ string: StringArena.Entry, to out: inout ByteBuffer) {
        if string.traits.contains(.isRepaired) { ownOddities.repaired += 1 }
        style.append(string, to: &out)
    }

    /// How values of cells like this one can be written without looking at the cell again.
    func route(of cell: RawCell) -> CellShape.Route {
        guard isPlain, cell.merge < 0, !cell.hasFormula, !cell.isMarkedUp else { return .general }
        guard cell.hasValue else { return .empty }
        switch cell.kind {
        case .shared: return .sharedString
        case .number where isNumberStyle(Int(cell.style)): return .number
        case .number where isDayStyle(Int(cell.style)): return .wholeDay
        case .number where isMomentStyle(Int(cell.style)): return .midnight
        default: return .general
        }
    }

    /// What a value of a known shape takes at most of an open tail.
    static var roomForShort: Int { 96 }

    /// Finds the value that begins there, of a cell of a known shape, and has what it needs brought from memory; returns what follows the
    /// cell. Nil when it takes the way that knows all. Reads at most 48 bytes.
    @inline(__always)
    mutating func look(at start: Int, _ route: CellShape.Route, _ window: XMLScanner, _ cell: inout SeenCell) -> Int? {
        let text = window.base + start
        let length: Int
        cell.route = route
        if route == .number {
            guard let count = CellNumberText.plainLength(text) else { return nil }
            cell.source = UnsafeRawPointer(text)
            cell.value = Int32(truncatingIfNeeded: count)
            length = count
        } else {
            guard let (whole, count) = CellNumberText.wholeNumber(text) else { return nil }
            if route == .sharedString {
                guard let slot = arena.slot(at: whole) else { return nil }
                slot.prefetch()
                cell.source = slot.base
            } else {
                guard days.has(whole) else { return nil }
                cell.value = Int32(truncatingIfNeeded: whole)
            }
            length = count
        }
        let end = start &+ length
        return window.word64(end) == XMLScanner.valueAndCellEnd ? end &+ 8 : nil
    }

    /// Appends a value that was found; returns whether it is a string that does not stand in its slot. A long text closes the tail and
    /// opens it again, for `room` bytes.
    @inline(__always)
    mutating func append(_ cell: SeenCell, to tail: inout ByteBuffer.Tail, of out: inout ByteBuffer, room: Int) -> Bool
    {
        if cell.route == .number {
            tail.appendShort(cell.source.assumingMemoryBound(to: UInt8.self), Int(cell.value))
            return false
        }
        guard cell.route == .sharedString else {
            if cell.route == .wholeDay {
                days.append(Int(cell.value), to: &tail)
            } else {
                days.appendMidnight(Int(cell.value), to: &tail)
            }
            return false
        }
        let slot = StringArena.Slot(base: cell.source)
        if let text = slot.inlineText(copied) {
            if quotesText { tail.append(UInt8(ascii: "\"")) }
            tail.appendUpTo31(text.start, text.count)
            if quotesText { tail.append(UInt8(ascii: "\"")) }
            return false
        }
        if let text = slot.distantText(copied), text.count <= 64 {
            if quotesText { tail.append(UInt8(ascii: "\"")) }
            tail.appendUpTo64(text.start, text.count)
            if quotesText { tail.append(UInt8(ascii: "\"")) }
        } else {
            out.close(tail)
            appendLong(slot, to: &out)
            tail = out.open(room)
        }
        return true
    }

    @inline(never)
    private mutating func appendLong(_ slot: StringArena.Slot, to out: inout ByteBuffer) {
        append(slot.entry, to: &out)
    }

    @inline(__always)
    private func isDayStyle(_ style: Int) -> Bool { style >= 0 && style < kinds.count && kinds[style] == .date }

    @inline(__always)
    private func isMomentStyle(_ style: Int) -> Bool { style >= 0 && style < kinds.count && kinds[style] == .timestamp }

    /// The serial of a date that has no time, which is nearly every one; nil when the cell is none.
    private func wholeDay(_ cell: RawCell, _ window: XMLScanner) -> Int? {
        isDayStyle(Int(cell.style)) || isMomentStyle(Int(cell.style)) ? window.integer(cell.value) : nil
    }

    /// The way that knows all cells and options.
    @inline(never)
    private mutating func appendAny(
        _ cell: RawCell, _ window: XMLScanner, row: Int, to out: inout ByteBuffer
    ) throws -> Bool {
        let start = out.count
        if cell.kind == .filled {
            if let text = fills[cell.merge] {
                out.append(text)
            } else if anchors.indices.contains(Int(cell.merge)) {  // fits: an Int32
                let anchor = anchors[Int(cell.merge)]
                if append(anchor.value, style: anchor.style, to: &out) { guarded?.quote(from: start, in: &out) }
                fills[cell.merge] = out.copy(from: start)
            }
            return out.count > start
        }
        let shows = try appendValue(cell, window, row: row, to: &out)
        if shows { guarded?.quote(from: start, in: &out) }
        if cell.merge >= 0 { fills[cell.merge] = out.copy(from: start) }
        return shows
    }

    private mutating func appendValue(
        _ cell: RawCell, _ window: XMLScanner, row: Int, to out: inout ByteBuffer
    ) throws -> Bool {
        if view == .formula, let formula = try formulas.text(of: cell, row: row, window) {
            return append(text: "=" + repaired(formula), to: &out)
        }
        if keepsStoredNumbers, cell.kind == .number, isNumberStyle(Int(cell.style)) {
            return appendStored(Array(window.string(cell.value).trimmingBlanks().utf8), to: &out)
        }
        return append(try decoder.value(of: cell, window), style: Int(cell.style), to: &out)
    }

    private func append(text: String, to out: inout ByteBuffer) -> Bool {
        guard !text.isEmpty else { return false }
        style.append(text: text, to: &out)
        return true
    }

    private mutating func repaired(_ text: String) -> String {
        var text = text
        guard let repaired = text.withUTF8({ TextRepair.repaired($0) }) else {
            // Bytes that are not UTF-8 were replaced when they became a text.
            if text.unicodeScalars.contains("\u{FFFD}") { ownOddities.repaired += 1 }
            return text
        }
        ownOddities.repaired += 1
        return String(decoding: repaired, as: UTF8.self)
    }

    /// Appends a number in the file's digits: bare where the format takes it as a number, else escaped as a text.
    private mutating func appendStored(_ digits: [UInt8], to out: inout ByteBuffer) -> Bool {
        guard !digits.isEmpty else { return false }
        guard StoredNumber.isPlain(digits, inJSON: style == .json) else {
            return append(text: repaired(String(decoding: digits, as: UTF8.self)), to: &out)
        }
        style.appendPlain(digits, to: &out)
        return true
    }

    private mutating func append(_ value: CellValue, style index: Int, to out: inout ByteBuffer) -> Bool {
        if view == .displayed { return append(text: formats.text(of: value, style: index, dateSystem), to: &out) }
        switch value {
        case .empty: return false
        case .number(let number): style.appendPlain(Array(DecimalText.string(number).utf8), to: &out)
        case .boolean(let flag) where style == .json: out.append(flag ? "true" : "false")
        case .boolean(let flag): style.append(text: flag ? "TRUE" : "FALSE", to: &out)
        case .date(let date) where date.isDoubtful && date.isWrittenAsNumber:
            style.appendPlain(Array(DecimalText.string(date.serial).utf8), to: &out)
        case .date, .text, .error: return append(text: value.displayText, to: &out)
        }
        return true
    }

    /// Whether it is a number of nothing but digits, which may be more than a double keeps.
    private func isIdentifier(_ cell: RawCell, _ window: XMLScanner) -> Bool {
        isNumberStyle(Int(cell.style))
            && StoredDigits.areAll(
                UnsafeBufferPointer(start: window.base + Int(cell.valueStart), count: cell.value.count))
    }

    /// Appends the cell as a member of a grid line: as JSON, but `{"date":…}`, `{"error":…}` and `{"uncalculated":true}`; `null` for what shows
    /// nothing.
    mutating func appendGridValue(_ cell: RawCell, _ window: XMLScanner, to out: inout ByteBuffer) throws -> Bool {
        let isTyped =
            cell.kind == .number && !isNumberStyle(Int(cell.style)) || cell.kind == .date || cell.kind == .error
        var shows = true
        if cell.kind == .number, cell.value.count > 15, isIdentifier(cell, window) {
            shows = append(try decoder.value(of: cell, window), style: 0, to: &out)
        } else if !isTyped, cell.hasValue {
            shows = try append(cell, window, row: 0, to: &out)
        } else {
            switch try decoder.value(of: cell, window) {
            case .date(let date): out.append(JSON.object([.init("date", .string(date.isoText))]).serialised())
            case .error(let text): out.append(JSON.object([.init("error", .string(text))]).serialised())
            case .empty where cell.hasFormula && !cell.hasValue:
                out.append(JSON.object([.init("uncalculated", .boolean(true))]).serialised())
            case let value: shows = append(value, style: 0, to: &out)
            }
        }
        if !shows { out.append("null") }
        return shows
    }
}

extension FieldStyle {
    /// Whether numbers stand as they are, without quotes.
    var writesNumbersBare: Bool {
        if case .csv(_, .all) = self { false } else { true }
    }

    /// Shared strings that stand as they are, or in quotes.
    var copied: StringArena.CopyMask {
        switch self {
        case .tsv: .init(without: .isRepaired)
        case .json: .init(without: [.needsJSONEscapes, .isRepaired])
        case .csv: .none
        }
    }

    /// Whether text that holds nothing to escape stands in quotes all the same.
    var quotesText: Bool {
        switch self {
        case .tsv: false
        case .json: true
        case .csv(_, let quoting): quoting != .minimal
        }
    }
}

/// The display formats of a workbook's cell formats, made when they are first met.
struct CellFormats {
    private let styles: Styles
    private var made: [Int: DisplayFormat] = [:]

    init(_ styles: Styles) { self.styles = styles }

    /// What a cell of that style shows.
    mutating func text(of value: CellValue, style: Int, _ dateSystem: DateSystem) -> String {
        format(of: style).text(for: value, dateSystem: dateSystem)
    }

    private mutating func format(of style: Int) -> DisplayFormat {
        if let format = made[style] { return format }
        let id = styles.formatIDs.indices.contains(style) ? styles.formatIDs[style] : 0
        let format = styles.codes[id].map { DisplayFormat(code: $0) } ?? DisplayFormat(builtIn: id)
        made[style] = format
        return format
    }
}
