import Glibc

/// Who may read archives, backups, logs and the ledger.
///
/// By default only their owner may read them (0600). The owner of a folder can share it with the group by the
/// set-group-ID bit (chmod g+s), as is usual on Unix (inode(7)). New files in such a folder belong to its group and
/// have mode 0640. The umask applies as always.
public enum FolderPrivacy {
    /// The mode for a new file with that path.
    public static func fileMode(in path: String) -> mode_t {
        let folder = path.pathFolder
        var status = stat()
        guard stat(folder, &status) == 0 else { return 0o600 }
        return fileMode(inFolderOf: status.st_mode)
    }

    /// The mode for a new file in a folder with that mode.
    public static func fileMode(inFolderOf mode: mode_t) -> mode_t { mode & S_ISGID != 0 ? 0o640 : 0o600 }
}
