import Streams

/// One pass over a worksheet part that turns cell edits into patches of its bytes.
///
/// Unsafe: the scanner reads through a raw pointer, so a pass must not outlive the buffer that it was made
/// for; its patches and flags may.
struct EditingPass {
    /// Bytes to put in the place of a range of the part.
    struct Patch {
        var range: Range<Int>
        var bytes: [UInt8]
    }

    let scanner: XMLScanner
    /// In order, row first.
    let edits: [(key: CellReference, value: CellEdit)]
    let restyling: SheetRestyling
    var patches: [Patch] = []
    var changesFormulas = false
    /// Cells whose edit would do damage, with the reason.
    var refusals: [CellReference: String] = [:]

    var markup = CellMarkup(prefix: [])
    /// Index of the first edit that is not done.
    var next = 0
    var columnStyles: [(columns: ClosedRange<Int>, style: [UInt8])] = []
    var dimension: (value: Range<Int>, range: CellRange)?
    /// Ranges that formulas fill besides their own cell, as far as the scan has come.
    var filled: [CellRange] = []
    /// Groups of shared formulas by their index.
    var groups: [Int: SharedGroup] = [:]

    /// Formulas that are one formula, moved (18.3.1.40).
    struct SharedGroup {
        /// The formula as the first cell has it.
        var text: String
        var cell: CellReference
        /// Whether an edit takes the first cell's formula away.
        var isBroken: Bool
    }

    init(
        scanner: XMLScanner, edits: [(key: CellReference, value: CellEdit)],
        restyling: SheetRestyling = SheetRestyling()
    ) {
        self.scanner = scanner
        self.edits = edits
        self.restyling = restyling
    }

    static let truncated = MarkupError(text: "the worksheet ends too early")

