import CPCRE2
import Streams

/// A compiled regular expression of PCRE2 (pcre2pattern(3)), matched over bytes with a bound on the effort.
///
/// Not to be used by two threads at once: it holds the memory for its matches.
final class Pattern {
    private let code: OpaquePointer
    private let matchData: OpaquePointer
    private let context: OpaquePointer
    /// For made code; its own is 32 KiB, too little for long texts.
    private let stack: OpaquePointer?

    /// Steps of one search (`pcre2_set_match_limit`); a search that needs more is given up.
    private static let effort: UInt32 = 20_000_000

    /// Why a text is no pattern: PCRE2's words, and the offset in bytes.
    struct Mistake: Error {
        var text: String
        var offset: Int
    }

    /// How a text is read.
    enum Syntax {
        /// Over bytes, whatever their encoding.
        case bytes
        /// Over UTF-8; invalid bytes match nothing.
        case unicode
        /// No pattern: the text as it is.
        case literal

        fileprivate var options: UInt32 {
            switch self {
            case .bytes: 0
            case .unicode: UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF)
            case .literal: UInt32(PCRE2_LITERAL)
            }
        }
    }

    init(_ text: [UInt8], _ syntax: Syntax) throws(Mistake) {
        var number: Int32 = 0
        var offset = 0
        guard let code = pcre2_compile_8(text, text.count, syntax.options, &number, &offset, nil),
            let matchData = pcre2_match_data_create_8(2, nil), let context = pcre2_match_context_create_8(nil)
        else { throw Mistake(text: Self.message(number), offset: offset) }
        (self.code, self.matchData, self.context) = (code, matchData, context)
        // Where the system forbids made code, PCRE2 interprets.
        pcre2_jit_compile_8(code, UInt32(PCRE2_JIT_COMPLETE))
        stack = pcre2_jit_stack_create_8(1 << 15, 1 << 23, nil)
        pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack))
        pcre2_set_match_limit_8(context, Self.effort)
        pcre2_set_heap_limit_8(context, 1 << 15)
    }

    deinit {
        if let stack { pcre2_jit_stack_free_8(stack) }
        pcre2_match_context_free_8(context)
        pcre2_match_data_free_8(matchData)
        pcre2_code_free_8(code)
    }

    private static func message(_ number: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pcre2_get_error_message_8(number, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
    }

    /// A place where the pattern matches.
    struct Match {
        var whole: Range<Int>
        /// The first group where it took part, else the whole.
        var secret: Range<Int>
    }

    /// The search was given up, because it needed too many steps.
    struct TooCostly: Error {}

    /// The first match from `offset` on; what stands before it is seen by assertions.
    func firstMatch(in bytes: UnsafeBufferPointer<UInt8>, from offset: Int) throws(TooCostly) -> Match? {
        let count = pcre2_match_8(code, bytes.baseAddress, bytes.count, offset, 0, matchData, context)
        if count == PCRE2_ERROR_NOMATCH { return nil }
        guard count >= 0, let ends = pcre2_get_ovector_pointer_8(matchData) else { throw TooCostly() }
        // \K can put the begin behind the end.
        let whole = min(ends[0], ends[1])..<ends[1]
        // 0 means that there were more groups than the two pairs that are kept.
        let hasGroup = count != 1 && ends[2] <= ends[3] && ends[3] <= bytes.count
        return Match(whole: whole, secret: hasGroup ? ends[2]..<ends[3] : whole)
    }

    /// The version of the library in use (`pcre2_config`).
    static var libraryVersion: String {
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = pcre2_config_8(UInt32(PCRE2_CONFIG_VERSION), &buffer)
        return String(decoding: buffer.prefix(max(0, Int(count) - 1)), as: UTF8.self)
    }
}
