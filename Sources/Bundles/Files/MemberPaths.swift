import Glibc

/// The order of members: by bytes, a folder's members before what merely begins with the folder's name.
func pathPrecedes(_ a: BytePath, _ b: BytePath) -> Bool {
    let slash = BytePath.slash
    return a.bytes.lexicographicallyPrecedes(b.bytes) { x, y in
        x != y && (x == slash || y != slash && x < y)
    }
}

/// Whether a path leads to something below a folder: no part of it is empty, `.`, `..`, or longer than a name can be.
func isPathBelow(_ path: BytePath) -> Bool {
    var (length, dots) = (0, 0)
    var isName: Bool { length > 0 && length <= 255 && !(dots == length && length <= 2) }
    for byte in path.bytes {
        if byte == UInt8(ascii: "/") {
            guard isName else { return false }
            (length, dots) = (0, 0)
        } else {
            length += 1
            if byte == UInt8(ascii: ".") { dots += 1 }
        }
    }
    return isName
}

/// Which files are meant: all, or those that match one of the patterns of fnmatch(3).
public struct FilePatterns: Sendable {
    private let patterns: [String]

    /// A pattern with a slash is held against the whole path, one without against the name.
    public init(_ patterns: [String]) { self.patterns = patterns }

    public var isEmpty: Bool { patterns.isEmpty }

    ///
    /// Characters are those of UTF-8; where the name is not UTF-8, bytes.
    public func matches(_ path: BytePath) -> Bool {
        guard !patterns.isEmpty else { return false }
        let name = path.name
        func matches() -> Bool {
            patterns.contains { pattern in
                (pattern.utf8.contains(BytePath.slash) ? path : name).withCString { fnmatch(pattern, $0, 0) } == 0
            }
        }
        return (try? NameLocale.utf8.during(matches)) ?? matches()
    }
}
