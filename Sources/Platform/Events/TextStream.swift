import Identifiers
import Synchronization

/// One text with its readers. One lock orders everything: a reader sees what is there and then what comes, without gap or repeat.
///
/// Sinks are called under that lock. They must not block and must not call the stream.
final class TextStream<Frame: Sendable>: Sendable {
    let id: Identifier
    private let limits: StreamLimits
    private let state: Mutex<TextStreamState<Frame>>

    init(id: Identifier, limits: StreamLimits) {
        self.id = id
        self.limits = limits
        state = Mutex(TextStreamState(piece: limits.piece))
    }

    /// Begins the text, or goes on with one that had ended; who waits for it is served. Anyone takes the place of a mirror.
    /// Returns by how much the text has grown (negative: shrunk) and the number of the opening, nil when the hub has forgotten this object.
    func begin(_ opening: TextOpening, _ encoding: StreamEncoding<Frame>) throws(StreamError) -> (growth: Int, number: UInt64)? {
        try state.withLock { state throws(StreamError) -> (growth: Int, number: UInt64)? in
            switch state.phase {
            case .dropped: return nil
            case .running where !state.opening.isMirror: throw .taken
            case .awaited, .settled, .running:
                let before = state.text.count
                state.begin(opening, encoding)
                return (opening.text.count - before, state.number)
            }
        }
    }

    /// Appends valid UTF-8. Returns by how much the text has grown.
    func append(_ text: UnsafeBufferPointer<UInt8>, by number: UInt64) throws(StreamError) -> Int {
        try state.withLock { state throws(StreamError) -> Int in
            let before = state.text.count
            try state.mayAppend(text.count, by: number, limit: limits.text)
            state.append(state.joint.end())
            state.append(text)
            return state.text.count - before
        }
    }

    /// Appends bytes that may be cut within a character. Returns by how much the text has grown.
    func append(utf8 chunk: [UInt8], by number: UInt64) throws(StreamError) -> Int {
        try state.withLock { state throws(StreamError) -> Int in
            let before = state.text.count
            try state.mayAppend(chunk.count, by: number, limit: limits.text)
            state.append(state.joint.join(chunk))
            return state.text.count - before
        }
    }

    /// Ends it; false when it had ended before.
    func settle(_ status: String, by number: UInt64, at now: ContinuousClock.Instant) -> Bool {
        state.withLock { $0.settle(status, by: number, at: now) }
    }

    /// A piece of a text that this process writes, or has written.
    func written(from offset: Int, limit: Int) -> WrittenText? {
        state.withLock { $0.written(from: offset, limit: limit) }
    }

    /// Drops a mirrored text that nobody reads, or only such as have waited for its end since the call before; returns its size.
    func dropIfUnread(by number: UInt64) -> Int? {
        let (bytes, left) = state.withLock { $0.dropIfUnread(by: number) }
        withExtendedLifetime(left) {}
        return bytes
    }

    /// Breaks a mirrored text off without an end: who reads it waits for it to be begun again, or for its row. Returns its size.
    func breakOff(by number: UInt64) -> Int {
        state.withLock { $0.breakOff(by: number) }
    }

    var isWrittenHere: Bool {
        state.withLock { state in
            if case .running = state.phase { !state.opening.isMirror } else { false }
        }
    }

    var isAwaited: Bool {
        state.withLock { state in
            if case .running = state.phase, !state.opening.isMirror { return false }
            return !state.readers.isEmpty
        }
    }

    /// Adds a reader and gives it what is there. Nil when the hub has forgotten this object.
    func add(from offset: Int?, _ sink: @escaping @Sendable (StreamEvent<Frame>) -> StreamReply) -> (reader: UInt64, isWrittenHere: Bool)? {
        state.withLock { state in
            if case .dropped = state.phase { return nil }
            var isWrittenHere = false
            if case .running = state.phase { isWrittenHere = !state.opening.isMirror }
            return (state.add(from: offset, sink), isWrittenHere)
        }
    }

    func resume(_ reader: UInt64, from offset: Int?) {
        state.withLock { $0.resume(reader, from: offset) }
    }

    func remove(_ reader: UInt64) {
        // What a sink holds is let go outside the lock.
        let removed = state.withLock { $0.remove(reader) }
        withExtendedLifetime(removed) {}
    }

    func finish(_ reader: UInt64) {
        let removed = state.withLock { state -> TextReader<Frame>? in
            if case .running = state.phase {
                state.leaveAtEnd(reader)
                return nil
            }
            return state.remove(reader)
        }
        withExtendedLifetime(removed) {}
    }

    func read(from offset: Int, limit: Int) -> StreamSlice? {
        state.withLock { $0.read(from: offset, limit: limit) }
    }

    /// Every byte so far.
    var text: [UInt8] { state.withLock { $0.text } }
    /// How many bytes there are.
    var length: Int { state.withLock { $0.text.count } }

    /// Forgets a text that had ended by `limit` (nil: whenever it had), and gives back its size. The object itself goes when nobody listens.
    func forget(endedBefore limit: ContinuousClock.Instant?) -> (bytes: Int, isDropped: Bool) {
        state.withLock { $0.forget(endedBefore: limit) }
    }

    /// Gives the object up when nothing was ever written and nobody waits any more.
    func dropIfUnused() -> Bool {
        state.withLock { state in
            guard case .awaited = state.phase, state.readers.isEmpty else { return false }
            state.phase = .dropped
            return true
        }
    }
}
