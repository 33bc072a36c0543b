import HTTPServer
import Synchronization

/// The sockets that a test's handler has been given.
final class Sockets: Sendable {
    private let state = Mutex<[WebSocket]>([])
    private let full = Flag()
    private let wanted = Mutex(Int.max)

    func add(_ socket: WebSocket) {
        let count = state.withLock { state -> Int in
            state.append(socket)
            return state.count
        }
        if count >= wanted.withLock({ $0 }) { full.set() }
    }

    var all: [WebSocket] { state.withLock { $0 } }

    func wait(for count: Int) async {
        wanted.withLock { $0 = count }
        if all.count >= count { full.set() }
        await full.isSet()
    }
}

/// Carries a client from one thread to the next, one at a time.
final class Box: @unchecked Sendable {
    let value: RawClient
    init(_ value: RawClient) { self.value = value }
}
