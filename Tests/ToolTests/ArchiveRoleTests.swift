import Glibc
import Testing

/// mp-archive replaces nothing that it reads, and puts nothing among what it takes.
@Suite("Archives, their inputs and outputs") struct ArchiveRoleTests {
    @Test(
        "what is made cannot go to the folder whose files are taken, whatever the path looks like",
        arguments: [
            "create --from output --into output", "create --from output --into link",
            "create --from output --into archive --trash ./archive/../output",
            "create --from output --into archive --trash link",
            "prune --from output --keep-last 1 --trash output", "prune --from output --keep-last 1 --trash link",
            "backup --into input", "backup --into output", "backup --into link", "backup --into logs",
        ])
    func folders(words: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir input output logs config archive; ln -s output link; for f in input/a output/b output/c; do echo $f >$f; done
                touch -d 2026-01-01 output/*; find . -type f | sort >../before.$$; export MP_HOME=.
                mp-archive \(words); status=$?; rm -f logs/mp-archive.log
                find . -type f | sort | cmp - ../before.$$; rm ../before.$$; exit $status
                """, in: folder)
            #expect(run.status == 64 && run.errors.contains("and nothing was written"), "\(run)")
            #expect(!run.errors.contains("differ"), "\(run)")
        }
    }

    @Test(
        "no folder is filled through a link in a folder of everybody, and nothing is written, moved or made",
        arguments: [
            "mp-archive restore --to st/into archive/output_2026-01.tar.gz",
            "mp-archive restore --to st/into/sub archive/output_2026-01.tar.gz",
            "mp-archive create --from output --into st/into", "mp-archive create --from output --into st/into/sub",
            "mp-archive create --from output --trash st/into", "mp-archive create --from output --trash st/into/sub",
            "mp-archive prune --from output --keep-last 1 --trash st/into/sub", "mp-archive backup --into st/into",
            "mp-archive backup --into st/into/sub", "mp-diagnose -o st/into", "mp-diagnose -o st/into/sub",
            "mp-diagnose -o st/into/sub.tar.gz", "xlsx2tsv -o st/into PLANNED.xlsx",
            "xlsx2tsv -o st/into/sub PLANNED.xlsx",
        ])
    func plantedLink(command: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir output input logs tgt; mkdir -m 1777 st; ln -s ../tgt st/into; for f in a b; do echo $f >output/$f; done
                touch -d 2026-01-01 output/*; export MP_HOME=.; mp-archive create --from output >/dev/null
                cp "\(Sample.planned)" PLANNED.xlsx; rm -rf logs/*; find . | sort >../before.$$
                \(command) >out; status=$?; cat out; rm -rf logs/* out
                find . | sort | cmp - ../before.$$ >&2; rm ../before.$$; exit $status
                """, in: folder)
            #expect(run.status == 77 && run.output.isEmpty, "\(run)")
            #expect(
                run.errors.contains("is a symbolic link that is not followed") && !run.errors.contains("differ"),
                "\(run)")
        }
    }

    @Test(
        "with --follow, one's own link in a folder of everybody or of a group is followed, and another user's never",
        arguments: ["1777", "777", "2775"], ["--follow", "MP_FOLLOW"])
    func follow(mode: String, how: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir -p output input tgt st; chgrp 1 st 2>/dev/null; chmod \(mode) st; ln -s ../tgt st/into; ln -s ../tgt/t.tsv st/f
                echo a >output/a; touch -d 2026-01-01 output/a; export MP_HOME=.; cp "\(Sample.planned)" PLANNED.xlsx
                each() {
                    "$@" xlsx2tsv -o st/f PLANNED.xlsx; echo $?
                    "$@" mp-archive create --from output --into st/into/sub >/dev/null; echo $?
                }
                run() { if [ \(how) = --follow ]; then "$@" --follow; else MP_FOLLOW=1 "$@"; fi; }
                each env; ls tgt
                each run; ls tgt tgt/sub; rm -r tgt/*
                [ "$(id -u)" != 0 ] || { chown -h 12345 st/into st/f; each run; ls tgt; }
                """, in: folder)
            let own =
                "77\n77\n0\n0\ntgt:\nsub\nt.tsv\n\ntgt/sub:\noutput_2026-01.tar.gz\noutput_2026-01.tar.gz.manifest.ndjson\n"
            #expect(run.output == own + (geteuid() == 0 ? "77\n77\n" : ""), "\(run)")
            #expect(run.errors.contains("give --follow") && run.errors.contains("others may write to its folder"))
        }
    }

    @Test("a folder that the user's own link leads to is filled") func ownLink() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir output tgt; ln -s tgt into; echo a >output/a; touch -d 2026-01-01 output/a
                mp-archive create --from output --into archive --trash into/sub >/dev/null; find tgt -name a | wc -l
                mp-archive restore archive/*.gz --to into; find tgt/output
                mp-archive restore archive/*.gz --to ''; echo $?
                """, in: folder)
            #expect(run.output == "1\n1 restored, 0 kept\ntgt/output\ntgt/output/a\n73\n", "\(run)")
        }
    }

    @Test(
        "standard output and error on a chosen file are refused before anything is done",
        arguments: [
            "mp-archive create --from output -n 1<>output/a.tsv", "mp-archive create --from output >output/list.txt",
            "mp-archive create --from output -n >>output/a.tsv",
            "mp-archive create --from output --remove >output/list.txt",
            "mp-archive create --from output --trash t 2>output/e.txt",
            "mp-archive create --apply plan 1<>output/a.tsv",
            "mp-archive prune --from output --keep-last 1 -n 1<>output/a.tsv",
            "mp-archive prune --from output --keep-last 1 >output/list.txt",
            "mp-archive prune --from output --keep-last 1 2<>output/a.tsv", "mp-archive backup >output/list.txt",
            "mp-archive backup 1<>output/a.tsv", "mp-archive backup 2<>output/a.tsv",
            "mp-diagnose --list 1<>output/r.txt", "mp-diagnose -o - 1<>output/r.txt", "mp-diagnose 2<>output/r.txt",
        ])
    func streamsOnChosenFiles(command: String) async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir output input; for f in a.tsv b.tsv r.txt; do echo $f >output/$f; done; export MP_HOME=.
                mp-archive create --from output -n >plan; sha256sum output/* >sums
                \(command); s=$?; sha256sum -c --quiet sums; ls -A archive backup t 2>/dev/null; exit $s
                """, in: folder)
            #expect(run.status == 64, "\(run)")
            #expect(!run.errors.contains("WARNING") && !(run.output + run.errors).contains("tar.gz"), "\(run)")
        }
    }

    @Test("standard error that is an input is refused, and the input stays") func errorsOnInput() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir input; printf 'A\\tB\\n1\\t2\\n' >t.tsv; cp t.tsv was
                mp-validate t.tsv 2<>t.tsv; echo $?; cmp t.tsv was
                mp-validate t.tsv >>t.tsv 2>&1; echo $?; cmp t.tsv was
                """, in: folder)
            #expect(run.output.contains("would replace") && run.output.hasSuffix("64\n64\n"), "\(run)")
            #expect(run.errors.isEmpty, "\(run)")
        }
    }

    @Test("a log that this run is appended to is saved, but not archived or removed") func ownLog() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir logs output; echo a >output/a; echo old >logs/old.log; echo x >logs/cron.log; touch -d 2026-01-01 logs/*; export MP_HOME=.
                mp-archive backup --into b >>logs/cron.log 2>&1; echo $?
                mp-archive create --from logs --include 'c*' --include o.log --remove >>logs/cron.log; echo $?
                mp-archive prune --from logs --include 'c*' --keep-last 1 --allow-empty >>logs/cron.log; echo $?; grep -c . logs/cron.log
                """, in: folder)
            #expect(run.output.hasPrefix("0\n0\n0\n"), "\(run)")
            #expect(run.errors.contains("logs/cron.log: is the log of this run, and is left out"), "\(run)")
        }
    }

    @Test("an archive that holds the file it is restored from, or its manifest, is refused before anything is there")
    func restoringOverItself() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir -p home/archive home/output; echo x >home/output/x; echo old >home/archive/keep.tar.gz; touch home/archive/keep.tar.gz.manifest.ndjson
                (cd home && MP_HOME=. mp-archive backup --into ../b >/dev/null); rm b/*.ndjson
                mkdir -p t/archive; cp b/*.tar.gz t/archive/keep.tar.gz; sha256sum t/archive/keep.tar.gz >sum
                mp-archive restore t/archive/keep.tar.gz --to t --overwrite; echo $?; sha256sum -c --quiet sum && ls t t/archive
                """, in: folder)
            #expect(run.output == "64\nt:\narchive\n\nt/archive:\nkeep.tar.gz\n", "\(run)")
        }
    }

    @Test("a receipt grows with each new archive, and is never an archive or a manifest") func receipt() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                """
                mkdir output; for m in 01 02 03; do
                    echo $m >output/$m; touch -d 2026-$m-15 output/$m
                    mp-archive create --from output --into archive >/dev/null
                    mp-archive verify archive --receipt r.ndjson --record >/dev/null; echo "$? $(wc -l <r.ndjson)"
                done
                mp-archive verify archive --receipt r.ndjson --record >/dev/null; echo "$? $(wc -l <r.ndjson)"
                a=archive/output_2026-01.tar.gz; ln $a hard
                for f in $a hard $a.manifest.ndjson; do
                    mp-archive verify $a --receipt $f --record >/dev/null 2>&1; echo $?
                done; mp-archive verify archive | wc -l
                """, in: folder)
            #expect(run.output == "0 1\n0 2\n0 3\n0 3\n64\n64\n64\n3\n", "\(run)")
        }
    }
}
