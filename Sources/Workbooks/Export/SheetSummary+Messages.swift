import Streams

extension SheetSummary {
    /// A kind of cell to say something of, and how.
    private struct Remark: Sendable {
        var count: KeyPath<CellOddities, Int> & Sendable
        var level = Message.Level.warning
        var code: MessageCode
        /// Behind the number, of one cell and of several.
        var one: String
        var many: String
        var hint: String
    }

    private static let remarks: [Remark] = [
        Remark(
            count: \.uncalculated, code: .uncalculatedFormulas, one: "formula has no saved value",
            many: "formulas have no saved value", hint: "open the workbook in Excel and save it"),
        Remark(
            count: \.stale, code: .staleFormulas,
            one: "formula has a saved value that may be wrong: the workbook asks to be calculated when it is opened",
            many: "formulas have a saved value that may be wrong: the workbook asks to be calculated when it is opened",
            hint: "open the workbook in Excel and save it"),
        Remark(
            count: \.missingStrings, code: .missingSharedStrings,
            one: "cell names a shared string that the workbook does not have, and what should hold it is left empty",
            many: "cells name a shared string that the workbook does not have, and what should hold it is left empty",
            hint: "let Excel repair the workbook"),
        Remark(
            count: \.illFormed, code: .illFormedValues,
            one: "cell holds a value that is not of its type, and is left empty",
            many: "cells hold a value that is not of their type, and are left empty",
            hint: "look at the sheet's part with unzip -p, and save the workbook in Excel"),
        Remark(
            count: \.repaired, code: .repairedText,
            one:
                "cell holds characters that XML does not allow, or bytes that are not UTF-8; each is written as U+FFFD",
            many:
                "cells hold characters that XML does not allow, or bytes that are not UTF-8; each is written as U+FFFD",
            hint: "check the program that wrote the workbook"),
        Remark(
            count: \.longNumbers, code: .longNumbers,
            one: "number has more digits than a double keeps, and is written as the double",
            many: "numbers have more digits than a double keeps, and are written as the double",
            hint: "use --stored-numbers for the digits in the file"),
        Remark(
            count: \.doubtfulDates, code: .doubtfulDates,
            one:
                "cell has a date format and a number that is no date for all programs (before 1900-03-01, or after 9999)",
            many:
                "cells have a date format and a number that is no date for all programs (before 1900-03-01, or after 9999)",
            hint:
                "use --raw for the number, --formatted for what Excel shows; 0 often is a formula that refers to a blank cell"
        ),
        Remark(
            count: \.hiddenTimes, level: .note, code: .hiddenTimes,
            one: "date has a time of day, or a part of a second, that its format does not show, and that is left out",
            many:
                "dates have a time of day, or a part of a second, that their format does not show, and that is left out",
            hint: "use --raw for the stored number"),
        Remark(
            count: \.hiddenDays, code: .hiddenDays,
            one: "time has whole days, or a date, that its format does not show, and that are left out",
            many: "times have whole days, or a date, that their format does not show, and that are left out",
            hint: "use --raw for the stored number; in Excel [h]:mm shows all hours of a sum"),
        Remark(
            count: \.pictures, level: .note, code: .picturesInCells,
            one: "cell holds a picture, and its alternative text is written",
            many: "cells hold a picture, and their alternative texts are written",
            hint: "a picture without such a text leaves its cell empty"),
    ]

    /// What to say of the sheet at `place`.
    public func messages(at place: Place) -> [Message] {
        var messages = Self.remarks.compactMap { remark -> Message? in
            let count = oddities[keyPath: remark.count]
            guard count > 0 else { return nil }
            return Message(
                remark.level, remark.code, at: place, "\(count) \(count == 1 ? remark.one : remark.many)",
                hint: remark.hint)
        }
        if unfilledMerges > 0 {
            messages.append(
                Message(
                    .warning, .mergeNotFilled, at: place,
                    "\(unfilledMerges) merged \(unfilledMerges == 1 ? "range is" : "ranges are") not filled: of more than a million cells, of too long a text for their size, or overlapping others",
                    hint: "see the merged cells of the sheet"))
        }
        if let reason { messages.append(Message(.note, .nothingToWrite, at: place, reason.text, hint: reason.hint)) }
        return messages
    }
}

extension MessageCode {
    /// Formulas were saved without their values.
    public static let uncalculatedFormulas = MessageCode(rawValue: "uncalculated-formulas")
    /// The workbook does not vouch for the values of its formulas.
    public static let staleFormulas = MessageCode(rawValue: "stale-formulas")
    public static let missingSharedStrings = MessageCode(rawValue: "missing-shared-strings")
    /// A value is not of its cell's type.
    public static let illFormedValues = MessageCode(rawValue: "ill-formed-values")
    /// Characters that XML cannot hold, or bytes that are not UTF-8.
    public static let repairedText = MessageCode(rawValue: "repaired-text")
    /// Numbers of more digits than a double keeps.
    public static let longNumbers = MessageCode(rawValue: "long-numbers")
    /// A serial under a date format that is no day for all programs.
    public static let doubtfulDates = MessageCode(rawValue: "doubtful-dates")
    /// A time of day that a date format does not show.
    public static let hiddenTimes = MessageCode(rawValue: "hidden-times")
    /// Days that a time format does not show.
    public static let hiddenDays = MessageCode(rawValue: "hidden-days")
    public static let picturesInCells = MessageCode(rawValue: "pictures-in-cells")
    /// Nothing that was asked for holds a value.
    public static let nothingToWrite = MessageCode(rawValue: "nothing-to-write")
}
