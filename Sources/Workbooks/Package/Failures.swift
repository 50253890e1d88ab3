import Streams

extension MessageCode {
    /// The file is no package at all.
    public static let notAWorkbook = MessageCode(rawValue: "not-a-workbook")
    public static let encryptedWorkbook = MessageCode(rawValue: "encrypted-workbook")
    /// `.xls`, `.xlsb` or `.ods`.
    public static let otherFormat = MessageCode(rawValue: "other-format")
    public static let truncatedWorkbook = MessageCode(rawValue: "truncated-workbook")
    public static let corruptWorkbook = MessageCode(rawValue: "corrupt-workbook")
    public static let archiveBomb = MessageCode(rawValue: "archive-bomb")
    public static let noSuchSheet = MessageCode(rawValue: "no-such-sheet")
}

extension Failure {
    static func notAWorkbook(_ path: String, _ what: String) -> Failure {
        Failure(
            .data, .notAWorkbook, at: Place(file: path), "is not a workbook: \(what)",
            hint: "give an .xlsx or .xlsm file")
    }

    static func encrypted(_ path: String) -> Failure {
        Failure(
            .data, .encryptedWorkbook, at: Place(file: path), "is encrypted",
            hint: "open it in Excel, remove the password and save a copy")
    }

    static func protected(_ path: String) -> Failure {
        Failure(
            .data, .encryptedWorkbook, at: Place(file: path),
            "is encrypted by a sensitivity label or rights management",
            hint: "open it in Excel with an account that may, and save a copy under a label without encryption")
    }

    static func otherFormat(_ path: String, _ what: String) -> Failure {
        Failure(
            .data, .otherFormat, at: Place(file: path), "is \(what), which is not read",
            hint: "save it as .xlsx")
    }

    static func truncated(_ path: String, _ what: String) -> Failure {
        Failure(
            .data, .truncatedWorkbook, at: Place(file: path), "is truncated: \(what)",
            hint: "copy or download it again")
    }

    /// What Excel cannot repair either.
    static func damagedArchive(_ path: String, _ what: String) -> Failure {
        Failure(
            .data, .corruptWorkbook, at: Place(file: path), "is damaged: \(what)",
            hint: "copy or download it again, or save it anew from where it was made")
    }

    /// A part that is damaged, which Excel may repair.
    static func corrupt(_ path: String, _ what: String, sheet: String? = nil) -> Failure {
        Failure(
            .data, .corruptWorkbook, at: Place(file: path, sheet: sheet), "is damaged: \(what)",
            hint: "open it in Excel, let it repair the file, and save it")
    }

    /// Two readers would find two contents in it.
    static func ambiguousArchive(_ path: String, _ what: String) -> Failure {
        Failure(
            .data, .corruptWorkbook, at: Place(file: path), "can be read in two ways: \(what)",
            hint: "open it in Excel and save it, if you trust where it comes from")
    }
}
