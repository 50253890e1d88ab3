import Glibc
import Testing

@testable import Streams

@Suite("Files that appear together") struct FileGroupTests {
    private func withFolder(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/mp-group.XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let folder = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
        defer { Self.remove(folder) }
        try body(folder)
    }

    private static func remove(_ path: String) {
        for name in names(in: path) { remove("\(path)/\(name)") }
        if unlink(path) != 0 { rmdir(path) }
    }

    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var found: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { found.append(name) }
        }
        return found.sorted()
    }

    private func text(of path: String) throws -> String {
        String(decoding: try Input(path: path).chunk(), as: UTF8.self)
    }

    @Test("All have their names, over those that were there before, and nothing else stays") func together() throws {
        try withFolder { folder in
            for round in ["first", "second"] {
                let group = FileGroup()
                for name in ["a", "b", "c"] { try group.output("\(folder)/\(name)").write("\(round) \(name)") }
                #expect(Self.names(in: folder) == (round == "first" ? [] : ["a", "b", "c"]))
                try group.finish()
                #expect(Self.names(in: folder) == ["a", "b", "c"])
                for name in ["a", "b", "c"] { #expect(try text(of: "\(folder)/\(name)") == "\(round) \(name)") }
            }
        }
    }

    @Test("When one cannot have its name, none has, and what was there before is there again") func none() throws {
        try withFolder { folder in
            let old = try Output(replacing: "\(folder)/a")
            try old.write("old")
            try old.finish()
            let group = FileGroup()
            for name in ["a", "b", "c"] { try group.output("\(folder)/\(name)").write("new") }
            // A folder that came up in the meantime.
            mkdir("\(folder)/c", 0o777)
            mkdir("\(folder)/c/d", 0o777)
            let error = #expect(throws: Failure.self) { try group.finish() }
            #expect(error?.message.place.file == "\(folder)/c")
            #expect(Self.names(in: folder) == ["a", "c"] && Self.names(in: "\(folder)/c") == ["d"])
            #expect(try text(of: "\(folder)/a") == "old")
        }
    }

    @Test("Hidden names that a killed run left are removed when they are old, and nothing else is") func leftovers()
        throws
    {
        try withFolder { folder in
            let left = [".t.xlsx.0az9bcdefgh.tmp", ".t.xlsx.1234567890abc.tmp"]
            // Another file's, a person's own, longer than ours, of other signs, a folder, a link.
            let others = [
                ".t.xlsx.0az9bcdefgh.tmp2", ".t.xlsx.bak.tmp", ".t.xlsx.12345678901234.tmp", ".t.xlsx.0AZ9BCDEFGH.tmp",
                ".t.xlsx..tmp",
                ".u.xlsx.0az9bcdefgh.tmp", "t.xlsx.0az9bcdefgh.tmp",
            ]
            for name in left + others { try Output(replacing: "\(folder)/\(name)").finish() }
            mkdir("\(folder)/.t.xlsx.folder00000.tmp", 0o777)
            symlink("t.xlsx", "\(folder)/.t.xlsx.link0000000.tmp")
            let kept = others + [".t.xlsx.folder00000.tmp", ".t.xlsx.link0000000.tmp"]
            let place = try OutputPlace("\(folder)/t.xlsx")
            Leftovers.remove(of: place)
            #expect(Set(Self.names(in: folder)).isSuperset(of: left), "they are young")
            Leftovers.remove(of: place, untouchedFor: 0)
            #expect(Set(Self.names(in: folder)) == Set(kept))
        }
    }
}
