import CProcess
import Glibc

/// What keeps a secret out of files.
public enum Secrecy {
    /// No core dump of this process, not even to a handler (`PR_SET_DUMPABLE`, prctl(2)), and no backtrace.
    public static func forbidCoreDumps() { mp_forbid_core_dumps() }

    /// Overwrites bytes with zeroes (explicit_bzero(3)).
    public static func wipe(_ bytes: UnsafeMutableRawPointer, count: Int) { mp_wipe(bytes, count) }

    /// Ends this process when the one that started it ends (`PR_SET_PDEATHSIG`, prctl(2)).
    public static func endWithParent() { mp_end_with_parent() }
}
