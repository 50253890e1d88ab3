import Testing

@testable import Streams

@Suite("Names of key files") struct KeyFileNamesTests {
    @Test(
        "a damaged file is searched as text",
        arguments: [
            (#"{"key_file": "a/b"}"#, ["a/b"]), (#"{'key_file' : 'a b' }"#, ["a b"]),
            ("key_file: a/b\nnext: c", ["a/b"]), ("key_file = a", ["a"]), (#""key_file": "cut off"#, ["cut off"]),
            (#""key_file": ""#, []), (#""key_file""#, []), (#"{"key_file": "a"} {"key_file": "b"}"#, ["a", "b"]),
            ("", []),
        ])
    func damaged(text: String, expected: [String]) {
        #expect(KeyFileNames.values(inDamaged: Array(text.utf8)) == expected)
    }
}
