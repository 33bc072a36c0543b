import NIOCore

/// Takes a connection's bytes apart into requests. A value that decides and touches no socket.
///
/// It stands in the place of NIO's HTTP decoder: the limits on header bytes and fields, which that one lacks in 2.65, need the message
/// boundaries, and two readers that find boundaries each in their own way are how requests are smuggled. So there is one reader.
struct RequestParser {
    enum Event: Equatable {
        /// Everything so far is taken; more bytes are needed.
        case needMore
        case head(RequestHead)
        case body(ByteBuffer)
        /// The request is complete; the next bytes begin another one.
        case end
        /// The bytes are no request. Every later call answers the same.
        case fault(RequestFault)
    }

    private enum State {
        case head(HeadScanner)
        case fixed(Int)
        case chunked(ChunkedBody)
        case broken(RequestFault)
    }

    private let limits: ParserLimits
    private var state = State.head(HeadScanner())

    init(limits: ParserLimits) { self.limits = limits }

    /// The next event in `input`, whose read bytes are consumed.
    mutating func next(_ input: inout ByteBuffer) -> Event {
        switch state {
        case .head(var scanner): return head(&scanner, &input)
        case .fixed(let remaining):
            if remaining == 0 { return end() }
            let count = min(remaining, input.readableBytes)
            guard count > 0, let slice = input.readSlice(length: count) else { return .needMore }
            state = .fixed(remaining - count)
            return .body(slice)
        case .chunked(var body):
            let event = body.next(&input, limits: limits)
            state = .chunked(body)
            switch event {
            case .needMore: return .needMore
            case .bytes(let bytes): return .body(bytes)
            case .end: return end()
            case .fault(let fault): return broken(fault)
            }
        case .broken(let fault): return .fault(fault)
        }
    }

    private mutating func head(_ scanner: inout HeadScanner, _ input: inout ByteBuffer) -> Event {
        let limits = limits
        let outcome = input.withUnsafeReadableBytes { scanner.scan($0, limits: limits) }
        switch outcome {
        case .incomplete:
            state = .head(scanner)
            return .needMore
        case .fault(let fault): return broken(fault)
        case .complete(let length, let skipped):
            do throws(RequestFault) {
                let head = try Self.parse(input, skipped..<length)
                input.moveReaderIndex(forwardBy: length)
                switch head.framing {
                case .none: state = .fixed(0)
                case .length(let length): state = .fixed(length)
                case .chunked: state = .chunked(ChunkedBody())
                }
                return .head(head)
            } catch { return broken(error) }
        }
    }

    private static func parse(_ input: ByteBuffer, _ range: Range<Int>) throws(RequestFault) -> RequestHead {
        let result = input.withUnsafeReadableBytes { bytes -> Result<RequestHead, RequestFault> in
            do throws(RequestFault) { return .success(try HeadParser.parse(UnsafeRawBufferPointer(rebasing: bytes[range]))) } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private mutating func end() -> Event {
        state = .head(HeadScanner())
        return .end
    }

    private mutating func broken(_ fault: RequestFault) -> Event {
        state = .broken(fault)
        return .fault(fault)
    }
}
