import CLibXML2
import Streams

/// An element's start tag as libxml2's SAX2 interface gives it; valid only inside the callback.
struct XMLElement {
    fileprivate let localName: UnsafePointer<xmlChar>
    fileprivate let attributes: UnsafeMutablePointer<UnsafePointer<xmlChar>?>?
    fileprivate let attributeCount: Int

    /// Whether the local name, without prefix, is `name`.
    func isNamed(_ name: StaticString) -> Bool { Self.equal(localName, name) }

    /// The value of the attribute with that local name, whatever its namespace.
    subscript(name: StaticString) -> String? {
        guard let attributes else { return nil }
        for index in 0..<attributeCount {
            // Five pointers for each: local name, prefix, URI, value, end of value (xmlSAX2StartElementNs).
            let fields = attributes + index * 5
            if let local = fields[0], Self.equal(local, name), let start = fields[3], let end = fields[4] {
                return String(decoding: UnsafeBufferPointer(start: start, count: end - start), as: UTF8.self)
            }
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

    private static func equal(_ text: UnsafePointer<xmlChar>, _ name: StaticString) -> Bool {
        let count = name.utf8CodeUnitCount
        for index in 0..<count where text[index] != name.utf8Start[index] { return false }
        return text[count] == 0
    }
}

/// Reads small parts with libxml2's SAX2 parser: no network, no entities, a DTD is refused
/// (ECMA-376 part 2, 6.2.5: parts shall not hold DTD declarations).
struct XMLReader {
    var partName: String
    /// The package's path, for messages.
    var package: String

    private final class Context {
        let onStart: (XMLElement) -> Void
        let onEnd: ((XMLElement) -> Void)?
        let onText: ((String) -> Void)?
        var hasDTD = false
        var parser: xmlParserCtxtPtr?

        init(_ onStart: @escaping (XMLElement) -> Void, _ onEnd: ((XMLElement) -> Void)?, _ onText: ((String) -> Void)?) {
            self.onStart = onStart
            self.onEnd = onEnd
            self.onText = onText
        }

        static func of(_ pointer: UnsafeMutableRawPointer?) -> Context {
            Unmanaged.fromOpaque(pointer!).takeUnretainedValue()
        }
    }

    /// Parses a whole part, calling back for each start tag (and end tag and text when asked).
    func parse(
        _ bytes: [UInt8], onEnd: ((XMLElement) -> Void)? = nil, onText: ((String) -> Void)? = nil,
        onStart: (XMLElement) -> Void
    ) throws {
        try withoutActuallyEscaping(onStart) { onStart in
            let context = Context(onStart, onEnd, onText)
            var handler = Self.makeHandler()
            let opaque = Unmanaged.passUnretained(context).toOpaque()
            // The first four bytes go in with the creation: the encoding is told from them.
            let head = min(4, bytes.count)
            let created = bytes.withUnsafeBytes {
                xmlCreatePushParserCtxt(&handler, opaque, $0.baseAddress?.assumingMemoryBound(to: CChar.self), Int32(head), nil)
            }
            guard let parser = created else {
                throw Failure(.internalError, .internalError, at: Place(file: package), "out of memory")
            }
            context.parser = parser
            defer { xmlFreeParserCtxt(parser) }
            xmlCtxtUseOptions(parser, Self.options)
            let status = bytes.withUnsafeBytes { buffer in
                xmlParseChunk(
                    parser, buffer.baseAddress.map { ($0 + head).assumingMemoryBound(to: CChar.self) },
                    Int32(buffer.count - head), 1)
            }
            withExtendedLifetime(context) {}
            guard !context.hasDTD else {
                throw Failure.corrupt(package, "part \(partName) declares a DTD, which packages may not")
            }
            guard status == 0 else { throw Failure.corrupt(package, "part \(partName) is not well-formed XML (\(Self.mistake(of: parser)))") }
        }
    }

    /// Our own limits bound a part's size, so libxml2's may be lifted (XML_PARSE_HUGE). XML_PARSE_NOENT makes `&amp;` in
    /// attributes an ampersand; no other entity can be met, since a DTD, which would define it, is refused.
    private static let options = Int32(
        XML_PARSE_NONET.rawValue | XML_PARSE_NOENT.rawValue | XML_PARSE_HUGE.rawValue | XML_PARSE_NOERROR.rawValue
            | XML_PARSE_NOWARNING.rawValue)

    private static func mistake(of parser: xmlParserCtxtPtr) -> String {
        guard let error = xmlCtxtGetLastError(parser) else { return "it ends too early" }
        let text = error.pointee.message.map { String(cString: $0) } ?? "error \(error.pointee.code)"
        return "line \(error.pointee.line): \(text.split(separator: "\n").first ?? "")"
    }

    private static func makeHandler() -> xmlSAXHandler {
        var handler = xmlSAXHandler()
        handler.initialized = XML_SAX2_MAGIC
        handler.startElementNs = { context, name, _, _, _, _, count, _, attributes in
            guard let name else { return }
            let context = Context.of(context)
            context.onStart(XMLElement(localName: name, attributes: attributes, attributeCount: Int(count)))
        }
        handler.endElementNs = { context, name, _, _ in
            guard let name else { return }
            Context.of(context).onEnd?(XMLElement(localName: name, attributes: nil, attributeCount: 0))
        }
        handler.characters = { context, text, count in
            guard let onText = Context.of(context).onText, let text else { return }
            onText(String(decoding: UnsafeBufferPointer(start: text, count: Int(count)), as: UTF8.self))
        }
        handler.cdataBlock = handler.characters
        handler.internalSubset = { context, _, _, _ in
            let context = Context.of(context)
            context.hasDTD = true
            xmlStopParser(context.parser)
        }
        return handler
    }
}
