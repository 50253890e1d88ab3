import Glibc
import Streams
import Workbooks

/// All source profiles that a home knows, and which of them a sheet is read by.
public struct SourceBook: Sendable {
    /// The profiles of a home's `config/sources`, by name.
    let own: [SourceProfile]
    /// The machine's and those that are compiled in, without those that the home replaces.
    let shipped: [SourceProfile]
    /// The profile that was asked for; nil for the one that matches.
    public var asked: SourceProfile?

    /// Where profiles are under MP_HOME.
    public static let folder = "config/sources"

    /// No profiles at all: every table is read as a plain one.
    public init(own: [SourceProfile] = [], shipped: [SourceProfile] = []) {
        self.own = own
        self.shipped = shipped
    }

    /// Reads the profiles of a home, of the machine and those that are compiled in.
    ///
    /// - Throws: `Failure` with status 78 for a mistake in one of them.
    public static func loading(home: String, vocabulary: Vocabulary) throws -> SourceBook {
        let folders = ConfigurationPlace.folders(of: "sources", home: home)
        let own = try profiles(in: folders.own, vocabulary)
        var shipped: [SourceProfile] = []
        for folder in folders.machine {
            shipped += try profiles(in: folder, vocabulary).filter { found in
                !shipped.contains { $0.name == found.name }
            }
        }
        for (name, text) in BuiltInSources.texts where !shipped.contains(where: { $0.name == name }) {
            let root = try ConfigurationNode(Array(text.utf8), file: "built-in \(name).json")
            shipped.append(try SourceProfile(root, name: name, vocabulary: vocabulary))
        }
        return SourceBook(own: own, shipped: shipped.filter { found in !own.contains { $0.name == found.name } })
    }

    private static func profiles(in folder: String, _ vocabulary: Vocabulary) throws -> [SourceProfile] {
        let names = (fileNames(in: folder) ?? []).filter { $0.hasSuffix(".json") && !$0.hasSuffix(".schema.json") }
        return try names.sorted().compactMap { file in
            guard let root = try ConfigurationNode.reading("\(folder)/\(file)") else { return nil }
            return try SourceProfile(root, name: String(file.dropLast(5)), vocabulary: vocabulary)
        }
    }

    /// The names that a home knows, for completions.
    public static func names(home: String) -> [String] {
        ((try? loading(home: home, vocabulary: .builtIn)) ?? SourceBook()).profiles.map(\.name).sorted()
    }

    /// All of them, the home's first.
    public var profiles: [SourceProfile] { own + shipped }

    /// The profile of a name.
    ///
    /// - Throws: `Failure` with status 64 that lists the names when there is none.
    public func profile(named name: String) throws -> SourceProfile {
        guard let found = profiles.first(where: { $0.name == name }) else {
            throw Failure(
                .usage, .unknownSource, "there is no source profile \"\(name)\"",
                hint: "known are " + profiles.map(\.name).sorted().joined(separator: ", "))
        }
        return found
    }

    /// What a sheet is read by.
    struct Choice {
        /// Nil for a plain table.
        var profile: SourceProfile?
        /// The header row, where the profile finds it.
        var headerRow: Int?
        /// What there is to say of names that contradict the profile.
        var messages: [Message] = []
    }

    /// The profile by which a sheet is read, and its header row where the profile finds it.
    ///
    /// What the rows say counts more than the file's name; the name decides where the headers are nobody's own.
    ///
    /// - Parameters:
    ///   - rows: the sheet's first rows.
    ///   - sheetPlatform: what platform the sheet's name tells, to rule out another's profile.
    ///   - filePlatform: what platform the file's name tells.
    /// - Throws: `Failure` with status 65 when several profiles match.
    func reading(
        of sheet: SourceSheet, as kind: InputKind, rows: [SheetRow], sheetPlatform: Platform?, filePlatform: Platform?
    ) throws -> Choice {
        let head = SheetHead(sheet, rows)
        if let asked { return Choice(profile: asked, headerRow: head.headerRow(of: asked.match)) }
        let place = Place(file: sheet.file, sheet: sheet.name)
        var messages: [Message] = []
        for (group, isOwn) in [(own, true), (shipped, false)] {
            var found = group.filter { profile in
                !profile.match.isEmpty && profile.kind ?? kind == kind && head.matches(profile.match)
            }
            if let sheetPlatform {
                let others = found.filter { $0.isOfOther(sheetPlatform) && $0.match.sheets.isEmpty }
                found.removeAll { others.contains($0) }
                if isOwn { messages += others.map { Self.unused($0, sheetPlatform, at: place) } }
            } else if let filePlatform {
                let named = found.filter { $0.platform == .constant(filePlatform.code) }
                found = named.isEmpty ? found : named
                found.removeAll { $0.isOfOther(filePlatform) && !isOwn && !head.isMarked($0.match) }
            }
            guard found.count <= 1 else {
                throw Failure(
                    .data, .severalSources, at: place,
                    "is matched by several source profiles: " + found.map(\.name).sorted().joined(separator: ", "),
                    hint: "name one with --source, or make their \"match\" parts differ")
            }
            guard let only = found.first else { continue }
            if let filePlatform, sheetPlatform == nil, only.isOfOther(filePlatform) {
                messages.append(Self.contradicts(only, filePlatform, at: place))
            }
            return Choice(profile: only, headerRow: head.headerRow(of: only.match), messages: messages)
        }
        return Choice(messages: messages)
    }

