import Glibc

/// The words of a command line that a shell completes, as custom completions get them.
public struct CompletionLine {
    private let words: [String]

    /// - Parameter words: the words as typed, with quotes and backslashes.
    public init(_ words: [String]) { self.words = words.map(Self.unquoted) }

    /// The last word that names a file with one of the endings, such as `xlsx`.
    public func file(endings: [String]) -> String? {
        words.last { word in endings.contains { word.lowercased().hasSuffix("." + $0) } && access(word, R_OK) == 0 }
    }

    /// The home folder of the toolkit.
    public static var home: String { environment("MP_HOME") ?? "." }

    /// A word as the shell would read it: without quotes and backslashes, and with the user's folder in place of `~`.
    /// Variables are not replaced.
    static func unquoted(_ word: String) -> String {
        var out = ""
        var quote: Character?
        var rest = word[...]
        if rest.hasPrefix("~/"), let home = environment("HOME") {
            out = home
            rest = rest.dropFirst()
        }
        while let sign = rest.popFirst() {
            switch (sign, quote) {
            case ("'", nil), ("\"", nil): quote = sign
            case ("'", "'"), ("\"", "\""): quote = nil
            case ("\\", nil), ("\\", "\""): if let next = rest.popFirst() { out.append(next) }
            default: out.append(sign)
            }
        }
        return out
    }
}
