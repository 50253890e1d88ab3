import Glibc

/// Who may read what the tools write about their work: archives, backups, logs, the ledger.
///
/// Their owner alone (0600). The owner of a folder lets its group read, too, by the folder's set-group-ID bit (chmod g+s), which is how
/// folders are shared on Unix (inode(7)): new files in it are of the folder's group and have mode 0640. The umask applies as always.
public enum FolderPrivacy {
    /// The mode of a new file of that path.
    public static func fileMode(in path: String) -> mode_t {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        var status = stat()
        guard stat(folder, &status) == 0 else { return 0o600 }
        return fileMode(inFolderOf: status.st_mode)
    }

    /// The mode of a new file in a folder of that mode.
    public static func fileMode(inFolderOf mode: mode_t) -> mode_t { mode & S_ISGID != 0 ? 0o640 : 0o600 }
}