    private static func unused(_ profile: SourceProfile, _ platform: Platform, at place: Place) -> Message {
        Message(
            .warning, .platformMismatch, at: place,
            "the source profile \(profile.name) matches, but it is \(profile.constantPlatform)'s, and the sheet's name says \(platform.code): the profile is not used",
            hint: "if it is right, add the sheet's name to \"sheets\" under its \"match\"; else narrow that")
    }

    private static func contradicts(_ profile: SourceProfile, _ platform: Platform, at place: Place) -> Message {
        Message(
            .warning, .platformMismatch, at: place,
            "the file's name says \(platform.code), but the headers are those of the source profile \(profile.name): its lines are \(profile.constantPlatform)'s",
            hint: "see that the right file was given; rename it, or name another profile with --source")
    }
}

extension SourceProfile {
    /// The code of the platform that all of its lines have; empty where they do not.
    fileprivate var constantPlatform: String {
        if case .constant(let code) = platform { code } else { "" }
    }

    fileprivate func isOfOther(_ other: Platform) -> Bool {
        !constantPlatform.isEmpty && constantPlatform != other.code
    }
}

/// The first rows of a sheet, as profiles are matched with them.
struct SheetHead {
    private let file: String
    private let sheet: String
    private let rows: [(number: Int, texts: [String])]
    private let hasFence: Bool

    /// More rows than this are not looked at.
    static let rows = 60

    init(_ sheet: SourceSheet, _ rows: [SheetRow]) {
        file = normalised(fileName(of: sheet.file))
        self.sheet = normalised(sheet.name)
        self.rows = rows.map { row in
            (row.number, row.cells.compactMap { $0.value.text.map { normalised($0) } })
        }
        hasFence = rows.contains { row in row.cells.contains { $0.value.marker != nil } }
    }

    /// The row in which all words of the header stand; nil where none is asked for or there is none.
    func headerRow(of match: SourceProfile.Match) -> Int? { header(of: match)?.number }

    private func header(of match: SourceProfile.Match) -> (number: Int, texts: [String])? {
        guard !match.header.isEmpty else { return nil }
        return rows.first { row in
            match.header.allSatisfy { pattern in row.texts.contains { pattern.matches(normalised: $0) } }
                && (match.anyHeader.isEmpty || Self.holds(match.anyHeader, row.texts))
        }
    }

    private static func holds(_ patterns: [WordPattern], _ texts: [String]) -> Bool {
        patterns.contains { pattern in texts.contains { pattern.matches(normalised: $0) } }
    }

    /// Whether the header has a text that only files of the profile's platform have.
    func isMarked(_ match: SourceProfile.Match) -> Bool {
        header(of: match).map { Self.holds(match.marks, $0.texts) } ?? false
    }

    func matches(_ match: SourceProfile.Match) -> Bool {
        func isOne(_ patterns: [WordPattern], _ text: String) -> Bool {
            patterns.isEmpty || patterns.contains { $0.matches(normalised: text) }
        }
        guard isOne(match.files, file), isOne(match.sheets, sheet), match.hasFence.map({ $0 == hasFence }) ?? true
        else { return false }
        let header = headerRow(of: match)
        if !match.header.isEmpty, header == nil { return false }
        let above = rows.prefix { header == nil || $0.number < header! }
        return match.above.allSatisfy { pattern in
            above.contains { $0.texts.contains { pattern.matches(normalised: $0) } }
        }
    }
}
