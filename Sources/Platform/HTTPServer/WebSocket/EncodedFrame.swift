import NIOCore
import Synchronization

/// A frame in the bytes of the wire: made once, sent to any number of sockets without a copy; compressed at most once, when the first socket
/// that has agreed to it takes it.
public struct EncodedFrame: Sendable {
    let buffer: ByteBuffer
    /// Nil for what is never compressed: control frames, and what is too short to gain.
    private let compressed: CompressedForms?

    /// A text message. The bytes must be UTF-8; that is not checked again.
    public init(text: some Collection<UInt8>) { self.init(.text, text) }

    /// A binary message.
    public init(binary: some Collection<UInt8>) { self.init(.binary, binary) }

    private init(_ opcode: FrameHeader.Opcode, _ payload: some Collection<UInt8>) {
        buffer = Self.encode(0x80 | opcode.rawValue, payload)
        compressed = payload.count < Compressors.shortest ? nil : CompressedForms()
    }

    init(control opcode: FrameHeader.Opcode, _ payload: some Collection<UInt8>) {
        buffer = Self.encode(0x80 | opcode.rawValue, payload.prefix(125))
        compressed = nil
    }

    /// A close frame; the reason is cut at 123 bytes, between characters.
    init(closing code: UInt16, reason: String) {
        var text = reason
        while text.utf8.count > 123 { text.removeLast() }
        self.init(control: .close, [UInt8(code >> 8), UInt8(truncatingIfNeeded: code)] + Array(text.utf8))
    }

    /// Bytes on the wire, uncompressed.
    public var byteCount: Int { buffer.readableBytes }

    /// The bytes for a socket that has agreed to this compression.
    func buffer(for compression: SocketCompression?) -> ByteBuffer {
        guard let compression, let compressed else { return buffer }
        return compressed.form(windowBits: compression.windowBits) {
            var payload = buffer
            payload.moveReaderIndex(forwardBy: Self.headerSize(buffer.readableBytes))
            let bytes = compression.compressors.deflated(payload, .flushed, windowBits: compression.windowBits)
            guard let bytes, bytes.count > 4, let first = buffer.getInteger(at: buffer.readerIndex, as: UInt8.self) else { return buffer }
            // RSV1, and without the flush's own four bytes (RFC 7692, 7.2.1).
            return Self.encode(first | 0x40, bytes.dropLast(4))
        }
    }

    private static func headerSize(_ count: Int) -> Int { count < 126 + 2 ? 2 : count < 1 << 16 + 4 ? 4 : 10 }

    /// RFC 6455, 5.2: final, unmasked, the length in its shortest form.
    private static func encode(_ first: UInt8, _ payload: some Collection<UInt8>) -> ByteBuffer {
        let count = payload.count
        var buffer = ByteBufferAllocator().buffer(capacity: count + 10)
        buffer.writeInteger(first)
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

/// How one socket compresses what it sends.
struct SocketCompression: Sendable {
    let windowBits: Int
    let compressors: Compressors
}

/// The compressed forms of one frame, one for each window that was asked for: in practice one.
private final class CompressedForms: Sendable {
    private let forms = Mutex<[(windowBits: Int, buffer: ByteBuffer)]>([])

    /// The form for this window; `make` is called the first time, and others who want it wait meanwhile.
    func form(windowBits: Int, _ make: () -> ByteBuffer) -> ByteBuffer {
        forms.withLock { forms in
            if let known = forms.first(where: { $0.windowBits == windowBits }) { return known.buffer }
            let buffer = make()
            forms.append((windowBits, buffer))
            return buffer
        }
    }
}
