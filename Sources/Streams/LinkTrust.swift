import Glibc
import Synchronization

/// Which symbolic links an output may go through.
///
/// Where nobody but the user and root may put files, the user's links and root's are followed: nobody else can have made
/// them. Elsewhere only the user's own are, and only if the user asked for that (`followOwn`).
public enum LinkTrust {
    case followed
    /// The link is another user's.
    case foreign
    /// The link is the user's own, and in a folder that others may write to.
    case shared

    /// Process-wide, because it belongs to the command line, and outputs are opened in every room.
    private static let followsOwn = Atomic(false)

    /// From now on the user's own links are followed in folders that others may write to, too.
    public static func followOwn() { followsOwn.store(true, ordering: .relaxed) }

    /// - Parameters:
    ///   - link: the status of the link itself.
    ///   - folder: an open descriptor of the folder that holds it.
    init(_ link: stat, in folder: Int32) {
        let user = geteuid()
        var here = stat()
        if fstat(folder, &here) == 0, Self.isPrivate(here) {
            self = link.st_uid == user || link.st_uid == 0 ? .followed : .foreign
        } else if link.st_uid != user {
            self = .foreign
        } else {
            self = Self.followsOwn.load(ordering: .relaxed) ? .followed : .shared
        }
    }

    /// Whether only the user and root may put files in a folder.
    private static func isPrivate(_ folder: stat) -> Bool {
        guard folder.st_uid == geteuid() || folder.st_uid == 0, folder.st_mode & S_IWOTH == 0 else { return false }
        return folder.st_mode & S_IWGRP == 0 || isOwn(group: folder.st_gid)
    }

    /// Whether a group is the user's or root's own: it has the same name, and no other members. Where each user has a
    /// group (useradd(8), USERGROUPS_ENAB), folders may be written to by that group as a rule.
    private static func isOwn(group id: gid_t) -> Bool {
        var room = [CChar](repeating: 0, count: 1 << 16)
        var user = passwd()
        var found: UnsafeMutablePointer<passwd>?
        guard getpwuid_r(geteuid(), &user, &room, room.count, &found) == 0, found != nil else { return false }
        let owners = [String(cString: user.pw_name), "root"]
        var group = Glibc.group()
        var foundGroup: UnsafeMutablePointer<Glibc.group>?
        guard getgrgid_r(id, &group, &room, room.count, &foundGroup) == 0, foundGroup != nil,
            owners.contains(String(cString: group.gr_name))
        else { return false }
        var member = group.gr_mem
        while let next = member, let name = next.pointee {
            guard owners.contains(String(cString: name)) else { return false }
            member = next + 1
        }
        return true
    }
}
