import Glibc
import Streams
import Testing

/// `mp-diagnose --with-content`: a workbook with something to hide stays out, wherever in the package it is; all others go in.
@Suite("Workbooks in bundles") struct WorkbookContentTests {
    /// Makes input/NAME.xlsx for each way of hiding a password in a workbook, which only its name or place tells, and some without one.
    private static let maker = #"""
        import io, random, struct, zipfile

        NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
        HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        TYPES = HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        BOOK = HEAD + f'<workbook {NS}><sheets><sheet name="Plan" sheetId="1"/></sheets></workbook>'
        SECRET = 'Tulip77x'

        def sheet(*rows, after=''):
            return HEAD + f'<worksheet {NS}><sheetData>' + ''.join(
                f'<row r="{y + 1}">' + ''.join(c for c in row) + '</row>' for y, row in enumerate(rows)) + f'</sheetData>{after}</worksheet>'

        def cell(place, text):
            return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'

        def shared(place, index):
            return f'<c r="{place}" t="s"><v>{index}</v></c>'

        def strings(*items):
            return HEAD + f'<sst {NS}>' + ''.join(f'<si>{item}</si>' for item in items) + '</sst>'

        def package(parts, comment=b'', entry=b'', extra=b''):
            out = io.BytesIO()
            with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as z:
                for name, data in parts.items():
                    info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
                    info.compress_type = zipfile.ZIP_DEFLATED
                    info.comment, info.extra = entry, extra
                    z.writestr(info, data)
                z.comment = comment
            return out.getvalue()

        PLAN = sheet([cell('A1', 'Placement'), cell('B1', 'Impressions')], [cell('A2', 'Reels'), '<c r="B2"><v>1200</v></c>'])

        def book(one=PLAN, more={}, **rest):
            return package({'[Content_Types].xml': TYPES, 'xl/workbook.xml': BOOK, 'xl/worksheets/sheet1.xml': one, **more}, **rest)

        SHARED = {'xl/sharedStrings.xml': strings('<t>Password</t>', f'<t>{SECRET}</t>', '<t>Reels</t>')}
        docx = lambda body: package({'word/document.xml': HEAD + f'<w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>'})
        run = lambda text: f'<w:r><w:rPr><w:b/></w:rPr><w:t>{text}</w:t></w:r>'
        para = lambda *runs: '<w:p>' + ''.join(runs) + '</w:p>'

