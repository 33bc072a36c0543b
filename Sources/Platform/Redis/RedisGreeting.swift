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
        for channel in channels {
            guard try ask(RedisCommand("SUBSCRIBE", RedisWord(channel))).items?.first?.text == "subscribe" else { throw .refused }
        }
    }

    private mutating func require(_ command: RedisCommand) throws(RedisError) {
        guard let words = try ask(command).refusal else { return }
        // A server that is still reading its data is there in a moment.
        throw words.hasPrefix("LOADING") ? .unavailable : .refused
    }

    private mutating func ask(_ command: RedisCommand) throws(RedisError) -> RedisValue {
        var rest = command.encoded[...]
        while !rest.isEmpty {
            guard socket.wait(for: Int16(POLLOUT), wake: nil, until: deadline) != 0 else { throw .timedOut }
            guard let sent = socket.send(rest) else { throw .lost }
            rest = rest.dropFirst(sent)
        }
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            if let reply = try parser.next() { return reply }
            guard socket.wait(for: Int16(POLLIN), wake: nil, until: deadline) != 0 else { throw .timedOut }
            guard let count = socket.receive(into: &buffer) else { throw .lost }
            parser.take(buffer[..<count])
        }
    }
}
