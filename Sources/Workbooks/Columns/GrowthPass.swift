/// One pass over a part that brings everything in it up to date with columns that a worksheet gains.
///
/// Unsafe like `EditingPass`: it must not outlive the buffer that it reads.
struct GrowthPass {
    typealias Patch = EditingPass.Patch

    let scanner: XMLScanner
    let growth: ColumnGrowth
    /// The growing sheet's name.
    let sheet: String
    /// Whether the part is the growing sheet's own.
    let isHome: Bool
    /// Whether the part is a chart.
    let isChart: Bool
    var patches: [Patch] = []
    /// What forbids the change, in words.
    var obstacles: [String] = []
    /// The cells of the growing sheet that names show, after the growth, and those of a chart under an empty name.
    var readings: [String: [CellRange]] = [:]
    var merges: (count: Range<Int>?, added: Int) = (nil, 0)

    init(scanner: XMLScanner, growth: ColumnGrowth, sheet: String, isHome: Bool, isChart: Bool = false) {
        self.scanner = scanner
        self.growth = growth
        self.sheet = sheet
        self.isHome = isHome
        self.isChart = isChart
    }

    var formulas: FormulaGrowth { FormulaGrowth(growth: growth, sheet: sheet, isHome: isHome) }

    /// Elements of a sheet that hold places in ways that are not followed when something moves.
    private static let unfollowed: [(name: StaticString, what: String)] = [
        ("controls", "form controls"), ("oleObjects", "embedded objects"), ("scenarios", "scenarios"),
        ("cellWatches", "cell watches"), ("customSheetViews", "custom views"), ("dataConsolidate", "a consolidation"),
        ("smartTags", "smart tags"), ("sortState", "a sort order"),
    ]

    /// Fills `patches` and `obstacles`.
    mutating func run() throws(MarkupError) {
        var position = 0
        var parents: [String] = []
        while let tag = try scanner.nextTag(from: position) {
            position = tag.next
            if tag.kind == .end {
                _ = parents.popLast()
                continue
            }
            let name = name(of: tag)
            if name == "sheetData" {
                try growRows(tag)
                position = try end(of: tag)
                continue
            }
            if name == "cols", isHome {
                try growWidths(tag)
                position = try end(of: tag)
                continue
            }
            if isHome { visitHome(tag, name, parents.last ?? "") }
            if name == "hyperlink" { moveTarget(of: tag) }
            if Self.formulaElements.contains(name), tag.kind == .start { try visitFormula(tag, name) }
            if name == "sqref", isHome, tag.kind == .start { try visitAreas(tag, isRule: parents.last != "sparkline") }
            if tag.kind == .start { parents.append(name) }
        }
        if let count = merges.count, let number = scanner.integer(count), merges.added > 0 {
            patches.append(Patch(range: count, bytes: Array(String(number + merges.added).utf8)))
        }
    }

    private static let formulaElements: Set<String> = [
        "f", "formula", "formula1", "formula2", "definedName", "calculatedColumnFormula", "totalsRowFormula",
    ]

    // MARK: Elements outside of the rows

    private mutating func visitHome(_ tag: MarkupTag, _ name: String, _ parent: String) {
        switch name {
        case "dimension":
            rewrite("ref", of: tag) { [growth] text in
                CellRange(text).map { range in
                    var moved = growth.range(range)
                    moved.last.column = max(moved.last.column, growth.newColumns.upperBound)
                    return moved.description
                }
            }
        case "mergeCells": merges.count = scanner.attribute("count", of: tag)
        case "mergeCell": growMerge(tag)
        case "conditionalFormatting", "dataValidation", "protectedRange", "ignoredError":
            rewrite("sqref", of: tag) { [growth] in growth.areas($0) }
        case "hyperlink":
            rewrite("ref", of: tag) { [growth] in growth.moved($0) }
        case "selection":
            guard growth.moves else { return }
            rewrite("activeCell", of: tag) { [growth] in growth.moved($0) }
            rewrite("sqref", of: tag) { [growth] in growth.moved($0) }
        case "sheetView", "pane":
            if growth.moves { rewrite("topLeftCell", of: tag) { [growth] in growth.moved($0) } }
        case "brk" where parent == "colBreaks" && growth.moves:
            rewrite("id", of: tag) { [growth] text in
                Int32(text).map(Int.init).map { String($0 >= growth.source.upperBound ? $0 + growth.count : $0) }
            }
        case "autoFilter": growFilter(tag)
        case "ext" where growth.moves:
            let known = [
                "78C0D931-6437-407D-A8EE-F0AAD7539E65", "CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF",
                "05C60535-1F16-4FD2-B633-F4F36F0B64E0",
                "A8765BA9-456A-4DAB-B4F3-ACF838C121DE", "3A4CF648-6AED-40F4-86FF-DC5316D8AED3",
                "7E03D99C-DC04-49D9-9315-930204A7B6E9",
                "01252117-D84E-4E92-8308-4BE1C098FCBB", "B025F937-C7B1-47D3-B67F-A62EFF666E3E",
            ]
            let uri = scanner.attribute("uri", of: tag).map { scanner.string($0).uppercased() } ?? ""
            if !known.contains(where: { uri.contains($0) }) {
                obstacles.append(
                    "the sheet has an extension that is not known (\(uri)) and may name cells that would move")
            }
        default:
            guard growth.moves, let found = Self.unfollowed.first(where: { scanner.isNamed(tag, $0.name) }) else {
                return
            }
            obstacles.append("the sheet has \(found.what), which cannot be moved safely")
        }
    }

