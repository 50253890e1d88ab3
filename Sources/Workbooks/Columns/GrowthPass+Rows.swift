/// Rows and cells.
extension GrowthPass {
    /// A cell as it stands in the part.
    struct StoredCell {
        var tag: MarkupTag
        var range: Range<Int>
        var reference: CellReference
        var formula: StoredFormula?
    }

    struct StoredFormula {
        var range: Range<Int>
        var type: String
        var area: CellRange?
        var group: Int?
        /// As it means for its cell.
        var text: String
        var grown: String
    }

    mutating func growRows(_ sheetData: MarkupTag) throws(MarkupError) {
        guard sheetData.kind == .start else { return }
        var rows: [(tag: MarkupTag, cells: [StoredCell], end: Int)] = []
        var masters: [Int: (text: String, at: CellReference)] = [:]
        var changed: Set<Int> = []
        var position = sheetData.next
        var number = 0
        while let tag = try scanner.nextTag(from: position), tag.kind != .end {
            let end = try end(of: tag)
            position = end
            guard scanner.isNamed(tag, "row") else { continue }
            number = scanner.attribute("r", of: tag).flatMap { scanner.integer($0) } ?? number + 1
            let cells = try self.cells(of: tag, number, &masters)
            for formula in cells.compactMap(\.formula) where formula.text != formula.grown {
                if let group = formula.group { changed.insert(group) }
            }
            if isHome, growth.moves {
                for cell in cells where cell.reference.column >= growth.start {
                    if let group = cell.formula?.group { changed.insert(group) }
                }
            }
            rows.append((tag, cells, end))
        }
        for row in rows {
            for cell in row.cells { keepFormula(of: cell, changed) }
            if isHome { growRow(row.tag, row.cells, changed) }
        }
    }

    private func cells(
        of row: MarkupTag, _ number: Int, _ masters: inout [Int: (text: String, at: CellReference)]
    ) throws(MarkupError) -> [StoredCell] {
        guard row.kind == .start else { return [] }
        var cells: [StoredCell] = []
        var position = row.next
        var column = 0
        while let tag = try scanner.nextTag(from: position), tag.kind != .end {
            let end = try end(of: tag)
            position = end
            guard scanner.isNamed(tag, "c") else { continue }
            let reference =
                scanner.attribute("r", of: tag).flatMap { CellReference(scanner.string($0)) }
                ?? CellReference(row: number, column: column + 1)
            column = reference.column
            var cell = StoredCell(tag: tag, range: opening(of: tag)..<end, reference: reference)
            if tag.kind == .start { cell.formula = try formula(in: tag, at: reference, &masters) }
            cells.append(cell)
        }
        return cells
    }

    private func formula(
        in cell: MarkupTag, at place: CellReference, _ masters: inout [Int: (text: String, at: CellReference)]
    ) throws(MarkupError) -> StoredFormula? {
        var position = cell.next
        while let tag = try scanner.nextTag(from: position), tag.kind != .end {
            let end = try end(of: tag)
            position = end
            guard scanner.isNamed(tag, "f") else { continue }
            var text = tag.kind == .start ? scanner.string(try content(of: tag)) : ""
            let type = scanner.attribute("t", of: tag).map { scanner.string($0) } ?? "normal"
            var group: Int?
            if type == "shared", let index = scanner.attribute("si", of: tag).flatMap({ scanner.integer($0) }) {
                group = index
                if text.isEmpty, let master = masters[index] {
                    let shift = FormulaShift(rows: place.row - master.at.row, columns: place.column - master.at.column)
                    text = shift.apply(to: master.text)
                } else {
                    masters[index] = (text, place)
                }
            }
            return StoredFormula(
                range: opening(of: tag)..<end, type: type,
                area: scanner.attribute("ref", of: tag).flatMap { CellRange(scanner.string($0)) }, group: group,
                text: text,
                grown: formulas.apply(to: text))
        }
        return nil
    }

