import CStart

/// What must hold before a tool looks at its command line.
enum ToolStart {
    /// How many tools may stand above one that a tool started. mp-diagnose starts mp-healthcheck, which starts every tool for its version.
    private static let deepest = 2

    /// Why this process must not do anything; nil when it may. To be asked once, first of all.
    ///
    /// A tool without its arguments would do something else than it was asked to do and say that all went well. Tools that start each
    /// other without an end take the machine.
    static var refusal: String? {
        let depth = Int(mp_enter_tool())
        let count = Int(mp_argument_count())
        guard count > 0, CommandLine.arguments.count == count else {
            return
                "was started with \(count) words, of which \(CommandLine.arguments.count) arrived; nothing was done; "
                + "start it by its name, from a shell"
        }
        guard depth <= deepest else {
            return "was started by a tool that a tool started, \(depth) deep, as MP_TOOL_DEPTH says; nothing was done; "
                + "if no tool started this one, unset MP_TOOL_DEPTH"
        }
        return nil
    }
}
