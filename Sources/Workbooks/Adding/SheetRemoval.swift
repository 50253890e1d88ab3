import Streams

/// Takes sheets out of a workbook, with all that only they use.
public struct SheetRemoval {
    private let workbook: Workbook
    private let sheets: [Workbook.Sheet]

    public init(of sheets: [Workbook.Sheet], from workbook: Workbook) {
        (self.workbook, self.sheets) = (workbook, sheets)
    }

    /// Puts the removal into a rewrite of the workbook's package. Formulas that name the sheets are the caller's.
    ///
    /// - Throws: `Failure` for damaged parts.
    public func apply(to rewrite: inout PackageRewrite) throws {
        let package = workbook.package
        guard let main = try package.relationships(of: "").first(where: { $0.isOfType("officeDocument") })?.target
        else {
            return
        }
        let removed = Set(sheets.map(\.index))
        let parts = try PackageTree(package).parts(ownedBy: sheets.map(\.partName))
        let gone = Set(sheets.map { $0.partName.lowercased() })
        let ids = Set(
            try package.relationships(of: main).filter { !$0.isExternal && gone.contains($0.target.lowercased()) }.map(
                \.id))
        try edit(main, in: &rewrite) { scanner throws(MarkupError) in try Self.withoutSheets(scanner, ids, removed) }
        try remove("Relationship", from: Package.relationshipsPart(of: main), in: &rewrite) { attribute in
            attribute("Id").map { ids.contains($0) } ?? false
        }
        let names = Set(parts.map { "/" + $0.lowercased() })
        try remove("Override", from: "[Content_Types].xml", in: &rewrite) { attribute in
            attribute("PartName").map { names.contains($0.lowercased()) } ?? false
        }
        for part in parts { rewrite.remove(part) }
    }

    /// The workbook part's patches: entries of the sheets and names that belong to them go, and indices of sheets follow.
    private static func withoutSheets(
        _ scanner: XMLScanner, _ ids: Set<String>, _ removed: Set<Int>
    ) throws(MarkupError) -> [EditingPass.Patch] {
        var patches: [EditingPass.Patch] = []
        func moved(_ index: Int) -> Int { index - removed.count { $0 <= index } }
        func rewrite(_ attribute: StaticString, of tag: MarkupTag) {
            guard let value = scanner.attribute(attribute, of: tag), let index = scanner.integer(value) else { return }
            // A view of a sheet that goes shows the one before it.
            let place = removed.contains(index + 1) ? max(moved(index + 1) - 1, 0) : moved(index)
            if place != index { patches.append(.init(range: value, bytes: Array(String(place).utf8))) }
        }
        var position = 0
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            guard tag.kind != .end else { continue }
            if scanner.isNamed(tag, "sheet") {
                guard let id = scanner.prefixedAttribute("id", of: tag), ids.contains(scanner.string(id)),
                    let end = try scanner.end(of: tag)
                else { continue }
                patches.append(.init(range: scanner.opening(of: tag)..<end, bytes: []))
                position = end
            } else if scanner.isNamed(tag, "workbookView") {
                rewrite("activeTab", of: tag)
                rewrite("firstSheet", of: tag)
            } else if scanner.isNamed(tag, "definedName"), let end = try scanner.end(of: tag) {
                let index = scanner.attribute("localSheetId", of: tag).flatMap { scanner.integer($0) }
                if let index, removed.contains(index + 1) {
                    patches.append(.init(range: scanner.opening(of: tag)..<end, bytes: []))
                    position = end
                } else {
                    rewrite("localSheetId", of: tag)
                }
            }
        }
        return patches
    }

    private func edit(
        _ part: String, in rewrite: inout PackageRewrite,
        _ body: (XMLScanner) throws(MarkupError) -> [EditingPass.Patch]
    ) throws {
        let bytes = try rewrite.data(of: part)
        do throws(MarkupError) {
            let patches = try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                try body(XMLScanner(base: buffer.baseAddress!, end: buffer.count))
            }
            rewrite.replace(part, with: patches.applied(to: bytes))
        } catch {
            throw Failure.corrupt(workbook.path, "part \(part): \(error.text)")
        }
    }

    private func remove(
        _ element: StaticString, from part: String, in rewrite: inout PackageRewrite,
        where takes: ((StaticString) -> String?) -> Bool
    ) throws {
        let bytes = try rewrite.data(of: part)
        do throws(MarkupError) {
            let rest = try CalculationChain.removing(element, from: bytes, where: takes)
            if let rest { rewrite.replace(part, with: rest) }
        } catch {
            throw Failure.corrupt(workbook.path, "part \(part): \(error.text)")
        }
    }
}

/// Which parts of a package name which.
struct PackageTree {
    /// By source; empty for the package's own.
    private var targets: [String: [String]] = [:]

    init(_ package: Package) throws {
        for source in [""] + package.partNames where !source.lowercased().hasSuffix(".rels") {
            let found = try package.relationships(of: source).filter { !$0.isExternal && package.contains($0.target) }
            if !found.isEmpty { targets[source] = found.map { package.entry(named: $0.target)?.name ?? $0.target } }
        }
    }

    /// The roots, all that only they lead to, and the relationships of those.
    func parts(ownedBy roots: [String]) -> Set<String> {
        var owned = Set(roots)
        var open = roots
        while let part = open.popLast() {
            for target in targets[part] ?? [] where owned.insert(target).inserted { open.append(target) }
        }
        // What another part leads to stays, and what it leads to in turn.
        while true {
            let kept = targets.filter { !owned.contains($0.key) }.flatMap(\.value)
            let shared = owned.intersection(kept).subtracting(roots)
            guard !shared.isEmpty else { break }
            owned.subtract(shared)
        }
        for part in owned where targets[part] != nil {
            owned.insert(Package.relationshipsPart(of: part))
        }
        return owned
    }
}