    /// Fills `patches`.
    mutating func run() throws(MarkupError) {
        var position = 0
        var depth = 0
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            if tag.kind == .end { depth -= 1 }
            if depth == 0, tag.kind == .start { markup.prefix = prefix(of: tag) }
            if depth == 1, tag.kind != .end, scanner.isNamed(tag, "sheetData") {
                try editSheetData(tag)
                patchDimension()
                return
            }
            if tag.kind != .end { note(tag, depth: depth) }
            if tag.kind == .start { depth += 1 }
        }
        throw MarkupError(text: "it has no sheetData")
    }

    /// Remembers the dimension and the columns' styles, which stand before the sheet data.
    mutating func note(_ tag: MarkupTag, depth: Int) {
        if depth == 1, scanner.isNamed(tag, "dimension"), let value = scanner.attribute("ref", of: tag),
            let range = CellRange(scanner.string(value))
        {
            dimension = (value, range)
        } else if depth == 2, scanner.isNamed(tag, "col"),
            let first = scanner.attribute("min", of: tag).flatMap({ scanner.integer($0) }),
            let last = scanner.attribute("max", of: tag).flatMap({ scanner.integer($0) }), first <= last,
            let style = scanner.attribute("style", of: tag)
        {
            columnStyles.append((first...last, bytes(style)))
        }
    }

    // MARK: Rows

    mutating func editSheetData(_ sheetData: MarkupTag) throws(MarkupError) {
        guard sheetData.kind == .start else {
            let name = String(decoding: bytes(opening(of: sheetData) + 1..<sheetData.nameEnd), as: UTF8.self)
            let slash = sheetData.attributesEnd
            let rows = newRows(before: .max)
            patches.append(
                Patch(range: slash..<sheetData.next, bytes: Array(">".utf8) + rows + Array("</\(name)>".utf8)))
            return
        }
        var position = sheetData.next
        var last = 0
        while let tag = try scanner.nextTag(from: position) {
            if tag.kind == .end {
                insert(newRows(before: .max), at: opening(of: tag))
                return
            }
            guard scanner.isNamed(tag, "row") else {
                position = try end(of: tag)
                continue
            }
            let number = scanner.attribute("r", of: tag).flatMap { scanner.integer($0) } ?? last + 1
            guard number > last, number <= CellReference.maximumRow else {
                throw MarkupError(text: "its rows are out of order at row \(number)")
            }
            last = number
            insert(newRows(before: number), at: opening(of: tag))
            position = try editRow(tag, number)
        }
        throw Self.truncated
    }

    /// Edits the cells of one row that is there, and returns the position behind it.
    mutating func editRow(_ row: MarkupTag, _ number: Int) throws(MarkupError) -> Int {
        let first = next
        while next < edits.count, edits[next].key.row == number { next += 1 }
        let rowEdits = edits[first..<next]
        if let height = restyling.heights[number] { setHeight(height, of: row) }
        guard !rowEdits.isEmpty || row.kind == .start else { return row.next }
        let style = rowStyle(row)
        if let grown = grownSpans(of: row, for: rowEdits) { patches.append(grown) }
        guard row.kind == .start else {
            let cells = newCells(rowEdits, rowStyle: style)
            guard !cells.isEmpty else { return row.next }
            let prefix = String(decoding: prefix(of: row), as: UTF8.self)
            let bytes = Array(">".utf8) + cells + Array("</\(prefix)row>".utf8)
            patches.append(Patch(range: row.attributesEnd..<row.next, bytes: bytes))
            return row.next
        }
        return try editCells(of: row, number, rowEdits, rowStyle: style)
    }

    mutating func editCells(
        of row: MarkupTag, _ number: Int, _ rowEdits: ArraySlice<(key: CellReference, value: CellEdit)>,
        rowStyle: [UInt8]?
    ) throws(MarkupError) -> Int {
        var rest = rowEdits
        var position = row.next
        var column = 0
        while let tag = try scanner.nextTag(from: position) {
            if tag.kind == .end {
                insert(newCells(rest, rowStyle: rowStyle), at: opening(of: tag))
                return tag.next
            }
            let after = try end(of: tag)
            defer { position = after }
            guard scanner.isNamed(tag, "c") else { continue }
            let reference = try self.reference(of: tag, row: number, after: column)
            column = reference.column
            let before = rest.prefix { $0.key.column < column }
            insert(newCells(before, rowStyle: rowStyle), at: opening(of: tag))
            rest = rest.dropFirst(before.count)
            let edit = rest.first?.key == reference ? rest.removeFirst().value : nil
            try visitCell(tag, until: after, reference, edit)
        }
        throw Self.truncated
    }

    func reference(of cell: MarkupTag, row: Int, after column: Int) throws(MarkupError) -> CellReference {
        guard let value = scanner.attribute("r", of: cell) else { return CellReference(row: row, column: column + 1) }
        guard let reference = CellReference(scanner.string(value)), reference.row == row, reference.column > column
        else {
            throw MarkupError(text: "its cells are out of order at \(scanner.string(value)) in row \(row)")
        }
        return reference
    }

    // MARK: Cells and rows that are new

    mutating func newCells(
        _ edits: ArraySlice<(key: CellReference, value: CellEdit)>, rowStyle: [UInt8]?
    ) -> [UInt8] {
        var out: [UInt8] = []
        for (reference, edit) in edits where edit != .clear {
            if edit.keepsFormula {
                refusals[reference] = "there is no formula whose value could be brought up to date"
                continue
            }
            if edit.setsFormula { changesFormulas = true }
            let style =
                restyling.styles[reference].map { Array("\($0)".utf8) } ?? rowStyle
                ?? columnStyles.first { $0.columns.contains(reference.column) }?.style
            out.append(UInt8(ascii: "<"))
            out += markup.prefix
            out += Array("c r=\"\(reference)\"".utf8)
            if let style { out += Array(" s=\"".utf8) + style + Array("\"".utf8) }
            if let type = CellMarkup.type(of: edit) { out += Array(" t=\"\(type)\"".utf8) }
            out.append(UInt8(ascii: ">"))
            markup.appendContent(of: edit, keeping: [], to: &out)
            markup.close("c", to: &out)
            written(reference)
        }
        return out
    }

    /// The rows that edits need and that are missing above row `limit`.
    mutating func newRows(before limit: Int) -> [UInt8] {
        var out: [UInt8] = []
        while next < edits.count, edits[next].key.row < limit {
            let row = edits[next].key.row
            let first = next
            while next < edits.count, edits[next].key.row == row { next += 1 }
            let cells = newCells(edits[first..<next], rowStyle: nil)
            guard !cells.isEmpty else { continue }
            let height = restyling.heights[row].map { " ht=\"\(DecimalText.string($0))\" customHeight=\"1\"" } ?? ""
            markup.open("row r=\"\(row)\"\(height)", to: &out)
            out += cells
            markup.close("row", to: &out)
        }
        return out
    }

    /// Gives a row a height that readers keep (18.3.1.73 row).
    private mutating func setHeight(_ height: Double, of row: MarkupTag) {
        var added = ""
        for (name, value) in [("ht", DecimalText.string(height)), ("customHeight", "1")] {
            if let old = scanner.attributes(of: row).first(where: { $0.name == name }) {
                patches.append(Patch(range: old.value, bytes: Array(value.utf8)))
            } else {
                added += " \(name)=\"\(value)\""
            }
        }
        insert(Array(added.utf8), at: row.nameEnd)
    }

    /// The style of a row that has one for cells yet to come.
    func rowStyle(_ row: MarkupTag) -> [UInt8]? {
        guard let flag = scanner.attribute("customFormat", of: row), ["1", "true"].contains(scanner.string(flag)),
            let style = scanner.attribute("s", of: row)
        else { return nil }
        return bytes(style)
    }

    /// `spans` made wide enough for the row's new cells; nil when it is, or missing.
    func grownSpans(
        of row: MarkupTag, for edits: ArraySlice<(key: CellReference, value: CellEdit)>
    ) -> Patch? {
        guard let value = scanner.attribute("spans", of: row) else { return nil }
        let bounds = scanner.string(value).split(separator: ":").compactMap { Int($0) }
        let columns = edits.filter { $0.value != .clear }.map(\.key.column)
        guard bounds.count == 2, let least = columns.min(), let most = columns.max(),
            least < bounds[0] || most > bounds[1]
        else { return nil }
        return Patch(range: value, bytes: Array("\(min(least, bounds[0])):\(max(most, bounds[1]))".utf8))
    }

    var outermost: CellRange?

    mutating func written(_ cell: CellReference) {
        let known = outermost ?? CellRange(cell, cell)
        outermost = CellRange(
            CellReference(row: min(known.first.row, cell.row), column: min(known.first.column, cell.column)),
            CellReference(row: max(known.last.row, cell.row), column: max(known.last.column, cell.column)))
    }

    mutating func patchDimension() {
        guard let dimension, let outermost else { return }
        let old = dimension.range
        guard !old.contains(outermost.first) || !old.contains(outermost.last) else { return }
        let grown = CellRange(
            CellReference(
                row: min(old.first.row, outermost.first.row), column: min(old.first.column, outermost.first.column)),
            CellReference(
                row: max(old.last.row, outermost.last.row), column: max(old.last.column, outermost.last.column)))
        patches.append(Patch(range: dimension.value, bytes: Array(grown.description.utf8)))
    }

    // MARK: Bytes

    mutating func insert(_ bytes: [UInt8], at position: Int) {
        if !bytes.isEmpty { patches.append(Patch(range: position..<position, bytes: bytes)) }
    }

    func bytes(_ range: Range<Int>) -> [UInt8] { scanner.bytes(range) }

    func opening(of tag: MarkupTag) -> Int { scanner.opening(of: tag) }

    /// The tag's prefix with its colon.
    func prefix(of tag: MarkupTag) -> [UInt8] {
        let start = opening(of: tag) + (tag.kind == .end ? 2 : 1)
        return bytes(start..<tag.nameStart)
    }

    func end(of tag: MarkupTag) throws(MarkupError) -> Int {
        guard let end = try scanner.end(of: tag) else { throw Self.truncated }
        return end
    }
}

extension [EditingPass.Patch] {
    /// The part with the patches in it; what is inserted at a place stands before what is replaced there.
    func applied(to part: [UInt8]) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(part.count + reduce(0) { $0 + $1.bytes.count })
        var copied = 0
        let ordered = sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
        for patch in ordered {
            out.append(contentsOf: part[copied..<patch.range.lowerBound])
            out.append(contentsOf: patch.bytes)
            copied = patch.range.upperBound
        }
        out.append(contentsOf: part[copied...])
        return out
    }
}
