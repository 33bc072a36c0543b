import Glibc
import Identifiers
import Synchronization
import Telemetry
import Threads

/// One connection that comes back by itself, on a thread of its own, which does nothing but wait for the socket.
///
/// Commands are written by who gives them, at once, as far as the socket takes them; the thread sends the rest and hands out replies.
/// Nothing is sent twice: what was under way when the connection is lost fails, and who asked decides.
final class RedisLink: Sendable {
    /// What the connection is for.
    enum Mode: Sendable {
        /// Replies in the order of commands.
        case commands
        /// Messages of these channels, as they come.
        case channels([String], receive: @Sendable (_ channel: [UInt8], _ message: [UInt8]) -> Void)
    }

    private struct State {
        /// Set while commands are taken.
        var socket: RedisSocket?
        var unsent: [UInt8] = []
        var pending = PendingReplies()
        var isClosed = false
        var isOver = false
        var whenOver: [CheckedContinuation<Void, Never>] = []
    }

    /// How often replies that are late are looked for, where none was awaited when the thread began to wait.
    private static let lookInterval = Duration.milliseconds(500)

    private let address: RedisAddress
    private let mode: Mode
    private let limits: RedisLimits
    private let randomness: Randomness
    private let log: Log
    private let onChange: @Sendable (Bool) -> Void
    private let pipe: WakePipe?
    private let state = Mutex(State())

    init(
        _ address: RedisAddress, mode: Mode, limits: RedisLimits, randomness: Randomness, log: Log,
        onChange: @escaping @Sendable (Bool) -> Void
    ) {
        self.address = address
        self.mode = mode
        self.limits = limits
        self.randomness = randomness
        self.log = log
        self.onChange = onChange
        pipe = WakePipe()
        if pipe == nil || !BlockingThread.start({ [self] in run() }) { end() }
    }

    var isUp: Bool { state.withLock { $0.socket != nil } }

    var isWaiting: Bool { state.withLock { $0.pending.count > 0 } }

    /// Sends commands together; `completion` gets all replies, on the link's thread, or is called at once with why they were not sent.
    func submit(_ commands: [RedisCommand], blocking: Duration, _ completion: @escaping PendingReplies.Completion) {
        guard !commands.isEmpty else { return completion(.success([])) }
        let deadline = ContinuousClock.now + limits.reaction + blocking
        let size = commands.reduce(0) { $0 + $1.encoded.count }
        let refusal = state.withLock { state -> RedisError? in
            if state.isClosed { return .closed }
            guard let socket = state.socket else { return .unavailable }
            guard state.pending.count + commands.count <= limits.commands, state.unsent.count + size <= limits.unsentBytes else {
                return .overloaded
            }
            let wasIdle = state.unsent.isEmpty
            for command in commands { state.unsent.append(contentsOf: command.encoded) }
            state.pending.add(commands.count, deadline: deadline, completion)
            // What the socket does not take, or has lost, is the thread's.
            if wasIdle, let sent = socket.send(state.unsent[...]), sent > 0 {
                if sent == state.unsent.count { state.unsent.removeAll(keepingCapacity: true) } else { state.unsent.removeFirst(sent) }
            }
            if !state.unsent.isEmpty { pipe?.wake() }
            return nil
        }
        if let refusal { completion(.failure(refusal)) }
    }