    /// A link within the workbook goes where its cells go.
    private mutating func moveTarget(of link: MarkupTag) {
        guard growth.moves, let value = scanner.attribute("location", of: link) else { return }
        let tokens = FormulaTokens(scanner.string(value)).tokens
        guard tokens.count == 1, case .reference(var target) = tokens[0],
            target.sheet.map({ $0.lowercased() == sheet.lowercased() }) ?? isHome
        else { return }
        target.first.column = target.first.column.map { growth.column($0) }
        if let last = target.last?.column { target.last?.column = growth.column(last) }
        let text = XMLText.attribute(target.description)
        if text != scanner.string(value) { patches.append(Patch(range: value, bytes: Array(text.utf8))) }
    }

    private mutating func growMerge(_ tag: MarkupTag) {
        guard let value = scanner.attribute("ref", of: tag), let range = CellRange(scanner.string(value)) else {
            return
        }
        let grown = growth.range(range)
        if grown != range { patches.append(Patch(range: value, bytes: Array(grown.description.utf8))) }
        guard growth.contains(row: range.first.row), growth.contains(row: range.last.row),
            growth.source.contains(range.first.column), growth.source.contains(range.last.column)
        else { return }
        var copies: [UInt8] = []
        for copy in 1...growth.copies {
            var range = range
            range.first.column += copy * growth.step
            range.last.column += copy * growth.step
            copies +=
                bytes(opening(of: tag)..<value.lowerBound) + Array(range.description.utf8)
                + bytes(value.upperBound..<tag.attributesEnd) + Array("/>".utf8)
            merges.added += 1
        }
        let end = (try? end(of: tag)) ?? tag.next
        patches.append(Patch(range: end..<end, bytes: copies))
    }

    private mutating func growFilter(_ tag: MarkupTag) {
        guard let value = scanner.attribute("ref", of: tag), let range = CellRange(scanner.string(value)) else {
            return
        }
        let moved = growth.range(range)
        guard moved != range else { return }
        if growth.moves, range.first.column >= growth.start {
            patches.append(Patch(range: value, bytes: Array(moved.description.utf8)))
        } else {
            obstacles.append("a filter covers \(range)")
        }
    }

    /// Formulas of rules, names, charts and tables.
    private mutating func visitFormula(_ tag: MarkupTag, _ name: String) throws(MarkupError) {
        let content = try content(of: tag)
        let text = scanner.string(content)
        var grown = formulas.apply(to: text)
        if name == "definedName", scanner.attribute("name", of: tag).map({ scanner.string($0) }) == "_xlnm.Print_Area" {
            grown = withNewColumns(grown)
        }
        if let reader = reader(tag, name) { readings[reader, default: []] += formulas.ranges(in: grown) }
        guard grown != text else { return }
        var out: [UInt8] = []
        XMLText.append(formula: grown, to: &out)
        patches.append(Patch(range: content, bytes: out))
    }

    /// What shows the cells of a formula outside of cells; nil for parts of a sheet.
    private func reader(_ tag: MarkupTag, _ name: String) -> String? {
        if isChart { return name == "f" ? "" : nil }
        guard name == "definedName", let title = scanner.attribute("name", of: tag).map({ scanner.string($0) }),
            !title.hasPrefix("_xlnm.")
        else { return nil }
        return title
    }

    /// A print area that shows the copied columns shows the copies.
    private func withNewColumns(_ text: String) -> String {
        FormulaTokens(text).tokens.map { token in
            guard case .reference(var reference) = token, reference.sheet?.lowercased() == sheet.lowercased(),
                let first = reference.first.column, let last = reference.last?.column,
                first <= growth.source.upperBound,
                last >= growth.source.upperBound
            else { return Self.text(of: token) }
            let firstRow = reference.first.row ?? 1
            let rows = firstRow...max(firstRow, reference.last?.row ?? CellReference.maximumRow)
            if growth.rows.contains(where: { $0.overlaps(rows) }) {
                reference.last?.column = max(last, growth.newColumns.upperBound)
            }
            return reference.description
        }.joined()
    }

    private static func text(of token: FormulaTokens.Token) -> String {
        switch token {
        case .text(let text): text
        case .reference(let reference): reference.description
        }
    }

    /// `xm:sqref` of extensions.
    private mutating func visitAreas(_ tag: MarkupTag, isRule: Bool) throws(MarkupError) {
        let content = try content(of: tag)
        let text = scanner.string(content)
        guard let grown = isRule ? growth.areas(text) : growth.moved(text), grown != text else { return }
        patches.append(Patch(range: content, bytes: Array(grown.utf8)))
    }

    // MARK: Bytes

    mutating func rewrite(_ attribute: StaticString, of tag: MarkupTag, _ change: (String) -> String?) {
        guard let value = scanner.attribute(attribute, of: tag) else { return }
        let text = scanner.string(value)
        if let new = change(text), new != text { patches.append(Patch(range: value, bytes: Array(new.utf8))) }
    }

    func name(of tag: MarkupTag) -> String {
        String(decoding: scanner.bytes(tag.nameStart..<tag.nameEnd), as: UTF8.self)
    }

    func bytes(_ range: Range<Int>) -> [UInt8] { scanner.bytes(range) }

    func opening(of tag: MarkupTag) -> Int { scanner.opening(of: tag) }

    func end(of tag: MarkupTag) throws(MarkupError) -> Int {
        guard let end = try scanner.end(of: tag) else { throw EditingPass.truncated }
        return end
    }

    /// What stands between a start tag and its end tag.
    func content(of tag: MarkupTag) throws(MarkupError) -> Range<Int> {
        var close = try end(of: tag) - 1
        while scanner.base[close] != UInt8(ascii: "<") { close -= 1 }
        return tag.next..<close
    }
}
