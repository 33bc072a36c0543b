/// Decides how a text that this process writes is kept in step in Redis: one request at a time, so that what comes meanwhile goes with the
/// next one and a slow server makes larger pieces, not a longer queue. Nothing of the text is held here.
struct MirroredText: Sendable, Equatable {
    enum Step: Equatable {
        /// Look at the last entry.
        case look
        /// Write what follows `acknowledged`; `anew` makes the stream.
        case write(anew: Bool)
        case nothing
        /// Another process has begun the text since.
        case leave
    }

    private enum Phase: Equatable {
        case unknown
        case looking
        /// Nothing of it is in Redis.
        case absent
        case standing
        case writing
    }

    /// Which opening of the text this is about.
    private(set) var opening: UInt64
    /// Zero until it is known which one is free.
    private(set) var generation: Int64 = 0
    /// How many bytes are in Redis for certain.
    private(set) var acknowledged = 0
    private(set) var hasEnded = false
    private var phase = Phase.unknown
    private(set) var isDirty = false

    init(opening: UInt64) {
        self.opening = opening
    }

    var isBusy: Bool { phase == .looking || phase == .writing }

    /// There is something new, or it is time to try again.
    mutating func touch() { isDirty = true }

    /// Makes sure that what was written is still there.
    mutating func doubt() {
        isDirty = true
        if phase == .standing { phase = .unknown }
    }

    /// The text was begun again: what is in Redis is of before.
    mutating func reopen(_ opening: UInt64) {
        self = MirroredText(opening: opening)
        isDirty = true
    }

    /// What to do next. A step other than `nothing` is answered by exactly one of `looked`, `wrote`, `wroteNothing`, `failed`.
    mutating func next() -> Step {
        guard isDirty, !isBusy else { return .nothing }
        isDirty = false
        switch phase {
        case .unknown:
            phase = .looking
            return .look
        case .absent:
            phase = .writing
            return .write(anew: true)
        case .standing:
            phase = .writing
            return .write(anew: false)
        case .looking, .writing: return .nothing
        }
    }

    /// The last entry is at `top`; nil when there is none. False when the text is another process's now.
    mutating func looked(top: Position?, now: Int64) -> Bool {
        isDirty = true
        if generation == 0 {
            // Above all that there was, whatever the clocks of the processes say.
            generation = max(now, (top?.generation ?? 0) + 1)
            phase = .absent
            return true
        }
        guard let top, top.generation >= generation else {
            startOver()
            return true
        }
        guard top.generation == generation else { return false }
        acknowledged = top.bytes
        hasEnded = top.isEnd
        phase = .standing
        return true
    }

    mutating func wrote(upTo bytes: Int, end: Bool, more: Bool) {
        phase = .standing
        acknowledged = bytes
        hasEnded = end
        if more { isDirty = true }
    }

    mutating func wroteNothing() {
        phase = phase == .writing && acknowledged == 0 ? .absent : .standing
    }

    /// The stream is gone: flushed, expired or evicted.
    mutating func vanished() {
        startOver()
        isDirty = true
    }

    /// It is not known what has arrived. `again` says whether to look at once, or only when there is something new.
    mutating func failed(again: Bool) {
        phase = .unknown
        if again { isDirty = true }
    }

    private mutating func startOver() {
        phase = .absent
        acknowledged = 0
        hasEnded = false
    }
}
