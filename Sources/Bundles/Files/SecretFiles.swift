import Glibc

/// Files that hold a key: some under whatever name, and copies of them.
struct SecretFiles: Sendable {
    private var files: Set<FileFacts.Identity> = []
    /// What they hold, without blanks around it.
    private var contents: Set<[UInt8]> = []
    private var sizes = Int.max...Int.max
    /// No key is longer or shorter.
    private static let lengths = 8...65_536
    /// Keys that another file may hold among other text, as they are and with the line ends of JSON. Shorter ones, and those of
    /// several words, may be in any text by chance.
    private var parts: Set<[UInt8]> = []
    private static let shortestPart = 16
    /// A longer file is not searched for them.
    private static let longestHolder = 1 << 20
    /// Blanks around a key that copies may have or not.
    private static let blanks = 16

    init(_ paths: [String]) {
        for path in paths {
            guard let path = realPath(path), let facts = FileFacts(path: path), facts.kind == .file else { continue }
            files.insert(facts.identity)
            guard let content = Self.content(open(path, Self.flags)), Self.lengths.contains(content.count) else {
                continue
            }
            contents.insert(content)
            parts.formUnion(Self.parts(of: content))
            let least = sizes.lowerBound == .max ? content.count : min(sizes.lowerBound, content.count)
            let most = sizes.upperBound == .max ? content.count : max(sizes.upperBound, content.count)
            sizes = least...most
        }
    }

    func union(_ other: SecretFiles) -> SecretFiles {
        guard !other.files.isEmpty else { return self }
        guard !files.isEmpty else { return other }
        var union = self
        union.files.formUnion(other.files)
        union.contents.formUnion(other.contents)
        union.parts.formUnion(other.parts)
        if contents.isEmpty {
            union.sizes = other.sizes
        } else if !other.contents.isEmpty {
            union.sizes =
                min(sizes.lowerBound, other.sizes.lowerBound)...max(sizes.upperBound, other.sizes.upperBound)
        }
        return union
    }

    /// How a file holds a key.
    enum Holding {
        /// It is the key's file, or a copy.
        case whole
        /// The key is in it among other text.
        case part
    }

    /// - Parameter open: opens the file with these flags.
    func holding(of facts: FileFacts, open: (Int32) -> Int32) -> Holding? {
        if files.contains(facts.identity) { return .whole }
        guard facts.kind == .file, facts.size >= sizes.lowerBound else { return nil }
        if facts.size - sizes.upperBound <= Self.blanks,  // fits: sizes are not negative
            Self.content(open(Self.flags)).map(contents.contains) ?? false
        {
            return .whole
        }
        guard !parts.isEmpty, facts.size <= Self.longestHolder,
            let bytes = Self.bytes(open(Self.flags), atMost: Self.longestHolder)
        else { return nil }
        return bytes.withUnsafeBufferPointer { bytes in parts.contains { bytes.firstIndex(of: $0) != nil } }
            ? .part : nil
    }

    private static func parts(of key: [UInt8]) -> [[UInt8]] {
        guard key.count >= shortestPart else { return [] }
        let lines = key.split(separator: 0x0A).map { $0.filter { $0 != 0x0D } }
        guard lines.count > 1 else { return key.contains(0x20) ? [] : [key] }
        // Of a key over lines, such as one in PEM, each longer line tells.
        return lines.filter { $0.count >= 2 * shortestPart && !$0.contains(0x20) }.map { Array($0) }
    }

    private static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW

    /// What an open file holds, without blanks around it, and closes it; nil if it cannot be read or is too long.
    private static func content(_ descriptor: Int32) -> [UInt8]? {
        guard let bytes = bytes(descriptor, atMost: lengths.upperBound + blanks) else { return nil }
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        // Editors put a byte order mark before it.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var text = bytes.dropFirst(bytes.starts(with: mark) ? mark.count : 0).drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return Array(text)
    }

    /// The bytes of an open file, which is closed; nil if it cannot be read or has more.
    private static func bytes(_ descriptor: Int32, atMost limit: Int) -> [UInt8]? {
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: limit + 1)
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes { buffer in
                read(
                    descriptor, UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).baseAddress,
                    buffer.count - count)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { return nil }
            if more == 0 { break }
            count += more
        }
        guard count < bytes.count else { return nil }
        bytes.removeLast(bytes.count - count)
        return bytes
    }
}
