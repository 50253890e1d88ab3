import CStart

/// Checks that must pass before a tool reads its command line.
enum ToolStart {
    /// How many tools may be above a tool. mp-diagnose starts mp-healthcheck, which asks every tool for its version.
    private static let deepest = 2

    /// Why this process must do nothing; nil when it may work. Call it once, first of all.
    ///
    /// A tool that lost its arguments would do something else than it was asked, and report success. Tools that start
    /// each other without end would use up the machine.
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