    /// Brings a cell's own formula up to date. A shared one stands for itself once its group is no longer alike.
    private mutating func keepFormula(of cell: StoredCell, _ changed: Set<Int>) {
        guard let formula = cell.formula else { return }
        let isBroken = formula.group.map { changed.contains($0) } ?? false
        if ["array", "dataTable"].contains(formula.type), isHome, let area = formula.area,
            growth.range(area) != area || touches(area)
        {
            obstacles.append(
                "\(area) holds \(formula.type == "array" ? "an array formula" : "a data table"), which cannot be divided"
            )
        } else if formula.type == "dataTable" {
            if isHome, growth.moves { obstacles.append("the sheet has a data table, whose inputs may move") }
        } else if formula.type == "array", formula.text != formula.grown {
            var tag = bytes(formula.range)
            tag = Array(tag.prefix { $0 != UInt8(ascii: ">") }) + [UInt8(ascii: ">")]
            XMLText.append(formula: formula.grown, to: &tag)
            patches.append(Patch(range: formula.range, bytes: tag + closing(of: formula)))
        } else if isBroken || (formula.group == nil && formula.text != formula.grown) {
            patches.append(Patch(range: formula.range, bytes: plain(formula, formula.grown)))
        }
    }

    /// Whether an area of several cells covers copied columns.
    private func touches(_ area: CellRange) -> Bool {
        area.first != area.last && area.columns.overlaps(growth.source)
            && growth.rows.contains { $0.overlaps(area.rows) }
    }

    private func prefix(of formula: StoredFormula) -> [UInt8] {
        Array(bytes(formula.range).dropFirst().prefix { $0 != UInt8(ascii: "f") })
    }

    private func closing(of formula: StoredFormula) -> [UInt8] {
        Array("</".utf8) + prefix(of: formula) + Array("f>".utf8)
    }

    private func plain(_ formula: StoredFormula, _ text: String) -> [UInt8] {
        var out = Array("<".utf8) + prefix(of: formula) + Array("f>".utf8)
        XMLText.append(formula: text, to: &out)
        return out + closing(of: formula)
    }

    // MARK: Moving and copying

    private mutating func growRow(_ row: MarkupTag, _ cells: [StoredCell], _ changed: Set<Int>) {
        guard row.kind == .start else { return }
        let isCopied = growth.contains(row: cells.first?.reference.row ?? 0)
        var copies: [UInt8] = []
        if isCopied {
            for copy in 1...growth.copies {
                for cell in cells where growth.source.contains(cell.reference.column) {
                    copies += self.copy(cell, to: cell.reference.column + copy * growth.step, keepsContent: true)
                }
            }
        } else if growth.moves, let last = cells.first(where: { $0.reference.column == growth.source.upperBound }) {
            // A bar of colour goes on, as it does when a person inserts columns.
            for column in growth.newColumns { copies += copy(last, to: column, keepsContent: false) }
        }
        let right = cells.filter { $0.reference.column >= growth.start }
        if growth.moves {
            for cell in right { move(cell) }
        } else if isCopied {
            for cell in right where growth.newColumns.contains(cell.reference.column) {
                patches.append(Patch(range: cell.range, bytes: []))
            }
        }
        if !copies.isEmpty {
            let place = right.first?.range.lowerBound ?? cells.last!.range.upperBound
            patches.append(Patch(range: place..<place, bytes: copies))
        }
        rewrite("spans", of: row) { [growth] text in
            let bounds = text.split(separator: ":").compactMap { Int32($0) }.map(Int.init)
            guard bounds.count == 2 else { return nil }
            let last = max(growth.column(bounds[1]), copies.isEmpty ? 0 : growth.newColumns.upperBound)
            return "\(growth.column(bounds[0])):\(last)"
        }
    }

    private mutating func move(_ cell: StoredCell) {
        let reference = CellReference(row: cell.reference.row, column: growth.column(cell.reference.column))
        guard reference.column <= CellReference.maximumColumn else {
            obstacles.append("\(cell.reference) would leave the worksheet")
            return
        }
        if let value = scanner.attribute("r", of: cell.tag) {
            patches.append(Patch(range: value, bytes: Array(reference.description.utf8)))
        } else {
            patches.append(Patch(range: cell.tag.nameEnd..<cell.tag.nameEnd, bytes: Array(" r=\"\(reference)\"".utf8)))
        }
    }

