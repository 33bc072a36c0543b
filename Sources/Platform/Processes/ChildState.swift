import Glibc
import Synchronization

/// What the threads of a child and its owner share.
final class ChildState: Sendable {
    static let errorTailLimit = 16 * 1024

    private struct State {
        var status: ExitStatus?
        var waiting: [CheckedContinuation<ExitStatus, Never>] = []
        var input: Int32
        var errors = TailBuffer(limit: ChildState.errorTailLimit)
    }

    let id: pid_t
    private let state: Mutex<State>

    init(id: pid_t, input: Int32) {
        self.id = id
        state = Mutex(State(input: input))
    }

    deinit { closeInput() }

    var errorTail: [UInt8] { state.withLock { $0.errors.bytes } }

    func appendErrors(_ bytes: ArraySlice<UInt8>) {
        state.withLock { $0.errors.append(bytes) }
    }

    /// Sends to the child's process group, as long as its number is still this child's.
    func signal(_ number: Int32) {
        state.withLock { state in
            if state.status == nil { kill(-id, number) }
        }
    }

    func write(_ bytes: [UInt8]) throws(ChildError) {
        let isWritten = state.withLock { state in
            var rest = bytes[...]
            while state.input >= 0, !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    send(state.input, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
                }
                guard count > 0 else { return false }
                rest = rest.dropFirst(count)
            }
            return rest.isEmpty
        }
        guard isWritten else { throw .inputClosed }
    }

    func closeInput() {
        state.withLock { state in
            if state.input >= 0 { close(state.input) }
            state.input = -1
        }
    }

    func exit() async -> ExitStatus {
        await withCheckedContinuation { continuation in
            let known = state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let known { continuation.resume(returning: known) }
        }
    }

    /// Blocks until the child has ended; runs on a thread of its own.
    func waitForExit() {
        var info = siginfo_t()
        while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) == -1, errno == EINTR {}
        let (status, waiting) = state.withLock { state in
            // As long as the child is not reaped, its group cannot be anybody else's: what it left behind goes with it.
            kill(-id, SIGKILL)
            var raw: Int32 = 0
            while waitpid(id, &raw, 0) == -1, errno == EINTR {}
            let status = ExitStatus(waitStatus: raw)
            state.status = status
            defer { state.waiting = [] }
            return (status, state.waiting)
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }
}
