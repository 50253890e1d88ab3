/// What Excel takes. A workbook beyond one of these is repaired or refused when it is opened.
///
/// Sources: [S] "Excel specifications and limits" of Microsoft's support site; [E] ECMA-376 part 1 with its clause;
/// [M] [MS-OI29500], how Office implements the standard, by the standard's clause (sections 2.1.x there, which its revisions number anew).
enum ExcelLimits {
    /// Characters (UTF-16 units) of a cell's text: [S] "Total number of characters that a cell can contain".
    static let cellText = 32_767
    /// Characters of a formula: [M] 18.18.35 ST_Formula (a); [S] "Length of formula contents".
    static let formula = 8_192
    /// Characters of a text in quotes in a formula: [S] for formulas, "Text values in formulas are limited to 255 characters",
    /// which is Excel's message when a longer one is typed.
    static let textInFormula = 255
    /// Rows of a worksheet: [S] "Total number of rows and columns on a worksheet".
    static let rows = CellReference.maximumRow
    /// Columns of a worksheet: the same.
    static let columns = CellReference.maximumColumn
    /// Characters of a sheet's name: [M] 18.2.19 sheet (a).
    static let sheetName = 31
    /// Characters that a sheet's name may not have: the same, by [E] 18.17.2, sheet-name-characters.
    static let forbiddenInSheetName: Set<Character> = ["[", "]", ":", "*", "?", "/", "\\"]
    /// The largest identifier of a sheet: [M] 18.2.19 sheet (b), "between 1 and 65534 inclusive".
    static let sheetID = 65_534
    /// Characters of a defined name: [M] 18.2.5 definedName (k). A table's name is one ([E] 18.5.1.2, displayName).
    static let name = 255
    /// Entries of cellXfs: [S] "Unique cell formats/cell styles".
    static let cellFormats = 65_490
    /// Entries of cellXfs up to which some are added: [M] 18.8.10 cellXfs (a, c) says 65 430, less than [S].
    static let cellFormatsToAddTo = 65_430
    /// Characters of a table column's name: [M] 18.5.1.3 tableColumn (a).
    static let tableColumnName = 255
}
