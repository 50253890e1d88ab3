/// What keeps programs from opening a package: content types, relationships, identifiers, names.
struct PackageFaults {
    var found: [String] = []
    private(set) var sheetCount = 0
    private let package: Package

    /// - Parameter uses: of the parts that are looked at.
    init(_ package: Package, uses: [String: PartUse]) throws {
        self.package = package
        try checkContentTypes()
        try checkRelationships(uses)
        let workbook = try Workbook(package: package)
        sheetCount = workbook.sheets.count
        var names = WorkbookNames(workbook)
        try names.check()
        found += names.faults
        let formats = workbook.styles.formatIDs.count
        if formats > ExcelLimits.cellFormats {
            found.append("it has \(formats) cell formats, where Excel takes \(ExcelLimits.cellFormats)")
        }
        for (part, use) in uses.sorted(by: { $0.key < $1.key })
        where use.largestFormat > 0 && use.largestFormat >= formats {
            found.append("part \(part) uses the cell format \(use.largestFormat), which is not there")
        }
    }

    /// Every part has a content type (ECMA-376 part 2, 7.2.3), and each name one.
    private mutating func checkContentTypes() throws {
        let types = "[Content_Types].xml"
        var (defaults, overrides) = (Set<String>(), Set<String>())
        var twice: [String] = []
        try XMLReader(partName: types, package: package.path).parse(try package.data(of: types)) { element in
            if element.isNamed("Default"), let ending = element["Extension"]?.lowercased() {
                if !defaults.insert(ending).inserted { twice.append("the ending .\(ending)") }
            } else if element.isNamed("Override"), let name = element["PartName"]?.lowercased() {
                if !overrides.insert(name).inserted { twice.append("part \(name)") }
            }
        }
        found += twice.map { "\($0) has two content types" }
        var names: Set<String> = []
        for part in package.partNames {
            let name = part.lowercased()
            if !names.insert(name).inserted { found.append("part \(part) is there twice") }
            guard name != types.lowercased(), !overrides.contains("/" + name) else { continue }
            let ending = name.lastIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? ""
            if !defaults.contains(ending) { found.append("part \(part) has no content type") }
        }
        for name in overrides where !names.contains(String(name.dropFirst())) {
            found.append("the content types name \(name), which is not there")
        }
    }

    /// Identifiers are unique, targets are there, and parts use identifiers that they have (ECMA-376 part 2, 6.5).
    private mutating func checkRelationships(_ uses: [String: PartUse]) throws {
        let relationships = package.partNames.filter { $0.lowercased().hasSuffix(".rels") }
        var known: [String: Set<String>] = [:]
        for part in relationships {
            guard let source = Self.source(of: part) else { continue }
            var ids: Set<String> = []
            for relationship in try package.relationships(of: source) {
                if !ids.insert(relationship.id).inserted {
                    found.append("part \(part) has the identifier \(relationship.id) twice")
                }
                guard !relationship.isExternal, !relationship.target.isEmpty else { continue }
                let target = relationship.target.split(separator: "#").first.map(String.init) ?? ""
                if !target.isEmpty, !package.contains(target) {
                    found.append("part \(part) names \(target), which is not there")
                }
            }
            known[source.lowercased()] = ids
        }
        for (part, use) in uses.sorted(by: { $0.key < $1.key }) {
            for id in use.relationships.subtracting(known[part.lowercased()] ?? []).sorted() {
                found.append("part \(part) uses the relationship \(id), which it does not have")
            }
        }
    }

    /// `xl/workbook.xml` for `xl/_rels/workbook.xml.rels`; empty for the package's own.
    private static func source(of part: String) -> String? {
        let segments = part.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard segments.count >= 2, segments[segments.count - 2].lowercased() == "_rels" else { return nil }
        return (segments.dropLast(2) + [String(segments[segments.count - 1].dropLast(5))]).joined(separator: "/")
    }
}
