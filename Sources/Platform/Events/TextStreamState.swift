/// One reader of a text.
struct TextReader<Frame: Sendable>: Sendable {
    let number: UInt64
    let sink: @Sendable (StreamEvent<Frame>) -> StreamReply
    /// Where it goes on, when it has not all that is there; nil when it has.
    var behind: Int?
    /// Begins where the text does when it is opened next.
    var awaitsOpening = false
    /// Leaves when the text ends.
    var leavesAtEnd = false
}

/// What a ``TextStream`` guards by its lock: the decisions, with the sinks as their only effect.
struct TextStreamState<Frame: Sendable>: Sendable {
    enum Phase {
        /// Somebody waits for it; nothing is written yet.
        case awaited
        case running(StreamEncoding<Frame>)
        case settled(StreamEnd, StreamEncoding<Frame>, at: ContinuousClock.Instant)
        /// No longer in the hub: whoever finds it looks again.
        case dropped
    }

    let piece: Int
    var phase = Phase.awaited
    var text: [UInt8] = []
    /// How many bytes there were when it was opened.
    private var opened = 0
    var joint = UTF8Joint()
    var readers: [TextReader<Frame>] = []
    private var next: UInt64 = 0

    init(piece: Int) { self.piece = piece }

    private var encoding: StreamEncoding<Frame>? {
        switch phase {
        case .running(let encoding), .settled(_, let encoding, _): encoding
        case .awaited, .dropped: nil
        }
    }

    mutating func begin(_ start: [UInt8], _ encoding: StreamEncoding<Frame>) {
        for place in readers.indices {
            let held = readers[place].awaitsOpening ? start.count : readers[place].behind ?? text.count
            readers[place].behind = min(held, start.count)
            readers[place].awaitsOpening = false
        }
        text = start
        opened = start.count
        joint = UTF8Joint()
        phase = .running(encoding)
        for place in readers.indices.reversed() { catchUp(place) }
    }

    func mayAppend(_ count: Int, limit: Int) throws(StreamError) {
        guard case .running = phase else { throw .settled }
        guard text.count + count <= limit else { throw .full }
    }

    mutating func append(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty else { return }
        let offset = text.count
        text.append(contentsOf: bytes)
        guard case .running(let encoding) = phase, readers.contains(where: { $0.behind == nil }) else { return }
        let frame = encoding.delta(offset, text[offset...])
        var someGone = false
        for place in readers.indices where readers[place].behind == nil {
            switch readers[place].sink(.text(frame)) {
            case .taken: continue
            case .refused: readers[place].behind = offset
            case .gone:
                readers[place].behind = .max
                someGone = true
            }
        }
        if someGone { readers.removeAll { $0.behind == .max } }
    }

    mutating func settle(_ status: String, at now: ContinuousClock.Instant) -> Bool {
        guard case .running(let encoding) = phase else { return false }
        // The beginning of a character that never became whole is no text: what the writer read last is what has ended.
        joint = UTF8Joint()
        let end = StreamEnd(status: status, length: text.count)
        phase = .settled(end, encoding, at: now)
        let frame = encoding.settled(end)
        readers.removeAll { reader in
            let isGone = if case .gone = reader.sink(.settled(frame)) { true } else { false }
            return isGone || reader.leavesAtEnd
        }
        return true
    }

    mutating func add(from offset: Int?, _ sink: @escaping @Sendable (StreamEvent<Frame>) -> StreamReply) -> UInt64 {
        let number = next
        next += 1
        var reader = TextReader(number: number, sink: sink, behind: offset)
        if offset == nil {
            if case .running = phase { reader.behind = opened } else { reader.awaitsOpening = true }
        }
        readers.append(reader)
        if encoding != nil { catchUp(readers.count - 1) }
        return number
    }

    /// Goes on with a reader that refused; with an offset, from there.
    mutating func resume(_ number: UInt64, from offset: Int?) {
        guard let place = readers.firstIndex(where: { $0.number == number }) else { return }
        if let offset {
            readers[place].behind = offset
            readers[place].awaitsOpening = false
        }
        if encoding != nil { catchUp(place) }
    }

    mutating func remove(_ number: UInt64) -> TextReader<Frame>? {
        readers.firstIndex { $0.number == number }.map { readers.remove(at: $0) }
    }

    mutating func leaveAtEnd(_ number: UInt64) {
        guard let place = readers.firstIndex(where: { $0.number == number }) else { return }
        readers[place].leavesAtEnd = true
    }

    func read(from offset: Int, limit: Int) -> StreamSlice? {
        guard encoding != nil else { return nil }
        let start = text.characterStart(atOrBefore: start(for: offset))
        let stop = stop(from: start, limit: limit)
        var end: StreamEnd?
        if case .settled(let known, _, _) = phase { end = known }
        return StreamSlice(offset: start, bytes: Array(text[start..<stop]), length: text.count, end: end)
    }

    mutating func forget(endedBefore limit: ContinuousClock.Instant?) -> (bytes: Int, isDropped: Bool) {
        guard case .settled(_, _, let time) = phase, limit.map({ time <= $0 }) ?? true else { return (0, false) }
        let bytes = text.count
        for place in readers.indices { readers[place].behind = readers[place].behind ?? bytes }
        text = []
        phase = readers.isEmpty ? .dropped : .awaited
        return (bytes, readers.isEmpty)
    }

    /// Gives a reader piece by piece what it has not, until it has all or refuses.
    private mutating func catchUp(_ place: Int) {
        guard let encoding, let behind = readers[place].behind else { return }
        var offset = text.characterStart(atOrBefore: start(for: behind))
        while offset < text.count {
            let stop = stop(from: offset, limit: piece)
            switch readers[place].sink(.text(encoding.delta(offset, text[offset..<stop]))) {
            case .taken: offset = stop
            case .refused:
                readers[place].behind = offset
                return
            case .gone:
                readers.remove(at: place)
                return
            }
        }
        readers[place].behind = nil
    }

    /// A reader that claims more than there is has something else: it begins anew.
    private func start(for offset: Int) -> Int {
        offset < 0 || offset > text.count ? 0 : offset
    }

    /// The end of a piece of at most `limit` bytes, but of one character at least.
    private func stop(from start: Int, limit: Int) -> Int {
        guard text.count - start > limit else { return text.count }
        let stop = text.characterStart(atOrBefore: start + max(limit, 4))
        return stop
    }
}
