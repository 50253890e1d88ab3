import Glibc
import Testing

/// Names of files are bytes: an archive holds them, and gives them back, as they are.
@Suite("names in archives") struct ArchiveNamesTests {
    /// Python, which knows names as bytes: makes `output` with names that a system may have and a program may change.
    private static let make = #"""
        import os
        os.makedirs(b"output/sub")
        names = [
            b"Me\xcc\x81dia", b"M\xc3\xa9dia",                      # one in two code points, as macOS has it, and one in one
            b"sub/\xd8\xa7\xd9\x94", b"sub/\xd8\xa3",                # the same of Arabic
            b"latin\xe9", b"\xff\xfe", b"x\xed\xa0\x80\xed\xb0\x80", # no UTF-8: Latin-1, arbitrary bytes, surrogates
            b"a\nb", b"a\tb\\", b"esc\x1b[31m", b"%E9", b"L" * 120 + b"\xe9", b"sub/" + b"n" * 255,
        ]
        for number, name in enumerate(names):
            with open(b"output/" + name, "wb") as file: file.write(b"%d" % number * 2000)
            os.utime(b"output/" + name, (1750000000 + number, 1750000000 + number))
        """#

    @Test(
        "come back byte by byte in every format and locale, and what was archived is removed",
        arguments: ["tar.gz", "tar.zst", "zip"], ["C", "C.UTF-8", "en_US.ISO-8859-1", ""])
    func comeBack(format: String, locale: String) async throws {
        try await withTemporaryFolder { folder in
            let made = try await runTool("/usr/bin/python3", ["-c", Self.make], in: folder)
            try #require(made.status == 0, "\(made)")
            let run = try await runShell(
                """
                export LC_ALL='\(locale)'; cp -a output before
                mp-archive create --from output --into archive --format \(format) --remove &&
                mp-archive verify archive && mp-archive restore archive/*.\(format) --to back && diff -r before back/output &&
                find output -type f && mp-archive list archive/*.\(format) | wc -l
                """, in: folder)
            #expect(
                run.status == 0 && run.errors.isEmpty
                    && run.lines == [
                        "archive/output_2025-06.\(format)",
                        "archive/output_2025-06.\(format)\t13\t\(10 * 2000 + 3 * 4000)",
                        "13 restored, 0 kept", "14",
                    ], "\(run)")
        }
    }

    @Test("are kept by a backup, which is proven, and by the trash; a plan names them all")
    func backup() async throws {
        try await withTemporaryFolder { folder in
            let made = try await runTool("/usr/bin/python3", ["-c", Self.make], in: folder)
            try #require(made.status == 0, "\(made)")
            let run = try await runShell(
                """
                MP_HOME=$PWD mp-archive backup >/dev/null && ls -A backup | wc -l
                mp-archive restore backup/*.tar.gz --to back >/dev/null && diff -r output back/output
                cp -a output before
                mp-archive create --from output --into archive --trash trash -n >plan && wc -l <plan
                mp-archive create --apply plan >/dev/null && diff -r before trash/*/output && find output -type f
                """, in: folder)
            #expect(run.status == 0 && run.output == "2\n14\n" && run.errors.isEmpty, "\(run)")
        }
    }

    @Test(
        "as they are in archives of other programs: zip with and without the mark for UTF-8, tar with and without pax records",
        arguments: ["zip", "zip-unmarked", "tar", "ustar"])
    func otherWriters(kind: String) async throws {
        try await withTemporaryFolder { folder in
            let script = #"""
                import sys, zipfile, tarfile, io, json, hashlib
                kind = sys.argv[1]
                name = b"d/Me\xcc\x81dia"
                lines = [json.dumps({'manifest': 1, 'archive': 'x', 'sequence': 1, 'previous': None}),
                    '{"path":"%s","size":1,"mode":"0644","mtime":"2020-01-01T00:00:00Z","sha256":"%s"}' % (name.decode(), hashlib.sha256(b"x").hexdigest())]
                manifest = ('\n'.join(lines) + '\n').encode()
                members = [(name.decode(), b"x"), ("MANIFEST.ndjson", manifest)]
                if kind.startswith('zip'):
                    class Unmarked(zipfile.ZipInfo):
                        def _encodeFilenameFlags(self): return self.filename.encode(), self.flag_bits
                    with zipfile.ZipFile('a.zip', 'w') as z:
                        for n, data in members:
                            i = (Unmarked if 'unmarked' in kind else zipfile.ZipInfo)(n, (2020, 1, 1, 0, 0, 0))
                            i.external_attr = 0o100644 << 16
                            z.writestr(i, data)
                else:
                    form = tarfile.USTAR_FORMAT if kind == 'ustar' else tarfile.PAX_FORMAT
                    with tarfile.open('a.tar.gz', 'w:gz', format=form) as t:
                        for n, data in members:
                            i = tarfile.TarInfo(n); i.size = len(data); i.mode = 0o644; i.mtime = 1577836800
                            t.addfile(i, io.BytesIO(data))
                """#
            let made = try await runTool("/usr/bin/python3", ["-c", script, kind], in: folder)
            try #require(made.status == 0, "\(made)")
            let run = try await runShell(
                "mp-archive restore a.* --to back >/dev/null 2>&1; s=$?; ls back/d | od -An -tx1; exit $s", in: folder)
            #expect(run.status == 0 && run.output == " 4d 65 cc 81 64 69 61 0a\n", "\(run)")
        }
    }
}
