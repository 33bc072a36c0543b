/// What a client may send before it is told that it is too much.
public struct ParserLimits: Sendable, Equatable {
    /// Bytes of the request line without its line break; above: 414.
    public var requestLineBytes: Int
    /// Bytes of the whole header, request line included; above: 431.
    public var headerBytes: Int
    /// Fields in the header; above: 431.
    public var fieldCount: Int
    /// Bytes of a chunk's size line with its extensions, and of all trailer lines together; above: 400.
    public var chunkLineBytes: Int

    /// Makes limits; the defaults are 8 KiB, 16 KiB, 100 fields and 1 KiB.
    public init(requestLineBytes: Int = 8 << 10, headerBytes: Int = 16 << 10, fieldCount: Int = 100, chunkLineBytes: Int = 1 << 10) {
        self.requestLineBytes = requestLineBytes
        self.headerBytes = headerBytes
        self.fieldCount = fieldCount
        self.chunkLineBytes = chunkLineBytes
    }
}
