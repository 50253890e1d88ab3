import CLibArchive
import Glibc
import Streams

/// The locale in which libarchive leaves the bytes of names as they are, whatever the locale of the process.
///
/// libarchive converts names between the archive's character set and that of the thread's locale (uselocale(3)), and what it reads as
/// UTF-8 it also composes (NFC), which makes another file of a name from macOS.
enum NameLocale {
    /// C.UTF-8: names are written as UTF-8, and marked as such. For writing names that are UTF-8.
    case utf8
    /// C: names that are not ASCII cannot be converted, so libarchive keeps their bytes and says so with ARCHIVE_WARN.
    /// For all reading, and for writing names into a zip that are not UTF-8.
    case bytes

    func during<Result>(_ body: () throws -> Result) throws -> Result {
        guard let before = shim_enterNameLocale(self == .utf8 ? 1 : 0) else {
            // newlocale(3) says the same of a locale that is missing and of one for which no descriptor is left.
            let probe = open("/", O_RDONLY | O_CLOEXEC)
            guard probe >= 0 || ![EMFILE, ENFILE].contains(errno) else {
                throw Failure(
                    .io, .cannotRead, "cannot read the locale C.UTF-8: \(systemMessage(errno))",
                    hint: "raise the limit of open files (ulimit -n)")
            }
            close(probe)
            throw Failure(
                .internalError, .internalError, "the system has no locale C.UTF-8",
                hint: "install the locales of the C library")
        }
        defer { shim_leaveNameLocale(before) }
        return try body()
    }
}
