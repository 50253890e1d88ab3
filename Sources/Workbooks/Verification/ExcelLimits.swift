/// What Excel takes. A workbook beyond one of these is repaired or refused when it is opened.
///
/// Sources: [S] "Excel specifications and limits" of Microsoft's support site; [E] ECMA-376 part 1 with its clause;
/// [M] [MS-OI29500], how Office implements the standard, with its clause.
enum ExcelLimits {
    /// Characters (UTF-16 units) of a cell's text: [S] "Total number of characters that a cell can contain".
    static let cellText = 32_767
    /// Characters of a formula: [S] "Length of formula contents"; [E] 18.17.
    static let formula = 8_192
    /// Rows of a worksheet: [S] "Total number of rows and columns on a worksheet".
    static let rows = CellReference.maximumRow
    /// Columns of a worksheet: the same.
    static let columns = CellReference.maximumColumn
    /// Characters of a sheet's name: [M] 2.1.607, 18.2.19 sheet, `name`.
    static let sheetName = 31
    /// Characters that a sheet's name may not have: the same.
    static let forbiddenInSheetName: Set<Character> = ["[", "]", ":", "*", "?", "/", "\\"]
    /// The largest identifier of a sheet: [M] 2.1.607, 18.2.19 sheet, `sheetId`.
    static let sheetID = 65_534
    /// Characters of a defined name or of a table's name: [E] 18.2.5; [M] 18.5.1.2 table, `displayName`.
    static let name = 255
    /// Entries of cellXfs: [S] "Unique cell formats/cell styles".
    static let cellFormats = 65_490
    /// Characters of a table column's name: [S] "Column header"; [E] 18.5.1.3.
    static let tableColumnName = 255
}
