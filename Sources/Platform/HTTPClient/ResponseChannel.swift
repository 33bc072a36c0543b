import Synchronization

/// Where one response passes from the network thread to the task that reads it. Bounded: above ``highMark`` bytes unread the transfer is
/// paused, and goes on when the reader has taken them. Nothing is dropped.
final class ResponseChannel: Sendable {
    static let highMark = 256 * 1024

    enum End: Equatable {
        case complete
        case failed(ClientError)
    }

    private struct State {
        var head: Result<ResponseHead, ClientError>?
        var waitingForHead: CheckedContinuation<Result<ResponseHead, ClientError>, Never>?
        var unread: [UInt8] = []
        var isPaused = false
        /// Bytes that are still thrown away instead of ending the transfer; nil while there is a reader.
        var discards: Int?
        var end: End?
        var reader: CheckedContinuation<Result<[UInt8]?, ClientError>, Never>?
    }

    private let state = Mutex(State())
    private let mailbox: Mailbox
    let id: UInt64

    init(id: UInt64, mailbox: Mailbox) {
        self.id = id
        self.mailbox = mailbox
    }

    // MARK: the network thread's side

    func deliver(_ head: ResponseHead) {
        let waiting = state.withLock { state in
            state.head = .success(head)
            defer { state.waitingForHead = nil }
            return state.waitingForHead
        }
        waiting?.resume(returning: .success(head))
    }

    /// What is to become of bytes that were offered.
    enum Acceptance {
        case taken
        /// The transfer must pause and offer them again.
        case pause
        /// Nobody wants them.
        case end
    }

    func accept(_ bytes: UnsafeBufferPointer<UInt8>) -> Acceptance {
        var reader: CheckedContinuation<Result<[UInt8]?, ClientError>, Never>?
        let acceptance = state.withLock { state -> Acceptance in
            if let left = state.discards {
                state.discards = left - bytes.count
                return left >= bytes.count ? .taken : .end
            }
            // Whoever cancelled wants no more; the thread hears of it soon.
            if state.end != nil || bytes.isEmpty { return .taken }
            if let waiting = state.reader {
                state.reader = nil
                reader = waiting
                return .taken
            }
            guard state.unread.count < Self.highMark else {
                state.isPaused = true
                return .pause
            }
            state.unread.append(contentsOf: bytes)
            return .taken
        }
        reader?.resume(returning: .success(Array(bytes)))
        return acceptance
    }

    func finish(_ end: End) {
        let (waiting, reader, result) = state.withLock { state in
            let first = state.end ?? end
            state.end = first
            if state.head == nil { state.head = .failure(first.error ?? .malformedResponse) }
            defer {
                state.waitingForHead = nil
                state.reader = nil
            }
            return (state.waitingForHead, state.reader, first)
        }
        waiting?.resume(returning: .failure(result.error ?? .malformedResponse))
        reader?.resume(returning: result.error.map { .failure($0) } ?? .success(nil))
    }

    // MARK: the reader's side

    func head() async throws(ClientError) -> ResponseHead {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let known = state.withLock { state in
                    if state.head == nil { state.waitingForHead = continuation }
                    return state.head
                }
                if let known { continuation.resume(returning: known) }
            }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    /// Everything that has arrived since the last call; waits when that is nothing. Nil at the end.
    func next() async throws(ClientError) -> [UInt8]? {
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { (continuation: CheckedContinuation<Result<[UInt8]?, ClientError>, Never>) in
                if let known = takeOrWait(continuation) { continuation.resume(returning: known) }
            }
        } onCancel: {
            cancel()
        }
        return try result.get()
    }

    private func takeOrWait(
        _ continuation: CheckedContinuation<Result<[UInt8]?, ClientError>, Never>
    ) -> Result<[UInt8]?, ClientError>? {
        let (result, resumes) = state.withLock { state -> (Result<[UInt8]?, ClientError>?, Bool) in
            if state.end == .failed(.cancelled) { return (.failure(.cancelled), false) }
            if !state.unread.isEmpty {
                let chunk = state.unread
                state.unread = []
                defer { state.isPaused = false }
                return (.success(chunk), state.isPaused)
            }
            if let end = state.end { return (end.error.map { .failure($0) } ?? .success(nil), false) }
            state.reader = continuation
            return (nil, false)
        }
        if resumes { mailbox.post(.resume(id)) }
        return result
    }

    /// Ends the transfer: the reader's task was cancelled. No effect after the end.
    func cancel() {
        let isOver = state.withLock { $0.end != nil }
        guard !isOver else { return }
        finish(.failed(.cancelled))
        mailbox.post(.cancel(id))
    }

    /// Ends the transfer, as nobody will read on; what is being discarded runs out by itself.
    func abandon() {
        guard state.withLock({ $0.discards == nil }) else { return }
        cancel()
    }

    func discardRest() {
        let isOver = state.withLock { state in
            guard state.end == nil else { return true }
            state.discards = 64 * 1024
            state.unread = []
            return false
        }
        guard !isOver else { return }
        finish(.failed(.cancelled))
        mailbox.post(.discard(id))
    }
}

extension ResponseChannel.End {
    var error: ClientError? {
        guard case .failed(let error) = self else { return nil }
        return error
    }
}
