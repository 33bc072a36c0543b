import CCurl
import Glibc
import Synchronization

/// What the network thread is asked to do.
enum Command: Sendable {
    case start(TransferPlan)
    case resume(UInt64)
    case cancel(UInt64)
    /// Let the rest of the response through for a short while, then end it.
    case discard(UInt64)
    /// Fails what runs, ends the thread, then calls the closure.
    case stop(@Sendable () -> Void)
}

/// One request with all that the network thread needs for it.
struct TransferPlan: Sendable {
    let request: ClientRequest
    let egress: EgressPolicy
    let channel: ResponseChannel
}

/// Commands on their way to the network thread, which sleeps in `epoll_wait` and is woken by an `eventfd`.
///
/// Not bounded by itself: each request has at most one of each kind in it.
final class Mailbox: Sendable {
    private struct State {
        var commands: [Command] = []
        /// -1 once closed.
        var descriptor: Int32
    }

    private let state: Mutex<State>

    init() {
        state = Mutex(State(descriptor: eventfd(0, Int32(EFD_CLOEXEC) | Int32(EFD_NONBLOCK))))
    }

    deinit { close() }

    var descriptor: Int32 { state.withLock { $0.descriptor } }

    /// Hands a command over; false when the thread has ended or never could start.
    @discardableResult
    func post(_ command: Command) -> Bool {
        state.withLock { state in
            guard state.descriptor >= 0 else { return false }
            state.commands.append(command)
            // Later commands find the thread awake or about to be.
            if state.commands.count == 1 { _ = eventfd_write(state.descriptor, 1) }
            return true
        }
    }

    func take() -> [Command] {
        state.withLock { state in
            guard !state.commands.isEmpty else { return [] }
            defer { state.commands = [] }
            var count: eventfd_t = 0
            _ = eventfd_read(state.descriptor, &count)
            return state.commands
        }
    }

    /// Refuses commands from here on, and gives back what was not carried out.
    @discardableResult
    func close() -> [Command] {
        state.withLock { state in
            if state.descriptor >= 0 { Glibc.close(state.descriptor) }
            state.descriptor = -1
            defer { state.commands = [] }
            return state.commands
        }
    }
}
