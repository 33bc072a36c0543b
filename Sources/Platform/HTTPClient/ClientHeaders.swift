/// The headers of a response, in their order. Names are compared without case (RFC 9110, section 5.1).
public struct ClientHeaders: Sendable, Equatable {
    /// One header line.
    public struct Field: Sendable, Equatable {
        /// In lower case.
        public let name: String
        /// Without the white space around it.
        public let value: String
    }

    /// All of them.
    public private(set) var fields: [Field] = []

    /// The first value of a name; the name's case does not matter.
    public subscript(_ name: String) -> String? {
        let lower = name.lowercased()
        return fields.first { $0.name == lower }?.value
    }

    /// Adds a line `name: value`; what has no colon or no name is left out.
    mutating func append(line: Substring) {
        guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        fields.append(Field(name: line[..<colon].lowercased(), value: String(value)))
    }
}

/// Reads the head of a response from the lines that arrive, one call a line: the status line, the headers, an empty line.
struct HeadReader {
    static let maximumBytes = 64 * 1024

    enum Outcome: Equatable {
        case more
        case complete
        case tooLarge
    }

    private(set) var status = 0
    private(set) var headers = ClientHeaders()
    private var bytes = 0
    private var isComplete = false

    mutating func read(line raw: UnsafeBufferPointer<UInt8>) -> Outcome {
        // Trailers after the body are nobody's.
        guard !isComplete else { return .more }
        bytes += raw.count
        guard bytes <= Self.maximumBytes else { return .tooLarge }
        var end = raw.count
        while end > 0, raw[end - 1] == 0x0A || raw[end - 1] == 0x0D || raw[end - 1] == 0x20 { end -= 1 }
        let line = String(decoding: UnsafeBufferPointer(rebasing: raw[..<end]), as: UTF8.self)
        if line.isEmpty {
            // 1xx: the real head is still to come.
            isComplete = status >= 200
            return isComplete ? .complete : .more
        }
        if line.hasPrefix("HTTP/") {
            status = line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
            headers = ClientHeaders()
        } else {
            headers.append(line: line[...])
        }
        return .more
    }
}
