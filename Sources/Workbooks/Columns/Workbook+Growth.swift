import Streams

/// What a workbook becomes when one of its sheets gains columns.
public struct GrownWorkbook: Sendable {
    /// New content by part name.
    public var parts: [String: [UInt8]] = [:]
    /// Why it cannot be done without damage; empty when it can.
    public var obstacles: [String] = []
    /// Charts and names that show the cells of all old groups and none of the new ones, in words.
    public var leftOut: [String] = []
}

extension Workbook {
    /// The parts that change when a sheet gains columns: its cells, widths, merges, rules and names, and every formula,
    /// chart and drawing of the package that points at what moves or at the row of groups as a whole.
    ///
    /// Nothing is written, and nothing may be used when there are obstacles.
    /// - Throws: `Failure` with status 65 for malformed parts.
    public func growing(_ growth: ColumnGrowth, of sheet: Sheet) throws -> GrownWorkbook {
        var grown = GrownWorkbook()
        let related = try package.relationships(of: sheet.partName).filter {
            !$0.isExternal && package.contains($0.target)
        }
        let tables = Set(related.filter { $0.isOfType("table") }.map(\.target))
        var parts = worksheets.map(\.partName)
        parts += try package.relationships(of: "").filter { $0.isOfType("officeDocument") }.map(\.target)
        parts += package.partNames.filter {
            $0.hasSuffix(".xml") && ($0.contains("/charts/chart") || $0.contains("/tables/"))
        }
        for part in parts where package.contains(part) {
            var readings: [String: [CellRange]] = [:]
            try revise(part, of: sheet, into: &grown) { scanner throws(MarkupError) in
                var pass = GrowthPass(
                    scanner: scanner, growth: growth, sheet: sheet.name, isHome: part == sheet.partName,
                    isChart: part.contains("/charts/chart"))
                try pass.run()
                readings = pass.readings
                return (pass.patches, pass.obstacles)
            }
            let left = LeftOutColumns(growth, of: sheet)
            grown.leftOut += readings.filter { left.isLeftOut(by: $0.value) }.keys.sorted().map {
                $0.isEmpty ? "the chart \(part.split(separator: "/").last ?? "")" : "the name \($0)"
            }
        }
        for table in try self.tables() where table.sheetIndex == sheet.index && growth.range(table.range) != table.range
        {
            grown.obstacles.append("the table \(table.name) over \(table.range) would have to change")
        }
        for table in tables where package.contains(table) == false {
            grown.obstacles.append("the table part \(table) is missing")
        }
        if growth.moves { try move(growth, of: sheet, related, into: &grown) }
        return grown
    }

    /// What is not made of cells and moves with them, or forbids that they do.
    private func move(
        _ growth: ColumnGrowth, of sheet: Sheet, _ related: [Relationship], into grown: inout GrownWorkbook
    ) throws {
        for relationship in related {
            if relationship.isOfType("drawing") {
                try revise(relationship.target, of: sheet, into: &grown) { scanner throws(MarkupError) in
                    (try DrawingAnchors(scanner).patches(growth), [])
                }
            }
            let isNote = relationship.isOfType("comments") || relationship.isOfType("threadedComment")
            guard isNote || relationship.isOfType("pivotTable") || relationship.isOfType("tableSingleCells") else {
                continue
            }
            for range in try ranges(in: relationship.target) where range.last.column >= growth.start {
                let what = isNote ? "a comment" : "a pivot table or mapped cell"
                grown.obstacles.append("\(what) stands at \(range), which would move")
                break
            }
        }
        for part in package.partNames where part.contains("pivotCacheDefinition") && part.hasSuffix(".xml") {
            var names = false
            try XMLReader(partName: part, package: path).parse(try package.data(of: part)) { element in
                guard element.isNamed("worksheetSource"), element["sheet"]?.lowercased() == sheet.name.lowercased()
                else { return }
                names = element["ref"].flatMap { CellRange($0) }.map { $0.last.column >= growth.start } ?? false
            }
            if names { grown.obstacles.append("a pivot table is made of cells that would move") }
        }
        if package.partNames.contains(where: { $0.lowercased().hasSuffix("vbaproject.bin") }) {
            grown.obstacles.append("the workbook has macros, which may name cells that would move")
        }
    }

