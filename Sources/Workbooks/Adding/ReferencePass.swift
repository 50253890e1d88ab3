import Streams

/// One pass over a part that brings its formulas up to date with sheets that are made anew or go. A saved value beside a formula that names
/// such a sheet is of other rows, and is taken away: in cells, of shared formulas too, and in charts.
///
/// Unsafe like `EditingPass`: it must not outlive the buffer that it reads.
struct ReferencePass {
    let scanner: XMLScanner
    let references: [SheetReferences]
    var patches: [EditingPass.Patch] = []
    /// Where formulas stand that name a sheet which cannot be followed: cells, or the element's name.
    var lost: [String] = []
    /// Where those stand in which a range holds other columns than before.
    var regrouped: [String] = []
    /// How many formulas name one of the sheets.
    var concerned = 0

    private var cell: MarkupTag?
    private var dropsValue = false
    private var sharedGroups: Set<String> = []
    /// The value of the attribute `name` of the defined name that is open.
    private var name = ""

    init(scanner: XMLScanner, references: [SheetReferences]) {
        self.scanner = scanner
        self.references = references
    }

    private static let formulas: Set<String> = [
        "f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula",
    ]

    /// Fills `patches`, `lost` and `concerned`.
    mutating func run() throws(MarkupError) {
        var position = 0
        var isPivot = false
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            guard tag.kind != .end else { continue }
            switch String(decoding: scanner.bytes(tag.nameStart..<tag.nameEnd), as: UTF8.self) {
            case "c": (cell, dropsValue) = (tag, false)
            case "v" where dropsValue, "numCache" where dropsValue, "strCache" where dropsValue,
                "multiLvlStrCache" where dropsValue:
                guard let end = try scanner.end(of: tag) else { continue }
                patches.append(.init(range: scanner.opening(of: tag)..<end, bytes: []))
                dropsValue = false
                position = end
            case "worksheetSource": isPivot = visitSource(tag) || isPivot
            case let name where Self.formulas.contains(name):
                if name != "f" { cell = nil }
                self.name = scanner.attribute("name", of: tag).map { scanner.string($0) } ?? name
                // Print titles, print areas and filters belong to their sheet (18.2.5): nobody built them on it.
                if name == "definedName", self.name.hasPrefix("_xlnm.") { continue }
                try visitFormula(tag, isCell: name == "f")
            default: break
            }
        }
        guard isPivot, let root = try scanner.root() else { return }
        if let value = scanner.attribute("refreshOnLoad", of: root) {
            patches.append(.init(range: value, bytes: Array("1".utf8)))
        } else {
            patches.append(.init(range: root.nameEnd..<root.nameEnd, bytes: Array(" refreshOnLoad=\"1\"".utf8)))
        }
    }

    private mutating func visitFormula(_ tag: MarkupTag, isCell: Bool) throws(MarkupError) {
        let group = scanner.attribute("si", of: tag).map { scanner.string($0) }
        var isConcerned = group.map { sharedGroups.contains($0) } ?? false
        if tag.kind == .start, let end = try scanner.end(of: tag) {
            var close = end - 1
            while scanner.base[close] != UInt8(ascii: "<") { close -= 1 }
            var formula = scanner.string(tag.next..<close)
            let before = formula
            for reference in references {
                let outcome = reference.outcome(of: formula)
                formula = outcome.formula
                guard outcome.isConcerned else { continue }
                isConcerned = true
                if outcome.isLost { lost.append(place) } else if outcome.isRegrouped { regrouped.append(place) }
            }
            if isConcerned { concerned += 1 }
            if formula != before {
                var out: [UInt8] = []
                XMLText.append(formula: formula, to: &out)
                patches.append(.init(range: tag.next..<close, bytes: out))
            }
            if isConcerned, let group { sharedGroups.insert(group) }
        }
        dropsValue = isConcerned && isCell
        if dropsValue, let cell, let type = scanner.attributes(of: cell).first(where: { $0.name == "t" }) {
            patches.append(.init(range: type.range, bytes: []))
            self.cell = nil
        }
    }

    private var place: String {
        cell.flatMap { scanner.attribute("r", of: $0) }.map { scanner.string($0) } ?? name
    }

    /// The source of a pivot table (18.10.1.95); whether it is one of the sheets.
    private mutating func visitSource(_ tag: MarkupTag) -> Bool {
        let sheet = scanner.attribute("sheet", of: tag).map { scanner.string($0).lowercased() }
        let name = scanner.attribute("name", of: tag).map { scanner.string($0).lowercased() }
        for reference in references {
            let isTable = name.map { name in reference.tables.contains { $0.lowercased() == name } } ?? false
            guard sheet == reference.sheet.lowercased() || isTable else { continue }
            concerned += 1
            if case .rows(let old, let new, let places) = reference.change {
                if let value = scanner.attribute("ref", of: tag), var range = CellRange(scanner.string(value)) {
                    if range.first.row <= 2, range.last.row >= old,
                        let columns = places.following(range.columns)?.columns
                    {
                        (range.first.column, range.last.column) = (columns.lowerBound, columns.upperBound)
                        range.last.row = range.last.row == old ? new : max(range.last.row, new)
                        patches.append(.init(range: value, bytes: Array(range.description.utf8)))
                    } else {
                        lost.append("a pivot table's source")
                    }
                }
                return true
            }
            lost.append("a pivot table's source")
            return false
        }
        return false
    }
}

