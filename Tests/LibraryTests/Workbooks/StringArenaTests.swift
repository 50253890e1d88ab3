import Testing

@testable import Workbooks

@Suite("Strings in memory") struct StringArenaTests {
    @Test("what a string holds is found at every place of every length, and the string kept")
    func traits() throws {
        let arena = StringArena()
        // What stands there, and what that makes of the string: escaped in lines, escaped in JSON, repaired.
        let signs: [(String, StringArena.Traits)] = [
            ("\t", .isEscaped), ("\n", .isEscaped), ("\r", .isEscaped), ("\\", .isEscaped), ("\"", .needsJSONEscapes),
            ("\u{1F}", .isRepaired), ("\0", .isRepaired), (" ", []), ("!", []), ("~", []), ("\u{7F}", []), ("é", []),
            ("\u{FFFE}", .isRepaired), ("€", []),
        ]
        var index = 0
        for length in 0..<26 {
            for place in 0...length {
                for (sign, traits) in signs {
                    let text =
                        String(repeating: "a", count: place) + sign + String(repeating: "b", count: length - place)
                    Array(text.utf8).withUnsafeBufferPointer { arena.append($0) }
                    let entry = try #require(arena.slot(at: index)).entry
                    let kept = traits == .isRepaired ? text.replacing(sign, with: "\u{FFFD}") : text
                    #expect(entry.traits == traits && String(decoding: entry.text, as: UTF8.self) == kept)
                    index += 1
                }
            }
        }
    }

    @Test("whether there is an empty one is known") func empty() {
        let arena = StringArena()
        Array("a".utf8).withUnsafeBufferPointer { arena.append($0) }
        #expect(!arena.hasEmpty)
        arena.append(UnsafeBufferPointer(start: nil, count: 0))
        #expect(arena.hasEmpty && arena.slot(at: 1)?.isEmpty == true)
    }
}
