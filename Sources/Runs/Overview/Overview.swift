import Glibc
import Streams

/// All homes below a folder on one page: what a team looks at in the morning.
public struct Overview {
    let campaigns: [Campaign]
    /// The folder, for people.
    let folder: String
    /// Seconds since 1970.
    let now: Double
    /// The homes' paths from `/`, links resolved, in bytes.
    private let homes: [[UInt8]]

    static let generator = "mp-ledger overview"

    /// - Parameters:
    ///   - folder: the folder to search.
    ///   - page: the folder that the page will be in, from which its links lead.
    ///   - now: seconds since 1970.
    /// - Throws: `Failure` with status 66 when the folder is not there, with 73 when that of the page is not.
    public init(_ folder: String, page: String, now: Double) throws {
        let search = try HomeSearch(folder)
        guard let top = Self.absolute(folder) else {
            throw Failure(.noInput, .cannotRead, at: Place(file: folder), "cannot read: \(systemMessage(errno))")
        }
        guard let page = Self.absolute(page) else {
            throw Failure(
                .cannotCreate, .cannotWrite, at: Place(file: page), "cannot write here: \(systemMessage(errno))",
                hint: "name a folder that is there")
        }
        self.folder = String(decoding: top, as: UTF8.self)
        self.now = now
        func path(_ found: HomeSearch.Found) -> [UInt8] {
            found.path.isEmpty ? top : top + [UInt8(ascii: "/")] + found.path
        }
        homes = search.found.map(path)
        campaigns = search.found.map { found in
            let path = path(found)
            let own =
                found.path.isEmpty
                ? path.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? path : found.path
            let name = String(decoding: own, as: UTF8.self)
            guard let problem = found.problem else { return Campaign(name: name, home: path, page: page, now: now) }
            return Campaign(name: name, problem: problem)
        }.sorted(by: Campaign.precedes)
    }

    /// Checks that the page replaces no file in a home: its ledger, workbooks, configuration, reports. An earlier page is replaced
    /// wherever it is.
    ///
    /// - Throws: `Failure` with status 64.
    public func requireFree(_ output: String) throws {
        guard output != "-", let file = Self.absolute(output), !Self.isPage(output) else { return }
        guard homes.contains(where: { file.starts(with: $0 + [UInt8(ascii: "/")]) }) else { return }
        throw Failure(
            .usage, .usage, at: Place(file: output),
            "the page would replace a file in a campaign's folder, and nothing was written", hint: "name another file")
    }

    private static func isPage(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return true }
        var head = [UInt8](repeating: 0, count: 1024)
        let count = max(0, pread(descriptor, &head, head.count, 0))
        return String(decoding: head[..<count], as: UTF8.self).contains(HTMLPage.mark(of: generator))
    }

    /// The path of a folder from `/`, links resolved, in bytes; nil when it is not there.
    private static func absolute(_ path: String) -> [UInt8]? {
        guard let resolved = realpath(path.isEmpty ? "." : path, nil) else { return nil }
        defer { free(resolved) }
        return Array(UnsafeBufferPointer(start: resolved, count: strlen(resolved))).map { UInt8(bitPattern: $0) }
    }

    /// Whether the folder holds no home.
    public var isEmpty: Bool { campaigns.isEmpty }

    /// What could not be read, each with its folder; these are missing from the page, or it knows less of them.
    public var problems: [(home: String, text: String)] {
        campaigns.flatMap { campaign in campaign.problems.map { (campaign.name, $0) } }
    }

    public var html: String { OverviewPage(overview: self).text }

    /// `2 ready to send, 1 ready with warnings, 4 do not send, 1 no run yet`
    var counts: [(word: String, count: Int)] {
        let words = RunVerdict.allCases.map(\.rawValue) + ["no run yet", "cannot be read"]
        return words.compactMap { word in
            let count = campaigns.count { $0.word == word }
            return count > 0 || RunVerdict(rawValue: word) != nil ? (word, count) : nil
        }
    }
}
