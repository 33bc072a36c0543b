/// Takes the bytes of a connection as they come and gives whole replies. It trusts nothing: lengths, depth and size are bounded before anything
/// is kept for them.
public struct RedisParser: Sendable {
    private struct Frame {
        var remaining: Int
        var items: [RedisValue]
    }

    private enum Element {
        case value(RedisValue)
        case opened
        case incomplete
    }

    /// The longest line: a number, a status or an error.
    private static let lineLimit = 64 << 10

    private let limits: RedisLimits
    private var buffer: [UInt8] = []
    private var place = 0
    /// Where the end of the line was looked for already.
    private var scanned = 0
    private var stack: [Frame] = []
    /// The length of the string whose bytes are awaited.
    private var awaited: Int?
    /// Bytes of the reply that is being read, so far.
    private var replySize = 0

    /// A parser at the beginning of a connection.
    public init(limits: RedisLimits = RedisLimits()) {
        self.limits = limits
    }

    /// Takes in what has arrived.
    public mutating func take(_ bytes: some Collection<UInt8>) {
        if place > 0, place == buffer.count || place > 1 << 16 {
            buffer.removeFirst(place)
            scanned = max(0, scanned - place)
            place = 0
        }
        buffer.append(contentsOf: bytes)
    }

    /// The next whole reply; nil when more bytes are needed.
    ///
    /// - Throws: ``RedisError/protocolViolated``; the parser is of no use afterwards.
    public mutating func next() throws(RedisError) -> RedisValue? {
        while true {
            switch try element() {
            case .incomplete: return nil
            case .opened: continue
            case .value(let value):
                guard let whole = close(value) else { continue }
                replySize = 0
                return whole
            }
        }
    }

    /// Puts a value into the list that is open, and that one into its own when it is full. Nil while one is open.
    private mutating func close(_ value: RedisValue) -> RedisValue? {
        var value = value
        while let top = stack.indices.last {
            stack[top].items.append(value)
            stack[top].remaining -= 1
            guard stack[top].remaining == 0 else { return nil }
            value = .array(stack.removeLast().items)
        }
        return value
    }

    private mutating func element() throws(RedisError) -> Element {
        if let length = awaited { return try string(length) }
        guard let line = try line() else { return .incomplete }
        guard let kind = line.first else { throw .protocolViolated }
        let rest = line.dropFirst()
        switch kind {
        case UInt8(ascii: "+"): return .value(.string(Array(rest)))
        case UInt8(ascii: "-"): return .value(.error(String(decoding: rest, as: UTF8.self)))
        case UInt8(ascii: ":"): return .value(.integer(try Self.number(rest)))
        case UInt8(ascii: "$"):
            let length = try Self.number(rest)
            if length == -1 { return .value(.null) }
            guard length >= 0, length <= limits.string else { throw .protocolViolated }
            awaited = Int(length)
            return try string(Int(length))
        case UInt8(ascii: "*"):
            let count = try Self.number(rest)
            if count == -1 { return .value(.null) }
            if count == 0 { return .value(.array([])) }
            // Each item takes three bytes at least, so that a count cannot promise more than a reply may hold.
            guard count > 0, count <= limits.reply / 3, stack.count < limits.depth else { throw .protocolViolated }
            stack.append(Frame(remaining: Int(count), items: []))
            return .opened
        default: throw .protocolViolated
        }
    }

    private mutating func string(_ length: Int) throws(RedisError) -> Element {
        guard buffer.count - place >= length + 2 else {
            awaited = length
            guard replySize + length <= limits.reply else { throw .protocolViolated }
            return .incomplete
        }
        let end = place + length
        guard buffer[end] == UInt8(ascii: "\r"), buffer[end + 1] == UInt8(ascii: "\n") else { throw .protocolViolated }
        let bytes = Array(buffer[place..<end])
        try advance(to: end + 2)
        awaited = nil
        return .value(.string(bytes))
    }

    private mutating func line() throws(RedisError) -> ArraySlice<UInt8>? {
        var at = max(place, scanned)
        while at + 1 < buffer.count {
            if buffer[at] == UInt8(ascii: "\r"), buffer[at + 1] == UInt8(ascii: "\n") {
                let line = buffer[place..<at]
                try advance(to: at + 2)
                return line
            }
            at += 1
        }
        scanned = at
        guard buffer.count - place <= Self.lineLimit else { throw .protocolViolated }
        return nil
    }

    private mutating func advance(to end: Int) throws(RedisError) {
        replySize += end - place
        place = end
        scanned = end
        guard replySize <= limits.reply else { throw .protocolViolated }
    }

    private static func number(_ digits: ArraySlice<UInt8>) throws(RedisError) -> Int64 {
        guard digits.count <= 20, let number = Int64(String(decoding: digits, as: UTF8.self)) else { throw .protocolViolated }
        return number
    }
}
