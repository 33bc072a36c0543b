import ScriptedServer
import Synchronization
import Telemetry
import TestSupport
import Testing

@testable import Redis

struct RedisConnectionTests {
    /// A connection that is up, and a stream of its comings and goings.
    private func connect(
        _ url: String, limits: RedisLimits = RedisLimits(), log: Log = .silent
    ) async throws -> (RedisConnection, Changes) {
        let changes = Changes()
        let connection = RedisConnection(try RedisAddress(url), limits: limits, log: log) { changes.note($0) }
        await changes.until(true)
        return (connection, changes)
    }

    @Test func commandsAreCarriedOutInOrder() async throws {
        let server = try await TestRedis()
        let (connection, _) = try await connect(server.url)
        let replies = await withTaskGroup(of: Int64?.self) { group in
            for _ in 0..<1000 { group.addTask { try? await connection.send(RedisCommand("INCR", "n")).number } }
            return await group.reduce(into: Set<Int64>()) { if let number = $1 { $0.insert(number) } }
        }
        #expect(replies == Set(1...1000))
        let binary = (0...255).map { UInt8($0) }
        #expect(try await connection.send(RedisCommand("SET", "b", RedisWord(binary))).text == "OK")
        #expect(try await connection.send(RedisCommand("GET", "b")).bytes == binary)
        #expect(try await connection.send(RedisCommand("NONSENSE")).refusal != nil)
        let large = [UInt8](repeating: 7, count: 3 << 20)
        _ = try await connection.send(RedisCommand("SET", "l", RedisWord(large)))
        #expect(try await connection.send(RedisCommand("GET", "l")).bytes == large)
        await connection.close()
        await #expect(throws: RedisError.closed) { try await connection.send(RedisCommand("PING")) }
    }

    @Test func whatIsUnderWayFailsWhenTheServerIsKilledAndTheConnectionComesBack() async throws {
        let server = try await TestRedis()
        let (connection, changes) = try await connect(server.url)
        let blocked = Task { try await connection.send(RedisCommand("BLPOP", "never", 0), blocking: .seconds(60)) }
        try await until { connection.isWaiting }
        server.end()
        await #expect(throws: RedisError.lost) { try await blocked.value }
        await changes.until(false)
        await #expect(throws: RedisError.unavailable) { try await connection.send(RedisCommand("PING")) }
        try await server.start()
        await changes.until(true)
        #expect(try await connection.send(RedisCommand("PING")).text == "PONG")
        await connection.close()
    }

    @Test func aServerThatDoesNotAnswerIsGivenUp() async throws {
        let server = try await TestRedis()
        var limits = RedisLimits()
        limits.reaction = .milliseconds(500)
        let (connection, changes) = try await connect(server.url, limits: limits)
        server.pause(true)
        await #expect(throws: RedisError.lost) { try await connection.send(RedisCommand("PING")) }
        await changes.until(false)
        server.pause(false)
        // On a busy machine it may be late once more.
        try await until { await (try? connection.send(RedisCommand("PING")))?.text == "PONG" }
        await connection.close()
    }

    @Test func whatIsTooMuchIsRefusedAndNothingElseSuffers() async throws {
        let server = try await TestRedis()
        var limits = RedisLimits()
        limits.commands = 10
        limits.reaction = .seconds(60)
        let (connection, _) = try await connect(server.url, limits: limits)
        server.pause(true)
        let outcomes = Mutex<[RedisError?]>([])
        for _ in 0..<15 {
            connection.submit([RedisCommand("PING")]) { outcome in
                let fault: RedisError? = if case .failure(let error) = outcome { error } else { nil }
                outcomes.withLock { $0.append(fault) }
            }
        }
        #expect(outcomes.withLock { $0 } == Array(repeating: .overloaded, count: 5))
        server.pause(false)
        try await until { outcomes.withLock { $0.count } == 15 }
        #expect(outcomes.withLock { $0.count { $0 == nil } } == 10)
        await connection.close()
    }

