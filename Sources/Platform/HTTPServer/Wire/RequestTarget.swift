/// The path and query of a request, percent-decoded exactly once (RFC 3986, 2.1). A `%2F` stays inside its segment; it never makes a new
/// one.
struct RequestTarget: Equatable {
    /// Decoded segments between the slashes; `/` has one empty segment.
    let segments: [String]
    /// The decoded path.
    let path: String
    /// Decoded names and values in order.
    let query: [(name: String, value: String)]

    static func == (left: Self, right: Self) -> Bool {
        left.segments == right.segments && left.query.elementsEqual(right.query) { $0 == $1 }
    }

    /// Nil when an escape is broken, the bytes are no UTF-8, a byte is NUL, a segment is `.` or `..`, or there are over 100 query members.
    init?(_ target: String) {
        let bytes = target.utf8
        let end = bytes.firstIndex(of: 0x3F) ?? bytes.endIndex
        guard bytes.first == Bytes.slash else { return nil }
        var segments: [String] = []
        for raw in bytes[bytes.index(after: bytes.startIndex)..<end].split(separator: Bytes.slash, omittingEmptySubsequences: false) {
            guard let segment = Self.decoded(raw, plusIsSpace: false), segment != ".", segment != ".." else { return nil }
            segments.append(segment)
        }
        self.segments = segments
        path = "/" + segments.joined(separator: "/")
        var query: [(name: String, value: String)] = []
        if end != bytes.endIndex {
            for member in bytes[bytes.index(after: end)...].split(separator: 0x26) {
                let equals = member.firstIndex(of: 0x3D) ?? member.endIndex
                let value = equals == member.endIndex ? member[equals...] : member[member.index(after: equals)...]
                guard query.count < 100, let name = Self.decoded(member[..<equals], plusIsSpace: true),
                    let text = Self.decoded(value, plusIsSpace: true)
                else { return nil }
                query.append((name, text))
            }
        }
        self.query = query
    }

    private static func decoded(_ raw: Substring.UTF8View, plusIsSpace: Bool) -> String? {
        guard raw.contains(where: { $0 == Bytes.percent || $0 == 0x2B }) else { return String(Substring(raw)) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(raw.count)
        var rest = raw.makeIterator()
        while let byte = rest.next() {
            if byte == Bytes.percent {
                guard let high = rest.next().flatMap(Bytes.hexValue), let low = rest.next().flatMap(Bytes.hexValue) else { return nil }
                let value = high << 4 | low
                guard value != 0 else { return nil }
                bytes.append(value)
            } else {
                bytes.append(plusIsSpace && byte == 0x2B ? Bytes.space : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
