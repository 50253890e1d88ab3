/// Pairs of letters that words are made of.
enum LetterPairs {
    /// For each first letter the second ones that are usual, as bits from `a` on: pairs that are at least 6 of 10 000 in the 51 000
    /// words that Debian's manual pages and program texts hold three times or more. In words of eight letters or more all but
    /// one in twenty have three quarters of their pairs here; of letters drawn at random the median has 47 in a hundred.
    private static let usual: [UInt32] = [
        0x1FFBD6E, 0x11EF97F, 0x01EDD9D, 0x01E493F, 0x1FFF97F, 0x01E4939, 0x0166991, 0x01A4111, 0x2AEFD7F,
        0x0000010, 0x0044111, 0x11CC93D, 0x114D91B, 0x03CED7D, 0x07EFD6F, 0x11EC995, 0x0100000, 0x13EFD7F,
        0x11EFDF5, 0x15ED9BD, 0x00EB97F, 0x0004111, 0x0044111, 0x0088010, 0x00CA001, 0x0000110,
    ]

    /// How many pairs of a chunk of letters are usual, and how many there are.
    static func usual(in chunk: Range<Int>, of text: Text) -> (usual: Int, all: Int) {
        var count = 0
        for index in chunk.dropFirst() {
            let (first, second) = (text[index - 1] | 0x20, text[index] | 0x20)
            if usual[Int(first - 0x61)] >> UInt32(second - 0x61) & 1 == 1 { count += 1 }
        }
        return (count, max(0, chunk.count - 1))
    }
}