    @Test func sendingNothingIsAnsweredAtOnceAndHoldsNobodyUp() async throws {
        let server = try await TestRedis()
        let (connection, _) = try await connect(server.url)
        let replies = Mutex<[RedisValue]?>(nil)
        connection.submit([]) { outcome in replies.withLock { $0 = try? outcome.get() } }
        #expect(replies.withLock { $0 } == [])
        #expect(try await connection.send(RedisCommand("PING")).text == "PONG")
        await connection.close()
    }

    @Test func aServerThatIsLostAfterEachGreetingIsAskedLessAndLess() async throws {
        let server = ScriptedServer { connection in
            connection.write("+PONG\r\nno reply\r\n")
            connection.waitForEnd()
        }
        let began = ContinuousClock.now
        let connection = RedisConnection(try RedisAddress("redis://127.0.0.1:\(server.port)"), log: .silent)
        try await until { server.connections >= 5 }
        // Half of 50, 100, 200 and 400 ms at least; always the first wait would be 200 ms at most.
        #expect(ContinuousClock.now - began >= .milliseconds(375))
        await connection.close()
    }

    @Test func signingInNeedsTheRightPassword() async throws {
        let server = try await TestRedis("--requirepass", "open sesame")
        let log = LogRecorder()
        // A password belongs to network addresses, so this one is given as an address would read it.
        let wrong = RedisConnection(
            RedisAddress(path: server.path, password: "wrong words"), log: Log(to: log.sink))
        try await until { log.lines.joined().contains("redis_unreachable") }
        #expect(!wrong.isUp)
        #expect(!log.lines.joined().contains("wrong words") && !log.lines.joined().contains("open sesame"))
        await wrong.close()
        let right = RedisConnection(RedisAddress(path: server.path, password: "open sesame"), log: .silent)
        try await until { right.isUp }
        #expect(try await right.send(RedisCommand("PING")).text == "PONG")
        await right.close()
    }

    @Test func aMessageBetweenTheConfirmationsOfChannelsIsNoRefusal() async throws {
        let server = ScriptedServer { connection in
            connection.write("+PONG\r\n*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$5\r\nearly\r\n")
            connection.write("*3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n*3\r\n$7\r\nmessage\r\n$1\r\nb\r\n$4\r\nlate\r\n")
            connection.waitForEnd()
        }
        var limits = RedisLimits()
        limits.connecting = .seconds(60)
        limits.reaction = .seconds(60)
        let heard = Mutex<[[UInt8]]>([])
        let address = try RedisAddress("redis://127.0.0.1:\(server.port)")
        let subscriber = RedisSubscriber(address, channels: ["a", "b"], limits: limits, log: .silent) { _, message in
            heard.withLock { $0.append(message) }
        }
        try await until { heard.withLock { !$0.isEmpty } }
        #expect(heard.withLock { $0 } == [Array("late".utf8)])
        #expect(server.connections == 1)
        await subscriber.close()
    }

    @Test func messagesOfChannelsArriveAndAgainAfterTheServerWasAway() async throws {
        let server = try await TestRedis()
        let (connection, changes) = try await connect(server.url)
        let heard = Mutex<[String]>([])
        let hearing = Changes()
        let subscriber = RedisSubscriber(try RedisAddress(server.url), channels: ["a", "b"], log: .silent) {
            hearing.note($0)
        } receive: { channel, message in
            heard.withLock { $0.append(String(decoding: channel + [58] + message, as: UTF8.self)) }
        }
        await hearing.until(true)
        #expect(try await connection.send(RedisCommand("PUBLISH", "b", "one")).number == 1)
        try await until { heard.withLock { $0 } == ["b:one"] }
        server.end()
        await hearing.until(false)
        await changes.until(false)
        try await server.start()
        await hearing.until(true)
        await changes.until(true)
        _ = try await connection.send(RedisCommand("PUBLISH", "a", "two"))
        try await until { heard.withLock { $0 } == ["b:one", "a:two"] }
        await subscriber.close()
        await connection.close()
    }
}
