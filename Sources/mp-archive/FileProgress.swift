import Bundles
import Glibc
import Streams
import Toolkit

/// The progress of a job that goes through files, on a session's meter.
final class FileProgress {
    private let meter: ProgressMeter
    private var (total, bytes, files) = (0, 0, 0)

    init(_ session: Session) { meter = session.progress(counting: "files") }

    /// Bytes that are to be gone through in all.
    func expect(_ bytes: Int) { total = bytes }

    /// Bytes and files done since the last call.
    func advance(_ moreBytes: Int, _ moreFiles: Int) {
        (bytes, files) = (bytes.adding(clamping: moreBytes), files + moreFiles)
        meter.update(bytes: bytes, of: total, rows: files)
    }

    /// Before anything else is written.
    func end() { meter.end() }
}

extension Session {
    /// Says what was done: in the log, and on a terminal, for people; programs have the exit status.
    func summarise(_ text: String, at place: Place = Place()) {
        if isatty(STDERR_FILENO) == 1 {
            report(Message(.note, .summary, at: place, text))
        } else {
            note(place.description.isEmpty ? text : "\(place): \(text)")
        }
    }
}