    /// Ends the connection; returns when its thread has.
    func close() async {
        state.withLock { $0.isClosed = true }
        pipe?.wake()
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if !state.isOver { state.whenOver.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume() }
        }
    }

    private var isClosed: Bool { state.withLock { $0.isClosed } }

    private func run() {
        var failures = 0
        while !isClosed {
            do throws(RedisError) {
                let (socket, parser) = try open()
                log.info("redis_connected")
                let began = ContinuousClock.now
                let fault = serve(socket, parser)
                if .now - began >= limits.steady { failures = 0 }
                log.warning("redis_connection_lost", ["reason": .public("\(fault)")])
            } catch {
                if failures == 0 { log.warning("redis_unreachable", ["reason": .public("\(error)")]) }
            }
            guard !isClosed else { break }
            pipe?.wait(until: .now + backOff(after: failures))
            failures += 1
        }
        end()
    }

    /// The wait doubles, and half of it is drawn, so that processes that lost the server together do not come back together.
    private func backOff(after failures: Int) -> Duration {
        let longest = min(limits.longestBackOff, limits.firstBackOff * (1 << min(failures, 16)))
        let milliseconds = max(1, Int(longest / .milliseconds(1)))
        return .milliseconds(randomness.number(in: milliseconds / 2...milliseconds))
    }

    private func open() throws(RedisError) -> (RedisSocket, RedisParser) {
        let deadline = ContinuousClock.now + limits.connecting
        let socket = try RedisSocket.connect(address.endpoint, until: deadline)
        var greeting = RedisGreeting(socket: socket, parser: RedisParser(limits: limits), deadline: deadline)
        do throws(RedisError) {
            try greeting.signIn(address)
            if case .channels(let names, _) = mode { try greeting.subscribe(to: names) }
        } catch {
            socket.end()
            throw error
        }
        return (socket, greeting.parser)
    }

    /// Serves a connection until it is lost or closed.
    private func serve(_ socket: RedisSocket, _ parser: RedisParser) -> RedisError {
        var reader = parser
        state.withLock { $0.socket = socket }
        onChange(true)
        var heard = ContinuousClock.now
        var hasAsked = false
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        var fault = RedisError.lost
        while true {
            do throws(RedisError) {
                while let value = try reader.next() { try accept(value) }
            } catch {
                fault = error
                break
            }
            let (hasUnsent, pendingDeadline, isClosed) = state.withLock { (!$0.unsent.isEmpty, $0.pending.deadline, $0.isClosed) }
            if isClosed {
                fault = .closed
                break
            }
            if let pendingDeadline, pendingDeadline <= .now {
                fault = .timedOut
                break
            }
            // Commands are sent without waking this thread: it looks for late replies by itself.
            var deadline = pendingDeadline ?? .now + Self.lookInterval
            if case .channels = mode { deadline = heard + limits.reaction * (hasAsked ? 2 : 1) }
            let events = Int16(POLLIN) | (hasUnsent ? Int16(POLLOUT) : 0)
            let ready = socket.wait(for: events, wake: pipe?.reading, until: deadline)
            pipe?.drain()
            if ready & Int16(POLLOUT) != 0, !flush(socket) { break }
            if ready & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
                guard let count = socket.receive(into: &buffer) else { break }
                if count > 0 {
                    reader.take(buffer[..<count])
                    heard = .now
                    hasAsked = false
                }
                continue
            }
            guard case .channels = mode, deadline <= .now else { continue }
            // A silent channel is asked once whether it is still there.
            guard !hasAsked, socket.send(RedisCommand("PING").encoded[...]) != nil else {
                fault = .timedOut
                break
            }
            hasAsked = true
        }
        fail(fault, closing: socket)
        onChange(false)
        return fault
    }

    private func flush(_ socket: RedisSocket) -> Bool {
        state.withLock { state in
            guard let sent = socket.send(state.unsent[...]) else { return false }
            state.unsent.removeFirst(sent)
            return true
        }
    }

    private func accept(_ value: RedisValue) throws(RedisError) {
        switch mode {
        case .commands:
            let outcome = state.withLock { state in
                Result { () throws(RedisError) in try state.pending.take(value) }
            }
            if let group = try outcome.get() { group.completion(.success(group.replies)) }
        case .channels(_, let receive):
            guard let items = value.items, items.count == 3, items[0].text == "message", let channel = items[1].bytes,
                let message = items[2].bytes
            else { return }
            receive(channel, message)
        }
    }

    private func fail(_ fault: RedisError, closing socket: RedisSocket) {
        let groups = state.withLock { state in
            state.socket = nil
            state.unsent = []
            return state.pending.removeAll()
        }
        socket.end()
        for group in groups { group.completion(.failure(fault == .closed ? .closed : .lost)) }
    }

    private func end() {
        let waiting = state.withLock { state in
            state.isClosed = true
            state.isOver = true
            defer { state.whenOver = [] }
            return state.whenOver
        }
        for continuation in waiting { continuation.resume() }
    }
}
