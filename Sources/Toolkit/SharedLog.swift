import Glibc
import Streams
import Synchronization

/// A log that several processes add lines to while another one may rotate it.
///
/// Each line is one write(2) on an O_APPEND descriptor, under a shared lock of the file (flock(2)). Whoever rotates the log holds an
/// exclusive lock while it renames the file; a writer that gets its lock then sees that the name is another file's, or nobody's, and opens
/// the log anew. So no line goes to a file that somebody has begun to compress.
final class SharedLog: Sendable {
    private let place: PlaceBox
    private let mode: mode_t
    private let descriptor: Mutex<Int32>

    /// A value that cannot be copied, in a class.
    private final class PlaceBox: Sendable {
        let value: OutputPlace
        init(_ value: consuming OutputPlace) { self.value = value }
    }

    /// - Returns: nil if it cannot be opened. What is wrong is said where it is not plainly that the user may not write there.
    init?(_ path: String, mode: mode_t) {
        do {
            let place = try OutputPlace(path)
            descriptor = Mutex(try place.openToAppend(mode: mode))
            self.place = PlaceBox(place)
            self.mode = mode
        } catch {
            if let failure = error as? Failure, access(path, W_OK) == 0 {
                writeStandardError("warning: nothing is logged: \(failure.message.sentence)\n")
            }
            return nil
        }
    }

    deinit {
        descriptor.withLock { if $0 >= 0 { close($0) } }
    }

    /// Adds a line, which ends with LF. A line that cannot be written is lost: that is no reason for the work to fail.
    func append(_ line: String) {
        descriptor.withLock { descriptor in
            // Some logs are rotated one right after the other; none is eight times.
            for _ in 0..<8 {
                if !lock(descriptor) || isCurrent(descriptor) { break }
                guard let next = try? place.value.openToAppend(mode: mode) else { break }
                // That ends the lock, too.
                dup2(next, descriptor)
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                close(next)
            }
            var line = line
            line.withUTF8 { _ = write(descriptor, $0.baseAddress, $0.count) }
            flock(descriptor, LOCK_UN)
        }
    }

    /// Waits two seconds at most: a program that hangs with the lock must not hold up all others.
    private func lock(_ descriptor: Int32) -> Bool {
        for _ in 0..<200 {
            if flock(descriptor, LOCK_SH | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
            usleep(10_000)
        }
        return false
    }

    /// Whether the open file is the one that has the log's name.
    private func isCurrent(_ descriptor: Int32) -> Bool {
        var (open, named) = (stat(), stat())
        return fstat(descriptor, &open) == 0
            && fstatat(place.value.folder, place.value.name, &named, AT_SYMLINK_NOFOLLOW) == 0
            && open.st_dev == named.st_dev && open.st_ino == named.st_ino
    }
}
