import Threads

/// Looks once whether a server answers and lets this program in.
public enum RedisProbe {
    /// Connects, signs in and leaves again, on a thread of its own.
    ///
    /// - Throws: ``RedisError``: `unavailable`, `timedOut`, `refused`, `protocolViolated`.
    public static func check(_ address: RedisAddress, limits: RedisLimits = RedisLimits()) async throws(RedisError) {
        let outcome = await withCheckedContinuation { (continuation: CheckedContinuation<Result<Void, RedisError>, Never>) in
            let isStarted = BlockingThread.start {
                continuation.resume(returning: Result { () throws(RedisError) in try look(address, limits) })
            }
            if !isStarted { continuation.resume(returning: .failure(.unavailable)) }
        }
        try outcome.get()
    }

    private static func look(_ address: RedisAddress, _ limits: RedisLimits) throws(RedisError) {
        let deadline = ContinuousClock.now + limits.connecting
        let socket = try RedisSocket.connect(address.endpoint, until: deadline)
        defer { socket.end() }
        var greeting = RedisGreeting(socket: socket, parser: RedisParser(limits: limits), deadline: deadline)
        try greeting.signIn(address)
    }
}
