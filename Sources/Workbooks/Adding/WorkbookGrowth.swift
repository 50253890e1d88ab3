import Streams

/// Adds worksheets to a workbook and changes nothing else of it: the workbook part gains their names, its
/// relationships and the content types their parts, the styles part their formats at its lists' ends.
public struct WorkbookGrowth {
    private let workbook: Workbook
    private let workbookPart: String
    private let namespaces: Namespaces
    /// Cell formats, those of the workbook and those that are added.
    public var styles: WorkbookStyles
    private var sheets: [(sheet: AddedSheet, former: Workbook.Sheet?)] = []

    /// Why sheets cannot be added safely.
    public enum Refusal: Error {
        /// It lacks a usual styles part.
        case noStyles
        /// It has almost as many cell formats as Excel takes.
        case tooManyFormats
    }

    /// Formats that added sheets may need.
    private static let formatsNeeded = 128

    /// - Throws: `Refusal`; `Failure` for damaged parts.
    public init(of workbook: Workbook) throws {
        let package = workbook.package
        guard let main = try package.relationships(of: "").first(where: { $0.isOfType("officeDocument") }) else {
            throw Refusal.noStyles
        }
        guard let styles = try WorkbookStyles(of: workbook) else { throw Refusal.noStyles }
        guard styles.hasRoom(for: Self.formatsNeeded) else { throw Refusal.tooManyFormats }
        self.workbook = workbook
        workbookPart = main.target
        self.styles = styles
        let bytes = try package.text(of: main.target)
        namespaces = try Self.reading(package, main.target) { () throws(MarkupError) in
            try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                try XMLScanner(base: buffer.baseAddress!, end: buffer.count).namespaces()
            }
        }
    }

    private static func reading<T>(_ package: Package, _ part: String, _ body: () throws(MarkupError) -> T) throws -> T
    {
        do throws(MarkupError) { return try body() } catch {
            throw Failure.corrupt(package.path, "part \(part): \(error.text)")
        }
    }

    /// The index under which cells of added sheets name a format.
    public mutating func style(_ format: CellFormat) -> Int { styles.index(of: format) }

    /// Adds a sheet behind all others, or in the place of one that is there, which goes with all that is its own.
    public mutating func add(_ sheet: AddedSheet, inPlaceOf former: Workbook.Sheet? = nil) {
        sheets.append((sheet, former))
    }

    /// Puts all into a rewrite of the workbook's package.
    public func apply(to rewrite: inout PackageRewrite) throws {
        styles.apply(to: &rewrite)
        let folder = workbookPart.pathPrefix
        let removed = try sheets.compactMap(\.former).reduce(into: Set<String>()) {
            $0.formUnion(try workbook.partsOnly(of: $1))
        }
        try remove(removed, from: &rewrite)
        var parts = AddedParts(folder: folder, namespaces: namespaces, tables: try takenTables(besides: removed))
        for (sheet, former) in sheets { parts.add(sheet, as: former?.partName, to: &rewrite) }
        try list(parts, in: &rewrite)
        try grow(workbookPart, in: &rewrite) { scanner, patches throws(MarkupError) in
            try scanner.addPrintTitles(of: sheets.map(\.sheet), to: &patches)
        }
    }

    private func remove(_ parts: Set<String>, from rewrite: inout PackageRewrite) throws {
        guard !parts.isEmpty else { return }
        for part in parts { rewrite.remove(part) }
        let names = Set(parts.map { "/" + $0.lowercased() })
        let types = "[Content_Types].xml"
        let bytes = try rewrite.data(of: types)
        let rest = try Self.reading(workbook.package, types) { () throws(MarkupError) in
            try CalculationChain.removing("Override", from: bytes) { attribute in
                attribute("PartName").map { names.contains($0.lowercased()) } ?? false
            }
        }
        if let rest { rewrite.replace(types, with: rest) }
    }

    /// Names and identifiers of the tables that are there, and names that a table may not have.
    private func takenTables(besides removed: Set<String>) throws -> AddedParts.TakenTables {
        var taken = AddedParts.TakenTables()
        taken.names = Set(workbook.definedNames.map { $0.name.lowercased() })
        for part in workbook.package.partNames
        where part.lowercased().contains("/tables/") && part.lowercased().hasSuffix(".xml") && !removed.contains(part) {
            try XMLReader(partName: part, package: workbook.path).parse(try workbook.package.data(of: part)) {
                element in
                guard element.isNamed("table") else { return }
                for name in [element["displayName"], element["name"]].compactMap({ $0 }) {
                    taken.names.insert(name.lowercased())
                }
                taken.lastID = max(taken.lastID, element.integer("id") ?? 0)
            }
        }
        return taken
    }

    /// Names the sheets in the workbook part, and their parts in its relationships and the content types.
    private func list(_ parts: AddedParts, in rewrite: inout PackageRewrite) throws {
        let package = workbook.package
        let relationshipsPart = Package.relationshipsPart(of: workbookPart)
        var ids = Set(try package.relationships(of: workbookPart).map { $0.id.lowercased() })
        let newIDs = parts.sheets.indices.map { _ in Self.free(&ids, "rid") }.map { "rId\($0)" }

        try grow(workbookPart, in: &rewrite) { scanner, patches throws(MarkupError) in
            guard let sheets = try scanner.container("sheets"), let insertion = sheets.insertion else {
                throw MarkupError(text: "it lists no sheets")
            }
            // A prefix that the list's own entries declare, one by one, is not in scope for a further one.
            let namespace = namespaces.relationships
            let prefix = try scanner.prefix(of: namespace, inChildOfRoot: sheets.range.lowerBound)
            let declaration = prefix == nil ? "xmlns:r=\"\(namespace)\" " : ""
            var taken: Set<String> = []
            var position = sheets.range.lowerBound
            while let tag = try scanner.nextTag(from: position), tag.next <= sheets.range.upperBound {
                position = tag.next
                guard tag.kind != .end, scanner.isNamed(tag, "sheet"), let id = scanner.attribute("sheetId", of: tag)
                else { continue }
                taken.insert(scanner.string(id))
            }
            for (sheet, id) in zip(parts.sheets, newIDs) {
                let number = Self.freeSheetID(&taken)
                patches.insert(
                    "<\(sheets.prefix)sheet \(declaration)name=\"\(XMLText.attribute(sheet.name))\" sheetId=\"\(number)\" \(prefix ?? "r:")id=\"\(id)\"/>",
                    at: insertion)
            }
        }
        try grow(relationshipsPart, in: &rewrite) { scanner, patches throws(MarkupError) in
            guard let end = try scanner.endOfRoot(), let root = try scanner.root() else {
                throw MarkupError(text: "it is empty")
            }
            for (sheet, id) in zip(parts.sheets, newIDs) {
                patches.insert(
                    "<\(scanner.prefix(of: root))Relationship Id=\"\(id)\" Type=\"\(namespaces.relationships)/worksheet\" Target=\"\(sheet.target)\"/>",
                    at: end)
            }
        }
        let types = try defaultTypes(in: rewrite)
        try grow("[Content_Types].xml", in: &rewrite) { scanner, patches throws(MarkupError) in
            guard let end = try scanner.endOfRoot(), let root = try scanner.root() else {
                throw MarkupError(text: "it is empty")
            }
            if !types.contains("rels") {
                patches.insert(
                    "<\(scanner.prefix(of: root))Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>",
                    at: end)
            }
            for (name, type) in parts.contentTypes {
                patches.insert(
                    "<\(scanner.prefix(of: root))Override PartName=\"/\(name)\" ContentType=\"\(type)\"/>", at: end)
            }
        }
    }

    /// The first number that makes a new name, which is taken.
    private static func free(_ taken: inout Set<String>, _ stem: String) -> Int {
        var number = 1
        while !taken.insert("\(stem)\(number)").inserted { number += 1 }
        return number
    }

    /// Behind the largest, as programs do; the first free one when that is beyond what Excel takes.
    private static func freeSheetID(_ taken: inout Set<String>) -> Int {
        let next = (taken.compactMap { Int($0) }.max() ?? 0).addingReportingOverflow(1).partialValue
        guard (1...ExcelLimits.sheetID).contains(next) else { return free(&taken, "") }
        taken.insert(String(next))
        return next
    }

    /// The endings that have a content type, in lower case.
    private func defaultTypes(in rewrite: PackageRewrite) throws -> Set<String> {
        var endings: Set<String> = []
        let part = "[Content_Types].xml"
        try XMLReader(partName: part, package: workbook.path).parse(try rewrite.data(of: part)) { element in
            if element.isNamed("Default"), let ending = element["Extension"] { endings.insert(ending.lowercased()) }
        }
        return endings
    }

    private func grow(
        _ part: String, in rewrite: inout PackageRewrite,
        _ body: (XMLScanner, inout MarkupPatches) throws(MarkupError) -> Void
    ) throws {
        let bytes = try rewrite.data(of: part)
        var patches = MarkupPatches(bytes)
        try Self.reading(workbook.package, part) { () throws(MarkupError) in
            try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                try body(XMLScanner(base: buffer.baseAddress!, end: buffer.count), &patches)
            }
        }
        rewrite.replace(part, with: patches.result)
    }
}

extension Workbook {
    /// The parts that only a sheet leads to, without its own: relationships, tables, drawings, charts.
    public func partsOnly(of sheet: Sheet) throws -> Set<String> {
        try PackageTree(package).parts(ownedBy: [sheet.partName]).subtracting([sheet.partName])
    }
}