        SECRETS = {
            'runs': book(sheet([shared('A1', 0)]), {'xl/sharedStrings.xml': strings(
                f'<r><t>pass</t></r><r><rPr><b/></rPr><t xml:space="preserve">word: </t></r><r><t>Tulip</t></r><r><t>77x</t></r>')}),
            'right': book(sheet([shared('A1', 0), shared('B1', 1)]), SHARED),
            'right-beyond-blanks': book(sheet([shared('B2', 0), shared('F2', 1)]), SHARED),
            'below': book(sheet([shared('A1', 0)], [shared('A2', 1)]), SHARED),
            'below-in-a-table': book(sheet([cell('A1', 'Placement'), shared('C1', 0)], [shared('A2', 2), shared('C2', 1)]), SHARED),
            'below-a-blank-row': book(sheet([cell('D1', 'API key')], [], [cell('D3', SECRET)])),
            'strings-under-another-name': book(sheet([shared('A1', 0), shared('B1', 1)]), {'xl/zz.xml': SHARED['xl/sharedStrings.xml']}),
            'inline': book(sheet([cell('A1', 'Client secret:'), cell('B1', SECRET)])),
            'escapes': book(sheet([cell('A1', f'_x0070_assword&#58; {SECRET}')])),
            'formula-text': book(sheet([cell('A1', 'Password'), f'<c r="B1" t="str"><f>"Tulip"&amp;"77x"</f><v>{SECRET}</v></c>'])),
            'formula-joined': book(sheet([f'<c r="B1"><f>"pass"&amp;"word: Tulip"&amp;"77x"</f><v>1</v></c>'])),
            'texts-in-a-row': book(more={'xl/drawings/d1.xml': f'<xdr><a:t>password</a:t><a:t>: </a:t><a:t>{SECRET}</a:t></xdr>'}),
            'validation-prompt': book(sheet([cell('A1', 'x')], after=f'<dataValidations><dataValidation promptTitle="password" prompt="{SECRET}"/></dataValidations>')),
            'utf-16': book((lambda text: b'\xff\xfe' + text.replace('UTF-8', 'UTF-16').encode('utf-16-le'))(
                sheet([cell('A1', 'Password'), cell('B1', SECRET)]))),
            'zip-comment': book(comment=f'password={SECRET}'.encode()),
            'entry-comment': book(entry=f'password={SECRET}'.encode()),
            'extra-field': book(extra=struct.pack('<HH', 0x4242, 17) + f'password={SECRET}'.encode()),
            'name-of-a-part': book(more={f'xl/media/password={SECRET}': b'x'}),
            'custom-properties': book(more={'docProps/custom.xml': HEAD + '<Properties xmlns="urn:p" xmlns:vt="urn:vt"><property fmtid="{D5}" pid="2" name="API '
                f'key"><vt:lpwstr>{SECRET}</vt:lpwstr></property></Properties>'}),
            'comment': book(more={'xl/comments1.xml': HEAD + f'<comments {NS}><commentList><comment ref="A1"><text><r><t>pass</t></r><r><t>word is {SECRET}</t></r>'
                '</text></comment></commentList></comments>'}),
            'threaded-comment': book(more={'xl/threadedComments/threadedComment1.xml': HEAD + f'<ThreadedComments xmlns="urn:t"><threadedComment ref="A1"><text>'
                f'password&#x3a; {SECRET}</text></threadedComment></ThreadedComments>'}),
            'defined-name': book(more={'xl/workbook.xml': HEAD + f'<workbook {NS}><definedNames><definedName name="API_KEY">"{SECRET}"</definedName>'
                '</definedNames></workbook>'}),
            'external-link': book(more={'xl/externalLinks/_rels/externalLink1.xml.rels': HEAD + '<Relationships xmlns="urn:r"><Relationship Id="rId1" '
                f'Target="https://svc:{SECRET}&#x40;files.example.com/a.xlsx" TargetMode="External"/></Relationships>'}),
            'connection': book(more={'xl/connections.xml': HEAD + f'<connections {NS}><connection id="1" name="db"><dbPr connection="Provider=SQLOLEDB;'
                f'User ID=svc;Password={SECRET};Data Source=db"/></connection></connections>'}),
            'custom-xml': book(more={'customXml/item1.xml': f'<s:settings xmlns:s="urn:s"><s:apiKey><s:part>{SECRET}</s:part></s:apiKey></s:settings>'}),
            'custom-xml-pair': book(more={'customXml/item1.xml': f'<settings><item><key>db.password</key><value>{SECRET}</value></item></settings>'}),
            'header': book(sheet([cell('A1', 'x')], after=f'<headerFooter><oddHeader>&amp;L&amp;"Arial,Bold"&amp;12pass&amp;Bword: {SECRET}</oddHeader></headerFooter>')),
            'text-box': book(more={'xl/drawings/drawing1.xml': HEAD + '<xdr:wsDr xmlns:xdr="urn:x" xmlns:a="urn:a"><xdr:txBody><a:p><a:r><a:t>Pass</a:t></a:r><a:r>'
                f'<a:t>word: {SECRET}</a:t></a:r></a:p></xdr:txBody></xdr:wsDr>'}),
            'embedded-workbook': book(more={'xl/embeddings/Microsoft_Excel_Sheet1.xlsx': book(sheet([shared('A1', 0), shared('B1', 1)]), SHARED)}),
            'embedded-document': book(more={'xl/embeddings/Microsoft_Word_Document1.docx': docx(para(run('Pass'), run('word: '), run('Tulip'), run('77x')))}),
            'embedded-table': book(more={'xl/embeddings/oleObject1.bin': docx('<w:tbl><w:tr><w:tc>' + para(run('Pass'), run('word')) + '</w:tc><w:tc>'
                + para(run(SECRET)) + '</w:tc></w:tr></w:tbl>')}),
            'embedded-twice': book(more={'xl/embeddings/a.docx': package({'word/embeddings/b.xlsx': book(sheet([cell('A1', 'Password'), cell('B1', SECRET)]))})}),
            'markup-that-breaks-off': book(f'<worksheet><sheetData><row><c t="inlineStr"><is><t>password: {SECRET}'),
            'xml-comment': book(sheet([cell('A1', 'x')]) + f'<!-- password: {SECRET} -->'),
            'plain-text': book(more={'xl/notes.txt': f'password={SECRET}\n'}),
        }
        NOISE = random.Random(4).randbytes(6000)
        PICTURE = b'\x89PNG\r\n\x1a\n' + NOISE
        BENIGN = {
            'plan': book(sheet([cell('A1', 'Market'), cell('B1', 'Key message'), cell('C1', 'Landing page'), cell('D1', 'Pass-through fee'), cell('E1', 'Audience token count')],
                [cell('A2', 'UAE'), cell('B2', 'Shine all day'), cell('C2', 'https://www.example.com/shine'), cell('D2', '12%'), '<c r="E2"><v>1200</v></c>'])),
            'keys': book(sheet([cell('A1', 'Primary key'), cell('B1', 'Market key'), cell('C1', 'Legend key')], [cell('A2', 'UAE-DV360-AWA'), cell('B2', 'UAE'), cell('C2', 'blue')])),
            'picture': book(more={'xl/media/image1.png': PICTURE, 'xl/printerSettings/printerSettings1.bin': bytes(range(32)) * 9 + NOISE[:900]}),
            'names': book(more={'xl/workbook.xml': HEAD + f'<workbook {NS}><definedNames><definedName name="Market_Range">Plan!$A$1:$B$2</definedName></definedNames></workbook>'}),
        }
        if __name__ == '__main__':
            for folder, books in (('secret', SECRETS), ('benign', BENIGN)):
                for name, data in books.items():
                    open(f'input/{folder}-{name}.xlsx', 'wb').write(data)
        """#

    @Test(
        "a secret is found in every part of a workbook, as it reads; workbooks without one go in, and what no search sees is listed"
    )
    func everywhere() async throws {
        try await withTemporaryFolder { folder in
            try write(Self.maker + "\n", to: "\(folder)/make.py")
            let run = try await runShell(
                """
                mkdir input logs && python3 make.py || exit 99
                MP_HOME=. SOURCE_DATE_EPOCH=1795500000 mp-diagnose --with-content --time-limit 10m --max-size 64M -o b.tar.gz; status=$?
                mkdir x && tar xzf b.tar.gz -C x && cd x/diagnostic && ls input | grep 'xlsx$' | tr '\\n' ' '; echo
                LC_ALL=C grep -c 'secret-.*something to hide' skipped.tsv; ls ../../input | grep -c secret-
                grep -o 'benign-picture.xlsx[^"]*' receipt.json
                for f in ../../input/secret-*; do grep -q "^input/${f##*/}\t.*has something to hide" skipped.tsv || grep "${f##*/}" skipped.tsv; done
                exit $status
                """, in: folder)
            #expect(run.status == 1, "\(run)")
            let lines = run.lines
            #expect(
                lines.prefix(2) == [
                    "b.tar.gz", "benign-keys.xlsx benign-names.xlsx benign-picture.xlsx benign-plan.xlsx ",
                ], "\(run)")
            let count = lines.count > 3 ? lines[2] : ""
            #expect(lines.count > 3 && count == lines[3] && count != "0", "\(run)")
            #expect(
                lines.dropFirst(4) == [
                    "benign-picture.xlsx!xl/media/image1.png: a picture",
                    "benign-picture.xlsx!xl/printerSettings/printerSettings1.bin: binary, searched as plain bytes only",
                ], "\(run)")
        }
    }

    @Test(
        "a secret that the rules do not know, and the environment or a key file holds, is hidden in every encoding"
    )
    func dictionary() async throws {
        try await withTemporaryFolder { folder in
            // The first search hides long words of base64 and hexadecimal digits by itself; the second finds all others.
            let run = try await runShell(
                #"""
                exec bash <<'END'
                mkdir -p input logs config; export MP_HOME=. SOURCE_DATE_EPOCH=1795500000 COMMUNITY_SETTING=garden-7Tulip-Harbour-4
                try() { rm -f b.tar.gz; mp-diagnose -o b.tar.gz >/dev/null 2>messages; echo "$1 $? $(ls b.tar.gz 2>/dev/null) $(grep -c 'known-part' messages) $(tar xzOf b.tar.gz diagnostic/logs/a.log)"; }
                echo 'all is well' >logs/a.log; try benign
                secret=$COMMUNITY_SETTING
                echo "said ${secret} here" >logs/a.log; try plain
                echo "said ${secret:0:12} here" >logs/a.log; try half
                echo "said $(rev <<<"$secret") here" >logs/a.log; try reversed
                echo "said $(printf %s "$secret" | base64) here" >logs/a.log; try base64
                echo "said $(printf %s "$secret" | od -An -tx1 | tr -d ' \n') here" >logs/a.log; try hex
                echo "said $(printf %s "$secret" | od -An -tx1 | tr -d '\n' | tr ' ' %) here" >logs/a.log; try percent
                unset COMMUNITY_SETTING; try unknown
                echo "reads" >logs/a.log; printf 'user=svc\nword=garden-7Tulip-Harbour-4\n' >config/service.key
                echo "said $(rev <<<"$secret") here" >logs/a.log; try key-file
                END
                """#, in: folder)
            #expect(
                run.output == """
                    benign 0 b.tar.gz 0 all is well
                    plain 0 b.tar.gz 1 said [REDACTED:known-part:1] here
                    half 0 b.tar.gz 1 said [REDACTED:known-part:1]i here
                    reversed 0 b.tar.gz 1 said [REDACTED:known-part:1] here
                    base64 0 b.tar.gz 0 said [REDACTED:random-text:1] here
                    hex 0 b.tar.gz 0 said [REDACTED:random-text:1] here
                    percent 0 b.tar.gz 1 said [REDACTED:known-part:1] here
                    unknown 0 b.tar.gz 0 said %67%61%72%64%65%6e%2d%37%54%75%6c%69%70%2d%48%61%72%62%6f%75%72%2d%34 here
                    key-file 0 b.tar.gz 1 said [REDACTED:known-part:1] here

