import Events
import Identifiers
import Redis
import Synchronization
import Telemetry

/// Follows texts that other processes write, for the readers of this one: one blocking read for all of them, each piece handed to the
/// local hub as if it were written here.
final class TextFollower<Frame: Sendable>: Sendable {
    /// How the frames of a text are made, from its identifier and its topic.
    typealias Encoding = @Sendable (Identifier, Identifier) -> StreamEncoding<Frame>

    /// How long one read waits; what else there is to do is done in between.
    private static var patience: Duration { .seconds(2) }
    /// Entries that one reply holds at most of each text.
    private static var portion: Int { 1000 }

    private let commands: RedisConnection
    private let reads: RedisConnection
    private let names: ClusterNames
    private let seal: ClusterSeal
    private let process: Identifier
    private let wakeKey: RedisWord
    private let encoding: Encoding
    private let followed: Gauge
    private let requests = Mutex<Requests>(Requests())
    private let nudges: AsyncStream<Void>
    private let nudge: AsyncStream<Void>.Continuation

    private struct Requests {
        var wanted: Set<Identifier> = []
        var isReading = false
    }

    init(
        commands: RedisConnection, reads: RedisConnection, names: ClusterNames, seal: ClusterSeal, process: Identifier,
        encoding: @escaping Encoding, metrics: Metrics
    ) {
        self.commands = commands
        self.reads = reads
        self.names = names
        self.seal = seal
        self.process = process
        self.encoding = encoding
        wakeKey = names.wake(process)
        followed = metrics.gauge("parlance_cluster_texts_followed", help: "Texts of other processes that this one's devices read.")
        (nudges, nudge) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Somebody here reads a text that is not written here.
    func wanted(_ id: Identifier) {
        let wakes = requests.withLock { requests in
            requests.wanted.insert(id)
            return requests.isReading
        }
        nudge.yield()
        if wakes {
            commands.submit([
                RedisCommand("XADD", wakeKey, "MAXLEN", 1, "*", "w", "1"), RedisCommand("PEXPIRE", wakeKey, 60_000),
            ]) { _ in }
        }
    }

    /// Follows until the task is cancelled.
    func run(into hub: StreamHub<Frame>) async {
        var texts: [Identifier: Followed] = [:]
        var woken = Position.start
        var swept = ContinuousClock.now
        var news = nudges.makeAsyncIterator()
        while !Task.isCancelled {
            let wanted = requests.withLock { requests in
                defer { requests.wanted = [] }
                return requests.wanted
            }
            for id in wanted where texts[id] == nil { texts[id] = Followed() }
            if ContinuousClock.now - swept >= Self.patience {
                swept = .now
                texts = texts.filter { !$0.value.isUnread(in: hub, $0.key) }
            }
            followed.set(texts.count)
            if texts.isEmpty {
                if wanted.isEmpty, await news.next() == nil { return }
                continue
            }
            do throws(RedisError) {
                try await look(&texts, into: hub)
                try await read(&texts, &woken, into: hub)
            } catch {
                try? await Task.sleep(for: .milliseconds(100))
            }
        }
    }

    /// Reads what is new of a text: everything that is there.
    private func look(_ texts: inout [Identifier: Followed], into hub: StreamHub<Frame>) async throws(RedisError) {
        let strange = texts.filter { !$0.value.isKnown }.map(\.key)
        guard !strange.isEmpty else { return }
        var stretches: [Identifier: TextStretch] = [:]
        var next = strange.map { ($0, Position.start) }
        while !next.isEmpty {
            let found = try decode(try await commands.send(read(next, blocking: nil, woken: nil)))
            next = []
            for (id, more) in found.texts {
                stretches[id, default: TextStretch()].append(more)
                if more.count >= Self.portion { next.append((id, more.last)) }
            }
        }
        for id in strange { apply(id, stretches[id] ?? TextStretch(), isLook: true, to: &texts, in: hub) }
    }

    /// Waits for news of all of them.
    private func read(
        _ texts: inout [Identifier: Followed], _ woken: inout Position, into hub: StreamHub<Frame>
    ) async throws(RedisError) {
        let isWanted = requests.withLock { requests in
            requests.isReading = requests.wanted.isEmpty
            return !requests.isReading
        }
        if isWanted { return }
        defer { requests.withLock { $0.isReading = false } }
        let places = texts.map { ($0.key, $0.value.text.position) }
        let found = try decode(try await reads.send(read(places, blocking: Self.patience, woken: woken), blocking: Self.patience))
        if let wake = found.wake { woken = wake }
        for (id, stretch) in found.texts { apply(id, stretch, isLook: false, to: &texts, in: hub) }
    }

    private func apply(
        _ id: Identifier, _ stretch: TextStretch, isLook: Bool, to texts: inout [Identifier: Followed],
        in hub: StreamHub<Frame>
    ) {
        guard var followed = texts[id] else { return }
        let effects = isLook ? followed.text.look(stretch) : followed.text.take(stretch)
        followed.isKnown = true
        for effect in effects {
            switch effect {
            case .begin(let opening, let text):
                followed.writer = mirror(id, opening, text, in: hub)
            case .append(let bytes):
                // Where there is no room for a piece, what comes after it must not take its place.
                do { try followed.writer?.append(utf8: bytes) } catch { followed.breakOff() }
            case .settle(let status):
                followed.writer?.settle(status)
                followed.writer = nil
            case .heal: followed.isKnown = false
            case .breakOff: followed.breakOff()
            }
        }
        texts[id] = followed
    }

    /// Begins to follow a text; what this process writes its readers have already.
    private func mirror(_ id: Identifier, _ opening: TextEntry.Opening, _ text: [UInt8], in hub: StreamHub<Frame>) -> StreamWriter<Frame>? {
        guard opening.process != process else { return nil }
        return try? hub.mirror(id, topic: opening.topic, text: text, opened: opening.opened, encoding: encoding(id, opening.topic))
    }

    private func read(_ places: [(Identifier, Position)], blocking: Duration?, woken: Position?) -> RedisCommand {
        var words: [RedisWord] = ["XREAD", "COUNT", RedisWord(Self.portion)]
        if let blocking { words += ["BLOCK", RedisWord(Int(blocking / .milliseconds(1)))] }
        words.append("STREAMS")
        if woken != nil { words.append(wakeKey) }
        words += places.map { names.text($0.0) }
        if let woken { words.append(RedisWord(woken.text)) }
        words += places.map { RedisWord($0.1.text) }
        return RedisCommand(words)
    }

    private func decode(_ reply: RedisValue) throws(RedisError) -> Found {
        var found = Found()
        if reply == .null { return found }
        guard let streams = reply.items else { throw .unavailable }
        for stream in streams {
            guard let pair = stream.items, pair.count == 2, let key = pair[0].bytes, let items = pair[1].items else { continue }
            guard let id = names.text(ofKey: key) else {
                found.wake = items.compactMap { Position($0.items?.first?.bytes) }.last
                continue
            }
            var stretch = TextStretch()
            for parts in items.compactMap(\.items) {
                guard let position = Position(parts.first?.bytes) else { continue }
                stretch.append(parts.last?.items?.last?.bytes.flatMap { seal.open($0, of: id) }, at: position)
            }
            found.texts[id] = stretch
        }
        return found
    }

    private struct Found {
        var texts: [Identifier: TextStretch] = [:]
        var wake: Position?
    }

    /// A text with the end at which this process mirrors it.
    private struct Followed {
        var text = FollowedText()
        var writer: StreamWriter<Frame>?
        var isKnown = false

        mutating func breakOff() {
            writer?.breakOff()
            writer = nil
        }

        /// Nobody reads it any more; its mirror is given up.
        func isUnread(in hub: StreamHub<Frame>, _ id: Identifier) -> Bool {
            if let writer { return writer.leaveIfUnread() || hub.isWrittenHere(id) }
            return !hub.isAwaited(id)
        }
    }
}
