import Glibc

/// How a tool ended (sysexits.h where it has a word for it). The one table of exit statuses.
public enum ExitStatus: Int32, Sendable, CaseIterable {
    /// Done, nothing to report.
    case done = 0
    /// Done, and the data has findings at or above the asked level.
    case findings = 1
    /// Of mp-healthcheck alone, whose findings are warnings: the monitoring plugins' CRITICAL and UNKNOWN.
    case critical = 2, unknown = 3
    /// The command line cannot be understood (`EX_USAGE`).
    case usage = 64
    /// Input is not what it should be: not a workbook, encrypted, corrupt, no region found (`EX_DATAERR`).
    case data = 65
    /// Input is missing or unreadable (`EX_NOINPUT`).
    case noInput = 66
    /// A service did not answer, after retries (`EX_UNAVAILABLE`).
    case unavailable = 69
    /// A mistake in the program itself (`EX_SOFTWARE`).
    case internalError = 70
    /// More memory was needed than MP_MEMORY_LIMIT allows (`EX_OSERR`).
    case memory = 71
    /// Output cannot be created (`EX_CANTCREAT`).
    case cannotCreate = 73
    /// Reading or writing failed half-way, such as a full disk (`EX_IOERR`).
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
