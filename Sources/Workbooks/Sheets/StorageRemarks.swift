import Streams

/// What is worth saying of how cells are stored, whatever is made of their values: what reads a plan reports it, too.
enum StorageRemarks {
    static let codes: [MessageCode] = [.missingSharedStrings, .illFormedValues, .repairedText]
}
