import Events
import HTTPServer
import Identifiers

/// The running texts that one socket gets. Pieces go straight from the writer's thread into the socket, as long as it takes them (rule 14);
/// what was left out is sent from the hub when the socket has drained.
struct StreamTaps {
    let socket: WebSocket
    let streams: AnswerStreams
    /// Unsent bytes above which pieces are left out.
    let softMark: Int
    private var subscriptions: [Identifier: StreamSubscription<EncodedFrame>] = [:]

    init(socket: WebSocket, streams: AnswerStreams, softMark: Int) {
        self.socket = socket
        self.streams = streams
        self.softMark = softMark
    }

    /// `offset`: how much the device has; nil when it has what the answer had before this run.
    mutating func follow(_ message: Identifier, from offset: Int?) {
        subscriptions[message]?.cancel()
        subscriptions[message] = streams.subscribe(to: message, from: offset) { [socket, softMark] event in
            switch event {
            case .text(let frame):
                if socket.unsentBytes > softMark { return .refused }
                return socket.send(frame) == .closed ? .gone : .taken
            case .settled(let frame):
                return socket.send(frame) == .closed ? .gone : .taken
            }
        }
    }

    func seek(_ message: Identifier, to offset: Int) {
        subscriptions[message]?.seek(to: offset)
    }

    mutating func finish(_ message: Identifier) {
        subscriptions.removeValue(forKey: message)?.finish()
    }

    mutating func leave(_ message: Identifier) {
        subscriptions.removeValue(forKey: message)?.cancel()
    }

    /// The socket has drained: what was left out follows.
    func resume() {
        for subscription in subscriptions.values { subscription.resume() }
    }

    mutating func leaveAll() {
        for subscription in subscriptions.values { subscription.cancel() }
        subscriptions = [:]
    }
}
