import Glibc
import Streams

/// What an operator sees on a terminal while a run goes on: one line with the step and a bar across all of them.
public struct RunScreen {
    private let width: Int
    private let signs: Signs
    private let style: RunSummary.Style
    private let draw: (String) -> Void
    /// What the steps should take, by earlier runs, in seconds; empty where nothing is known.
    var expected: [String: Double] = [:]
    /// The largest share that the bar has shown.
    private var furthest = 0.0

    private struct Signs {
        var bad = "x", passed = "-", now = ">", filled = "#", empty = ".", more = "..."
        static let unicode = Signs(bad: "✗", passed: "·", now: "▸", filled: "█", empty: "░", more: "…")
    }

    /// Moves to the beginning of the line, which is emptied.
    private static let clear = "\r\u{1B}[K"

    /// - Parameters:
    ///   - width: the terminal's columns.
    ///   - locale: the value of LC_ALL, LC_CTYPE or LANG, whichever is set first.
    ///   - draw: writes text to the terminal as it is.
    public init(width: Int, isColoured: Bool, locale: String, draw: @escaping (String) -> Void) {
        self.width = (40...200).contains(width) ? width : 80
        let name = locale.lowercased()
        signs = name.hasSuffix("utf8") || name.hasSuffix("utf-8") ? .unicode : Signs()
        style = .init(isColoured: isColoured)
        self.draw = draw
    }

    func erase() { draw(Self.clear) }

    /// A line of a step's messages, where they are shown.
    func message(_ line: String) { draw("\(Self.clear)  \(printable(line))\n") }

    /// A line without emphasis, cut to the width.
    func note(_ text: String, indent: Int = 2) {
        draw(Self.clear + String(repeating: " ", count: indent) + style.faint(cut(printable(text), width - 4)) + "\n")
    }

    /// The line of a step that failed.
    func failed(_ name: String, _ text: String, seconds: String) { line(style.bad(signs.bad), name, text, seconds) }

    /// The line of a step that was not done again.
    func skipped(_ name: String, _ text: String) { line(style.faint(signs.passed), name, text, "") }

    private func line(_ sign: String, _ name: String, _ text: String, _ seconds: String) {
        let room = width - 24
        let text = padded(cut(printable(text), room), room)
        let time = seconds.isEmpty ? "" : seconds + " s"
        let blanks = String(repeating: " ", count: max(0, 10 - time.count))
        draw("\(Self.clear)  \(sign) \(padded(name, 9)) \(text)\(style.faint(blanks + time))\n")
    }

    /// Where a run is.
    struct Position {
        /// The names of all steps, and how many are over.
        var steps: [String]
        var done: Int
        /// How long the first step that is not over has run.
        var seconds: Double
        /// How far that step is with a large file, and how it goes on.
        var work: (progress: WorkProgress, estimate: WorkRate.Estimate?)?
        /// The how manieth file, or piece of writing, that is.
        var piece = 1
    }

    /// The line of the step that goes on. The bar is about the whole run: by what the steps of earlier runs of this size
    /// took, or else by the number of steps and by how much of the file is done that the step reads or writes.
    ///
    /// It never goes back, though file after file is read.
    mutating func bar(_ position: Position) {
        let name = position.steps[position.done]
        // A line that is broken cannot be drawn over.
        let length = min(20, (width - 30) / 2, max(5, (width - 52) / 2))
        let done = Double(position.done) + (position.work?.progress.share ?? 0)
        var (share, left) = (done / Double(position.steps.count), "")
        let total = position.steps.reduce(0) { $0 + (expected[$1] ?? 0) }
        if let own = expected[name], total > 0 {
            let before = position.steps[..<position.done].reduce(0) { $0 + (expected[$1] ?? 0) }
            let done = before + min(position.seconds, own)
            share = done / total
            if width >= 70 { left = ", about \(Int(clamping: (total - done).rounded(.up))) s left" }
        } else if let estimate = position.work?.estimate, width >= 70 {
            left = ", \(estimate.secondsLeft) s more"
        }
        furthest = max(furthest, min(1, share))
        share = furthest
        let filled = min(length, max(0, Int(clamping: share * Double(length))))  // fits: clamped
        let tenths = Int(clamping: position.seconds * 10)  // fits: clamped
        let text =
            "step \(position.done + 1) of \(position.steps.count), "
            + (position.work.map { Self.text($0, position.piece) } ?? "\(tenths / 10).\(tenths % 10) s") + left
        let bar =
            String(repeating: signs.filled, count: filled)
            + style.faint(String(repeating: signs.empty, count: length - filled))  // fits: filled is at most that
        draw(
            "\(Self.clear)  \(style.strong(signs.now)) \(padded(name, 9)) \(bar)  \(text.prefix(width - 16 - length))")
    }

    /// The share of a file that is done, and the rate.
    private static func text(_ work: (progress: WorkProgress, estimate: WorkRate.Estimate?), _ piece: Int) -> String {
        let percent = Int(clamping: work.progress.share * 100)  // fits: clamped
        let rate = work.estimate?.perSecond
        switch work.progress.kind {
        case .reading:
            let tenths = rate.map { Int(clamping: ($0 / 104_857.6).rounded()) }  // fits: clamped
            let file = piece > 1 ? "file \(piece), " : ""
            return file + "\(percent) % read" + (tenths.map { ", \($0 / 10).\($0 % 10) MiB/s" } ?? "")
        case .writing:
            return "\(percent) % written" + (rate.map { ", \(Int(clamping: $0)) rows/s" } ?? "")  // fits: clamped
        }
    }

    private func cut(_ text: String, _ room: Int) -> String {
        text.count > room ? text.prefix(max(0, room - signs.more.count)) + signs.more : text
    }

    private func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
