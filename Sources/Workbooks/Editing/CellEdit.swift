import Streams

/// What one cell of a worksheet becomes. Its style is never touched.
public enum CellEdit: Sendable, Equatable {
    /// A finite number, written as the shortest decimal text that reads back to it.
    case number(Double)
    /// Text, written inside the cell, so that the shared strings stay as they are. At most 32 767 UTF-16 units.
    case text(String)
    /// A formula without `=`, and the value that a reader shows without calculating.
    case formula(String, cached: CellValue)
    /// The formula that is there stays; only the value that it shows changes.
    case cachedValue(CellValue)
    /// Neither value nor formula.
    case clear

    var keepsFormula: Bool {
        if case .cachedValue = self { true } else { false }
    }

    var setsFormula: Bool {
        if case .formula = self { true } else { false }
    }
}

/// Why a worksheet was not edited.
extension MessageCode {
    /// A cell cannot be changed without damage to something else.
    public static let uneditableCell = MessageCode(rawValue: "uneditable-cell")
}

/// The markup of cell contents (ECMA-376 part 1, 18.3.1.4 c, 18.3.1.40 f, 18.3.1.96 v, 18.3.1.53 is).
struct CellMarkup {
    /// The element prefix with its colon, such as `x:`; empty for none.
    var prefix: [UInt8]

    /// The value of the cell's `t` attribute; nil for a number, which needs none.
    static func type(of edit: CellEdit) -> String? {
        switch edit {
        case .number, .clear: nil
        case .text: "inlineStr"
        case .formula(_, let cached), .cachedValue(let cached): type(ofCached: cached)
        }
    }

    private static func type(ofCached value: CellValue) -> String? {
        switch value {
        case .empty, .number, .date: nil
        case .text: "str"
        case .boolean: "b"
        case .error: "e"
        }
    }

    /// Appends what stands inside the cell; `formula` is the formula element that `cachedValue` keeps.
    func appendContent(of edit: CellEdit, keeping formula: ArraySlice<UInt8>, to out: inout [UInt8]) {
        switch edit {
        case .number(let value):
            append("v", DecimalText.string(value), to: &out)
        case .text(let text):
            open("is", to: &out)
            append("t", text, to: &out)
            close("is", to: &out)
        case .formula(let text, let cached):
            append("f", text, isValue: false, to: &out)
            appendCached(cached, to: &out)
        case .cachedValue(let cached):
            out.append(contentsOf: formula)
            appendCached(cached, to: &out)
        case .clear:
            break
        }
    }

    private func appendCached(_ value: CellValue, to out: inout [UInt8]) {
        switch value {
        case .empty: break
        case .number(let number): append("v", DecimalText.string(number), to: &out)
        case .date(let date): append("v", DecimalText.string(date.serial), to: &out)
        case .text(let text), .error(let text): append("v", text, to: &out)
        case .boolean(let value): append("v", value ? "1" : "0", to: &out)
        }
    }

    /// Appends `<name>text</name>`, with `xml:space="preserve"` where a reader would strip blanks.
    private func append(_ name: String, _ text: String, isValue: Bool = true, to out: inout [UInt8]) {
        let blank = { (unit: UInt8) in unit == 0x20 || unit == 0x09 || unit == 0x0A }
        let isFragile = text.utf8.first.map(blank) ?? false || text.utf8.last.map(blank) ?? false
        open(isFragile ? "\(name) xml:space=\"preserve\"" : name, to: &out)
        isValue ? XMLText.append(text, to: &out) : XMLText.append(formula: text, to: &out)
        close(name, to: &out)
    }

    func open(_ name: String, to out: inout [UInt8]) {
        out.append(UInt8(ascii: "<"))
        out.append(contentsOf: prefix)
        out.append(contentsOf: name.utf8)
        out.append(UInt8(ascii: ">"))
    }

    func close(_ name: String, to out: inout [UInt8]) {
        out.append(contentsOf: "</".utf8)
        out.append(contentsOf: prefix)
        out.append(contentsOf: name.utf8)
        out.append(UInt8(ascii: ">"))
    }
}
