import Glibc
import Streams
import Testing

/// Archives: nothing is removed that does not surely stand in one, and nothing gets out of a folder when it is restored.
@Suite("mp-archive") struct MPArchiveTests {
    /// A folder with `output/` of two months and a file of today.
    private func withResults<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        try await withTemporaryFolder { folder in
            mkdir(folder + "/output", 0o755)
            mkdir(folder + "/output/sub", 0o755)
            try make("a.tsv", "market\tUAE\n", "2026-09-01T10:00:00.5Z", in: folder)
            try make("a-b.tsv", String(repeating: "line of text\n", count: 5000), "2026-09-30T23:59:59Z", in: folder)
            try make("sub/Übersicht 1.txt", "räumlich", "2026-10-01T00:00:00Z", in: folder)
            try make("empty", "", "2026-10-02T00:00:00Z", in: folder)
            try write("new", to: folder + "/output/new.tsv")
            symlink("/etc/hostname", folder + "/output/link")
            return try await body(folder)
        }
    }

    private func make(_ name: String, _ text: String, _ time: String, in folder: String) throws {
        try write(text, to: "\(folder)/output/\(name)")
        let parts = try #require(time.split(separator: "T").first).split(separator: "-").compactMap { Int32($0) }
        var fields = tm()
        (fields.tm_year, fields.tm_mon, fields.tm_mday) = (parts[0] - 1900, parts[1] - 1, parts[2])
        let clock = time.split(separator: "T")[1].dropLast().split(separator: ":")
        (fields.tm_hour, fields.tm_min) = (Int32(clock[0])!, Int32(clock[1])!)
        let seconds = try #require(Double(clock[2]))
        var moment = timegm(&fields)
        moment += Int(seconds)
        let nanoseconds = Int((seconds - seconds.rounded(.down)) * 1e9)
        let times = [timespec(tv_sec: moment, tv_nsec: nanoseconds), timespec(tv_sec: moment, tv_nsec: nanoseconds)]
        utimensat(AT_FDCWD, "\(folder)/output/\(name)", times, 0)
    }

    private func create(_ more: [String] = [], in folder: String, environment: [String: String] = [:]) async throws
        -> ToolRun
    {
        try await runTool(
            "mp-archive", ["create", "--from", "output", "--older-than", "30d", "--into", "archive"] + more, in: folder,
            environment: environment)
    }

    @Test(
        "there is one archive per month, whose bytes depend on the files only", arguments: ["tar.gz", "tar.zst", "zip"])
    func sameBytes(format: String) async throws {
        try await withResults { folder in
            let first = try await create(["--format", format], in: folder)
            #expect(first.status == 0, "\(first)")
            #expect(first.output == "archive/output_2026-09.\(format)\narchive/output_2026-10.\(format)\n", "\(first)")
            let moved = try await runShell("mv archive before && sleep 1.1", in: folder)
            #expect(moved.status == 0)
            let second = try await create(
                ["--format", format], in: folder, environment: ["TZ": "Asia/Dubai", "LC_ALL": "C"])
            #expect(second.status == 0, "\(second)")
            let same = try await runShell("diff -r before archive", in: folder)
            #expect(same.status == 0, "\(same)")
            #expect(names(in: folder + "/output").count == 6, "nothing was removed")
        }
    }

    @Test("what stands in the archive is what other programs read", arguments: ["tar.gz", "tar.zst", "zip"])
    func otherReaders(format: String) async throws {
        try await withResults { folder in
            let run = try await create(["--format", format], in: folder)
            #expect(run.status == 0, "\(run)")
            let script = """
                import sys, zipfile, tarfile, hashlib, json, subprocess, io
                path = sys.argv[1]
                if path.endswith('.zip'):
                    z = zipfile.ZipFile(path); members = {n: z.read(n) for n in z.namelist()}
                else:
                    data = subprocess.run(['zstd', '-dc', path], capture_output=True).stdout if path.endswith('.zst') else __import__('gzip').open(path).read()
                    t = tarfile.open(fileobj=io.BytesIO(data)); members = {m.name: t.extractfile(m).read() for m in t.getmembers()}
                lines = [json.loads(l) for l in members.pop('MANIFEST.ndjson').splitlines()]
                for l in lines[1:]:
                    data = members.pop(l['path'])
                    assert data == open(l['path'], 'rb').read() and hashlib.sha256(data).hexdigest() == l['sha256'] and len(data) == l['size']
                assert not members
                print(len(lines) - 1)
                """
            guard format != "tar.zst" || access("/usr/bin/zstd", X_OK) == 0 else { return }
            for month in ["2026-09", "2026-10"] {
                let read = try await runTool(
                    "/usr/bin/python3", ["-c", script, "archive/output_\(month).\(format)"], in: folder)
                #expect(read.output == "2\n", "\(read)")
            }
        }
    }

    @Test("removing takes what is archived, and restoring brings it back as it was")
    func removeAndRestore() async throws {
        try await withResults { folder in
            _ = try await runShell("cp -a output before", in: folder)
            let run = try await create(["--remove"], in: folder)
            #expect(run.status == 0, "\(run)")
            #expect(names(in: folder + "/output") == ["link", "new.tsv", "sub"])
            let verified = try await runTool("mp-archive", ["verify"], in: folder)
            #expect(verified.status == 0 && verified.lines.count == 2, "\(verified)")
            for month in ["2026-09", "2026-10"] {
                let restored = try await runTool(
                    "mp-archive", ["restore", "archive/output_\(month).tar.gz", "--to", "back"], in: folder)
                #expect(restored.output == "2 restored, 0 kept\n", "\(restored)")
            }
            let compared = try await runShell(
                "rm before/link before/new.tsv && diff -r before back/output && stat -c '%Y %a %s' before/a.tsv back/output/a.tsv | uniq | wc -l",
                in: folder)
            #expect(compared.output == "1\n", "\(compared)")
        }
    }

    @Test("restoring keeps what is there, unless told otherwise, and takes patterns")
    func restoreKeeps() async throws {
        try await withResults { folder in
            _ = try await create(in: folder)
            let archive = "archive/output_2026-09.tar.gz"
            let one = try await runTool("mp-archive", ["restore", archive, "a-?.tsv", "--to", "back"], in: folder)
            #expect(one.output == "1 restored, 0 kept\n" && names(in: folder + "/back/output") == ["a-b.tsv"], "\(one)")
            try write("mine", to: folder + "/back/output/a-b.tsv")
            let kept = try await runTool("mp-archive", ["restore", archive, "--to", "back"], in: folder)
            #expect(kept.output == "1 restored, 1 kept\n", "\(kept)")
            let mine = try await runShell("cat back/output/a-b.tsv", in: folder)
            #expect(mine.output == "mine")
            let replaced = try await runTool(
                "mp-archive", ["restore", archive, "--to", "back", "--overwrite"], in: folder)
            #expect(replaced.output == "2 restored, 0 kept\n", "\(replaced)")
            let none = try await runTool("mp-archive", ["restore", archive, "*.xlsx", "--to", "back"], in: folder)
            #expect(none.status == 66 && none.errors.contains("holds nothing that matches"), "\(none)")
        }
    }

    @Test("a file that changed since it was archived stays")
    func changedStays() async throws {
        try await withResults { folder in
            _ = try await create(in: folder)
            // The same size and time, other bytes: only the hash tells.
            let changed = try await runShell(
                "touch -r output/a.tsv stamp && printf 'market\\tKSA\\n' >output/a.tsv && touch -r stamp output/a.tsv",
                in: folder)
            #expect(changed.status == 0)
            let run = try await create(["--remove"], in: folder)
            #expect(
                run.status == 1 && run.errors.contains("output/a.tsv: is not the file that the archive has, and stays"),
                "\(run)")
            #expect(names(in: folder + "/output") == ["a.tsv", "link", "new.tsv", "sub"])
        }
    }

    @Test("a plan is carried out only where nothing changed since")
    func plan() async throws {
        try await withResults { folder in
            let plan = try await create(["--dry-run", "--remove"], in: folder)
            #expect(plan.status == 0 && plan.lines.count == 5, "\(plan)")
            #expect(!names(in: folder).contains("archive"), "a plan makes nothing")
            try write(plan.output, to: folder + "/plan")
            let touched = try await runShell("touch output/a.tsv", in: folder)
            #expect(touched.status == 0)
            let run = try await runTool("mp-archive", ["create", "--apply", "plan"], in: folder)
            #expect(
                run.status == 1 && run.errors.contains("a.tsv: changed since the plan was made, and stays"), "\(run)")
            #expect(names(in: folder + "/output") == ["a.tsv", "link", "new.tsv", "sub"])
            let other = try await runTool("mp-archive", ["create", "--apply", "-"], input: "hello\n", in: folder)
            #expect(other.status == 65 && other.errors.contains("-: is not a plan"), "\(other)")
        }
    }

    @Test("the trash keeps files for the grace")
    func trash() async throws {
        try await withResults { folder in
            _ = try await runShell(
                "mkdir -p trash/20200101T000000Z/output && echo old >trash/20200101T000000Z/output/x && mkdir trash/mine",
                in: folder)
            let run = try await create(["--trash", "trash", "--grace", "7d"], in: folder)
            #expect(run.status == 0, "\(run)")
            let found = try await runShell("cd trash && find . -type f | sed 's/[0-9]*T[0-9]*Z/T/' | sort", in: folder)
            #expect(
                found.output
                    == "./T/output/a-b.tsv\n./T/output/a.tsv\n./T/output/empty\n./T/output/sub/Übersicht 1.txt\n",
                "\(found)")
            #expect(names(in: folder + "/trash").contains("mine"))
        }
    }

    @Test("the next files of a month go to the next part, in the chain")
    func nextPart() async throws {
        try await withResults { folder in
            _ = try await create(["--remove"], in: folder)
            try make("later.tsv", "late", "2026-09-15T00:00:00Z", in: folder)
            let run = try await create(["--remove"], in: folder)
            #expect(run.output == "archive/output_2026-09_2.tar.gz\n", "\(run)")
            let good = try await runTool("mp-archive", ["verify", "archive"], in: folder)
            #expect(good.status == 0, "\(good)")
            _ = try await runShell("rm archive/output_2026-10*", in: folder)
            let missing = try await runTool("mp-archive", ["verify", "archive"], in: folder)
            #expect(
                missing.status == 65 && missing.errors.contains("follows output_2026-10.tar.gz, which is missing"),
                "\(missing)")
        }
    }

    @Test("two runs at once: the second ends with 75, or waits")
    func lock() async throws {
        try await withResults { folder in
            mkdir(folder + "/archive", 0o755)
            let arguments = "mp-archive create --from output --older-than 30d --into archive"
            let refused = try await runShell("flock archive \(arguments)", in: folder)
            #expect(refused.status == 75 && refused.errors.contains("another run works here"), "\(refused)")
            let waited = try await runShell("flock archive sleep 0.4 & sleep 0.1; \(arguments) --wait 20", in: folder)
            #expect(waited.status == 0, "\(waited)")
        }
    }

    @Test("every damage to an archive is found", arguments: ["cut", "flip", "manifest", "foreign"])
    func damage(kind: String) async throws {
        try await withResults { folder in
            _ = try await create(in: folder)
            let archive = "archive/output_2026-09.tar.gz"
            let commands = [
                "cut": "truncate -s -100 \(archive)",
                "flip": "printf X | dd of=\(archive) bs=1 seek=200 conv=notrunc status=none",
                "manifest": "sed -i 's/\"size\":11/\"size\":12/' \(archive).manifest.ndjson",
                "foreign": "tar czf \(archive) output/a.tsv",
            ]
            let damaged = try await runShell(commands[kind]!, in: folder)
            #expect(damaged.status == 0)
            let verified = try await runTool("mp-archive", ["verify", archive], in: folder)
            #expect(verified.status == 65, "\(verified)")
            guard kind != "manifest" else { return }
            // Nothing is removed on the word of such an archive.
            let run = try await create(["--remove"], in: folder)
            #expect(run.status == 65 && names(in: folder + "/output").contains("a.tsv"), "\(run)")
            let restored = try await runTool("mp-archive", ["restore", archive, "--to", "back"], in: folder)
            #expect(restored.status == 65 && !names(in: folder).contains("back"), "\(restored)")
        }
    }

    @Test(
        "an archive that would write outside of its folder is refused whole",
        arguments: [
            "../evil", "/tmp/evil-of-mp-archive", "a/../../evil", "a//b", "./a", "symlink", "hardlink", "fifo",
            "setuid", "twice", "file-and-folder",
        ])
    func hostile(kind: String) async throws {
        try await withTemporaryFolder { folder in
            let script = """
                import tarfile, io, json, hashlib, sys
                kind = sys.argv[1]
                t = tarfile.open('bad.tar.gz', 'w:gz')
                lines = [json.dumps({'manifest': 1, 'archive': 'bad.tar.gz', 'sequence': 1, 'previous': None})]
                def add(name, **more):
                    data = b'evil'
                    i = tarfile.TarInfo(name); i.size = len(data); i.mode = 0o644
                    for k, v in more.items(): setattr(i, k, v)
                    if i.type != tarfile.REGTYPE: i.size = 0
                    t.addfile(i, io.BytesIO(data))
                    lines.append('{"path":"%s","size":4,"mode":"0644","mtime":"1970-01-01T00:00:00Z","sha256":"%s"}' % (name, hashlib.sha256(data).hexdigest()))
                add('a-first')
                if kind == 'symlink': add('link', type=tarfile.SYMTYPE, linkname='/tmp'); add('link/evil')
                elif kind == 'hardlink': add('link', type=tarfile.LNKTYPE, linkname='/etc/passwd')
                elif kind == 'fifo': add('pipe', type=tarfile.FIFOTYPE)
                elif kind == 'setuid': add('z', mode=0o4755)
                elif kind == 'twice': add('b'); add('b')
                elif kind == 'file-and-folder': add('b'); add('b/c')
                else: add(kind)
                data = ('\\n'.join(lines) + '\\n').encode()
                i = tarfile.TarInfo('MANIFEST.ndjson'); i.size = len(data); t.addfile(i, io.BytesIO(data)); t.close()
                """
            let made = try await runTool("/usr/bin/python3", ["-c", script, kind], in: folder)
            try #require(made.status == 0, "\(made)")
            let run = try await runTool("mp-archive", ["restore", "bad.tar.gz", "--to", "deep/down"], in: folder)
            #expect(run.status == 65, "\(run)")
            #expect(names(in: folder) == ["bad.tar.gz"] && access("/tmp/evil-of-mp-archive", F_OK) != 0, "\(run)")
        }
    }

    @Test("a link in the folder that is restored to is not followed")
    func linkOnTheWay() async throws {
        try await withResults { folder in
            _ = try await create(in: folder)
            _ = try await runShell("mkdir back elsewhere && ln -s ../elsewhere back/output", in: folder)
            let run = try await runTool(
                "mp-archive", ["restore", "archive/output_2026-09.tar.gz", "--to", "back"], in: folder)
            #expect(run.status == 73 && names(in: folder + "/elsewhere").isEmpty, "\(run)")
        }
    }

    @Test(
        "killed at every call that changes the disk it loses no file and leaves no half archive, and the next run goes on",
        arguments: [
            "tar.gz", "trash", "restore", "prune", "backup --count 6", "tar.gz --faults --count 6",
            "restore --faults --count 6", "prune --faults --count 6", "backup --faults --count 6",
            "zip --faults --count 6",
            "bundle --count 6", "bundle --faults --count 6", "workflow --count 4",
        ])
    func killed(kind: String) async throws {
        guard access("/usr/bin/strace", X_OK) == 0 else { return print("skipped: strace is missing") }
        let run = try await runShell(
            "env -u MP_HOME python3 '\(packageFolder)/Tests/Support/kill-everywhere.py' \(kind)")
        guard run.status != 2 else { return print("skipped: strace cannot work here: \(run.errors)") }
        #expect(run.status == 0 && (Int(run.lines.last ?? "") ?? 0) >= 4, "\(run)")
    }

    @Test("interrupted while it restores it leaves nothing")
    func interruptedRestore() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir output && head -c 300000000 /dev/zero >output/f && touch -d 2026-01-01 output/f
                mp-archive create --from output --into archive --format tar.zst >/dev/null
                mp-archive restore archive/output_2026-01.tar.zst --to back & pid=$!
                while [ -z "$(ls -A back 2>/dev/null)" ] && kill -0 $pid; do :; done
                kill -TERM $pid; wait $pid; echo $?; ls -A
                """, in: folder)
            #expect(run.output == "143\narchive\noutput\n", "\(run)")
        }
    }

    @Test("gzip's bytes do not depend on the number of processors, and other programs read its many members")
    func processors() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir output && seq 1 400000 >output/numbers && head -c 300000 /dev/urandom >output/noise && touch -d 2026-01-01 output/*
                mp-archive create --from output --into one >/dev/null && taskset -c 0 mp-archive create --from output --into two >/dev/null
                cmp one/output_2026-01.tar.gz two/output_2026-01.tar.gz && gzip -t one/output_2026-01.tar.gz
                python3 -c 'import tarfile; print(sum(m.size for m in tarfile.open("one/output_2026-01.tar.gz") if m.name == "output/numbers"))'
                mkdir back && tar -xzf one/output_2026-01.tar.gz -C back && diff -r output back/output && ls back
                """, in: folder)
            #expect(run.output == "2688895\nMANIFEST.ndjson\noutput\n", "\(run)")
        }
    }

    @Test("what cannot be archived stays, is named, and makes the status 1", arguments: ["time", "into"])
    func cannotBeArchived(kind: String) async throws {
        try await withTemporaryFolder { folder in
            let cases = [
                "time": (
                    "touch -d 1975-01-01 output/old", "zip", 1,
                    "its time, 1975-01-01T00:00:00Z, cannot be stored in a zip archive"
                ),
                "into": (
                    "ln -s output archive", "tar.gz", 64, "--into is the folder of --from, and nothing was written"
                ),
            ]
            let (command, format, status, words) = try #require(cases[kind])
            let run = try await runShell(
                "mkdir output && touch -d 2026-01-01 output/a && \(command) && mp-archive create --from output --into archive --format \(format) --remove",
                in: folder)
            #expect(run.status == Int32(status) && run.errors.contains(words), "\(run)")
            #expect(names(in: folder + "/output").count == 1, "\(run)")
        }
    }

    @Test("pruning keeps what any rule keeps, and says why")
    func prune() async throws {
        try await withTemporaryFolder { folder in
            // 2026-08-02 is a Sunday: the 3rd begins ISO week 32.
            let made = try await runShell(
                "mkdir old; for day in 07-15 07-31 08-02 08-03 08-04; do touch -d 2026-${day}T12:00:00Z old/$day.log; done; touch -d 2026-08-04T11:00:00Z old/early.log; touch old/today.log",
                in: folder)
            #expect(made.status == 0)
            let arguments = [
                "prune", "--from", "old", "--keep", "1d", "--keep-last", "2", "--keep-weekly", "3", "--keep-monthly",
                "3", "--include", "*.log",
            ]
            let plan = try await runTool("mp-archive", arguments + ["-n"], in: folder)
            let decided = plan.lines.map { $0.split(separator: "\t") }.map { "\($0[0]) \($0[2]): \($0[1])" }
            let (week, month) = (decided[0].contains("newest of week"), decided[0].contains("newest of month"))
            #expect(week && month && decided[0].hasPrefix("keep today.log: younger than 1d, last 1 of 2"), "\(plan)")
            #expect(
                Array(decided.dropFirst()) == [
                    "keep 08-04.log: last 2 of 2, newest of week 2026-W32, newest of month 2026-08",
                    "remove early.log: kept by no rule",
                    "remove 08-03.log: kept by no rule", "keep 08-02.log: newest of week 2026-W31",
                    "keep 07-31.log: newest of month 2026-07",
                    "remove 07-15.log: kept by no rule",
                ], "\(plan)")
            #expect(names(in: folder + "/old").count == 7)
            let run = try await runTool("mp-archive", arguments, in: folder)
            #expect(
                run.output == plan.output
                    && names(in: folder + "/old") == ["07-31.log", "08-02.log", "08-04.log", "today.log"], "\(run)")
        }
    }

    @Test("counts of any size keep all")
    func largeCounts() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                "mkdir o; echo x >o/a; mp-archive prune --from o --keep-daily \(Int.max) --keep-weekly \(Int.max) --keep-monthly \(Int.max) --keep-last \(Int.max) | cut -f 1",
                in: folder)
            #expect(run.status == 0 && run.output == "keep\n", "\(run)")
        }
    }

    @Test("pruning does not empty a folder, unless that is meant")
    func pruneToNothing() async throws {
        try await withTemporaryFolder { folder in
            _ = try await runShell("mkdir old && touch -d 2020-01-01 old/a old/b", in: folder)
            let refused = try await runTool("mp-archive", ["prune", "--from", "old", "--keep", "30d"], in: folder)
            #expect(
                refused.status == 65 && refused.errors.contains("--allow-empty")
                    && names(in: folder + "/old").count == 2, "\(refused)")
            let allowed = try await runTool(
                "mp-archive", ["prune", "--from", "old", "--keep", "30d", "--allow-empty"], in: folder)
            #expect(allowed.status == 0 && names(in: folder + "/old").isEmpty, "\(allowed)")
        }
    }

    @Test("a manifest is pruned with its archive")
    func pruneArchives() async throws {
        try await withResults { folder in
            _ = try await create(in: folder)
            _ = try await runShell("touch -d 2026-01-01 archive/output_2026-09*", in: folder)
            let run = try await runTool("mp-archive", ["prune", "--from", "archive", "--keep", "30d"], in: folder)
            #expect(run.status == 0, "\(run)")
            #expect(
                names(in: folder + "/archive") == ["output_2026-10.tar.gz", "output_2026-10.tar.gz.manifest.ndjson"])
            let verified = try await runTool("mp-archive", ["verify"], in: folder)
            #expect(verified.status == 0, "a chain may begin later: \(verified)")
        }
    }

    @Test("a backup holds the home's folders, is restored for a test, and leaves no scratch")
    func backup() async throws {
        try await withResults { folder in
            _ = try await runShell(
                "mkdir input logs other && echo plan >input/p && echo line >logs/l && echo no >other/x", in: folder)
            let run = try await runTool("mp-archive", ["backup"], in: folder, environment: ["MP_HOME": folder])
            let path = String(run.output.split(separator: "\t").first ?? "")
            #expect(run.status == 0 && path.hasPrefix(folder + "/backup/backup_"), "\(run)")
            #expect(names(in: folder + "/backup").count == 2)
            let restored = try await runTool("mp-archive", ["restore", path, "--to", "back"], in: folder)
            #expect(restored.status == 0 && names(in: folder + "/back") == ["input", "logs", "output"], "\(restored)")
            let compared = try await runShell(
                "diff -r input back/input && cmp logs/l back/logs/l && cmp output/a.tsv back/output/a.tsv", in: folder)
            #expect(compared.status == 0, "\(compared)")
        }
    }

    @Test("two backups of one second both get a name")
    func backupsOfOneSecond() async throws {
        try await withTemporaryFolder { folder in
            // Three runs in a row: two of them begin in one second unless each takes one.
            let run = try await runShell(
                "mkdir input && echo plan >input/p && for i in 1 2 3; do mp-archive backup || exit; done", in: folder,
                environment: ["MP_HOME": folder])
            #expect(run.status == 0 && Set(run.lines.map { $0.split(separator: "\t")[0] }).count == 3, "\(run)")
            #expect(names(in: folder + "/backup").count == 6)
        }
    }

    @Test("only what a killed backup left is removed, and nothing that is called like it")
    func backupLeftovers() async throws {
        try await withTemporaryFolder { folder in
            let left = ".backup_20260101_000000.tar.gz.restore"
            let run = try await runShell(
                "mkdir -p input backup/.backup_mine backup/\(left)/x && touch input/p && mp-archive backup", in: folder,
                environment: ["MP_HOME": folder])
            let there = names(in: folder + "/backup")
            #expect(run.status == 0 && there.contains(".backup_mine") && !there.contains(left), "\(run)")
        }
    }

    @Test("the manual's recipe checks what tar took out, without mp-archive")
    func recipe() async throws {
        try await withResults { folder in
            let run = try await runShell(
                """
                mp-archive create --from output --older-than 30d --into . >/dev/null && mkdir new && tar -xf output_2026-10.tar.gz -C new
                check() { tail -n +2 new/MANIFEST.ndjson | jq -r '.sha256 + "  " + .path' | (cd new && sha256sum --quiet -c) 2>/dev/null; }
                check && echo good; printf x >>new/output/empty; check || echo bad
                """, in: folder)
            #expect(run.output == "good\noutput/empty: FAILED\nbad\n", "\(run)")
        }
    }

    @Test("a plan writes nothing, not even a manifest that is missing; a near name is told")
    func planWritesNothing() async throws {
        try await withResults { folder in
            _ = try await runShell(
                "mp-archive create --from output --older-than 30d --into archive && rm archive/*.ndjson", in: folder)
            let plan = try await create(["--dry-run"], in: folder)
            #expect(
                plan.status == 0 && plan.output.contains("\"archived\"") && names(in: folder + "/archive").count == 2,
                "\(plan)")
            let missing = try await runTool("mp-archive", ["list", "archive/output_2026-08.tar.gz"], in: folder)
            #expect(
                missing.status == 66 && missing.errors.contains("did you mean \"archive/output_2026-09.tar.gz\""),
                "\(missing)")
        }
    }

    @Test(
        "an archive that is not there, or is a folder, is said to be so",
        arguments: [["list", "x.tar.gz"], ["restore", "x.tar.gz", "--to", "back"], ["verify", "x.tar.gz"]])
    func noArchive(arguments: [String]) async throws {
        try await withTemporaryFolder { folder in
            let missing = try await runTool("mp-archive", arguments, in: folder)
            #expect(
                missing.status == 66 && missing.errors.contains("x.tar.gz") && names(in: folder).isEmpty, "\(missing)")
        }
    }

    @Test("odd names come back: with newlines, blanks, leading dashes, bytes that are not UTF-8")
    func oddNames() async throws {
        try await withTemporaryFolder { folder in
            _ = try await runShell(
                "mkdir -p output/-d && cd output && touch -- -n '-d/--remove' ' b' \"$(printf 'a\\nb')\" \"$(printf 'x\\351')\" && touch -d 2026-09-01 -- * */*",
                in: folder)
            let run = try await runTool(
                "mp-archive", ["create", "--from", "output", "--into", "archive", "--remove"], in: folder)
            #expect(run.status == 0 && run.errors.isEmpty, "\(run)")
            let back = try await runShell(
                "mp-archive restore archive/output_2026-09.tar.gz --to back && cd back/output && ls -A | cat -v && ls -A ./-d",
                in: folder)
            #expect(
                back.output == "5 restored, 0 kept\n b\n-d\n-n\na\nb\nxM-i\n--remove\n"
                    && names(in: folder + "/output") == ["-d"], "\(back)")
        }
    }

    @Test(
        "a full disk ends with 74, and leaves nothing and all files",
        arguments: ["create --from output --into archive --remove", "restore good/output_2026-09.tar.gz --to back"])
    func fullDisk(command: String) async throws {
        try await withTemporaryFolder { folder in
            _ = try await runShell(
                "mkdir output && head -c 300000 /dev/urandom >output/a && touch -d 2026-09-01 output/a && mp-archive create --from output --into good",
                in: folder)
            // A limit of the size of files stands for it: write(2) fails in the same place.
            let run = try await runShell(
                "trap '' XFSZ; ulimit -f 100; mp-archive \(command); s=$?; ls -A output archive back; exit $s",
                shell: "/bin/bash", in: folder)
            #expect(
                run.status == 74 && run.output.contains("output:\na\n") && !run.output.contains("tar.gz")
                    && !run.output.contains("restore"), "\(run)")
        }
    }

    @Test(
        "mistakes in the command line end with 64",
        arguments: [
            ["create"], ["create", "--from", "x", "--remove", "--trash", "t"], ["nothing"],
            ["create", "--from", "x", "--older-than", "soon"],
        ])
    func usage(arguments: [String]) async throws {
        let run = try await runTool("mp-archive", arguments)
        #expect(run.status == 64 && run.errors.hasPrefix("mp-archive: error: "), "\(run)")
    }
}
