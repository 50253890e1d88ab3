import CStart
import Glibc

/// Reports a fault in the program itself, such as a trap of Swift's arithmetic or an invalid memory access: a line on
/// standard error names the signal and the place that was being read. Without it a tool would end without a message.
public enum FaultReport {
    /// The size of the stack for one thread's signal handlers. With AVX-512 the kernel alone stores 3 KiB there.
    static let stackSize = 1 << 15

    /// Installs the handlers. From then on a fault removes unfinished files and ends the process with `status`.
    ///
    /// - Parameter tool: the name at the beginning of the line.
    public static func install(tool: String, status: ExitStatus) {
        _ = Interruption.prepare
        // The copy is never freed, because the handlers use it.
        mp_report_faults(strdup(tool), status.rawValue) { Interruption.end($0) }
    }

    /// Notes that this thread reads a file from now on.
    public static func reading(file: String) { mp_reading_file(printable(file)) }

    /// Notes that this thread reads a sheet of the file from now on.
    public static func reading(sheet: String) { mp_reading_sheet(printable(sheet)) }

    /// Notes the row, or the line, that this thread reads.
    @inline(__always) public static func reading(row: Int) { mp_reading_row().pointee = Int64(truncatingIfNeeded: row) }
}
