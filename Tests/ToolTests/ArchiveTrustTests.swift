import Glibc
import Testing

/// What counts as an archive that can be relied on: for restoring, for pruning, for a backup's name.
@Suite("trust in archives") struct ArchiveTrustTests {
    /// Archives of January, February and March, and forged ones of the same names under `evil`.
    private static let chain = """
        mkdir output; for m in 01 02 03; do echo real $m >output/f$m; touch -d 2026-$m-15 output/f$m; done
        mp-archive create --from output --into archive >/dev/null
        mkdir -p evil/output; for m in 01 02 03; do echo FORGED $m >evil/output/f$m; touch -d 2026-$m-15 evil/output/f$m; done
        (cd evil && mp-archive create --from output --into archive >/dev/null)
        """

    @Test(
        "an archive that was exchanged is not restored",
        arguments: [
            ("cp evil/archive/output_2026-02.tar.gz archive/", "is not the archive of its manifest"),
            ("cp evil/archive/output_2026-02.tar.gz* archive/", "follows another output_2026-01.tar.gz"),
            (
                "cp evil/archive/output_2026-01.tar.gz* archive/",
                "is not the archive that output_2026-02.tar.gz follows"
            ),
        ])
    func exchanged(command: String, words: String) async throws {
        try await withTemporaryFolder { folder in
            let month = command.contains("2026-01") ? "01" : "02"
            let run = try await runShell(
                """
                \(Self.chain)
                \(command)
                mp-archive restore archive/output_2026-\(month).tar.gz --to back; s=$?; ls -A back 2>/dev/null
                mp-archive verify archive/output_2026-\(month).tar.gz; test $? = 65 && exit $s
                """, in: folder)
            #expect(run.status == 65 && run.output.isEmpty && run.errors.contains(words), "\(run)")
        }
    }

