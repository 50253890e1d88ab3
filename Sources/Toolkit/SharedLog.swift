import Glibc
import Streams
import Synchronization

/// A log to which several processes add lines while another process may rotate it.
///
/// Each line is one write(2) on an O_APPEND descriptor, under a shared lock of the file (flock(2)). The process that
/// rotates the log holds an exclusive lock while it renames the file. A writer that gets its lock after that sees that
/// the name belongs to another file or to none, and opens the log again. So no line goes to a file that is already
/// being compressed.
final class SharedLog: Sendable {
    private let place: PlaceBox
    private let mode: mode_t
    private let descriptor: Mutex<Int32>

    /// A class around a value that cannot be copied, so that the value can be shared.
    private final class PlaceBox: Sendable {
        let value: OutputPlace
        init(_ value: consuming OutputPlace) { self.value = value }
    }

    /// - Parameter complain: gets the reason why the log cannot be opened, unless the user simply has no permission to
    ///   write there.
    /// - Returns: nil if the log cannot be opened.
    init?(_ path: String, mode: mode_t, complain: (Message) -> Void = { _ in }) {
        do {
            let place = try OutputPlace(path)
            descriptor = Mutex(try place.openToAppend(mode: mode))
            self.place = PlaceBox(place)
            self.mode = mode
        } catch {
            if let failure = error as? Failure, access(path, W_OK) == 0 {
                let why = failure.message
                complain(Message(.warning, why.code, at: why.place, "\(why.text); nothing is logged"))
            }
            return nil
        }
    }

    deinit {
        descriptor.withLock { if $0 >= 0 { close($0) } }
    }

    /// Adds a line, which must end with LF. A line that cannot be written is lost, since the work must not fail because
    /// of its log.
    func append(_ line: String) {
        descriptor.withLock { descriptor in
            // The log may be rotated again while it is opened. Eight times in a row do not happen.
            for _ in 0..<8 {
                if !lock(descriptor) || isCurrent(descriptor) { break }
                guard let next = try? place.value.openToAppend(mode: mode) else { break }
                // This also releases the lock.
                dup2(next, descriptor)
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                close(next)
            }
            var line = line
            line.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
            flock(descriptor, LOCK_UN)
        }
    }

    /// Waits for at most two seconds: a program that hangs while it has the lock must not stop all others.
    private func lock(_ descriptor: Int32) -> Bool {
        for _ in 0..<200 {
            if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
            usleep(10_000)
        }
        return false
    }

    /// Whether the log's name still belongs to the open file.
    private func isCurrent(_ descriptor: Int32) -> Bool {
        var (open, named) = (stat(), stat())
        return fstat(descriptor, &open) == 0
            && fstatat(place.value.folder, place.value.name, &named, AT_SYMLINK_NOFOLLOW) == 0
            && open.st_dev == named.st_dev && open.st_ino == named.st_ino
    }
}
