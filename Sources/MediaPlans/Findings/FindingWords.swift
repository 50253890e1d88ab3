import Streams

/// How each kind of finding about cells is said. The one table of them: code, level, words, what to do.
struct FindingWords {
    let level: Message.Level
    let text: String
    let hint: String?

    /// - Parameters:
    ///   - subject: what the finding is about, such as the text that was met; nil for several different ones.
    ///   - header: the column's header when all cells stand under one; else empty.
    ///   - count: how many cells.
    ///   - platform: the platform that the sheet decides.
    ///   - stageChoice: the stages that there are.
    init(_ code: MessageCode, _ subject: String?, header: String, count: Int, platform: String, stageChoice: String) {
        let quoted = subject.map { "\"\($0)\"" } ?? "other texts"
        let under = header.isEmpty ? "" : " under \(header)"
        let read = (count == 1 ? "reads \(quoted)" : "\(count) cells read \(quoted)") + under
        let hold = count == 1 ? "holds" : "\(count) cells hold"
        switch code {
        case .unknownValue:
            (level, text, hint) = (.note, "\(read), taken as unknown", nil)
        case .errorValue:
            (level, text, hint) = (
                .warning, "\(hold) \(subject ?? "values such as #N/A")\(under), taken as unknown", "fix the formula"
            )
        case .uncalculatedValue:
            (level, text) = (.warning, "\(hold) a formula without its value\(under), taken as unknown")
            hint = "open the workbook in a spreadsheet program, let it calculate, and save it"
        case .notANumber:
            (level, text, hint) = Self.number(subject, read)
        case .notADate:
            (level, text, hint) = Self.date(subject, read)
        case .monthWithoutYear:
            (level, text) = (.warning, "\(read), a month of which nothing says the year: no dates are taken from it")
            hint = "write the year, such as Apr 2026"
        case .dateOutOfRange:
            (level, text) = (
                .warning, "\(read), a date before 1990 or after 2100: taken as unknown"
            )
            hint = "write the date; a formula that refers to a blank cell shows such a date"
        case .unitScaled:
            (level, text, hint) = (
                .note, "\(read): its numbers are in another unit, and are multiplied by it", nil
            )
        case .unitContradicts:
            (level, text) = (
                .error,
                "\(read), which in the unit that the header names is more than any campaign has: taken as unknown"
            )
            hint = "the numbers are probably stored in full; take the unit out of the header"
        case .unitUnclear:
            (level, text, hint) = (
                .warning, "\(read), a number format in another unit than the header's: taken as unknown",
                "write the unit into the header alone"
            )
        case .storedOtherwise:
            (level, text, hint) = (.note, "\(hold) \(subject ?? "values of another type")\(under)", nil)
        case .percentAboveOne:
            (level, text) = (.warning, "\(hold) a percentage above 1\(under), where 0.3 is thirty percent")
            hint = "write 0.3 or 30% for thirty percent"
        case .marketUnknown:
            (level, text) = (.warning, "\(read), which is no market that is known: kept as written")
            hint = "fix the name, or add it to vocabulary.markets in config/toolkit.json"
        case .marketMissing:
            (level, text, hint) = (
                .warning, count == 1 ? "names no market" : "\(count) lines name no market", "name the market"
            )
        case .stageUnknown:
            (level, text) = (
                .warning,
                "\(read), which is no stage: \(count == 1 ? "the line counts" : "the lines count") at campaign level only"
            )
            hint =
                "write \(stageChoice) there, add the name to vocabulary.stages in config/toolkit.json, or leave it so"
        case .stageMissing:
            (level, text) = (
                .warning,
                count == 1
                    ? "the line names no stage: it counts at campaign level only"
                    : "\(count) lines name no stage: they count at campaign level only"
            )
            hint = "write \(stageChoice) there, or leave it so"
        case .currencyAssumed:
            let isEmpty = subject?.isEmpty ?? false
            (level, text) = (
                isEmpty ? .note : .warning,
                (isEmpty
                    ? (count == 1 ? "is empty" : "\(count) cells are empty") + under : "\(read), which is no currency")
                    + ": the amounts are taken to be in the currency of the other lines"
            )
            hint = "write the currency there, such as AED"
        case .mergedCell:
            (level, text, hint) = (
                .note,
                (count == 1
                    ? "is merged with the cell above and reads like it"
                    : "\(count) cells are merged with those above and read like them") + under, nil
            )
        case .mergedNumber:
            (level, text) = (
                .error,
                (count == 1
                    ? "is merged with the cell above or before it"
                    : "\(count) cells are merged with those above or before them")
                    + ", of another market or stage: the number\(under) counts there, and is unknown here"
            )
            hint = "give each line and market its own number"
        case .totalMismatch:
            (level, text) = (
                .error,
                "\(read)\(count == 1 ? ", and the columns that it sums up come to another number" : ", and the columns that they sum up come to other numbers")"
            )
            hint = "check whether a month or market is missing, has no header, or is counted twice"
        case .totalPassed:
            (level, text) = (.warning, "\(read): a sum of others, not read")
            hint = "put sums outside of the fence"
        case .otherTotal:
            (level, text, hint) = (
                .note, "\(read): a total over more than the lines of the file, not held against them", nil
            )
        case .totalUnsaid:
            (level, text) = (
                .warning,
                count == 1
                    ? "the line is the sum of those before it\(subject.map { " (\($0))" } ?? "") and does not say so: it counts"
                    : "\(count) lines are sums of those before them and do not say so: they count"
            )
            hint = "if it is a total, it is counted twice: write Total into its first cell"
        case .platformMismatch:
            (level, text) = (.warning, "\(read), but the sheet is \(platform)'s, and the sheet decides")
            hint = "fix the cells, or move the lines to their platform's sheet"
        case .platformUnknown:
            (level, text, hint) = (
                .note, "\(read), which is no platform that is known; the sheet decides: \(platform)", nil
            )
        case .metricUnknown:
            (level, text) = (.warning, "\(read), which is no reach or frequency that is known: kept as METRIC_VALUE")
            hint = "call it such as \"Awareness Reach\" or \"Campaign Freq.\""
        case .columnUnnamed:
            (level, text) = (
                .warning,
                "\(hold) a value under an empty header: "
                    + (subject == "" ? "not read" : "kept as \(subject ?? "COLUMN")")
            )
            hint = "name the column"
        case .markerAmongData:
            (level, text, hint) = (
                .warning, "\(read), a marker among a line's data: taken as unknown", "take the marker away"
            )
        case .nameUnclear:
            (level, text) = (
                .warning,
                "\(count == 1 ? "is a name" : "\(count) cells are names") that \(subject.map { "does not tell \($0)" } ?? "do not tell what the source profile reads from them")\(under)"
            )
            hint =
                "add a pattern to \"names\" of the source profile, or the word to the vocabulary in config/toolkit.json"
        case .lineTooWide:
            (level, text) = (
                .error,
                count == 1
                    ? "the line has more fields than the header: not read"
                    : "\(count) lines have more fields than the header: not read"
            )
            hint = "put texts that hold the delimiter into quotation marks"
        case .headerRepeated:
            (level, text, hint) = (
                .warning,
                count == 1
                    ? "the header stands again: passed over" : "the header stands \(count) times more: passed over",
                "remove the row"
            )
        case .currencyConflict:
            (level, text) = (
                .warning,
                "\(count == 1 ? "a line names" : "\(count) lines name") two currencies: \(subject ?? "different ones")"
            )
            hint = "see which currency the amounts are in"
        default:
            (level, text, hint) = (.warning, read, nil)
        }
    }

