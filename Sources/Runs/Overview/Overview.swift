import Glibc
import Streams

/// All homes below a folder on one page: what a team looks at in the morning.
public struct Overview {
    let campaigns: [Campaign]
    /// The folder, for people.
    let folder: String
    /// Seconds since 1970.
    let now: Double

    /// - Parameters:
    ///   - folder: the folder to search.
    ///   - page: the folder that the page will be in, from which its links lead.
    ///   - now: seconds since 1970.
    /// - Throws: `Failure` with status 66 when the folder is not there.
    public init(_ folder: String, page: String, now: Double) throws {
        let search = try HomeSearch(folder)
        guard let top = Self.absolute(folder), let page = Self.absolute(page) else {
            throw Failure(.noInput, .cannotRead, at: Place(file: folder), "cannot read: \(systemMessage(errno))")
        }
        self.folder = String(decoding: top, as: UTF8.self)
        self.now = now
        campaigns = search.found.map { found in
            let path = found.path.isEmpty ? top : top + [UInt8(ascii: "/")] + found.path
            let own =
                found.path.isEmpty
                ? path.split(separator: UInt8(ascii: "/")).last.map { Array($0) } ?? path : found.path
            let name = String(decoding: own, as: UTF8.self)
            guard let problem = found.problem else { return Campaign(name: name, home: path, page: page, now: now) }
            return Campaign(name: name, problem: problem)
        }.sorted(by: Campaign.precedes)
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
