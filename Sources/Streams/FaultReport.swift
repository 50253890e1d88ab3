import CStart
import Glibc

/// The line on standard error that a fault in the program itself leaves, such as a trap of Swift's arithmetic or an access to memory
/// that it does not have: which signal, and what was being read. Without it such a fault ends a tool without a word.
public enum FaultReport {
    /// Room for the signal handlers of one thread, in bytes. With AVX-512 the kernel alone stores 3 KiB there.
    static let stackSize = 1 << 15

    /// Installs the handlers. From then on a fault removes the files in the making and ends the process with `status`.
    ///
    /// - Parameter tool: the name that the line begins with.
    public static func install(tool: String, status: ExitStatus) {
        _ = Interruption.prepare
        // The copy lives as long as the process: handlers use it.
        mp_report_faults(strdup(tool), status.rawValue) { Interruption.end($0) }
    }

    /// Notes that this thread reads a file from now on.
    public static func reading(file: String) { mp_reading_file(printable(file)) }

    /// Notes that this thread reads a sheet of the file from now on.
    public static func reading(sheet: String) { mp_reading_sheet(printable(sheet)) }

    /// Notes the row, or the line, that this thread reads.
    @inline(__always) public static func reading(row: Int) { mp_reading_row().pointee = Int64(truncatingIfNeeded: row) }
}
