import Streams
import Workbooks

/// The bytes of a line of TSV. Room is made once for each field, so that a byte costs no more than itself.
///
/// Unsafe: nobody but this structure has the pointer, and each write is behind `reserve`.
struct LineBytes: ~Copyable {
    private var start = UnsafeMutablePointer<UInt8>.allocate(capacity: 4096)
    private var capacity = 4096
    private(set) var count = 0
    private var scratch: [UInt8] = []

    init() {}

    deinit { start.deallocate() }

    mutating func removeAll() { count = 0 }

    /// Hands the bytes on, which are valid only during the call.
    func withBytes(_ body: (UnsafeRawBufferPointer) throws -> Void) rethrows {
        try body(UnsafeRawBufferPointer(start: start, count: count))
    }

    private mutating func reserve(_ more: Int) {
        guard count + more > capacity else { return }
        grow(by: more)
    }

    @inline(never)
    private mutating func grow(by more: Int) {
        let wider = max(capacity * 2, count + more)
        let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: wider)
        bytes.update(from: start, count: count)
        start.deallocate()
        (start, capacity) = (bytes, wider)
    }

    mutating func append(_ byte: UInt8) {
        reserve(1)
        start[count] = byte
        count += 1
    }

    mutating func append(_ value: FieldValue) {
        switch value {
        case .unknown: break
        case .number(let number): append(number)
        case .date(let date): append(date)
        case .text(let text): append(text)
        }
    }

    private mutating func append(_ number: Double) {
        scratch.removeAll(keepingCapacity: true)
        DecimalText.append(number, to: &scratch)
        reserve(scratch.count)
        for byte in scratch {
            start[count] = byte
            count += 1
        }
    }

    /// A text with its tabs, line ends and backslashes escaped.
    private mutating func append(_ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // A byte becomes two at most.
            reserve(bytes.count * 2)
            for byte in bytes {
                if byte > 0x0D, byte != 0x5C {
                    start[count] = byte
                    count += 1
                } else {
                    scratch.removeAll(keepingCapacity: true)
                    TSV.appendEscaped(byte, to: &scratch)
                    for byte in scratch {
                        start[count] = byte
                        count += 1
                    }
                }
            }
        }
    }

    /// The date as its description has it, without a string for each.
    private mutating func append(_ date: CivilDate) {
        guard (1000...9999).contains(date.year), (1...99).contains(date.month), (1...99).contains(date.day) else {
            return append(date.description)
        }
        reserve(10)
        digits(date.year / 100)
        digits(date.year % 100)
        append(UInt8(ascii: "-"))
        digits(date.month)
        append(UInt8(ascii: "-"))
        digits(date.day)
    }

    /// Two digits, for which there is room.
    private mutating func digits(_ number: Int) {
        start[count] = UInt8(48 + number / 10)  // fits: 0 to 99
        start[count + 1] = UInt8(48 + number % 10)  // fits: 0 to 99
        count += 2
    }
}