    @Test("a copy of an archive elsewhere, under another name and without its manifest, is restored, and that is said")
    func copy() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                "\(Self.chain)\ncp archive/output_2026-02.tar.gz copy.tar.gz; mp-archive restore copy.tar.gz --to back; cat back/output/f02",
                in: folder)
            #expect(
                run.output == "1 restored, 0 kept\nreal 02\n" && run.errors.contains("has no manifest beside it"),
                "\(run)")
        }
    }

    @Test("pruning gives no place to an archive that cannot be verified, and names it", arguments: ["", "-n"])
    func pruneVerifies(dry: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir -p home/input && echo x >home/input/a && export MP_HOME=$PWD/home
                for n in 1 2 3; do mp-archive backup >/dev/null; done
                cd home/backup && i=0; for b in *.tar.gz; do i=$((i + 1)); touch -d "2026-01-0$i" $b; mv $b b$i.tar.gz; mv $b.manifest.ndjson b$i.tar.gz.manifest.ndjson; done
                printf X | dd of=b3.tar.gz bs=1 seek=60 conv=notrunc status=none; touch -d 2026-01-03 b3.tar.gz
                mp-archive prune --from . --keep-last 1 \(dry) | cut -f 1-3; echo; ls *.tar.gz; mp-archive prune --from . --keep-last 1 >/dev/null
                """, in: folder)
            #expect(
                run.status == 65
                    && run.output.hasPrefix(
                        "keep\tcannot be verified, and takes no place\tb3.tar.gz\nkeep\tlast 1 of 1\tb2.tar.gz\nremove\tkept by no rule\tb1.tar.gz\n\n"
                            + (dry.isEmpty ? "b2" : "b1")),
                "\(run)")
            #expect(run.errors.contains("b3.tar.gz: ") && run.errors.contains("it counts for no rule"), "\(run)")
        }
    }

    @Test("an archive that does not fit the one after it takes no place, and nor does that one; both stay")
    func prunedChain() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                \(Self.chain)
                mkdir -p alone/output; echo FORGED >alone/output/f02; touch -d 2026-02-15 alone/output/f02
                (cd alone && mp-archive create --from output --into archive >/dev/null); cp alone/archive/* archive/
                for m in 01 02 03; do touch -d 2026-$m-20 archive/*-$m*; done
                mp-archive prune --from archive --keep-last 1 | cut -f 1-3; mp-archive prune --from archive --keep-last 1 >/dev/null
                echo $?; for m in 01 02 03; do mp-archive restore archive/output_2026-$m.tar.gz --to back >/dev/null 2>&1; echo $?; done
                """, in: folder)
            #expect(
                run.lines == [
                    "keep\tcannot be verified, and takes no place\toutput_2026-03.tar.gz",
                    "keep\tcannot be verified, and takes no place\toutput_2026-02.tar.gz",
                    "keep\tlast 1 of 1\toutput_2026-01.tar.gz", "65", "0", "65", "65",
                ], "\(run)")
        }
    }

    @Test("a backup that lacks a file says so in its manifest, and takes no place; the one that has all stays")
    func incompleteBackup() async throws {
        try await withTemporaryFolder { folder in
            // Root reads everything.
            let run = try await runShell(
                """
                chmod 755 .; mkdir -p home/input home/output; echo x >home/input/a; echo y >home/output/b; export MP_HOME=$PWD/home
                as() { "$@"; }; if [ $(id -u) = 0 ]; then chown -R 65534:65534 home; as() { setpriv --reuid 65534 --regid 65534 --clear-groups "$@"; }; fi
                as mp-archive backup >/dev/null; touch -d 2026-01-01 home/backup/*.gz; first=$(cd home/backup; ls *.gz)
                chmod 0 home/output/b; as mp-archive backup >/dev/null; echo $?; head -qn 1 home/backup/*.ndjson | grep -c '"left_out":1'
                mp-archive verify home/backup >/dev/null; echo $?
                mp-archive prune --from home/backup --keep-last 1 | cut -f 1-2; ls home/backup | grep -cx "$first"
                """, in: folder)
            #expect(
                run.lines == [
                    "1", "1", "0", "keep\tcannot be verified, and takes no place", "keep\tlast 1 of 1", "1",
                ] && run.errors.contains("is a backup that lacks a file that should be in it; it counts for no rule"),
                "\(run)")
        }
    }

    @Test("backups that were copied without their times count by the time in their names")
    func copiedBackups() async throws {
        try await withTemporaryFolder { folder in
            // Made now, and given the names of other months, in their manifests too.
            let run = try await runShell(
                """
                mkdir -p home/input; export MP_HOME=$PWD/home TZ=Asia/Dubai
                for m in 01 02 03; do
                    echo $m >home/input/a; mp-archive backup --into b$m >/dev/null; mkdir x; tar -xzf b$m/*.tar.gz -C x
                    name=backup_2026${m}15_120000.tar.gz; sed -i 1s/backup_[0-9_]*/backup_2026${m}15_120000/ x/MANIFEST.ndjson
                    mkdir -p all; tar --format=pax -czf all/$name -C x input/a MANIFEST.ndjson; rm -r x
                done
                for a in all/*.gz; do
                    { tar -xzOf $a MANIFEST.ndjson
                      printf '{"archive_size":%d,"archive_sha256":"%s"}\\n' $(stat -c %s $a) $(sha256sum $a | cut -c 1-64); } >$a.manifest.ndjson
                done
                mp-archive verify all | cut -f 2; touch all/backup_202603*; touch -d '1 hour ago' all/backup_202601*
                mp-archive prune --from all --keep-last 1 --keep-monthly 2 | cut -f 1-3
                """, in: folder)
            #expect(
                run.lines == [
                    "1", "1", "1",
                    "keep\tlast 1 of 1, newest of month 2026-03\tbackup_20260315_120000.tar.gz",
                    "keep\tnewest of month 2026-02\tbackup_20260215_120000.tar.gz",
                    "remove\tkept by no rule\tbackup_20260115_120000.tar.gz",
                ], "\(run)")
        }
    }

    @Test("archives of months that were copied without their times count by the months in their names")
    func copiedArchives() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir output
                for m in 01 02 03; do
                    echo $m >output/$m; touch -d 2026-$m-15 output/$m; mp-archive create --from output --into archive >/dev/null
                done
                echo again >output/02b; touch -d 2026-02-16 output/02b; mp-archive create --from output --into archive >/dev/null
                touch -d '1 hour ago' archive/output_2026-03*; touch archive/output_2026-01*
                mp-archive prune --from archive --keep-last 1 --keep-monthly 2 -n | cut -f 1-3
                cp -r archive copy; touch -d '3 hours ago' copy/output_2026-02.t* copy/*03*
                mp-archive prune --from copy --keep-last 2 --keep-monthly 2 -n | cut -f 1-3
                touch -d 1970-01-02 copy/*
                mp-archive prune --from copy --keep-last 2 --keep-monthly 2 -n | cut -f 1-3
                mp-archive prune --from copy --keep 20000d -n | cut -f 1
                """, in: folder)
            let first: Substring = "keep\tlast 1 of 1, newest of month 2026-03\toutput_2026-03.tar.gz"
            #expect(
                run.lines == [
                    first, "keep\tnewest of month 2026-02\toutput_2026-02_2.tar.gz",
                    "keep\tof month 2026-02\toutput_2026-02.tar.gz", "remove\tkept by no rule\toutput_2026-01.tar.gz",
                    "keep\tlast 1 of 2, newest of month 2026-03\toutput_2026-03.tar.gz",
                    "keep\tlast 2 of 2, newest of month 2026-02\toutput_2026-02_2.tar.gz",
                    "keep\tof month 2026-02\toutput_2026-02.tar.gz", "remove\tkept by no rule\toutput_2026-01.tar.gz",
                    // Times before their months are none of theirs.
                    "keep\tlast 1 of 2, newest of month 2026-03\toutput_2026-03.tar.gz",
                    "keep\tlast 2 of 2, newest of month 2026-02\toutput_2026-02_2.tar.gz",
                    "keep\tof month 2026-02\toutput_2026-02.tar.gz", "remove\tkept by no rule\toutput_2026-01.tar.gz",
                    "keep", "keep", "keep", "keep",
                ], "\(run)")
        }
    }

    @Test("a file that has the key among other text is in no archive and no backup, is named, and the status is 1")
    func keyAmongText() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir config input output; echo secret-of-the-gateway-7 >config/service.key; echo x >input/a; export MP_HOME=$PWD
                echo '{"service": {"key_file": "config/service.key"}}' >config/toolkit.json
                mp-archive backup --into none >/dev/null; echo $?
                echo '{"key": "secret-of-the-gateway-7"}' >config/other.json; echo '{"key": "secret-of-the-gateway-8"}' >config/fine.json
                echo "try secret-of-the-gateway-7 now" >output/b; echo y >output/c
                mp-archive backup >/dev/null; echo $?; mp-archive create --from output --into archive --remove >/dev/null; echo $?
                for a in backup/*.gz archive/*.gz; do tar tzf $a | grep -v MANIFEST; tar xzOf $a | grep -c way-7; done; ls output
                printf 'pass word of the gateway' >config/service.key; echo 'my pass word of the gateway' >output/d
                mp-archive backup --into words >/dev/null 2>&1; echo $?
                """, in: folder)
            #expect(
                run.output == """
                    0
                    1
                    1
                    config/fine.json
                    config/toolkit.json
                    input/a
                    output/c
                    0
                    output/c
                    0
                    b
                    0

                    """, "\(run)")
            #expect(
                run.errors.contains("config/other.json: holds the service's key among other text, and is left out")
                    && run.errors.contains("output/b: holds the service's key among other text"), "\(run)")
        }
    }

    @Test(
        "settings that are behind a link that leads nowhere are not known: nothing is saved, archived or removed",
        arguments: [
            "ln -s /nowhere/toolkit.json config/toolkit.json", "rmdir config; ln -s /nowhere config",
            "rmdir config; echo x >config", "rmdir config; ln -s logs config; ln -s nowhere logs/toolkit.json",
        ])
    func lostSettings(make: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir config logs input output; echo x >input/a; echo y >output/b; touch -d 2026-01-01 output/b
                \(make); export MP_HOME=$PWD
                mp-archive settings; echo $?; mp-archive backup; echo $?; mp-archive create --from output --remove; echo $?
                mp-healthcheck --only configuration --no-record >/dev/null; echo $?; ls output backup archive 2>/dev/null
                """, in: folder)
            #expect(run.lines == ["78", "78", "78", "2", "output:", "b"], "\(run)")
            #expect(run.errors.contains("so that the configuration is not known"), "\(run)")
        }
    }

    /// Archives of three months, the newest of which is that of March.
    private static let backups = """
        mkdir -p output backup; for m in 01 02 03; do echo $m >output/f$m; touch -d 2026-$m-15 output/f$m; done
        mp-archive create --from output --into backup >/dev/null; for m in 01 02 03; do touch -d 2026-$m-15 backup/*-$m*; done; cd backup
        """

    /// Makes an archive of May that is as its manifest says and holds no file.
    private static let hollow = """
        mkdir e; cd e; mkdir output; : >output/x; mp-archive create --from output --into a >/dev/null; tar -xzf a/*.gz MANIFEST.ndjson
        head -n 1 MANIFEST.ndjson | sed s/output_20..-../output_2026-05/ >M; mv M MANIFEST.ndjson
        tar --format=pax -czf ../output_2026-05.tar.gz MANIFEST.ndjson; cd ..; rm -r e
        """

    @Test(
        "among archives only what was verified takes a place, and what was not stays, whatever its name and time",
        arguments: [
            "echo garbage >output_2026-04.tar.gz", "echo garbage >output_2026-04.tar.gz.part",
            "echo garbage >output_2026-04.tgz", "echo garbage >output_2026-04.tar",
            "echo garbage >OUTPUT_2026-04.TAR.GZ",
            "echo garbage >output_2026-04.tar.gz.1", "echo garbage >'output_2026-04.tar.gz '", ": >output_notes",
            "cp output_2026-01.tar.gz output_2026-04.tar.gz",
            "cp output_2026-01.tar.gz output_2026-04.tar.gz; cp output_2026-01.tar.gz.manifest.ndjson output_2026-04.tar.gz.manifest.ndjson",
            "cp output_2026-01.tar.gz output_2026-04.tar.gz; sed s/2026-01/2026-04/g output_2026-01.tar.gz.manifest.ndjson >output_2026-04.tar.gz.manifest.ndjson",
            "ln output_2026-01.tar.gz copy.tar.gz; touch output_2026-01.tar.gz; touch -d 2026-01-10 output_2026-01.tar.gz",
            "rm *.manifest.ndjson; echo garbage >output_2026-04.tar.gz.part",
            "echo old garbage >output_2025-01.tar.gz; touch -d 2025-01-15 output_2025-01.tar.gz",
            Self.hollow,
        ])
    func onlyVerified(command: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                \(Self.backups)
                \(command)
                set -- *; before=$#; mp-archive prune --from . --keep-last 1 >../said; echo $?
                test -f output_2026-03.tar.gz && echo March; ls | wc -l; echo $before
                """, in: folder)
            let lines = run.lines.map { $0.drop { $0 == " " } }
            let isRead = command.contains("output_2026-0") || command.contains("output_2025")
            #expect(["1", "65"].contains(lines.first ?? "") && isRead || lines.first == "1", "\(run)")
            #expect(lines.dropFirst().first == "March", "\(run)")
            // Two good ones went, with their manifests where they had them.
            let gone = (Int(lines.last ?? "") ?? 0) - (Int(lines.dropLast().last ?? "") ?? 0)
            #expect(command.hasPrefix("ln ") || gone == (command.hasPrefix("rm *.manifest") ? 2 : 4), "\(run)")
            #expect(!run.errors.isEmpty, "\(run)")
        }
    }

    @Test(
        "an archive that passes for another one is neither verified nor restored", arguments: ["swap", "copy", "alone"])
    func otherName(kind: String) async throws {
        try await withTemporaryFolder { folder in
            let commands = [
                "swap": """
                for s in "" .manifest.ndjson; do mv output_2026-01.tar.gz$s t; mv output_2026-02.tar.gz$s output_2026-01.tar.gz$s; mv t output_2026-02.tar.gz$s; done
                """,
                "copy":
                    "cp output_2026-01.tar.gz output_2026-02.tar.gz; rm output_2026-02.tar.gz.*; cp output_2026-01.tar.gz saved.tar.gz",
                "alone": "mkdir x; mv output_2026-01.tar.gz x/output_2026-02.tar.gz; rm output*; mv x/* .; rmdir x",
            ]
            let files = [
                "swap": "output_2026-01.tar.gz output_2026-02.tar.gz", "copy": "output_2026-02.tar.gz saved.tar.gz",
            ]
            let run = try await runShell(
                """
                \(Self.backups)
                \(commands[kind] ?? "")
                for f in \(files[kind] ?? "output_2026-02.tar.gz"); do
                    mp-archive verify $f; echo $?; mp-archive restore $f --to ../back; echo $?; test -e ../back && ls ../back
                done
                mp-archive verify . >/dev/null; echo $?
                """, in: folder)
            #expect(!run.lines.isEmpty && run.lines.allSatisfy { $0 == "65" }, "\(run)")
            #expect(run.errors.contains("was made under the name output_2026-0"), "\(run)")
        }
    }

    @Test("a copy elsewhere, under a name that promises nothing, is verified and restored with a warning")
    func renamedCopy() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                \(Self.backups)
                mkdir ../c; cp output_2026-02.tar.gz "../c/output_2026-02 (1).tar.gz"; cp output_2026-02.tar.gz.manifest.ndjson "../c/output_2026-02 (1).tar.gz.manifest.ndjson"
                cd ../c; mp-archive verify *.tar.gz >/dev/null; echo $?; mp-archive restore *.tar.gz --to ../back
                """, in: folder)
            #expect(run.output == "0\n1 restored, 0 kept\n", "\(run)")
            #expect(run.errors.split(separator: "was made under the name").count == 3, "\(run)")
        }
    }

    @Test(
        "a backup of folders that lost everything is not made, unless that is meant; nor one of nothing",
        arguments: [
            ("rm input/*; touch input/.DS_Store", "input held 2 files when backup_"),
            ("rm -r input", "input held 2 files"),
            ("rm -r input config", "config held 1 file, input held 2 files when backup_"),
            ("rm archive/*", "archive held 1 file when backup_"), ("rm -r archive output", "archive held 1 file"),
            (
                "export MP_HOME=$PWD/../new; mkdir -p ../new/logs ../new/input; echo x >../new/logs/l",
                "there is nothing to save but logs"
            ),
            ("export MP_HOME=$PWD/../new; mkdir -p ../new/logs ../new/input", "there is nothing to save;"),
        ])
    func emptyBackup(command: String, words: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir -p home/input home/config home/output home/archive home/logs; cd home
                echo p >input/p; echo q >input/q; echo c >config/c.tsv; echo o >output/o; echo a >archive/a; echo l >logs/l
                export MP_HOME=$PWD; mp-archive backup --into ../backup >/dev/null || exit 99
                echo z >../backup/backup_29990101_000000.tar.gz
                \(command)
                mp-archive backup --into ../backup; echo $?; ls ../backup | wc -l
                mp-archive backup --into ../backup --allow-empty >/dev/null; echo $?; ls ../backup | wc -l
                """, in: folder)
            #expect(run.lines.map { $0.drop { $0 == " " } } == ["66", "3", "0", "5"], "\(run)")
            #expect(run.errors.contains(words) && run.errors.contains("--allow-empty"), "\(run)")
        }
    }

    @Test("a folder that is a link to one elsewhere is saved, and one that leads nowhere is not passed over")
    func linkedFolder() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir -p home/output share; echo p >share/p; echo o >home/output/o; ln -s ../share home/input; export MP_HOME=$PWD/home
                mp-archive backup --into backup >/dev/null; echo $?; mp-archive list backup/*.gz | cut -f 1; mv share gone
                mp-archive backup --into backup; echo $?; mp-archive backup --into backup --allow-empty >/dev/null; echo $?
                """, in: folder)
            #expect(
                run.lines == ["0", "path", "input/p", "output/o", "66", "0"] && run.errors.contains("leads nowhere"),
                "\(run)")
        }
    }

    @Test("results that are gone from output because they are in archive do not keep a backup from being made")
    func archivedResults() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir input output; echo p >input/p; echo o >output/o; touch -d 2026-01-01 output/o; export MP_HOME=$PWD
                mp-archive backup >/dev/null && mp-archive create --from output --remove >/dev/null && ls output && mp-archive backup >/dev/null
                """, in: folder)
            #expect(run.status == 0 && run.output.isEmpty, "\(run)")
        }
    }

    @Test(
        "a FIFO in an archive's place holds up nothing",
        arguments: ["verify", "verify archive", "list", "restore --to back"])
    func fifo(command: String) async throws {
        try await withTemporaryFolder { folder in
            let file = command.hasSuffix("archive") ? "" : "archive/output_2026-01.tar.gz"
            let run = try await runShell(
                "mkdir archive; mkfifo archive/output_2026-01.tar.gz; timeout 20 mp-archive \(command) \(file)",
                in: folder)
            #expect(run.status == 66 && run.errors.contains("is not a file"), "\(run)")
        }
    }

    @Test("an archive without a manifest is reported in words")
    func noManifest() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                "echo x >x; tar -czf x.tar.gz x; mp-archive verify x.tar.gz; mp-archive list x.tar.gz", in: folder)
            #expect(
                run.status == 65 && run.errors.split(separator: "has no MANIFEST.ndjson: ").count == 3
                    && !run.errors.contains("BytePath"), "\(run)")
        }
    }

    @Test("a manifest whose archive is gone takes no archive's place")
    func lonelyManifest() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                "\(Self.chain)\nrm archive/output_2026-03.tar.gz; mp-archive prune --from archive --keep-last 1 | cut -f 1-3; ls archive",
                in: folder)
            #expect(
                run.output == """
                    keep\tmanifest without its archive\toutput_2026-03.tar.gz.manifest.ndjson
                    keep\tlast 1 of 1\toutput_2026-02.tar.gz
                    remove\tkept by no rule\toutput_2026-01.tar.gz
                    output_2026-02.tar.gz
                    output_2026-02.tar.gz.manifest.ndjson
                    output_2026-03.tar.gz.manifest.ndjson

                    """, "\(run)")
        }
    }

    @Test("a backup that cannot be restored has no name, and there is no manifest of it")
    func failedBackup() async throws {
        try await withTemporaryFolder { folder in
            // The archive of zeros is small; the file that comes out of it is larger than the limit.
            let run = try await runShell(
                """
                mkdir -p home/input && truncate -s 1M home/input/zeros && export MP_HOME=$PWD/home; trap '' XFSZ; ulimit -f 100
                mp-archive backup; s=$?; ls -A home/backup; exit $s
                """, shell: "/bin/bash", in: folder)
            #expect(
                run.status == 74 && run.output.isEmpty && run.errors.contains("could not be restored, and is not kept"),
                "\(run)")
        }
    }

    @Test("files that are dated in the future are named, stay, and take no place")
    func future() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir files; for i in 1 2 3; do touch -d 2026-01-0$i files/d$i; touch -d 2093-01-0$i files/f$i; done
                mp-archive prune --from files --keep-last 2; echo $?; ls files
                mp-archive create --from files --older-than 1d --into archive >/dev/null; echo $?
                """, in: folder)
            #expect(run.lines.suffix(7) == ["1", "d2", "d3", "f1", "f2", "f3", "1"], "\(run)")
            #expect(run.output.contains("remove\tkept by no rule\td1\t"), "\(run)")
            #expect(run.errors.contains("3 files are dated in the future"), "\(run)")
        }
    }

    @Test(
        "archives, manifests and backups are their owner's, or the group's where the folder says so; never wider than a file in them"
    )
    func modes() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                umask 022; mkdir -p output shared logs private; chmod g+s shared private; echo x >output/a; echo y >logs/b; chmod 644 output/a logs/b
                mp-archive create --from output --into archive >/dev/null; mp-archive create --from output --into shared >/dev/null
                MP_HOME=$PWD mp-archive backup >/dev/null; chmod 600 logs/b; mp-archive create --from logs --into private >/dev/null
                stat -c '%a' archive/* shared/* backup/* private/*
                """, in: folder)
            #expect(run.lines == ["600", "600", "640", "640", "600", "600", "600", "600"], "\(run)")
        }
    }

    @Test("a group reads no archive of files that it may not read, or in a folder that it may not enter")
    func groups() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                umask 022; mkdir -p a b/c d e shared; echo x | tee a/f b/c/f d/f e/f >/dev/null
                chgrp 1 shared 2>/dev/null || { echo none; exit; }; chmod g+s shared
                chgrp 2 a/f; chmod 640 a/f; chmod 700 b; chgrp 1 d/f e/f; chmod 640 d/f; chmod 604 e/f
                for f in a b/c d e; do mp-archive create --from $f --into shared >/dev/null; done
                stat -c '%a %n' shared/*.gz shared/*.ndjson
                """, in: folder)
            guard run.output != "none\n" else { return }
            let modes = run.lines.map { "\($0.prefix(3)) \($0.split(separator: "/").last?.prefix(1) ?? "")" }
            let expected = ["600 a", "600 c", "640 d", "600 e"]
            #expect(modes == expected + expected, "\(run)")
        }
    }

    @Test(
        "a file that holds the service's key is in no archive and no backup, under whatever name",
        arguments: ["setting", "environment"])
    func keyFile(named: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir config input output; echo secret-of-the-gateway >config/service.key; ln config/service.key output/again; echo x >input/a; echo y >output/b
                export MP_HOME=$PWD
                case \(named) in
                setting) echo '{"service": {"key_file": "config/service.key"}}' >config/toolkit.json ;;
                *) export ANTHROPIC_API_KEY_FILE=config/service.key ;;
                esac
                { cat config/service.key; echo; } >config/service.key~; printf %s "$(cat config/service.key)" >input/old; echo Secret-of-the-gateway >input/b
                mp-archive backup >/dev/null && mp-archive create --from output --into "$PWD/archive" >/dev/null
                for a in backup/*.gz archive/*.gz; do mp-archive restore $a --to back >/dev/null; done
                ls back/output back/input; grep -r secret-of back; find back/config -type f | grep -v toolkit
                """, in: folder)
            #expect(run.output == "back/input:\na\nb\n\nback/output:\nb\n", "\(run)")
            #expect(run.errors.contains("holds a key, and is left out"), "\(run)")
        }
    }

    @Test("a key file that is not there is said; one whose path is written for a shell is left out")
    func keyFileElsewhere() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir config input output user; echo x >input/a; echo y >output/b; export MP_HOME=$PWD HOME=$PWD/user
                echo secret-of-the-gateway >input/old; cp input/old user/key; { printf '\\357\\273\\277'; cat user/key; } >input/marked
                for path in '~/key' '$HOME/key' '${HOME}/key' '~/none'; do
                    echo "{\\"service\\": {\\"key_file\\": \\"$path\\"}}" >config/toolkit.json
                    mp-archive backup --into b >/dev/null 2>e; echo "$? $(tar xzOf b/*.gz | grep -ac gateway) $(grep -c 'where there is no file' e)"; rm -r b
                done
                """, in: folder)
            #expect(run.output == "0 0 0\n0 0 0\n0 0 0\n0 2 1\n", "\(run)")
        }
    }

    @Test(
        "the key of any home is left out: of the one that the folder is in, of one below it, of one whose settings another file overrides",
        arguments: [
            "cd /; mp-archive create --from \"$top/home/config\" --into \"$top/archive\"",
            "mp-archive create --from . --into ../archive",
            "mp-archive create --from home/config/deep --into archive",
            "mp-archive create --from . --into ../archive -n | sed 's/\"path\":\"home.config.toolkit.json\".*/&/' >../plan; mp-archive create --apply ../plan",
            "MP_HOME=$top/home prefix/bin/mp-archive backup --into archive",
        ])
    func keysOfAnyHome(command: String) async throws {
        try await withTemporaryFolder { folder in
            mkdir("\(folder)/top", 0o755)
            let run = try await runShell(
                """
                unset MP_HOME; top=$PWD; mkdir -p home/config/deep home/input prefix/bin prefix/etc/media-plan-tools
                cp "$(command -v mp-archive)" prefix/bin/; echo '{"service": {"key_file": "config/other.key"}}' >prefix/etc/media-plan-tools/toolkit.json
                echo secret-of-the-gateway >home/config/deep/a.key; ln home/config/deep/a.key home/input/again
                echo secret-of-the-gateway >home/config/other.key; echo '{"service": {"key_file": "config/other.key"}}' >home/config/other.json
                case "\(command.hasPrefix("MP_HOME") ? "machine" : "")" in
                machine) ln -f home/config/other.key home/input/again; rm home/config/deep/a.key ;;
                *) rm home/config/other.* ;;
                esac
                echo '{"service": {"key_file": "config/deep/a.key"}}' >home/config/toolkit.json; echo x >home/config/deep/b
                ( \(command) ) >&2 || exit
                for a in "$top"/archive/*.gz "$top"/../archive/*.gz; do if [ -f "$a" ]; then echo one; tar xzOf "$a" | grep -a gateway; fi; done
                """, in: "\(folder)/top")
            #expect(run.output == "one\n", "\(run)")
        }
    }

    @Test(
        "sizes beyond any disk and moments beyond the calendar end no tool: the archive is refused, or keeps the nearest moment"
    )
    func extremeFacts() async throws {
        try await withTemporaryFolder { folder in
            // Only some file systems, such as tmpfs, hold such numbers.
            let run = try await runShell(
                """
                place=$(mktemp -d /dev/shm/mp-test.XXXXXX) || { echo none; exit; }; trap 'rm -rf "$place"' EXIT; cd "$place"; export MP_HOME=$PWD
                mkdir input output; truncate -s 7E input/a && truncate -s 7E input/b || { echo none; exit; }
                mp-archive create --from input --into archive; echo create $?; mp-archive create --from input --into archive -n | wc -l
                mp-archive backup; echo backup $?; mp-archive prune --from input --keep-last 1 -n | wc -l; rm input/?
                for t in -9223372036854775808 -67768040609740800 -1 253402300800 67768036191676799 9223372036854775807; do
                    echo "$t" >"output/f$t"; touch -d "@$t" "output/f$t" || { echo none; exit; }
                done
                mp-archive create --from output --into archive >/dev/null; echo create $?; mp-archive verify archive >/dev/null; echo verify $?
                mp-archive prune --from output --keep-daily 3 --keep-last 1 -n | cut -f 5 | sort -u
                for a in archive/*.gz; do mp-archive restore "$a" --to back >/dev/null; done; diff -r output back/output && echo same
                mp-archive prune --from output --keep 9223372036854775807s -n; echo $?
                """, in: folder)
            guard !run.output.hasSuffix("none\n") else { return }
            #expect(
                run.output
                    == "create 74\n3\nbackup 74\n2\ncreate 0\nverify 0\n1000-01-01T00:00:00Z\n1969-12-31T23:59:59Z\n9999-12-31T23:59:59Z\nsame\n64\n",
                "\(run)")
        }
    }

    @Test("a receipt is written, extended and compared; a missing or damaged one is no comparison")
    func receipt() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                \(Self.chain)
                mp-archive verify --receipt r archive >/dev/null; echo $?
                mp-archive verify --receipt r --record archive >/dev/null; echo $?; wc -l <r
                mp-archive verify --receipt r archive >/dev/null; echo $?
                rm archive/output_2026-01*; mp-archive verify --receipt r archive >/dev/null; echo pruned $?
                cp -a archive whole; rm archive/output_2026-03*; mp-archive verify --receipt r archive >/dev/null; echo newest $?
                rm -r archive; mkdir archive; mp-archive verify --receipt r archive >/dev/null; echo all $?
                cp evil/archive/* archive/; mp-archive verify archive >/dev/null; echo alone $?; mp-archive verify --receipt r --record archive >/dev/null; echo evil $?; wc -l <r
                echo nonsense >r; mp-archive verify --receipt r whole >/dev/null; echo $?
                """, in: folder)
            #expect(
                run.lines == [
                    "66", "0", "3", "0", "pruned 0", "newest 65", "all 65", "alone 0", "evil 65", "3", "65",
                ], "\(run)")
        }
    }

    @Test("a sparse file comes back sparse and whole", arguments: ["tar.gz", "zip"])
    func sparse(format: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir output; cd output; truncate -s 64M hole; printf data | dd of=hole bs=1 seek=20000000 conv=notrunc status=none
                printf x >ends; truncate -s 1M ends; printf '' >empty; head -c 8192 /dev/zero >zeros; cd ..
                mp-archive create --from output --into archive --format \(format) >/dev/null; mp-archive restore archive/*.\(format) --to back
                diff -r output back/output && test $(du -k back/output/hole | cut -f 1) -lt 1024 && echo sparse
                """, in: folder)
            #expect(run.output == "4 restored, 0 kept\nsparse\n", "\(run)")
        }
    }
}
