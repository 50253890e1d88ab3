import Glibc

/// The order of members: by bytes, a folder's members before what merely begins with the folder's name.
func pathPrecedes(_ a: String, _ b: String) -> Bool {
    let slash = UInt8(ascii: "/")
    return a.utf8.lexicographicallyPrecedes(b.utf8) { x, y in
        x != y && (x == slash || y != slash && x < y)
    }
}

/// Whether a path leads to something below a folder: no part of it is empty, `.`, `..`, or longer than a name can be.
func isPathBelow(_ path: String) -> Bool {
    var (length, dots) = (0, 0)
    var isName: Bool { length > 0 && length <= 255 && !(dots == length && length <= 2) }
    for byte in path.utf8 {
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

    public func matches(_ path: String) -> Bool {
        guard !patterns.isEmpty else { return false }
        let name = path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
        return patterns.contains { fnmatch($0, $0.utf8.contains(UInt8(ascii: "/")) ? path : name, 0) == 0 }
    }
}
