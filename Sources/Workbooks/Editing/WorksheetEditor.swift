import Streams

/// Changes cells inside a worksheet part and leaves every other byte as it is
/// (ECMA-376 part 1, 18.3.1.99 worksheet).
///
/// The part is scanned once and patched at the places of the edited cells. A cell keeps its format, unless it is given another. A new cell takes the style of its
/// row, or else of its column, and stands in order; a row that is missing is made. The `dimension` and a
/// row's `spans` grow only when a cell is written outside of them.
public struct WorksheetEditor: Sendable {
    private let part: [UInt8]
    private let place: Place

    /// - Parameters:
    ///   - part: the worksheet part's bytes, UTF-8.
    ///   - place: file and sheet, for messages.
    public init(part: [UInt8], place: Place = Place()) {
        self.part = part
        self.place = place
    }

    /// A worksheet part after editing.
    public struct Result: Sendable {
        public var part: [UInt8]
        /// Whether a formula was added, replaced or removed, so that the calculation chain is no longer true.
        public var changesFormulas: Bool
    }

    /// The cells whose edit would do damage, with the reason; empty when all are safe.
    public func refusals(of edits: [CellReference: CellEdit]) throws -> [CellReference: String] {
        var found: [CellReference: String] = [:]
        for (cell, edit) in edits { found[cell] = refusal(of: edit, at: cell) }
        guard !edits.isEmpty, hasAreaFormulas || edits.values.contains(where: \.keepsFormula) else { return found }
        return found.merging(try pass(over: edits).refusals) { first, _ in first }
    }

    /// Whether any formula may fill several cells; only then does an edit do damage that its own cell does not show.
    private var hasAreaFormulas: Bool {
        part.withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress else { return false }
            let scanner = XMLScanner(base: base, end: bytes.count)
            return scanner.position(after: "array", from: 0) != nil
                || scanner.position(after: "dataTable", from: 0) != nil
        }
    }

    /// The part with the edits applied.
    ///
    /// - Parameter restyling: formats and heights that cells and rows get besides.
    /// - Throws: `Failure` naming the cell when an edit would damage an array or data-table formula, or
    ///   when its text is too long or its number not finite; status 65 when the part is malformed.
    public func applying(
        _ edits: [CellReference: CellEdit], restyling: SheetRestyling = SheetRestyling()
    ) throws -> Result {
        guard !edits.isEmpty || !restyling.isEmpty else { return Result(part: part, changesFormulas: false) }
        for (cell, edit) in edits {
            if let reason = refusal(of: edit, at: cell) { throw failure(cell, reason) }
        }
        let pass = try pass(over: edits, restyling)
        if let (cell, reason) = pass.refusals.min(by: { $0.key < $1.key }) { throw failure(cell, reason) }
        return Result(part: pass.patches.applied(to: part), changesFormulas: pass.changesFormulas)
    }

    private func pass(
        over edits: [CellReference: CellEdit], _ restyling: SheetRestyling = SheetRestyling()
    ) throws -> EditingPass {
        guard !part.isEmpty, !part.starts(with: [0xFF, 0xFE]), !part.starts(with: [0xFE, 0xFF]) else {
            throw malformed("the worksheet is not UTF-8")
        }
        let ordered = edits.sorted { $0.key < $1.key }
        do throws(MarkupError) {
            return try part.withUnsafeBufferPointer { buffer throws(MarkupError) in
                var pass = EditingPass(
                    scanner: XMLScanner(base: buffer.baseAddress!, end: buffer.count), edits: ordered,
                    restyling: restyling)
                try pass.run()
                return pass
            }
        } catch {
            throw malformed(error.text)
        }
    }

    private func refusal(of edit: CellEdit, at cell: CellReference) -> String? {
        guard (1...CellReference.maximumRow).contains(cell.row), (1...CellReference.maximumColumn).contains(cell.column)
        else { return "there is no such cell in a worksheet" }
        switch edit {
        case .number(let value), .formula(_, .number(let value)), .cachedValue(.number(let value)):
            return value.isFinite ? nil : "a cell cannot hold \(value)"
        case .text(let text), .formula(_, .text(let text)), .cachedValue(.text(let text)):
            let length = text.utf16.count
            guard length > ExcelLimits.cellText else { return nil }
            return "a cell holds \(ExcelLimits.cellText) characters at most and not \(length)"
        default: return nil
        }
    }

    private func failure(_ cell: CellReference, _ reason: String) -> Failure {
        var place = place
        place.cell = cell.description
        return Failure(.data, .uneditableCell, at: place, reason, hint: "change the template there")
    }

    private func malformed(_ what: String) -> Failure {
        Failure(
            .data, .corruptWorkbook, at: place, "is damaged: \(what)",
            hint: "open it in Excel, let it repair the file, and save it")
    }
}
