import Identifiers
import Synchronization

/// The texts that are being written now, readable from any offset by any number of readers while they grow.
///
/// A text is kept whole in memory until it has ended, and a while longer. Appending hands one encoded frame to all readers, on the
/// writer's thread: no task is woken for a token. Nothing here is durable; what counts is what the writer commits.
public final class StreamHub<Frame: Sendable>: Sendable {
    private let limits: StreamLimits
    private let now: @Sendable () -> ContinuousClock.Instant
    private let streams = Mutex<[Identifier: TextStream<Frame>]>([:])
    /// Texts that have ended, oldest first; one that began again is skipped when its turn comes.
    private let ended = Mutex<[EndedText<Frame>]>([])
    private let bytes = Atomic<Int>(0)
    let relay: StreamRelay?

    /// A hub of one process.
    ///
    /// - Parameters:
    ///   - relay: carries texts between this hub and those of other processes; nil when there are none.
    ///   - now: a monotonic clock, for the time that ended texts linger.
    public init(
        limits: StreamLimits = StreamLimits(), relay: StreamRelay? = nil,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.limits = limits
        self.relay = relay
        self.now = now
    }

    /// Begins a text.
    ///
    /// - Parameters:
    ///   - topic: what it belongs to; not interpreted here, but known to those who mirror it.
    ///   - text: what it has already, UTF-8: a text that is taken up again keeps its offsets.
    ///   - encoding: makes the readers' frames.
    /// - Returns: the one writer. When it is let go before it settled the text, it does so with `interrupted`.
    /// - Throws: ``StreamError/taken`` while another writer of this process is at it, ``StreamError/tooLong``, ``StreamError/full``.
    public func open(
        _ id: Identifier, topic: Identifier? = nil, text: [UInt8] = [], encoding: StreamEncoding<Frame>
    ) throws(StreamError) -> StreamWriter<Frame> {
        let text = UTF8Joint.valid(text[...])
        let opening = TextOpening(text: text, opened: text.count, topic: topic, isMirror: false)
        let writer = try open(id, opening, encoding)
        relay?.written(id)
        return writer
    }

    func open(_ id: Identifier, _ opening: TextOpening, _ encoding: StreamEncoding<Frame>) throws(StreamError) -> StreamWriter<Frame> {
        sweep()
        guard opening.text.count <= limits.text else { throw .tooLong }
        try reserve(opening.text.count)
        do {
            while true {
                let stream = stream(id)
                guard let begun = try stream.begin(opening, encoding) else { continue }
                release(opening.text.count - begun.growth)
                return StreamWriter(stream: stream, hub: self, number: begun.number, mirrors: opening.isMirror)
            }
        } catch {
            release(opening.text.count)
            throw error
        }
    }

    /// Listens to a text: first to what there is from `offset` on, then to what comes, in order.
    ///
    /// A text that has not begun is waited for, and one that has ended may begin again: the subscription lasts until it is cancelled. To a
    /// text that has ended before, only its text is given and no end. An offset within a character is moved back to its start; one
    /// beyond the text counts as 0.
    /// - Parameters:
    ///   - offset: how much the reader has; nil when it has what the text had when it was opened, or is to be opened with next.
    ///   - sink: called under the text's lock, on the thread of the writer or of who subscribes or resumes. It must not block and must not
    ///     call the hub.
    public func subscribe(
        to id: Identifier, from offset: Int?, _ sink: @escaping @Sendable (StreamEvent<Frame>) -> StreamReply
    ) -> StreamSubscription<Frame> {
        while true {
            let stream = stream(id)
            guard let added = stream.add(from: offset, sink) else { continue }
            if !added.isWrittenHere { relay?.wanted(id) }
            return StreamSubscription(hub: self, stream: stream, reader: added.reader)
        }
    }

    /// A piece of a text that is being written or has ended lately; nil when there is none.
    public func read(_ id: Identifier, from offset: Int, limit: Int) -> StreamSlice? {
        known(id)?.read(from: offset, limit: limit)
    }

    /// Forgets texts that ended longer ago than they linger. Also done whenever one is opened.
    public func sweep() {
        forget(endedBefore: now() - limits.linger, untilBelow: nil)
    }

    /// Bytes of text held now.
    public var heldBytes: Int { bytes.load(ordering: .relaxed) }

    /// How many texts are known: written, lingering or waited for.
    public var count: Int { streams.withLock { $0.count } }

    /// Makes sure of room for so many bytes more.
    func reserve(_ count: Int) throws(StreamError) {
        guard bytes.add(count, ordering: .relaxed).newValue > limits.total else { return }
        forget(endedBefore: nil, untilBelow: limits.total)
        guard heldBytes > limits.total else { return }
        release(count)
        throw .full
    }

    func release(_ count: Int) {
        bytes.subtract(count, ordering: .relaxed)
    }

    func noteEnd(of stream: TextStream<Frame>, at time: ContinuousClock.Instant) {
        ended.withLock { $0.append(EndedText(stream: stream, time: time)) }
    }

    /// The hub's clock.
    var time: ContinuousClock.Instant { now() }

    /// The text of that identifier, if there is one.
    func known(_ id: Identifier) -> TextStream<Frame>? { streams.withLock { $0[id] } }

    /// Gives up a text whose object has been dropped.
    func dropped(_ stream: TextStream<Frame>, bytes: Int) {
        release(bytes)
        streams.withLock { streams in
            if streams[stream.id] === stream { streams[stream.id] = nil }
        }
    }

    func dropIfUnused(_ stream: TextStream<Frame>) {
        streams.withLock { streams in
            if streams[stream.id] === stream, stream.dropIfUnused() { streams[stream.id] = nil }
        }
    }

    private func stream(_ id: Identifier) -> TextStream<Frame> {
        streams.withLock { streams in
            if let known = streams[id] { return known }
            let stream = TextStream<Frame>(id: id, limits: limits)
            streams[id] = stream
            return stream
        }
    }

    /// Forgets ended texts, oldest first: those that ended by `limit` (nil: all), until no more than `target` bytes are held (nil: all).
    private func forget(endedBefore limit: ContinuousClock.Instant?, untilBelow target: Int?) {
        while target.map({ heldBytes > $0 }) ?? true {
            let oldest = ended.withLock { ended -> TextStream<Frame>? in
                guard let first = ended.first, limit.map({ first.time <= $0 }) ?? true else { return nil }
                return ended.removeFirst().stream
            }
            guard let oldest else { return }
            streams.withLock { streams in
                let gone = oldest.forget(endedBefore: limit)
                release(gone.bytes)
                if gone.isDropped, streams[oldest.id] === oldest { streams[oldest.id] = nil }
            }
        }
    }
}

/// A text that ended at that time; it may have begun again since.
private struct EndedText<Frame: Sendable>: Sendable {
    let stream: TextStream<Frame>
    let time: ContinuousClock.Instant
}
