import Identifiers

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

/// How a text begins.
struct TextOpening: Sendable {
    /// What it has already.
    var text: [UInt8] = []
    /// How many bytes it had when its writer began; less than `text` where it is mirrored later.
    var opened = 0
    var topic: Identifier?
    /// Whether another process writes it.
    var isMirror = false
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
    /// How it was opened last.
    private(set) var opening = TextOpening()
    /// How often it was opened.
    private(set) var number: UInt64 = 0
    var joint = UTF8Joint()
    var readers: [TextReader<Frame>] = []
    private var next: UInt64 = 0
    /// Only such read it as wait for its end.
    private var isLeft = false

    init(piece: Int) { self.piece = piece }

    private var encoding: StreamEncoding<Frame>? {
        switch phase {
        case .running(let encoding), .settled(_, let encoding, _): encoding
        case .awaited, .dropped: nil
        }
    }

    mutating func begin(_ opening: TextOpening, _ encoding: StreamEncoding<Frame>) {
        let start = opening.text
        if case .running = phase { dropReaders(beyond: start) }
        for place in readers.indices {
            let held = readers[place].awaitsOpening ? opening.opened : readers[place].behind ?? text.count
            // Who holds more of a text that comes from elsewhere has it from the writer itself, which is ahead of the mirror.
            readers[place].behind = opening.isMirror ? held : min(held, start.count)
            readers[place].awaitsOpening = false
        }
        text = start
        self.opening = opening
        self.opening.text = []
        number += 1
        joint = UTF8Joint()
        phase = .running(encoding)
        for place in readers.indices.reversed() { catchUp(place) }
    }

    func mayAppend(_ count: Int, by number: UInt64, limit: Int) throws(StreamError) {
        guard case .running = phase, number == self.number else { throw .settled }
        guard text.count + count <= limit else { throw .tooLong }
    }

    mutating func append(_ bytes: some Collection<UInt8>) {
        guard !bytes.isEmpty else { return }
        let offset = text.count
        text.append(contentsOf: bytes)
        hand(out: offset)
        if opening.isMirror { catchUpThoseAhead(of: offset) }
    }

    /// Gives what begins at `offset` to those who have all before it.
    private mutating func hand(out offset: Int) {
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

    mutating func settle(_ status: String, by number: UInt64, at now: ContinuousClock.Instant) -> Bool {
        guard case .running(let encoding) = phase, number == self.number else { return false }
        // The beginning of a character that never became whole is no text: what the writer read last is what has ended.
        joint = UTF8Joint()
        let end = StreamEnd(status: status, length: text.count)
        phase = .settled(end, encoding, at: now)
        let frame = encoding.settled(end)
        readers.removeAll { reader in
            // What it holds is not the end of this text: it learns of the end from the row.
            if let behind = reader.behind, behind > end.length, opening.isMirror { return reader.leavesAtEnd }
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
            if case .running = phase { reader.behind = opening.opened } else { reader.awaitsOpening = true }
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

    func written(from offset: Int, limit: Int) -> WrittenText? {
        guard !opening.isMirror, let slice = read(from: offset, limit: limit) else { return nil }
        return WrittenText(slice: slice, opening: number, opened: opening.opened, topic: opening.topic)
    }

    mutating func forget(endedBefore limit: ContinuousClock.Instant?) -> (bytes: Int, isDropped: Bool) {
        guard case .settled(_, _, let time) = phase, limit.map({ time <= $0 }) ?? true else { return (0, false) }
        let bytes = text.count
        empty(phase: readers.isEmpty ? .dropped : .awaited)
        return (bytes, readers.isEmpty)
    }

    mutating func breakOff(by number: UInt64) -> Int {
        guard case .running = phase, number == self.number, opening.isMirror else { return 0 }
        let bytes = text.count
        empty(phase: .awaited)
        return bytes
    }

    /// The readers that were left go with the text: its end, which they waited for, has not come from where it is written.
    mutating func dropIfUnread(by number: UInt64) -> (bytes: Int?, left: [TextReader<Frame>]) {
        guard case .running = phase, number == self.number, readers.allSatisfy(\.leavesAtEnd) else {
            isLeft = false
            return (nil, [])
        }
        guard isLeft || readers.isEmpty else {
            isLeft = true
            return (nil, [])
        }
        phase = .dropped
        defer { readers = [] }
        return (text.count, readers)
    }

    /// Who has read it all has as much of what comes in its place.
    private mutating func empty(phase: Phase) {
        for place in readers.indices { readers[place].behind = readers[place].behind ?? text.count }
        text = []
        self.phase = phase
    }

    /// A text that was mirrored is begun again by another writer, such as one that takes over from a dead one. Who has read what is not in it
    /// gets nothing more: another text must not be joined to that.
    private mutating func dropReaders(beyond start: [UInt8]) {
        var common = 0
        while common < text.count, common < start.count, text[common] == start[common] { common += 1 }
        readers.removeAll { !$0.awaitsOpening && ($0.behind ?? text.count) > common }
    }

    /// Those who were ahead of a mirrored text get what they have not, once it has come as far.
    private mutating func catchUpThoseAhead(of offset: Int) {
        for place in readers.indices.reversed() {
            guard let behind = readers[place].behind, behind > offset, behind <= text.count else { continue }
            catchUp(place)
        }
    }

    /// Gives a reader piece by piece what it has not, until it has all or refuses.
    private mutating func catchUp(_ place: Int) {
        guard let encoding, let behind = readers[place].behind else { return }
        if opening.isMirror, behind > text.count { return }
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
        let stop = text.characterStart(atOrBefore: start + limit)
        if stop > start { return stop }
        return text[(start + 1)...].firstIndex { !UTF8.isContinuation($0) } ?? text.count
    }
}
