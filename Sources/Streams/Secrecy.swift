import CProcess
import Glibc

/// Keeps secrets out of files.
public enum Secrecy {
    /// Turns off core dumps of this process, also those to a handler (`PR_SET_DUMPABLE`, prctl(2)), and backtraces.
    public static func forbidCoreDumps() { mp_forbid_core_dumps() }

    /// Overwrites bytes with zeroes (explicit_bzero(3)).
    public static func wipe(_ bytes: UnsafeMutableRawPointer, count: Int) { mp_wipe(bytes, count) }

    /// Ends this process when the one that started it ends (`PR_SET_PDEATHSIG`, prctl(2)).
    public static func endWithParent() { mp_end_with_parent() }
}
