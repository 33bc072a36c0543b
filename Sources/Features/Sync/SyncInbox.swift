import Synchronization

/// What waits for one socket's session: filled from any thread without waiting, emptied by the session's task.
///
/// It is bounded. Versions, `drained` and `catalogueChanged` are kept once, the newest. Of notices of finished answers only the newest few are
/// kept: they are a courtesy, the rows hold the fact. Frames are held back by `room()`. Results are at most one read and one mutation.
final class SyncInbox: Sendable {
    private struct State {
        var queue: [SyncSession.Input] = []
        var version: Int64?
        var isDrained = false
        var catalogueChanged = false
        var notices = 0
        /// Bytes of frames that are queued here.
        var queued = 0
        /// Bytes of frames that the session holds.
        var held = 0
        var isClosed = false
        var reader: CheckedContinuation<Void, Never>?
        var writer: CheckedContinuation<Void, Never>?
    }

    static let noticeLimit = 32
    /// What a frame counts beside its bytes, so that small ones are bounded too.
    static let frameOverhead = 512

    private let state = Mutex(State())
    private let capacity: Int

    /// `capacity`: bytes of frames that may wait; above, the next one is not read from the socket.
    init(capacity: Int = 1 << 20) {
        self.capacity = capacity
    }

    func push(_ input: SyncSession.Input) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isClosed, Self.add(input, to: &state) else { return nil }
            defer { state.reader = nil }
            return state.reader
        }
        waiting?.resume()
    }

    /// The next input, waiting for it; nil once it is closed. For one reader.
    func next() async -> SyncSession.Input? {
        while true {
            let (input, isClosed) = state.withLock { state in (Self.take(from: &state), state.isClosed) }
            if let input { return input }
            if isClosed { return nil }
            await withCheckedContinuation { continuation in
                let goesOn = state.withLock { state in
                    if state.queue.isEmpty, !state.isClosed {
                        state.reader = continuation
                        return false
                    }
                    return true
                }
                if goesOn { continuation.resume() }
            }
        }
    }

    /// Says how many bytes of frames the session still holds, after it has taken an input.
    func settle(held: Int) {
        let waiting = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.held = held
            guard state.queued + state.held <= capacity else { return nil }
            defer { state.writer = nil }
            return state.writer
        }
        waiting?.resume()
    }

    /// Waits until there is room for another frame. For one caller.
    func room() async {
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if state.isClosed || state.queued + state.held <= capacity { return true }
                state.writer = continuation
                return false
            }
            if goesOn { continuation.resume() }
        }
    }

    /// Nothing is taken any more, and nobody waits.
    func close() {
        let waiting = state.withLock { state in
            state.isClosed = true
            state.queue = []
            defer {
                state.reader = nil
                state.writer = nil
            }
            return [state.reader, state.writer]
        }
        for continuation in waiting { continuation?.resume() }
    }

    private static func add(_ input: SyncSession.Input, to state: inout State) -> Bool {
        switch input {
        case .notice(let version):
            let isQueued = state.version != nil
            state.version = max(state.version ?? version, version)
            if isQueued { return false }
        case .drained:
            if state.isDrained { return false }
            state.isDrained = true
        case .catalogueChanged:
            if state.catalogueChanged { return false }
            state.catalogueChanged = true
        case .finished:
            if state.notices >= noticeLimit, let oldest = state.queue.firstIndex(where: { $0.isNotice }) { state.queue.remove(at: oldest) }
            state.notices = min(state.notices + 1, noticeLimit)
        case .frame(_, let weight): state.queued += weight
        default: break
        }
        state.queue.append(input)
        return true
    }

    private static func take(from state: inout State) -> SyncSession.Input? {
        guard !state.queue.isEmpty else { return nil }
        let input = state.queue.removeFirst()
        switch input {
        case .notice(let version):
            defer { state.version = nil }
            return .notice(state.version ?? version)
        case .drained: state.isDrained = false
        case .catalogueChanged: state.catalogueChanged = false
        case .finished: state.notices -= 1
        case .frame(_, let weight): state.queued -= weight
        default: break
        }
        return input
    }
}

extension SyncSession.Input {
    fileprivate var isNotice: Bool {
        if case .finished = self { true } else { false }
    }
}
