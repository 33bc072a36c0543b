import NIOCore

/// A frame in the bytes of the wire: made once, sent to any number of sockets without a copy.
public struct EncodedFrame: Sendable {
    let buffer: ByteBuffer

    /// A text message. The bytes must be UTF-8; that is not checked again.
    public init(text: some Collection<UInt8>) { buffer = Self.encode(.text, text) }

    /// A binary message.
    public init(binary: some Collection<UInt8>) { buffer = Self.encode(.binary, binary) }

    init(control opcode: FrameHeader.Opcode, _ payload: some Collection<UInt8>) { buffer = Self.encode(opcode, payload.prefix(125)) }

    /// A close frame; the reason is cut at 123 bytes, between characters.
    init(closing code: UInt16, reason: String) {
        var text = reason
        while text.utf8.count > 123 { text.removeLast() }
        self.init(control: .close, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)] + Array(text.utf8))
    }

    /// Bytes on the wire.
    public var byteCount: Int { buffer.readableBytes }

    /// RFC 6455, 5.2: final, unmasked, the length in its shortest form.
    private static func encode(_ opcode: FrameHeader.Opcode, _ payload: some Collection<UInt8>) -> ByteBuffer {
        let count = payload.count
        var buffer = ByteBufferAllocator().buffer(capacity: count + 10)
        buffer.writeInteger(0x80 | opcode.rawValue)
        if count < 126 {
            buffer.writeInteger(UInt8(count))
        } else if count < 1 << 16 {
            buffer.writeInteger(UInt8(126))
            buffer.writeInteger(UInt16(count))
        } else {
            buffer.writeInteger(UInt8(127))
            buffer.writeInteger(UInt64(count))
        }
        buffer.writeBytes(payload)
        return buffer
    }
}
