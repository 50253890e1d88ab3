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
    private var formulaOddities = CellOddities()
    private let isStale: Bool

    init(_ sheet: Workbook.Sheet, in workbook: Workbook, _ style: FieldStyle, _ options: ExportOptions) {
        self.style = style
        view = options.view
        isStale = workbook.asksForCalculation && options.view != .formula
        keepsStoredNumbers = options.keepsStoredNumbers
        isPlain =
            (options.view == .value || options.view == .serial) && !options.keepsStoredNumbers
            && style.writesNumbersBare
        days = DayTexts(workbook.dateSystem, isQuoted: style.quotesText)
        kinds = options.view == .serial ? [] : workbook.styles.kinds
        strings = workbook.sharedStrings
        arena = strings.arena
        copied = style.copied
        quotesText = style.quotesText
        dateSystem = workbook.dateSystem
        decoder = CellDecoder(sheet, in: workbook)
        decoder.readsDates = options.view != .serial
        formats = CellFormats(workbook.styles)
    }

    /// What was met so far.
    var oddities: CellOddities {
        var oddities = formulaOddities
        oddities.missingStrings = decoder.missingStrings
        return oddities
    }

    /// Whether the cell is written as anything.
    @inline(__always)
    func isShown(_ cell: RawCell) -> Bool { cell.hasValue || view == .formula && cell.hasFormula }

    /// Notes a formula without a cached value, or with one that may be wrong.
    @inline(__always)
    mutating func note(_ cell: RawCell) {
        guard cell.hasFormula else { return }
        if cell.hasValue {
            if isStale { formulaOddities.stale += 1 }
        } else if cell.kind != .text {
            formulaOddities.uncalculated += 1
        }
    }

    @inline(__always)
    private func isNumberStyle(_ style: Int) -> Bool { style < 0 || style >= kinds.count || kinds[style] == .number }

    /// Appends the cell as a field: numbers shortest, dates ISO 8601, TRUE/FALSE, errors as they are, or as the options say.
    @inline(__always)
    mutating func append(_ cell: RawCell, _ window: XMLScanner, row: Int, to out: inout ByteBuffer) throws {
        if isPlain, cell.merge < 0 {
            if cell.kind == .number, isNumberStyle(Int(cell.style)),
                NumberText.append(window.base + Int(cell.valueStart), cell.value.count, to: &out)
            {
                return
            }
            if cell.kind == .shared, let index = window.integer(cell.value), let string = try strings.entry(at: index) {
                return style.append(string, to: &out)
            }
            if cell.kind == .number, let serial = wholeDay(cell, window) {
                var tail = out.open(16)
                if days.has(serial) {
                    days.append(serial, to: &tail)
                    return out.close(tail)
                }
            }
        }
        try appendAny(cell, window, row: row, to: &out)
    }

    /// How values of cells like this one can be written without looking at the cell again.
    func route(of cell: RawCell) -> CellShape.Route {
        guard isPlain, cell.merge < 0, !cell.hasFormula, !cell.isMarkedUp else { return .general }
        guard cell.hasValue else { return .empty }
        switch cell.kind {
        case .shared: return .sharedString
        case .number where isNumberStyle(Int(cell.style)): return .number
        case .number where isDayStyle(Int(cell.style)): return .wholeDay
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
            guard let count = NumberText.plainLength(text) else { return nil }
            cell.source = UnsafeRawPointer(text)
            cell.value = Int32(truncatingIfNeeded: count)
            length = count
        } else {
            guard let (whole, count) = NumberText.wholeNumber(text) else { return nil }
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
            days.append(Int(cell.value), to: &tail)
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
    private func appendLong(_ slot: StringArena.Slot, to out: inout ByteBuffer) { style.append(slot.entry, to: &out) }

    @inline(__always)
    private func isDayStyle(_ style: Int) -> Bool { style >= 0 && style < kinds.count && kinds[style] == .dateTime }

    /// The serial of a date that has no time, which is nearly every one; nil when the cell is none.
    private func wholeDay(_ cell: RawCell, _ window: XMLScanner) -> Int? {
        isDayStyle(Int(cell.style)) ? window.integer(cell.value) : nil
    }

    /// The way that knows all cells and options.
    @inline(never)
    private mutating func appendAny(_ cell: RawCell, _ window: XMLScanner, row: Int, to out: inout ByteBuffer) throws {
        if cell.kind == .filled { return out.append(fills[cell.merge] ?? []) }
        let start = out.count
        if view == .formula, let formula = try formulas.text(of: cell, row: row, window) {
            style.append(text: "=" + formula, to: &out)
        } else if keepsStoredNumbers, cell.kind == .number, isNumberStyle(Int(cell.style)) {
            style.appendPlain(Array(window.string(cell.value).trimmingBlanks().utf8), to: &out)
        } else {
            append(try decoder.value(of: cell, window), style: Int(cell.style), to: &out)
        }
        if cell.merge >= 0 { fills[cell.merge] = out.copy(from: start) }
    }

    private mutating func append(_ value: CellValue, style index: Int, to out: inout ByteBuffer) {
        if view == .displayed { return style.append(text: formats.text(of: value, style: index, dateSystem), to: &out) }
        switch value {
        case .empty: if style == .json { out.append("null") }
        case .number(let number): style.appendPlain(Array(DecimalText.string(number).utf8), to: &out)
        case .boolean(let flag) where style == .json: out.append(flag ? "true" : "false")
        case .boolean(let flag): style.append(text: flag ? "TRUE" : "FALSE", to: &out)
        case .date, .text, .error: style.append(text: value.displayText, to: &out)
        }
    }

    /// Appends the cell as a member of a grid line: as JSON, but `{"date":…}`, `{"error":…}` and `{"uncalculated":true}`.
    mutating func appendGridValue(_ cell: RawCell, _ window: XMLScanner, to out: inout ByteBuffer) throws {
        let isTyped =
            cell.kind == .number && !isNumberStyle(Int(cell.style)) || cell.kind == .date || cell.kind == .error
        guard isTyped || !cell.hasValue else { return try append(cell, window, row: 0, to: &out) }
        let json: JSON
        switch try decoder.value(of: cell, window) {
        case .date(let date): json = .object([.init("date", .string(date.isoText))])
        case .error(let text): json = .object([.init("error", .string(text))])
        case .empty where cell.hasFormula: json = .object([.init("uncalculated", .boolean(true))])
        case let value: return append(value, style: 0, to: &out)
        }
        out.append(json.serialised())
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
        case .tsv: .init(without: [])
        case .json: .init(without: .needsJSONEscapes)
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