    /// The markup of a copy: style, and what is the same for every group.
    private func copy(_ cell: StoredCell, to column: Int, keepsContent: Bool) -> [UInt8] {
        let reference = CellReference(row: cell.reference.row, column: column)
        let formula = keepsContent ? cell.formula : nil
        let keepsText = keepsContent && formula == nil && growth.contents.contains(cell.reference)
        let dropped: Set<String> = keepsText ? ["r", "cm", "vm"] : ["r", "t", "cm", "vm"]
        var out = bytes(opening(of: cell.tag)..<cell.tag.nameEnd) + Array(" r=\"\(reference)\"".utf8)
        for attribute in scanner.attributes(of: cell.tag) where !dropped.contains(attribute.name) {
            out += Array(" ".utf8) + bytes(attribute.range)
        }
        if keepsText, cell.tag.kind == .start { return out + bytes(cell.tag.attributesEnd..<cell.range.upperBound) }
        guard let formula, !["array", "dataTable"].contains(formula.type), !formula.text.isEmpty else {
            return out + Array("/>".utf8)
        }
        let text = FormulaShift(rows: 0, columns: column - cell.reference.column).apply(to: formula.grown)
        let close = bytes(scanner.opening(of: cell.tag)..<cell.tag.nameEnd)
        return out + Array(">".utf8) + plain(formula, text) + Array("</".utf8) + close.dropFirst() + Array(">".utf8)
    }

    // MARK: Widths

    /// `cols` anew: what is right of the source moves or stays, and the copies look like the source.
    mutating func growWidths(_ cols: MarkupTag) throws(MarkupError) {
        guard cols.kind == .start, growth.moves || growth.setsWidths else { return }
        var columns: [(range: ClosedRange<Int>, attributes: [UInt8])] = []
        var shown: [Int: [UInt8]] = [:]
        var position = cols.next
        var opening: [UInt8] = Array("<col".utf8)
        while let tag = try scanner.nextTag(from: position), tag.kind != .end {
            position = try end(of: tag)
            guard let first = scanner.attribute("min", of: tag).flatMap({ scanner.integer($0) }),
                let last = scanner.attribute("max", of: tag).flatMap({ scanner.integer($0) }), first <= last
            else { continue }
            opening = bytes(self.opening(of: tag)..<tag.nameEnd)
            let attributes = scanner.attributes(of: tag).filter { $0.name != "min" && $0.name != "max" }
            columns.append((first...last, attributes.flatMap { Array(" ".utf8) + bytes($0.range) }))
            for column in growth.source where (first...last).contains(column) {
                shown[column] = attributes.filter { !["hidden", "collapsed"].contains($0.name) }.flatMap {
                    Array(" ".utf8) + bytes($0.range)
                }
            }
        }
        var grown: [(range: ClosedRange<Int>, attributes: [UInt8])] = []
        for (range, attributes) in columns {
            if range.lowerBound < growth.start {
                grown.append((range.lowerBound...min(range.upperBound, growth.start - 1), attributes))
            }
            let first =
                growth.moves
                ? max(range.lowerBound, growth.start) + growth.count
                : max(range.lowerBound, growth.newColumns.upperBound + 1)
            let last = min(
                growth.moves ? range.upperBound + growth.count : range.upperBound, CellReference.maximumColumn)
            if range.upperBound >= growth.start, first <= last { grown.append((first...last, attributes)) }
        }
        for column in growth.newColumns {
            let source = growth.source.lowerBound + (column - growth.start) % growth.step
            if let attributes = shown[source] { grown.append((column...column, attributes)) }
        }
        grown.sort { $0.range.lowerBound < $1.range.lowerBound }
        var out: [UInt8] = []
        for (range, attributes) in grown {
            out +=
                opening + Array(" min=\"\(range.lowerBound)\" max=\"\(range.upperBound)\"".utf8) + attributes
                + Array("/>".utf8)
        }
        patches.append(Patch(range: try content(of: cols), bytes: out))
    }
}
