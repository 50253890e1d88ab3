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
