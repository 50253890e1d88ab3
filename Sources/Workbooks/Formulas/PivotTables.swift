import Streams

/// A pivot table: the cells that show it, and the cells that it is made of (ECMA-376 part 1, 18.10).
public struct PivotTable: Sendable {
    public var sheetIndex: Int
    /// The cells that show it.
    public var range: CellRange
    /// The part of its cache, which holds what it was made of when it was refreshed last.
    public var cachePart: String
    /// What it is made of, as formulas; empty for what is outside of the workbook. Nil where that cannot be told.
    public var sources: [String]?
}

extension Workbook {
    /// The pivot tables of all worksheets.
    ///
    /// - Throws: `Failure` with status 65 for damaged parts.
    public func pivotTables() throws -> [PivotTable] {
        var found: [PivotTable] = []
        var sources: [String: [String]?] = [:]
        for sheet in worksheets where package.contains(sheet.partName) {
            for table in try package.relationships(of: sheet.partName)
            where table.isOfType("pivotTable") && !table.isExternal && package.contains(table.target) {
                let cache = try package.relationships(of: table.target).first {
                    $0.isOfType("pivotCacheDefinition") && !$0.isExternal && package.contains($0.target)
                }
                var range: CellRange?
                try XMLReader(partName: table.target, package: path).parse(try package.data(of: table.target)) {
                    element in
                    if element.isNamed("location") { range = element["ref"].flatMap { CellRange($0) } ?? range }
                }
                guard let cache, let range else { continue }
                let known = try sources[cache.target] ?? self.sources(ofCache: cache.target)
                sources[cache.target] = known
                found.append(
                    PivotTable(sheetIndex: sheet.index, range: range, cachePart: cache.target, sources: known))
            }
        }
        return found
    }

    /// What a pivot cache is made of (18.10.1.95 worksheetSource, 18.10.1.79 rangeSet).
    private func sources(ofCache part: String) throws -> [String]? {
        var sources: [String] = []
        var isKnown = false
        try XMLReader(partName: part, package: path).parse(try package.data(of: part)) { element in
            if element.isNamed("cacheSource") {
                isKnown = element["type"] != "scenario"
            } else if element.isNamed("worksheetSource") || element.isNamed("rangeSet") {
                // An identifier of a relationship leads to another workbook.
                guard element["id"] == nil else { return }
                let sheet = element["sheet"].map { "'\($0.replacing("'", with: "''"))'!" } ?? ""
                if let reference = element["ref"] {
                    sources.append(sheet + reference)
                } else if let name = element["name"] {
                    sources.append(sheet + name)
                } else {
                    isKnown = false
                }
            }
        }
        return isKnown ? sources : nil
    }

    /// The definition of a pivot table's cache that asks for being refreshed when the workbook is opened (18.10.1.67).
    ///
    /// - Throws: `Failure` with status 65 for a malformed part.
    public func refreshing(pivotCache part: String) throws -> [UInt8] {
        let bytes = try package.text(of: part)
        do throws(MarkupError) {
            var patches = MarkupPatches(bytes)
            try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                let scanner = XMLScanner(base: buffer.baseAddress!, end: buffer.count)
                guard let root = try scanner.root() else { throw MarkupError(text: "it is empty") }
                if let value = scanner.attribute("refreshOnLoad", of: root) {
                    patches.replace(value, with: "1")
                } else {
                    patches.insert(" refreshOnLoad=\"1\"", at: root.nameEnd)
                }
            }
            return patches.result
        } catch {
            throw Failure.corrupt(path, "part \(part): \(error.text)")
        }
    }

    /// Whether it has parts that may repeat what cells show: drawings, charts, pivot tables.
    public var repeatsCells: Bool {
        package.partNames.contains {
            WorkbookRecalculation.repeatsCells($0) || $0.lowercased().contains("pivotcachedefinition")
        }
    }
}
