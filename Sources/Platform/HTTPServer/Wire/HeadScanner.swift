import Glibc

/// Finds the end of a request's header without reading a byte twice, and holds it to its limits while it is still arriving:
/// what a client can make the server keep is `ParserLimits.headerBytes`, whether or not the header ever ends.
struct HeadScanner {
    enum Outcome: Equatable {
        case incomplete
        /// The header takes this many bytes, of which the first `skipped` are empty lines before it.
        case complete(length: Int, skipped: Int)
        case fault(RequestFault)
    }

    private var lineStart = 0
    private var scanned = 0
    private var lines = 0
    private var skipped = 0

    /// Looks at everything that has arrived since the header began; called again with more.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, limits: ParserLimits) -> Outcome {
        while scanned < bytes.count, let base = bytes.baseAddress,
            let found = memchr(base + scanned, Int32(Bytes.lineFeed), bytes.count - scanned)
        {
            let newline = base.distance(to: UnsafeRawPointer(found))
            scanned = newline + 1
            // A lone line feed is refused: a proxy in front may not take it for the end of a line.
            guard newline > lineStart, bytes[newline - 1] == Bytes.carriageReturn else { return .fault(.malformed) }
            let length = newline - 1 - lineStart
            if lines == 0, length > limits.requestLineBytes { return .fault(.targetTooLong) }
            if newline >= limits.headerBytes { return .fault(.headerTooLarge) }
            lineStart = newline + 1
            if length == 0 {
                if lines > 0 { return .complete(length: newline + 1, skipped: skipped) }
                // RFC 9112, 2.2: an empty line before the request line is passed over. One is enough for the clients that do so.
                guard skipped == 0 else { return .fault(.malformed) }
                skipped = newline + 1
                continue
            }
            lines += 1
            if lines - 1 > limits.fieldCount { return .fault(.headerTooLarge) }
        }
        scanned = bytes.count
        if lines == 0, bytes.count - lineStart > limits.requestLineBytes { return .fault(.targetTooLong) }
        return bytes.count >= limits.headerBytes ? .fault(.headerTooLarge) : .incomplete
    }
}
