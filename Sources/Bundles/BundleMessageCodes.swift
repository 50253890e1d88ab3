import Streams

extension MessageCode {
    /// A file is not what it was when the plan was made, when it was read, or when it was archived; it stays.
    public static let changedFile = MessageCode(rawValue: "changed-file")
    /// An archive is not complete, or not what its manifest says.
    public static let brokenArchive = MessageCode(rawValue: "broken-archive")
    /// An archive holds what no archive of ours holds: a link, a device, a path that leads outside.
    public static let hostileArchive = MessageCode(rawValue: "hostile-archive")
    /// The previous archive of a chain is missing or another one.
    public static let brokenChain = MessageCode(rawValue: "broken-chain")
    /// An archive is not the one of the receipt, or is missing; or a receipt is not one.
    public static let brokenReceipt = MessageCode(rawValue: "broken-receipt")
    /// A manifest beside its archive was missing, and was made anew from the one inside.
    public static let manifestRestored = MessageCode(rawValue: "manifest-restored")
    /// Another run works in the folder.
    public static let lockedFolder = MessageCode(rawValue: "locked-folder")
    /// The file system has not enough room.
    public static let noSpace = MessageCode(rawValue: "no-space")
    /// A folder would be empty afterwards.
    public static let wouldEmpty = MessageCode(rawValue: "would-empty")
    /// A backup cannot be restored as it was saved.
    public static let failedRestore = MessageCode(rawValue: "failed-restore")
    /// Files that were passed over: links, other file systems, special files, unreadable ones.
    public static let passedOver = MessageCode(rawValue: "passed-over")
    /// Files that are dated in the future: no rule of age can be applied to them.
    public static let futureFile = MessageCode(rawValue: "future-file")
    /// A file is there already and stays.
    public static let existingFile = MessageCode(rawValue: "existing-file")
    /// An archive holds nothing that was asked for.
    public static let noMember = MessageCode(rawValue: "no-member")
    /// A plan is not one, or not of this folder.
    public static let malformedPlan = MessageCode(rawValue: "malformed-plan")
    /// What a run did, and what left the trash for good.
    public static let summary = MessageCode(rawValue: "summary")
}

extension Message {
    static func noManifestBeside(_ archive: String) -> Message {
        Message(.warning, .brokenChain, at: Place(file: archive), "has no manifest beside it; the one inside was used")
    }

    /// Says that a file is among archives and is not one.
    static func noArchive(_ path: BytePath) -> Message {
        Message(
            .warning, .passedOver, at: Place(file: path.text),
            "is not an archive, among archives: it stays, and takes no place of one",
            hint: "remove it if nobody needs it, or name the files that are meant with --include")
    }

    /// Says that an archive is a copy of another one.
    static func copy(_ path: BytePath, of original: BytePath) -> Message {
        Message(
            .error, .brokenArchive, at: Place(file: path.text),
            "has the same bytes as \(original), and counts for no rule",
            hint: "move the copy elsewhere, or remove it")
    }

    /// Says that a file stays because this run writes to it.
    static func streamsLog(_ path: BytePath) -> Message {
        Message(.note, .passedOver, at: Place(file: path.text), "is the log of this run, and is left out")
    }

    /// Says how many files are dated in the future.
    static func fromTheFuture(_ count: Int, first: BytePath) -> Message {
        Message(
            .warning, .futureFile, at: Place(file: first.text),
            count == 1
                ? "is dated in the future: it stays, and takes no place of other files"
                : "\(count) files are dated in the future, this one among them: they stay, and take no place of other files",
            hint: "check the clock; touch the files")
    }
}

/// Where a room's messages go.
public typealias Report = (Message) -> Void
