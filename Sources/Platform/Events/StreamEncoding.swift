/// How the pieces of one text become frames; given by whoever opens the text, since this target knows no protocol.
///
/// Both are called under the text's lock, once for all readers: they only encode.
public struct StreamEncoding<Frame: Sendable>: Sendable {
    /// A piece: the number of bytes before it, and its bytes (whole characters of UTF-8). The slice must not be kept.
    let delta: @Sendable (Int, ArraySlice<UInt8>) -> Frame
    /// The end: its status and the length of the whole text in bytes.
    let settled: @Sendable (StreamEnd) -> Frame

    /// An encoding by two closures.
    public init(
        delta: @escaping @Sendable (Int, ArraySlice<UInt8>) -> Frame, settled: @escaping @Sendable (StreamEnd) -> Frame
    ) {
        self.delta = delta
        self.settled = settled
    }
}
