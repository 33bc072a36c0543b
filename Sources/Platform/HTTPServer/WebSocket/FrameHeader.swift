/// The head of a frame (RFC 6455, 5.2), checked before a byte of its payload is kept.
///
/// NIO's WebSocket decoder is not used: in 2.65 a length with its top bit set traps the process. Here it is a violation like others.
struct FrameHeader: Equatable {
    enum Opcode: UInt8 {
        case continuation = 0x0
        case text = 0x1
        case binary = 0x2
        case close = 0x8
        case ping = 0x9
        case pong = 0xA

        var isControl: Bool { rawValue & 0x8 != 0 }
    }

    enum Outcome: Equatable {
        case needMore
        case header(FrameHeader)
        case violation(UInt16)
    }

    let isFinal: Bool
    /// The first reserved bit: the message is compressed (RFC 7692).
    let isCompressed: Bool
    let opcode: Opcode
    let length: Int
    let mask: (UInt8, UInt8, UInt8, UInt8)
    /// Bytes that the header takes.
    let size: Int

    static func == (left: Self, right: Self) -> Bool {
        left.isFinal == right.isFinal && left.isCompressed == right.isCompressed && left.opcode == right.opcode
            && left.length == right.length
            && left.mask == right.mask && left.size == right.size
    }

    /// Reads a header from a client's first bytes. `allowsCompression` says whether permessage-deflate was agreed.
    static func parse(_ bytes: some RandomAccessCollection<UInt8>, allowsCompression: Bool) -> Outcome {
        var rest = bytes.makeIterator()
        guard let first = rest.next() else { return .needMore }
        let compressed = first & 0x40 != 0
        guard first & 0x30 == 0, !compressed || allowsCompression, let opcode = Opcode(rawValue: first & 0x0F) else {
            return .violation(CloseCode.protocolError)
        }
        let isFinal = first & 0x80 != 0
        if opcode.isControl, !isFinal || compressed { return .violation(CloseCode.protocolError) }
        if opcode == .continuation, compressed { return .violation(CloseCode.protocolError) }
        guard let second = rest.next() else { return .needMore }
        // 5.1: a client masks every frame.
        guard second & 0x80 != 0 else { return .violation(CloseCode.protocolError) }
        let short = second & 0x7F
        if opcode.isControl, short > 125 { return .violation(CloseCode.protocolError) }
        let wide = short == 127 ? 8 : short == 126 ? 2 : 0
        var length: UInt64 = wide == 0 ? UInt64(short) : 0
        for place in 0..<wide {
            guard let byte = rest.next() else { return .needMore }
            // 5.2: the most significant bit of a length of 64 bits is 0.
            if place == 0, wide == 8, byte & 0x80 != 0 { return .violation(CloseCode.protocolError) }
            length = length << 8 | UInt64(byte)
        }
        // 5.2: the shortest form must be used.
        if (wide == 2 && length < 126) || (wide == 8 && length < 1 << 16) { return .violation(CloseCode.protocolError) }
        guard let a = rest.next(), let b = rest.next(), let c = rest.next(), let d = rest.next() else { return .needMore }
        return .header(
            FrameHeader(isFinal: isFinal, isCompressed: compressed, opcode: opcode, length: Int(length), mask: (a, b, c, d), size: 6 + wide)
        )
    }
}
