/// What is done with several versions of one plan.
public enum VersionChoice: String, Sendable, CaseIterable {
    /// The newest is read.
    case newest
    /// All are read, and count.
    case sum
}

/// The sheets of a workbook by what their names say, so that each finds its versions without a look at all others.
struct SheetNames {
    private struct Family: Hashable {
        var platform: Platform?
        var words: [String]
    }

    private let vocabulary: Vocabulary
    private var families: [Family: [(text: String, name: SheetName)]] = [:]
    /// By platform, the first two sheets that sum nothing up.
    private var detailed: [Platform: [String]] = [:]
    /// Whether there is any.
    private(set) var isEmpty = true
    /// The platforms that names say, each with the first sheet's.
    private(set) var platforms: [Platform: String] = [:]

    init(_ texts: [String] = [], _ vocabulary: Vocabulary) {
        self.vocabulary = vocabulary
        for text in texts { add(text) }
    }

    mutating func add(_ text: String) {
        let name = SheetName(text, vocabulary)
        isEmpty = false
        families[Family(platform: name.platform, words: name.words), default: []].append((text, name))
        guard let platform = name.platform else { return }
        if platforms[platform] == nil { platforms[platform] = text }
        if !name.isSummary, detailed[platform, default: []].count < 2 { detailed[platform, default: []].append(text) }
    }

    /// The other sheets that are versions of one.
    func versions(of name: SheetName, called text: String) -> [(text: String, name: SheetName)] {
        (families[Family(platform: name.platform, words: name.words)] ?? []).filter {
            $0.text != text && $0.name.isVersion(of: name)
        }
    }

    /// Another sheet of the platform, which sums nothing up.
    func detail(of platform: Platform, besides text: String) -> String? {
        detailed[platform]?.first { $0 != text }
    }
}

/// Whether a sheet is read, seen beside the others of its workbook.
enum SheetChoice: Equatable {
    case read
    /// The text says why it is not read.
    case skipped(String)
    /// Nothing tells which of the versions counts: the other sheets' names.
    case unclear([String])

    /// - Parameters:
    ///   - text: the name as it is written.
    ///   - before: a sheet of lines that name their platforms, which was read before.
    ///   - isByLine: whether the lines of the sheet name their platforms, so that its name need not.
    init(
        _ name: SheetName, called text: String, among names: SheetNames, isByLine: Bool = false,
        before: String? = nil, versions: VersionChoice?
    ) {
        guard versions != .sum, name.platform != nil || isByLine else {
            self = .read
            return
        }
        if name.isSummary, let platform = name.platform, let other = names.detail(of: platform, besides: text) {
            self = .skipped("it sums up what \"\(other)\" holds, as its name says")
            return
        }
        if name.isSummary, isByLine, let before {
            self = .skipped("it sums up what \"\(before)\" and others hold, as its name says")
            return
        }
        let siblings = names.versions(of: name, called: text)
        if name.version == .replaced, let other = siblings.first(where: { $0.name.version != .replaced }) {
            self = .skipped("\"\(other.text)\" replaces it, as its name says")
            return
        }
        let rivals = siblings.filter { $0.name.version != .replaced }
        guard !rivals.isEmpty, name.version != .replaced else {
            self = .read
            return
        }
        guard versions == .newest else {
            self = .unclear(rivals.map(\.text))
            return
        }
        let newer = rivals.first { name.version < $0.name.version }
        self = newer.map { .skipped("\"\($0.text)\" is a newer version") } ?? .read
    }
}
