import Glibc
import Streams

/// The ledger of a home folder: lines are only ever added.
public struct LedgerFile: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    /// `output/runs.ndjson` under a home folder.
    public init(home: String) { path = "\(home)/output/runs.ndjson" }

    /// Adds a line, by one write(2) on an O_APPEND descriptor, so that runs can share the ledger.
    ///
    /// A line that a full disk or a crash cut short is ended first, so that only that one is lost.
    ///
    /// A symbolic link that somebody else can have planted is not followed (`OutputPlace`).
    ///
    /// - Throws: `Failure` with status 73, 74 or 77 when that cannot be done.
    public func append(_ entry: LedgerEntry) throws {
        let place = try OutputPlace(path)
        let descriptor = try place.openToAppend(flags: O_RDWR, mode: FolderPrivacy.fileMode(in: path))
        defer { close(descriptor) }
        var line = (isCutShort(descriptor) ? "\n" : "") + entry.json.serialised() + "\n"
        let (count, code) = line.withUTF8 { (write(descriptor, $0.baseAddress, $0.count), errno) }
        guard count == line.utf8.count else { throw failure(count < 0 ? code : ENOSPC) }
    }

    private func failure(_ code: Int32) -> Failure {
        Failure(
            .writing(errno: code), .cannotWrite, at: Place(file: path), "cannot write: \(systemMessage(code))",
            hint: writingHint(errno: code, path: path))
    }

    private func isCutShort(_ descriptor: Int32) -> Bool {
        let size = lseek(descriptor, 0, SEEK_END)
        var last: UInt8 = 0
        return size > 0 && pread(descriptor, &last, 1, size - 1) == 1 && last != 0x0A
    }

    /// Reads the ledger line by line. A ledger that does not exist has no lines, and a line that is not one of the ledger's is left out.
    ///
    /// - Parameter run: only the lines of this run. Lines without its name anywhere are not parsed.
    /// - Returns: how many lines were left out because they have numbers that no run can have.
    @discardableResult
    public func forEach(run: String? = nil, _ body: (LedgerEntry) throws -> Void) throws -> Int {
        guard access(path, F_OK) == 0 else { return 0 }
        var impossible = 0
        let name = run.map { Array(JSON.string($0).serialised().utf8) }
        let input = try Input(path: path, mustBeFile: true)
        while let line = try input.line() {
            if let name, !holds(line, name) { continue }
            guard let json = try? JSON(parsing: Array(line)) else { continue }
            if let run, json["run"]?.string != run { continue }
            if let entry = LedgerEntry(json) {
                try body(entry)
            } else if LedgerEntry.isImpossible(json) {
                impossible += 1
            }
        }
        return impossible
    }

    private func holds(_ line: ArraySlice<UInt8>, _ name: [UInt8]) -> Bool {
        line.withUnsafeBufferPointer { $0.firstIndex(of: name) != nil }
    }

    /// The ledger's last lines.
    public struct Tail: Sendable {
        public var entries: [LedgerEntry] = []
        /// Lines that have numbers that no run can have.
        public var impossible = 0
        /// Lines that are not JSON, or not of a ledger.
        public var foreign = 0

        /// Whether the last of all lines is such a one: what is known may be of an earlier run.
        public var isLastDamaged = false

        /// Lines that are not as they were written.
        public var damaged: Int { impossible + foreign }
    }

    /// The entries in the ledger's last bytes: enough to know the latest runs, however long the ledger.
    ///
    /// - Parameter leftOut: called with the number of lines that were left out because they have numbers that no run can have.
    public func latest(bytes: Int = 4 << 20, leftOut: (Int) -> Void = { _ in }) throws -> [LedgerEntry] {
        let tail = try tail(bytes: bytes)
        leftOut(tail.impossible)
        return tail.entries
    }

    /// The ledger's last bytes, line by line. A ledger that does not exist has no lines.
    public func tail(bytes: Int = 4 << 20) throws -> Tail {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        func failure(_ code: Int32) -> Failure {
            Failure(.reading(errno: code), .cannotRead, at: Place(file: path), "cannot read: \(systemMessage(code))")
        }
        guard descriptor >= 0 else {
            if errno == ENOENT { return Tail() }
            throw failure(errno)
        }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.noInput, .cannotRead, at: Place(file: path), "is not a file")
        }
        let size = Int(status.st_size)
        let start = max(0, size - bytes)
        var last = [UInt8](repeating: 0, count: size - start)  // fits: start is at most the size
        let count = last.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, start) }
        guard count >= 0 else { throw failure(errno) }
        var lines = last[..<count].split(separator: 0x0A)
        // The first line may have begun before.
        if start > 0, !lines.isEmpty { lines.removeFirst() }
        var tail = Tail()
        for line in lines {
            let before = tail.entries.count
            defer { tail.isLastDamaged = tail.entries.count == before }
            guard let json = try? JSON(parsing: Array(line)) else {
                tail.foreign += 1
                continue
            }
            if let entry = LedgerEntry(json) {
                tail.entries.append(entry)
            } else if LedgerEntry.isImpossible(json) {
                tail.impossible += 1
            } else {
                tail.foreign += 1
            }
        }
        return tail
    }
}
