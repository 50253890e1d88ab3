/// Formats and heights that a worksheet gets beside the values of its cells.
public struct SheetRestyling: Sendable, Equatable {
    /// Indices of cell formats. A cell that is neither stored nor edited stays away.
    public var styles: [CellReference: Int] = [:]
    /// Heights of rows, in points. A row that is neither stored nor edited stays away.
    public var heights: [Int: Double] = [:]

    public init() {}

    public var isEmpty: Bool { styles.isEmpty && heights.isEmpty }
}