extension Workbook {
    /// What formulas became when sheets are made anew or go.
    public struct Referring: Sendable {
        /// New content by part name.
        public var parts: [String: [UInt8]] = [:]
        /// Places of formulas that name what cannot be followed, by sheet; under an empty name those outside of sheets.
        public var lost: [String: [String]] = [:]
        /// Places of formulas in which a range holds other columns than before, and that may count them or take one by its number.
        public var regrouped: [String: [String]] = [:]
        /// How many formulas and pivot tables name one of the sheets, besides those on the sheets left out.
        public var concerned = 0
        /// How many pivot tables are to be refreshed.
        public var pivots = 0
    }

    /// Brings all formulas of the workbook, its names, charts, rules and sources of pivot tables up to date.
    ///
    /// - Parameter left: the parts of sheets that are not looked at.
    /// - Throws: `Failure` with status 65 for malformed parts.
    public func following(_ references: [SheetReferences], besides left: Set<String>) throws -> Referring {
        var found = Referring()
        let sheets = Dictionary(worksheets.map { ($0.partName, $0.name) }, uniquingKeysWith: { first, _ in first })
        var parts = package.partNames.filter { part in
            let name = part.lowercased()
            return name.hasSuffix(".xml")
                && (["/charts/chart", "/tables/", "pivotcachedefinition"].contains { name.contains($0) })
        }
        parts += worksheets.map(\.partName)
        parts += try package.relationships(of: "").filter { $0.isOfType("officeDocument") }.map(\.target)
        let needles = references.flatMap { [$0.sheet] + $0.tables }.map { Array(XMLText.attribute($0).utf8) }
        for part in parts where package.contains(part) && !left.contains(part) {
            let bytes = try package.text(of: part)
            // Most parts name none of them. Quotes in a sheet's name are doubled, which is not worth a look.
            guard needles.contains(where: { $0.contains(UInt8(ascii: "'")) || Self.holds(bytes, $0) }) else { continue }
            do throws(MarkupError) {
                let pass = try bytes.withUnsafeBufferPointer { buffer throws(MarkupError) in
                    var pass = ReferencePass(
                        scanner: XMLScanner(base: buffer.baseAddress!, end: buffer.count), references: references)
                    try pass.run()
                    return pass
                }
                found.concerned += pass.concerned
                if part.lowercased().contains("pivotcachedefinition") { found.pivots += pass.concerned }
                let sheet = sheets[part] ?? ""
                if !pass.lost.isEmpty { found.lost[sheet, default: []] += pass.lost }
                if !pass.regrouped.isEmpty { found.regrouped[sheet, default: []] += pass.regrouped }
                if !pass.patches.isEmpty { found.parts[part] = pass.patches.applied(to: bytes) }
            } catch {
                throw Failure.corrupt(path, "part \(part): \(error.text)")
            }
        }
        return found
    }

    private static func holds(_ bytes: [UInt8], _ needle: [UInt8]) -> Bool {
        guard !needle.isEmpty else { return true }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return false }
            let scanner = XMLScanner(base: base, end: buffer.count)
            let (lower, upper) = (needle[0] | 0x20, needle[0])
            for first in Set([lower, upper]) {
                var position = 0
                while let hit = scanner.find(first, from: position) {
                    if hit + needle.count <= buffer.count,
                        (0..<needle.count).allSatisfy({ alike(base[hit + $0], needle[$0]) })
                    {
                        return true
                    }
                    position = hit + 1
                }
            }
            return false
        }
    }

    private static func alike(_ a: UInt8, _ b: UInt8) -> Bool {
        a == b || (a ^ b == 0x20 && (97...122).contains(a | 0x20))
    }
}
