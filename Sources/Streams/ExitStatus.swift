import Glibc

/// How a tool ended, with the numbers of sysexits.h where it has one that fits. This is the only table of exit
/// statuses.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done; there is nothing to report.
    case done = 0
    /// Done; the data have findings at or above the requested level.
    case findings = 1
    /// Only mp-healthcheck uses these two: CRITICAL and UNKNOWN of the monitoring plugins. Its `findings` are WARNING.
    case critical = 2, unknown = 3
    /// The command line cannot be understood (`EX_USAGE`).
    case usage = 64
    /// The input cannot be used: it is not a workbook, is encrypted or damaged, or has no region (`EX_DATAERR`).
    case data = 65
    /// The input is missing or unreadable (`EX_NOINPUT`).
    case noInput = 66
    /// A service did not answer in any attempt (`EX_UNAVAILABLE`).
    case unavailable = 69
    /// An error in the program itself (`EX_SOFTWARE`).
    case internalError = 70
    /// The run needed more memory than MP_MEMORY_LIMIT allows (`EX_OSERR`).
    case memory = 71
    /// An output cannot be created (`EX_CANTCREAT`).
    case cannotCreate = 73
    /// Reading or writing failed, for example because the disk is full (`EX_IOERR`).
    case io = 74
    /// Another run holds the lock (`EX_TEMPFAIL`).
    case locked = 75
    /// Permission denied (`EX_NOPERM`).
    case permission = 77
    /// A configuration file is wrong (`EX_CONFIG`).
    case configuration = 78
    /// Ended by SIGHUP, SIGINT or SIGTERM.
    case hungUp = 129, interrupted = 130, terminated = 143

    /// The status for a failed system call on an input file.
    public static func reading(errno code: Int32) -> ExitStatus {
        switch code {
        case EACCES, EPERM: .permission
        case ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG: .noInput
        default: .io
        }
    }

    /// The status for a failed system call on an output file.
    public static func writing(errno code: Int32) -> ExitStatus {
        switch code {
        case EACCES, EPERM: .permission
        case ENOENT, ENOTDIR, EISDIR, EROFS, ELOOP, ENAMETOOLONG: .cannotCreate
        default: .io
        }
    }
}

/// The system's text for an `errno` value (strerror(3)).
public func systemMessage(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return buffer.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
}