                    """, "\(run)")
        }
    }

    @Test("names from macOS, and names that are not UTF-8, do not keep a bundle from being made")
    func names() async throws {
        try await withTemporaryFolder { folder in
            let run = try await runShell(
                #"""
                mkdir -p input output logs config; export MP_HOME=. SOURCE_DATE_EPOCH=1795500000
                nfd=$(printf 'me\314\201dia'); byte=$(printf 'caf\351')
                for f in "logs/$nfd.log" logs/mf.log "output/$nfd.txt" "logs/$byte.log" "output/$byte.txt"; do echo "text of a file" >"$f"; done
                cp "$PLAN" "input/PLANNED_$nfd.xlsx"; cp "$PLAN" "input/PLANNED_$byte.xlsx"; cp "$PLAN" input/PLANNED_mf.xlsx
                mp-diagnose --with-data -o b.tar.gz; echo $?; mp-archive verify b.tar.gz; echo $?
                mkdir x; tar xzf b.tar.gz -C x; cd x/diagnostic
                ls "logs/$nfd.log" logs/mf.log "output/$nfd.txt" "input/PLANNED_$nfd.xlsx.structure.ndjson" input/PLANNED_mf.xlsx.structure.ndjson
                cut -f 1,2 skipped.tsv | grep 'UTF-8'
                """#, in: folder, environment: ["PLAN": Sample.planned])
            let nfd = "me\u{301}dia"
            let lines = run.lines
            #expect(lines.first == "b.tar.gz" && lines.dropFirst().first == "1", "\(run)")
            #expect(lines.count > 3 && lines[2].hasPrefix("b.tar.gz\t") && lines[3] == "0", "\(run)")
            let names = [
                "logs/\(nfd).log", "logs/mf.log", "output/\(nfd).txt", "input/PLANNED_\(nfd).xlsx.structure.ndjson",
                "input/PLANNED_mf.xlsx.structure.ndjson",
            ]
            for name in names { #expect(lines.contains { Array($0.utf8) == Array(name.utf8) }, "\(name): \(run)") }
            #expect(lines.filter { $0.hasSuffix("has a name that is not UTF-8") }.count == 3, "\(run)")
        }
    }
}
