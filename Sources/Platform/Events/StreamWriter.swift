/// The right to write one text. One run holds it; calls are not meant to come from two threads at once, but do no harm if they do.
public final class StreamWriter<Frame: Sendable>: Sendable {
    private let stream: TextStream<Frame>
    private let hub: StreamHub<Frame>
    /// Which opening of the text this is: a later one ends it.
    private let number: UInt64
    private let mirrors: Bool

    init(stream: TextStream<Frame>, hub: StreamHub<Frame>, number: UInt64, mirrors: Bool) {
        self.stream = stream
        self.hub = hub
        self.number = number
        self.mirrors = mirrors
    }

    deinit { settle("interrupted") }

    /// Appends a piece and hands it to all readers before it returns.
    ///
    /// - Throws: ``StreamError/tooLong`` or ``StreamError/full`` (the piece is not appended; the text still is to be settled),
    ///   ``StreamError/settled``.
    public func append(_ text: String) throws(StreamError) {
        var text = text
        let count = text.utf8.count
        try hub.reserve(count)
        var outcome: Result<Int, StreamError> = .success(0)
        text.withUTF8 { bytes in
            do throws(StreamError) { outcome = .success(try stream.append(bytes, by: number)) } catch { outcome = .failure(error) }
        }
        try settleAccount(count, outcome)
    }

    /// Appends bytes of UTF-8 as they come from a wire: a character may be cut between two calls, what is no UTF-8 becomes U+FFFD.
    ///
    /// - Throws: as ``append(_:)``.
    public func append(utf8 bytes: [UInt8]) throws(StreamError) {
        try hub.reserve(bytes.count)
        var outcome: Result<Int, StreamError> = .success(0)
        do throws(StreamError) { outcome = .success(try stream.append(utf8: bytes, by: number)) } catch { outcome = .failure(error) }
        try settleAccount(bytes.count, outcome)
    }

    /// Every byte so far.
    public var text: [UInt8] { stream.text }

    /// How many bytes there are.
    public var length: Int { stream.length }

    /// Ends the text as it stands and tells all readers. The second time nothing happens.
    public func settle(_ status: String) {
        let now = hub.time
        guard stream.settle(status, by: number, at: now) else { return }
        hub.noteEnd(of: stream, at: now)
        if !mirrors { hub.relay?.written(stream.id) }
    }

    /// Gives back what was reserved beyond what the text has grown by.
    private func settleAccount(_ reserved: Int, _ outcome: Result<Int, StreamError>) throws(StreamError) {
        switch outcome {
        case .success(let growth):
            if growth != reserved { hub.release(reserved - growth) }
            if !mirrors { hub.relay?.written(stream.id) }
        case .failure(let error):
            hub.release(reserved)
            throw error
        }
    }

    /// Breaks off a text that this mirrors and cannot go on with. Its readers are not told of an end: they wait for it to be mirrored again.
    public func breakOff() {
        hub.release(stream.breakOff(by: number))
        hub.dropIfUnused(stream)
    }

    /// Gives up a text that this mirrors and nobody reads; false when somebody does. Who waits for its end alone counts until the next call.
    public func leaveIfUnread() -> Bool {
        guard mirrors, let bytes = stream.dropIfUnread(by: number) else { return false }
        hub.dropped(stream, bytes: bytes)
        return true
    }
}
