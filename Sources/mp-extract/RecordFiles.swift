import MediaPlans
import Streams

/// A pair of files with the same records.
struct RecordFiles {
    let paths: [String]
    private let spools: [RecordSpool]
    private let writers: [any RecordWriter]

    init(stem: String, sheet: String, spools: [RecordSpool], _ report: @escaping (Message) -> Void) throws {
        var extras: [String] = []
        for name in spools.flatMap(\.extras) where !extras.contains(name) { extras.append(name) }
        self.spools = spools
        paths = [stem + ".xlsx", stem + ".tsv"]
        writers = [
            try WorkbookRecordWriter(path: paths[0], sheet: sheet, extras: extras, report: report),
            try TSVRecordWriter(Output(replacing: paths[1])),
        ]
    }

    /// How many records are to be written.
    var count: Int { spools.reduce(0) { $0 + $1.count } }

    /// - Parameter after: called after each record.
    func write(after: () -> Void) throws {
        for spool in spools {
            try spool.forEach { record in
                for writer in writers { try writer.write(record) }
                after()
            }
        }
    }

    func finish() throws { for writer in writers { try writer.finish() } }
}