    /// The ranges that `ref` attributes of a small part name.
    private func ranges(in part: String) throws -> [CellRange] {
        var found: [CellRange] = []
        try XMLReader(partName: part, package: path).parse(try package.data(of: part), takesForeign: true) { element in
            if let range = element["ref"].flatMap({ CellRange($0) }) { found.append(range) }
        }
        return found
    }

    private func revise(
        _ part: String, of sheet: Sheet, into grown: inout GrownWorkbook,
        _ body: (XMLScanner) throws(MarkupError) -> ([EditingPass.Patch], [String])
    ) throws {
        let bytes = try grown.parts[part] ?? package.text(of: part)
        guard !bytes.isEmpty, !bytes.starts(with: [0xFF, 0xFE]), !bytes.starts(with: [0xFE, 0xFF]) else {
            grown.obstacles.append("part \(part) is not UTF-8")
            return
        }
        do throws(MarkupError) {
            let (patches, obstacles) = try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                try body(XMLScanner(base: buffer.baseAddress!, end: buffer.count))
            }
            grown.obstacles += obstacles
            if !patches.isEmpty { grown.parts[part] = patches.applied(to: bytes) }
        } catch {
            throw Failure.corrupt(path, "part \(part): \(error.text)")
        }
    }

    /// The places of a sheet where anything stands that is seen or counts: cells with content, merges, rules,
    /// sparklines, links, comments, pictures, charts, tables.
    public func occupied(of sheet: Sheet) throws -> [CellRange] {
        let grid = try grid(of: sheet)
        var found = grid.cells.keys.map { CellRange($0, $0) } + grid.merges
        let bytes = try package.text(of: sheet.partName)
        do throws(MarkupError) {
            found += try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                try Self.areas(in: XMLScanner(base: buffer.baseAddress!, end: buffer.count))
            }
        } catch {
            throw Failure.corrupt(path, "part \(sheet.partName): \(error.text)")
        }
        found += try tables().filter { $0.sheetIndex == sheet.index }.map(\.range)
        for relationship in try package.relationships(of: sheet.partName)
        where !relationship.isExternal && package.contains(relationship.target) {
            if relationship.isOfType("comments") || relationship.isOfType("pivotTable") {
                found += try ranges(in: relationship.target)
            } else if relationship.isOfType("drawing") {
                let bytes = try package.text(of: relationship.target)
                let anchors = try? bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                    try DrawingAnchors(XMLScanner(base: buffer.baseAddress!, end: buffer.count)).anchors
                }
                found += (anchors ?? []).map(\.range)
            }
        }
        return found
    }

    /// Ranges of rules, links and sparklines outside of the rows.
    private static func areas(in scanner: XMLScanner) throws(MarkupError) -> [CellRange] {
        var found: [CellRange] = []
        var position = 0
        var isInRows = false
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            if scanner.isNamed(tag, "sheetData") { isInRows = tag.kind == .start }
            guard !isInRows, tag.kind != .end else { continue }
            if scanner.isNamed(tag, "sqref"), let close = scanner.find(UInt8(ascii: "<"), from: tag.next) {
                found += list(scanner.string(tag.next..<close))
            } else if scanner.isNamed(tag, "hyperlink"), let value = scanner.attribute("ref", of: tag) {
                found += list(scanner.string(value))
            } else if !scanner.isNamed(tag, "selection"), let value = scanner.attribute("sqref", of: tag) {
                found += list(scanner.string(value))
            }
        }
        return found
    }

    private static func list(_ text: String) -> [CellRange] {
        text.split(whereSeparator: \.isWhitespace).compactMap { CellRange($0) }
    }
}
