import CStart
import Glibc
import Streams

/// Checks that must pass before a tool reads its command line.
enum ToolStart {
    /// How many tools may be above a tool. mp-diagnose starts mp-healthcheck, which asks every tool for its version.
    private static let deepest = 2

    /// Why this process must do nothing, with its exit status; nil when it may work. Call it once, first of all.
    ///
    /// A tool that lost its arguments would do something else than it was asked, and report success; one that was given a
    /// name that is not UTF-8 would use the file of another name. Tools that start each other without end would use up
    /// the machine.
    static var refusal: (status: ExitStatus, text: String)? {
        let depth = Int(mp_enter_tool())
        let count = Int(mp_argument_count())
        guard count > 0, CommandLine.arguments.count == count else {
            return (
                .internalError,
                "was started with \(count) words, of which \(CommandLine.arguments.count) arrived; nothing was done; "
                    + "start it by its name, from a shell"
            )
        }
        guard depth <= deepest else {
            return (
                .internalError,
                "was started by a tool that a tool started, \(depth) deep, as MP_TOOL_DEPTH says; nothing was done; "
                    + "if no tool started this one, unset MP_TOOL_DEPTH"
            )
        }
        return illFormedWord.map { (.usage, $0) }
    }

    /// What is said of the first argument, or variable of ours, that is not UTF-8 (RFC 3629).
    private static var illFormedWord: String? {
        for number in 1..<max(1, mp_argument_count()) {
            guard let word = mp_argument(number), String(validatingCString: word) == nil else { continue }
            return
                "the argument \"\(readable(word))\" is not UTF-8, and would be taken for another name; nothing was done; "
                + "rename the file, name its folder, or write * for such a character of a pattern"
        }
        var number: Int32 = 0
        while let word = mp_variable(number) {
            number += 1
            guard families.contains(where: { strncmp(word, $0, strlen($0)) == 0 }),
                String(validatingCString: word) == nil
            else { continue }
            return
                "the environment has \"\(readable(word))\", which is not UTF-8, and would be taken for another name; "
                + "nothing was done; rename the folder, or set the variable to another one"
        }
        return nil
    }

    /// What the names of the variables that tools read begin with.
    private static let families = ["MP_", "ANTHROPIC_"]

    /// The word for people: bytes that are not printable ASCII as `\xE9`.
    private static func readable(_ word: UnsafePointer<CChar>) -> String {
        UnsafeBufferPointer(start: word, count: strlen(word)).map { sign in
            let byte = UInt8(bitPattern: sign)
            guard !(0x20..<0x7F).contains(byte) else { return String(Unicode.Scalar(byte)) }
            return "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}
