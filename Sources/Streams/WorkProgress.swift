import CStart

/// How far a process is with the work that takes it longest.
///
/// Readers and writers note it where they go through much, some thousand times in a large file at most. Whoever shows it,
/// here or in the program that started this one, looks when it draws.
public struct WorkProgress: Hashable, Sendable {
    /// What is done to the units.
    public enum Kind: Int64, Sendable {
        case reading = 1
        case writing
    }
    public var kind: Kind
    /// Units done, of so many: bytes that are read, or rows that are written.
    public var (done, total): (Int, Int)

    public init(_ kind: Kind, _ done: Int, of total: Int) { (self.kind, self.done, self.total) = (kind, done, total) }

    fileprivate init?(_ memory: UnsafePointer<Progress>) {
        let now = mp_read_progress(memory)
        guard let kind = Kind(rawValue: now.kind), now.total > 0 else { return nil }
        (self.kind, done, total) = (kind, Int(clamping: now.done), Int(clamping: now.total))
    }

    /// From 0 to 1.
    public var share: Double { min(1, max(0, Double(done) / Double(total))) }

    /// How many bytes a file has at least that is worth telling of. Smaller ones are read at once, and would hide the
    /// progress of the large one beside them.
    static let smallest = 1 << 18

    /// Notes that so many bytes of a file are read.
    @inline(__always) public static func reading(_ done: Int, of total: Int) {
        guard total >= smallest else { return }
        mp_note_progress(mp_progress(), Kind.reading.rawValue, Int64(done), Int64(total))
    }

    /// Notes that so many rows are written.
    public static func writing(_ done: Int, of total: Int) {
        mp_note_progress(mp_progress(), Kind.writing.rawValue, Int64(done), Int64(total))
    }

    /// What was noted last in this process; nil where nothing was.
    public static var current: WorkProgress? { WorkProgress(mp_progress()) }
}

/// Memory in which a program that this process starts notes its progress.
public final class SharedProgress {
    /// The variable of the environment that tells a program its descriptor.
    static let variable = "MP_PROGRESS_FD"
    let descriptor: Int32
    private let memory: UnsafeMutablePointer<Progress>

    /// Nil where the system has no more memory or descriptors; then nothing is known.
    public init?() {
        var memory: UnsafeMutablePointer<Progress>?
        descriptor = mp_make_progress(&memory)
        guard descriptor >= 0, let memory else { return nil }
        self.memory = memory
    }

    deinit { mp_drop_progress(descriptor, memory) }

    /// What the program noted last; nil where it has noted nothing.
    public var current: WorkProgress? { WorkProgress(memory) }
}

/// The rate of work, and the time left of it. A piece of work ends where another one begins: another file, or writing
/// after reading.
public struct WorkRate: Sendable {
    private var latest: WorkProgress?
    private var (began, first): (Double, Int) = (0, 0)
    /// How many pieces of the kind of now were begun: the how manieth file that is read.
    public private(set) var piece = 0

    public init() {}

    /// How a piece of work goes on.
    public struct Estimate: Hashable, Sendable {
        /// Units in a second, since the beginning of the piece.
        public var perSecond: Double
        /// How long the rest will take at that rate.
        public var secondsLeft: Int
    }

    /// What is to be expected of the piece of work; nil where that cannot be told yet.
    ///
    /// - Parameter seconds: the time, from any fixed point on.
    public mutating func estimate(_ now: WorkProgress, at seconds: Double) -> Estimate? {
        if let latest, latest.kind == now.kind, latest.total == now.total, latest.done <= now.done {
            self.latest = now
        } else {
            piece = latest?.kind == now.kind ? piece + 1 : 1
            (latest, began, first) = (now, seconds, now.done)
        }
        let done = now.done - first
        guard done > 0, seconds > began else { return nil }
        let rate = Double(done) / (seconds - began)
        return Estimate(
            perSecond: rate, secondsLeft: Int(clamping: (Double(max(0, now.total - now.done)) / rate).rounded(.up)))
    }
}
