/// A strict recursive-descent parser for RFC 8259.
///
/// It indexes an array and not a pointer: the input is hostile, and a wrong index must trap rather than read on.
struct JSONParser {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func document() throws(JSONError) -> JSON {
        skipSpace()
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw failure(.trailingBytes) }
        return value
    }

    private mutating func value() throws(JSONError) -> JSON {
        switch try peek() {
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try array()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw failure(.unexpectedByte)
        }
    }

    private mutating func object() throws(JSONError) -> JSON {
        try enter()
        var members = JSONMembers()
        if try closes(UInt8(ascii: "}")) { return .object(members) }
        while true {
            let start = position
            guard try peek() == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
            let key = try string()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            skipSpace()
            guard members.append(key, try value()) else { throw JSONError(reason: .duplicateKey, offset: start) }
            if try ends(UInt8(ascii: "}")) { return .object(members) }
        }
    }

    private mutating func array() throws(JSONError) -> JSON {
        try enter()
        var elements: [JSON] = []
        if try closes(UInt8(ascii: "]")) { return .array(elements) }
        while true {
            elements.append(try value())
            if try ends(UInt8(ascii: "]")) { return .array(elements) }
        }
    }

    /// Steps over an opening bracket and the white space behind it.
    private mutating func enter() throws(JSONError) {
        guard depth < JSON.maximumDepth else { throw failure(.tooDeep) }
        depth += 1
        position += 1
        skipSpace()
    }

    /// Steps over the closing bracket when the container is empty.
    private mutating func closes(_ bracket: UInt8) throws(JSONError) -> Bool {
        guard try peek() == bracket else { return false }
        position += 1
        depth -= 1
        return true
    }

    /// After an element: true when the container is closed here, false when another element follows.
    private mutating func ends(_ bracket: UInt8) throws(JSONError) -> Bool {
        skipSpace()
        if try closes(bracket) { return true }
        try expect(UInt8(ascii: ","))
        skipSpace()
        return false
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        let length = text.utf8CodeUnitCount
        guard bytes.count - position >= length else { throw JSONError(reason: .unexpectedEnd, offset: bytes.count) }
        let matches = text.withUTF8Buffer { $0.elementsEqual(bytes[position..<position + length]) }
        guard matches else { throw failure(.unexpectedByte) }
        position += length
        return value
    }

    private mutating func number() throws(JSONError) -> JSON {
        let token = try JSONNumber.scan(bytes, from: position)
        position = token.end
        return token.value
    }

    private mutating func string() throws(JSONError) -> String {
        let token = try JSONStringScanner.scan(bytes, from: position)
        position = token.end
        return token.value
    }

    private mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }

    private func peek() throws(JSONError) -> UInt8 {
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        return bytes[position]
    }

    private mutating func expect(_ byte: UInt8) throws(JSONError) {
        guard try peek() == byte else { throw failure(.unexpectedByte) }
        position += 1
    }

    private func failure(_ reason: JSONError.Reason) -> JSONError {
        JSONError(reason: reason, offset: position)
    }
}
