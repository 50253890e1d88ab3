import Streams
import Testing

@Suite("Parts of paths") struct PathPartTests {
    @Test(
        "a slash is found whatever follows it, as a combining mark does",
        arguments: [
            ("a/b.tsv", "a", "b.tsv", "b.tsv", "a/"), ("b.tsv", ".", "b.tsv", "b.tsv", ""),
            ("/b", "/", "b", "b", "/"), ("a/b/", "a/b", "", "b", "a/b/"), ("/", "/", "", "/", "/"),
            ("a/\u{301}b", "a", "\u{301}b", "\u{301}b", "a/"), ("/\u{200D}b", "/", "\u{200D}b", "\u{200D}b", "/"),
            ("a//\u{FE0F}", "a/", "\u{FE0F}", "\u{FE0F}", "a//"),
        ])
    func parts(path: String, folder: String, end: String, name: String, prefix: String) {
        #expect(path.pathFolder == folder && path.pathEnd == end && path.pathName == name)
        #expect(path.pathPrefix == prefix && path.pathPrefix + path.pathEnd == path)
    }
}
