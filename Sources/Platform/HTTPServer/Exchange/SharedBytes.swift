import NIOCore

/// Bytes that are kept once and sent to many: answers made at the start, files.
public struct SharedBytes: Sendable {
    let buffer: ByteBuffer

    /// Keeps a copy of these bytes.
    public init(_ bytes: some Sequence<UInt8>) { buffer = ByteBuffer(bytes: bytes) }

    init(buffer: ByteBuffer) { self.buffer = buffer }

    /// How many there are.
    public var count: Int { buffer.readableBytes }
}
