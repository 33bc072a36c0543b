import NIOCore

/// The chunked transfer coding (RFC 9112, 7.1), read strictly: hexadecimal sizes, CRLF line ends, bounded extensions and trailers, which
/// are checked for length and dropped.
struct ChunkedBody {
    enum Event: Equatable {
        case needMore
        case bytes(ByteBuffer)
        case end
        case fault(RequestFault)
    }

    private enum State {
        case size
        case data(Int)
        case dataEnd
        case trailer
    }

    private var state = State.size
    private var trailerBytes = 0

    mutating func next(_ input: inout ByteBuffer, limits: ParserLimits) -> Event {
        while true {
            switch state {
            case .size:
                guard let line = takeLine(&input, limit: limits.chunkLineBytes) else { return .needMore }
                guard case .line(let bytes) = line, let size = Self.size(bytes) else { return .fault(.malformed) }
                state = size == 0 ? .trailer : .data(size)
            case .data(let remaining):
                let count = min(remaining, input.readableBytes)
                guard count > 0, let slice = input.readSlice(length: count) else { return .needMore }
                state = count == remaining ? .dataEnd : .data(remaining - count)
                return .bytes(slice)
            case .dataEnd:
                guard input.readableBytes >= 2 else {
                    if let first = input.getInteger(at: input.readerIndex, as: UInt8.self), first != Bytes.carriageReturn {
                        return .fault(.malformed)
                    }
                    return .needMore
                }
                guard input.readInteger(as: UInt16.self) == 0x0D0A else { return .fault(.malformed) }
                state = .size
            case .trailer:
                guard let line = takeLine(&input, limit: limits.chunkLineBytes - trailerBytes) else { return .needMore }
                guard case .line(let bytes) = line else { return .fault(.malformed) }
                if bytes.isEmpty { return .end }
                trailerBytes += bytes.count + 2
                if trailerBytes >= limits.chunkLineBytes { return .fault(.malformed) }
            }
        }
    }

    private enum Line {
        case line([UInt8])
        case broken
    }

    /// A line without its CRLF; nil while it is incomplete and within the limit.
    private func takeLine(_ input: inout ByteBuffer, limit: Int) -> Line? {
        let view = input.readableBytesView.prefix(max(limit, 2))
        guard let newline = view.firstIndex(of: Bytes.lineFeed) else { return view.count >= limit ? .broken : nil }
        let length = newline - view.startIndex
        guard length > 0, view[newline - 1] == Bytes.carriageReturn, let bytes = input.readBytes(length: length - 1) else { return .broken }
        input.moveReaderIndex(forwardBy: 2)
        return .line(bytes)
    }

    /// At most 15 digits, so that no size overflows; an extension after `;` holds no control characters.
    private static func size(_ line: [UInt8]) -> Int? {
        let digits = line.prefix { Bytes.hexValue($0) != nil }
        guard (1...15).contains(digits.count) else { return nil }
        let rest = line[digits.endIndex...].drop { $0 == Bytes.space || $0 == Bytes.tab }
        guard rest.isEmpty || rest.first == 0x3B, !rest.contains(where: Bytes.isForbiddenInValue) else { return nil }
        return digits.reduce(0) { $0 << 4 | Int(Bytes.hexValue($1) ?? 0) }
    }
}
