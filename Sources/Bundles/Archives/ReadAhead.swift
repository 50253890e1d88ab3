import Glibc
import Streams

/// Files that are opened, read and digested on a thread of its own, some pieces ahead of who puts them into an archive.
///
/// Memory: eight pieces of 256 KiB, and what is said of the files in them.
///
/// Unsafe: a piece goes from thread to thread through a `Handoff`, and is used only by the thread that took it last. The list of files is
/// walked by the reading thread only, which ends before this object does.
final class ReadAhead {
    /// What became of a file; its bytes come between its beginning and its end.
    enum Step {
        case begin(path: BytePath, member: BytePath, facts: FileFacts)
        /// The next bytes of the piece.
        case bytes(Int)
        case end(hash: String, isChanged: Bool)
        /// It could not be opened, or has a time that the archive cannot hold.
        case leftOut(Failure)
    }

    /// Bytes of one file or of many, and what they are.
    private final class Piece: @unchecked Sendable {
        static let size = 1 << 18
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 64)
        var used = 0
        var steps: [Step] = []

        deinit { memory.deallocate() }
    }

    private enum Event {
        case piece(Piece)
        case end
        case failure(any Error)
    }

    /// Walks a list of files, and calls what it is given with the path of each and the name of the member that it becomes.
    typealias List = (_ add: (_ path: BytePath, _ member: BytePath) throws -> Void) throws -> Void

    private let free = Handoff((0..<8).map { _ in Piece() })
    private let ready = Handoff<Event>()
    private let thread: Worker

    /// - Parameter format: that of the archive, which cannot hold every time.
    init(_ list: @escaping List, for format: ArchiveFormat) throws {
        let reading = Reading(list: list, format: format, free: free, ready: ready)
        thread = try Worker { reading.run() }
    }

    deinit {
        free.close()
        thread.join()
    }

    /// Hands on all steps in their order, with the bytes of those that have some.
    func forEach(_ body: (Step, UnsafeRawBufferPointer) throws -> Void) throws {
        while let event = ready.take() {
            switch event {
            case .end: return
            case .failure(let error): throw error
            case .piece(let piece):
                var offset = 0
                for step in piece.steps {
                    var count = 0
                    if case .bytes(let more) = step { count = more }
                    try body(step, UnsafeRawBufferPointer(rebasing: piece.memory[offset..<offset + count]))
                    offset += count
                }
                free.put(piece)
            }
        }
    }

    /// The thread's side.
    private final class Reading: @unchecked Sendable {
        private let list: List
        private let format: ArchiveFormat
        private let free: Handoff<Piece>
        private let ready: Handoff<Event>
        private var piece: Piece?
        private var folder = RecentFolder()

        /// Nobody waits for more.
        private struct Stopped: Error {}

        init(list: @escaping List, format: ArchiveFormat, free: Handoff<Piece>, ready: Handoff<Event>) {
            (self.list, self.format, self.free, self.ready) = (list, format, free, ready)
        }

        func run() {
            do {
                try list(read)
                handOn()
                ready.put(.end)
            } catch {
                ready.put(.failure(error))
            }
        }

        private func handOn() {
            if let piece { ready.put(.piece(piece)) }
            piece = nil
        }

        /// The piece that is being filled, with room for something.
        private func current() throws -> Piece {
            // The steps count, too: a folder may hold nothing but empty files.
            if let piece, piece.used < Piece.size, piece.steps.count < 4096 { return piece }
            handOn()
            guard let next = free.take() else { throw Stopped() }
            (next.used, piece) = (0, next)
            next.steps.removeAll(keepingCapacity: true)
            return next
        }

        /// Reads a file as it is now.
        private func read(_ path: BytePath, as member: BytePath) throws {
            let source: SourceFile
            do {
                source = try SourceFile(path: path) { folder.open($0, $1) }
                guard format.times.contains(source.facts.modified) else {
                    throw Failure(
                        .noInput, .cannotRead, at: Place(file: path.text),
                        "its time, \(source.facts.time.iso), cannot be stored in a \(format.rawValue) archive",
                        hint: "touch it")
                }
            } catch let failure as Failure where failure.status != .io {
                return try current().steps.append(.leftOut(failure))
            }
            try current().steps.append(.begin(path: path, member: member, facts: source.facts))
            var hash = SHA256()
            var left = source.facts.size
            while left > 0 {
                let piece = try current()
                let room = UnsafeMutableRawBufferPointer(
                    rebasing: piece.memory[piece.used..<min(piece.used + left, Piece.size)])
                let count = try source.readOrZeros(into: room)
                hash.update(UnsafeRawBufferPointer(rebasing: room[..<count]))
                piece.used += count
                left -= count
                piece.steps.append(.bytes(count))
            }
            try current().steps.append(.end(hash: hash.finish(), isChanged: source.isChanged))
        }
    }
}
