/// The parts of a path. A path is bytes, and its slashes are found among them: a slash and a combining mark behind it are one `Character`,
/// so that a search by characters does not find that slash.
extension String {
    /// Where the last slash is.
    private var lastSlash: String.Index? { utf8.lastIndex(of: UInt8(ascii: "/")) }

    /// All before the path's last part, the slash included; empty when there is none.
    public var pathPrefix: String { lastSlash.map { String(self[..<utf8.index(after: $0)]) } ?? "" }

    /// The path's last part: what follows the last slash.
    public var pathEnd: String { lastSlash.map { String(self[utf8.index(after: $0)...]) } ?? String(self) }

    /// The folder that the path's last part is in: `.` where the path names none, `/` for the root.
    public var pathFolder: String {
        lastSlash.map { $0 == startIndex ? "/" : String(self[..<$0]) } ?? "."
    }

    /// The name of the file or folder, slashes at the end left out; the path itself where it is nothing but slashes.
    public var pathName: String {
        let bytes = utf8.split(separator: UInt8(ascii: "/"))
        return bytes.last.map { String(Substring($0)) } ?? String(self)
    }
}
