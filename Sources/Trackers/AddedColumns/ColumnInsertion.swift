import MediaPlans
import Streams
import Workbooks

/// Gives blocks the columns that their markets need, before anything is filled.
struct ColumnInsertion {
    let book: FigureBook
    let vocabulary: Vocabulary
    let report: (Message) -> Void

    /// A template whose blocks have columns enough, as far as that is safe.
    struct Outcome {
        var template: Template
        var added: [AddedColumns] = []
        /// Why a block got none, by its heading.
        var refusals: [BlockKey: String] = [:]
    }

    /// Adds columns block by block. Blocks may share columns: one whose columns are inserted serves others as well, so that it comes first,
    /// and of equals the neediest.
    func columnsInserted(into template: Template) throws -> Outcome {
        var outcome = Outcome(template: template)
        while let (block, missing, growth) = try next(in: &outcome) { try grow(block, growth, missing, &outcome) }
        return outcome
    }

    private func grow(_ block: PlatformBlock, _ growth: ColumnGrowth, _ missing: Int, _ outcome: inout Outcome) throws {
        let grown = try outcome.template.workbook.growing(growth, of: block.sheet)
        guard grown.obstacles.isEmpty else {
            var seen: Set<String> = []
            outcome.refusals[block.key] = grown.obstacles.filter { seen.insert($0).inserted }.prefix(3).joined(
                separator: "; ")
            return
        }
        let template = try outcome.template.replacing(grown.parts)
        let before = outcome.template.layout.blocks.filter {
            $0.platform.code == block.platform.code && $0.sheet == block.sheet
        }
        let after = template.layout.blocks.filter { $0.platform.code == block.platform.code && $0.sheet == block.sheet }
        // What is found again must be what was meant.
        guard template.layout.blocks.count == outcome.template.layout.blocks.count,
            zip(before, after).contains(where: {
                $0.heading.row == block.heading.row && $1.markets.count >= $0.markets.count + missing
            })
        else {
            outcome.refusals[block.key] = "its copied columns would not be found as a market's"
            return
        }
        outcome.template = template
        let added = AddedColumns(block: block, growth: growth)
        outcome.added.append(added)
        report(
            Message(
                .note, .columnsAdded,
                at: Place(file: template.workbook.path, sheet: block.sheet.name, cell: added.columns),
                "the block of \(block.platform.displayName) has \(missing) \(missing == 1 ? "market" : "markets") more than columns; "
                    + "it gets \(added.columns), copied from \(added.source)"
                    + (growth.moves ? ", and what stood right of it moves" : "")))
        var grids: [Int: SheetGrid] = [:]
        for sheet in template.workbook.worksheets where template.ownSheets[sheet.index] == nil {
            grids[sheet.index] = try template.grids[sheet.index] ?? template.workbook.grid(of: sheet)
        }
        if growth.moves { tellCounted(in: template, grids, block) }
        let left = try LeftOutColumns(growth, of: block.sheet).formulas(in: template.workbook, grids)
        tellLeftOut(
            left.map { "\(template.workbook.sheets[$0.sheet - 1].name)!\($0.cell)" } + grown.leftOut, template, added)
    }

    /// Names formulas and charts over all old markets that do not show the new ones.
    private func tellLeftOut(_ places: [String], _ template: Template, _ added: AddedColumns) {
        guard let first = places.first else { return }
        let subject = places.count == 1 ? "\(first) reads" : "\(places.count) formulas, names or charts read"
        let list = places.count == 1 ? "" : " (\(Self.list(places)))"
        report(
            Message(
                .warning, .marketsLeftOut, at: Place(file: template.workbook.path, sheet: added.sheet.name),
                "\(subject) the columns of all markets that the template has, and not the added ones \(added.columns)\(list)",
                hint: "name the added columns there, or write a range over all markets in the template"))
    }

    private static func list(_ places: [String]) -> String {
        places.prefix(5).joined(separator: ", ") + (places.count > 5 ? " and \(places.count - 5) more" : "")
    }

    /// Names formulas that reach the sheet's cells by texts or counts: they do not follow what moves.
    private func tellCounted(in template: Template, _ grids: [Int: SheetGrid], _ block: PlatformBlock) {
        var places: [String] = []
        for (index, grid) in grids.sorted(by: { $0.key < $1.key }) {
            let sheet = template.workbook.sheets[index - 1]
            let cells = grid.cells.filter { _, cell in
                guard let formula = cell.formula else { return false }
                return (sheet == block.sheet || formula.lowercased().contains(block.sheet.name.lowercased()))
                    && CountedReferences.areIn(formula)
            }
            places += cells.keys.sorted().map { "\(sheet.name)!\($0)" }
        }
        guard !places.isEmpty else { return }
        report(
            Message(
                .warning, .countedReference, at: Place(file: template.workbook.path, sheet: block.sheet.name),
                "\(places.count == 1 ? "a formula finds" : "\(places.count) formulas find") cells by a text or a count, which the added columns may "
                    + "make others (\(Self.list(places)))",
                hint: "check what they show, or name the cells in the template"))
    }

    /// The block that is to get columns next, with the number of markets that lack them.
    private func next(in outcome: inout Outcome) throws -> (PlatformBlock, Int, ColumnGrowth)? {
        var found: (block: PlatformBlock, missing: Int, growth: ColumnGrowth)?
        for block in outcome.template.layout.blocks where outcome.refusals[block.key] == nil {
            let missing = missing(in: block)
            guard missing > 0 else { continue }
            let places = try outcome.template.workbook.occupied(of: block.sheet)
            guard let group = ColumnGroup(last: block, in: outcome.template, places, vocabulary) else {
                outcome.refusals[block.key] = "the block has no columns of a market to copy"
                continue
            }
            let placement = ColumnPlacement(block: block, group: group, template: outcome.template, places: places)
            switch placement.growth(missing) {
            case .failure(let reason): outcome.refusals[block.key] = reason.text
            case .success(let growth):
                let isFirst =
                    found.map { (growth.moves ? 1 : 0, missing) > ($0.growth.moves ? 1 : 0, $0.missing) } ?? true
                if isFirst { found = (block, missing, growth) }
            }
        }
        return found.map { ($0.block, $0.missing, $0.growth) }
    }

    /// How many markets find no columns.
    private func missing(in block: PlatformBlock) -> Int {
        guard let totals = book.totals.platforms.first(where: { $0.platform.code == block.platform.code }) else {
            return 0
        }
        var markets = Set(totals.markets.map(\.market.code))
        var free = 0
        for pair in block.markets {
            guard let name = pair.name else {
                free += 1
                continue
            }
            markets.remove(vocabulary.market(named: name)?.code ?? normalised(name))
        }
        return markets.count - free
    }
}

/// Which block: its sheet and heading stay when columns are added right of it.
struct BlockKey: Hashable {
    var sheet: Int
    var heading: CellReference
}

extension PlatformBlock {
    var key: BlockKey { BlockKey(sheet: sheet.index, heading: heading) }
}

/// Columns that a block got.
public struct AddedColumns: Sendable, Equatable {
    public var sheet: Workbook.Sheet
    public var platform: Platform
    /// `R:S`
    public var columns: String
    /// What they were copied from.
    public var source: String

    init(block: PlatformBlock, growth: ColumnGrowth) {
        sheet = block.sheet
        platform = block.platform
        let letters = CellReference.letters(ofColumn:)
        source = "\(letters(growth.source.lowerBound)):\(letters(growth.source.upperBound))"
        columns =
            "\(letters(growth.source.upperBound + 1)):\(letters(growth.source.upperBound + growth.source.count * growth.copies))"
    }
}
