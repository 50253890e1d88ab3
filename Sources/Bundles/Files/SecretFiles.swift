import Glibc

/// Files that hold a key: some under whatever name, and copies of them.
struct SecretFiles: Sendable {
    private var files: Set<FileFacts.Identity> = []
    /// What they hold, without blanks around it.
    private var contents: Set<[UInt8]> = []
    private var sizes = Int.max...Int.max
    /// No key is longer or shorter.
    private static let lengths = 8...65_536
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
        if contents.isEmpty {
            union.sizes = other.sizes
        } else if !other.contents.isEmpty {
            union.sizes =
                min(sizes.lowerBound, other.sizes.lowerBound)...max(sizes.upperBound, other.sizes.upperBound)
        }
        return union
    }

    /// - Parameter open: opens the file with these flags.
    func contains(_ facts: FileFacts, open: (Int32) -> Int32) -> Bool {
        if files.contains(facts.identity) { return true }
        guard !contents.isEmpty, facts.kind == .file, facts.size >= sizes.lowerBound,
            facts.size - sizes.upperBound <= Self.blanks  // fits: sizes are not negative
        else { return false }
        return Self.content(open(Self.flags)).map(contents.contains) ?? false
    }

    private static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW

    /// What an open file holds, without blanks around it, and closes it; nil if it cannot be read or is too long.
    private static func content(_ descriptor: Int32) -> [UInt8]? {
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: lengths.upperBound + blanks + 1)
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
        let isBlank = { (byte: UInt8) in byte == 0x20 || (0x09...0x0D).contains(byte) }
        // Editors put a byte order mark before it.
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        var text = bytes[..<count].dropFirst(bytes.starts(with: mark) ? mark.count : 0).drop(while: isBlank)
        while let last = text.last, isBlank(last) { text.removeLast() }
        return Array(text)
    }
}
