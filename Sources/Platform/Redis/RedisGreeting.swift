import Glibc

/// The first words on a connection, spoken one after the other on the link's own thread.
struct RedisGreeting {
    let socket: RedisSocket
    var parser: RedisParser
    let deadline: ContinuousClock.Instant

    mutating func signIn(_ address: RedisAddress) throws(RedisError) {
        if let password = address.password {
            let command = password.withValue { word in
                if let user = address.user {
                    RedisCommand("AUTH", RedisWord(user), RedisWord(word))
                } else {
                    RedisCommand("AUTH", RedisWord(word))
                }
            }
            try require(command)
        }
        if address.database != 0 { try require(RedisCommand("SELECT", RedisWord(address.database))) }
        try require(RedisCommand("PING"))
    }

    /// Returns once the server has confirmed all channels: what is published from then on arrives.
    mutating func subscribe(to channels: [String]) throws(RedisError) {
        try send(RedisCommand(["SUBSCRIBE"] + channels.map { RedisWord($0) }))
        var missing = channels.count
        while missing > 0 {
            switch try reply().items?.first?.text {
            case "subscribe": missing -= 1
            // Of a channel that is confirmed already.
            case "message": break
            default: throw .refused
            }
        }
    }

    private mutating func require(_ command: RedisCommand) throws(RedisError) {
        try send(command)
        guard let words = try reply().refusal else { return }
        // A server that is still reading its data is there in a moment.
        throw words.hasPrefix("LOADING") ? .unavailable : .refused
    }

    private func send(_ command: RedisCommand) throws(RedisError) {
        var rest = command.encoded[...]
        while !rest.isEmpty {
            guard socket.wait(for: Int16(POLLOUT), wake: nil, until: deadline) != 0 else { throw .timedOut }
            guard let sent = socket.send(rest) else { throw .lost }
            rest = rest.dropFirst(sent)
        }
    }

    private mutating func reply() throws(RedisError) -> RedisValue {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let reply = try parser.next() { return reply }
            guard socket.wait(for: Int16(POLLIN), wake: nil, until: deadline) != 0 else { throw .timedOut }
            guard let count = socket.receive(into: &buffer) else { throw .lost }
            parser.take(buffer[..<count])
        }
    }
}
