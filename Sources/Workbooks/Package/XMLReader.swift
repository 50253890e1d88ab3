import CExpat
import Glibc
import Streams

/// An element's start tag as Expat gives it; valid only inside the callback.
struct XMLElement {
    private let localName: UnsafePointer<XML_Char>
    /// Names and values in turns, a null behind the last; null for an end tag.
    private let attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?

    fileprivate init(_ name: UnsafePointer<XML_Char>, _ attributes: UnsafeMutablePointer<UnsafePointer<XML_Char>?>?) {
        localName = Self.localPart(of: name)
        self.attributes = attributes
    }

    /// Whether the local name, without prefix, is `name`.
    func isNamed(_ name: StaticString) -> Bool { Self.equal(localName, name) }

    /// The value of the attribute with that local name, whatever its namespace.
    subscript(name: StaticString) -> String? {
        guard var field = attributes else { return nil }
        while let attribute = field[0], let value = field[1] {
            if Self.equal(Self.localPart(of: attribute), name) { return String(cString: value) }
            field += 2
        }
        return nil
    }

    /// The attribute as an integer.
    func integer(_ name: StaticString) -> Int? { self[name].flatMap { Int($0) } }

    /// The attribute as an XML Schema boolean.
    func boolean(_ name: StaticString) -> Bool? {
        switch self[name] {
        case "1", "true", "on": true
        case "0", "false", "off": false
        default: nil
        }
    }

    /// Stands between a namespace and a local name: no namespace can hold it (Expat refuses one that does).
    fileprivate static let separator = XML_Char(0x0A)

    private static func localPart(of name: UnsafePointer<XML_Char>) -> UnsafePointer<XML_Char> {
        strrchr(name, CInt(separator)).map { UnsafePointer($0 + 1) } ?? name
    }

    private static func equal(_ text: UnsafePointer<XML_Char>, _ name: StaticString) -> Bool {
        name.withUTF8Buffer { name in
            strncmp(text, UnsafeRawPointer(name.baseAddress!).assumingMemoryBound(to: CChar.self), name.count) == 0
                && text[name.count] == 0
        }
    }
}

/// Reads small parts with Expat: no network, no entities, a DTD is refused
/// (ECMA-376 part 2, 6.2.5: parts shall not hold DTD declarations).
struct XMLReader {
    var partName: String
    /// The package's path, for messages.
    var package: String

    /// How deep elements may nest: Expat keeps some 150 bytes for each that is open. Workbooks nest some ten.
    static let deepest = 256

    private final class Context {
        let parser: XML_Parser
        let onStart: (XMLElement) -> Void
        let onEnd: ((XMLElement) -> Void)?
        let onText: ((String) -> Void)?
        /// How many elements are open.
        private var depth = 0
        /// What packages may not have, met on the way.
        private(set) var refusal: String?

        init?(
            _ onStart: @escaping (XMLElement) -> Void, _ onEnd: ((XMLElement) -> Void)?, _ onText: ((String) -> Void)?
        ) {
            // The text is in UTF-8, whatever its declaration says.
            guard let parser = XML_ParserCreateNS("UTF-8", XMLElement.separator) else { return nil }
            self.parser = parser
            self.onStart = onStart
            self.onEnd = onEnd
            self.onText = onText
        }

        deinit { XML_ParserFree(parser) }

        static func of(_ pointer: UnsafeMutableRawPointer?) -> Context {
            Unmanaged.fromOpaque(pointer!).takeUnretainedValue()
        }

        /// Sets the handlers. That of texts is left out where nobody wants them.
        func listen() {
            XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
            XML_SetStartElementHandler(parser) { context, name, attributes in
                if let name { Context.of(context).start(XMLElement(name, attributes)) }
            }
            XML_SetEndElementHandler(parser) { context, name in
                if let name { Context.of(context).end(XMLElement(name, nil)) }
            }
            XML_SetStartDoctypeDeclHandler(parser) { context, _, _, _, _ in
                Context.of(context).refuse("declares a DTD, which packages may not")
            }
            if onText != nil {
                XML_SetCharacterDataHandler(parser) { context, text, count in
                    guard let text else { return }
                    let bytes = UnsafeRawBufferPointer(start: text, count: Int(count))
                    Context.of(context).onText?(String(decoding: bytes, as: UTF8.self))
                }
            }
        }

        private func start(_ element: XMLElement) {
            depth += 1
            guard depth <= XMLReader.deepest else {
                return refuse("nests more than \(XMLReader.deepest) elements, which no workbook does")
            }
            onStart(element)
        }

        private func end(_ element: XMLElement) {
            depth -= 1
            onEnd?(element)
        }

        private func refuse(_ what: String) {
            refusal = what
            XML_StopParser(parser, XML_Bool(XML_FALSE))
        }

        /// What is wrong, and where.
        var mistake: String {
            let text = XML_ErrorString(XML_GetErrorCode(parser)).map { String(cString: $0) } ?? "unknown error"
            return "line \(XML_GetCurrentLineNumber(parser)): \(text)"
        }
    }

    /// Parses a whole part, calling back for each start tag (and end tag and text when asked). A text can come in several pieces.
    func parse(
        _ bytes: [UInt8], onEnd: ((XMLElement) -> Void)? = nil, onText: ((String) -> Void)? = nil,
        onStart: (XMLElement) -> Void
    ) throws {
        let text = try text(of: bytes)
        try withoutActuallyEscaping(onStart) { onStart in
            guard let context = Context(onStart, onEnd, onText) else {
                throw Failure(.internalError, .internalError, at: Place(file: package), "out of memory")
            }
            context.listen()
            // Small parts are far below the 2 GiB that a call can take (`Limits.smallPartSize`).
            let status = text.withUnsafeBytes {
                XML_Parse(context.parser, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32($0.count), 1)
            }
            if let refusal = context.refusal { throw Failure.corrupt(package, "part \(partName) \(refusal)") }
            guard status == XML_STATUS_OK else {
                throw Failure.corrupt(package, "part \(partName) is not well-formed XML (\(context.mistake))")
            }
        }
    }

    private func text(of bytes: [UInt8]) throws -> ArraySlice<UInt8> {
        do {
            return try MarkupStream.text(of: bytes, package: package)
        } catch let error as MarkupError {
            throw Failure.corrupt(package, "part \(partName): \(error.text)")
        }
    }
}