    /// A text that is not one number: two, or none.
    private static func number(_ subject: String?, _ read: String) -> (Message.Level, String, String?) {
        if let subject, case .number = NumberText(subject) {
            return (
                .warning,
                "\(read), which is not how the other numbers of the file are written: taken as unknown",
                "correct it, or state the decimal sign in numbers.decimal of the file's profile in config/sources"
            )
        }
        guard let subject, case .ambiguous(let point, let comma, _) = NumberText(subject) else {
            return (.warning, "\(read), which is no number: taken as unknown", "write a plain number, or n/a")
        }
        return (
            .warning,
            "\(read), which can be \(DecimalText.string(point)) or \(DecimalText.string(comma)), and no other text of the column or file tells which: taken as unknown",
            "store it as a number, or state the decimal sign in numbers.decimal of the file's profile in config/sources"
        )
    }

    private static func date(_ subject: String?, _ read: String) -> (Message.Level, String, String?) {
        guard let subject, case .ambiguous(let a, let b) = DateParse(subject).date else {
            return (.warning, "\(read), which is no date: taken as unknown", "write a date")
        }
        return (
            .warning,
            "\(read), which can be \(a) or \(b), and no other text of the column or file tells which: taken as unknown",
            "store it as a date, or state the order in dates.order of the file's profile in config/sources"
        )
    }
}
