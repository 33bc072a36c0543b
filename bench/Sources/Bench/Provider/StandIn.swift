import Glibc

/// An OpenAI-compatible provider that answers within microseconds and says what it did, and when.
final class StandIn: Source {
    let port: Int
    /// What was done, by the prompt's number.
    var utterances: [Int: Utterance] = [:]
    private let listener: Int32
    private let reactor: Reactor
    private var speaking: [ObjectIdentifier: StandInConnection] = [:]

    /// Listens on a port of loopback; 0 takes a free one.
    init(port: Int = 0, on reactor: Reactor) throws {
        (listener, self.port) = try Loopback.listen(port: port, backlog: 1_024)
        self.reactor = reactor
        Loopback.setNonBlocking(listener)
        reactor.add(listener, self)
    }

    /// Its base address.
    var url: String { "http://127.0.0.1:\(port)/v1" }

    func ready(_ events: UInt32) {
        while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
            _ = StandInConnection(descriptor, of: self, on: reactor)
        }
    }

    /// A connection has an answer to say at a pace; it is told each millisecond.
    func began(_ connection: StandInConnection) {
        speaking[ObjectIdentifier(connection)] = connection
        reactor.tick = { [self] now in
            for connection in speaking.values { connection.speak(now) }
        }
    }

    func ended(_ connection: StandInConnection) {
        speaking[ObjectIdentifier(connection)] = nil
        if speaking.isEmpty { reactor.tick = nil }
    }
}
