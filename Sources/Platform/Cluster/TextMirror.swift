import Events
import Identifiers
import Redis
import Synchronization
import Telemetry

/// Keeps the texts that this process writes in Redis too, for readers at other processes.
///
/// The writer's thread only hands a request to the socket, and not even that while one is under way. The hub's own memory is the queue.
final class TextMirror<Frame: Sendable>: Sendable {
    /// The most that goes with one request, in bytes.
    private static var portion: Int { 64 << 10 }
    /// How long the stream of a running text lives without being written anew. A text that runs longer is written again.
    private static var keep: Int { 3_600_000 }
    /// How long one lives that has ended.
    private static var linger: Int { 60_000 }

    private let redis: RedisConnection
    private let names: ClusterNames
    private let seal: ClusterSeal
    private let process: Identifier
    private let clock: WallClock
    private let hub = Mutex<StreamHub<Frame>?>(nil)
    private let texts = Mutex<[Identifier: MirroredText]>([:])
    private let rewritten: Counter

    init(redis: RedisConnection, names: ClusterNames, seal: ClusterSeal, process: Identifier, clock: WallClock, metrics: Metrics) {
        self.redis = redis
        self.names = names
        self.seal = seal
        self.process = process
        self.clock = clock
        rewritten = metrics.counter(
            "parlance_cluster_texts_rewritten_total", help: "Running texts that were written to Redis again because they were gone from it."
        )
        metrics.observe("parlance_cluster_texts_mirrored", help: "Texts that are being written to Redis.") { [weak self] in
            self.map { Double($0.texts.withLock { $0.count }) }
        }
    }

    func connect(_ hub: StreamHub<Frame>) {
        self.hub.withLock { $0 = hub }
    }

    /// A text of this process has begun, grown or ended.
    func written(_ id: Identifier) {
        let isBusy = texts.withLock { texts -> Bool? in
            texts[id]?.touch()
            return texts[id]?.isBusy
        }
        if isBusy == true { return }
        if isBusy == nil {
            guard let opening = hub.withLock({ $0 })?.written(id, from: 0, limit: 0)?.opening else { return }
            texts.withLock { $0[id, default: MirroredText(opening: opening)].touch() }
        }
        advance(id)
    }

    /// Tries again what could not be written, and looks whether what could is still there.
    func retry() {
        for id in texts.withLock({ Array($0.keys) }) {
            change(id) { $0.doubt() }
            advance(id)
        }
    }

    private func advance(_ id: Identifier) {
        let step = texts.withLock { texts in texts[id]?.next() ?? .nothing }
        switch step {
        case .nothing: break
        case .leave: forget(id)
        case .look:
            redis.submit([RedisCommand("XREVRANGE", names.text(id), "+", "-", "COUNT", 1)]) { [self] in looked(id, $0) }
        case .write(let anew): write(id, anew: anew)
        }
    }

    private func looked(_ id: Identifier, _ outcome: Result<[RedisValue], RedisError>) {
        guard case .success(let replies) = outcome, let entries = replies.first?.items else {
            // What has ended and been forgotten meanwhile is never asked for again.
            guard hub.withLock({ $0 })?.written(id, from: 0, limit: 0) != nil else { return forget(id) }
            return change(id) { $0.failed(again: false) }
        }
        let top = entries.first?.items?.first?.bytes.flatMap { Position($0) }
        let now = clock.now().milliseconds
        let goesOn = texts.withLock { texts in texts[id]?.looked(top: top, now: now) ?? false }
        if goesOn { advance(id) } else { forget(id) }
    }

    private func write(_ id: Identifier, anew: Bool) {
        guard let hub = hub.withLock({ $0 }), let state = texts.withLock({ $0[id] }),
            let text = hub.written(id, from: state.acknowledged, limit: Self.portion)
        else { return forget(id) }
        // Begun again since; or somebody else has written more than there is, above which it begins anew.
        guard text.opening == state.opening, state.acknowledged <= text.slice.length else {
            change(id) { $0.reopen(text.opening) }
            return advance(id)
        }
        let written = text.slice.offset + text.slice.bytes.count
        let ends = written == text.slice.length ? text.slice.end : nil
        guard !text.slice.bytes.isEmpty || (ends != nil && !state.hasEnded) else {
            if ends != nil { return finish(id) }
            return change(id) { $0.wroteNothing() }
        }
        let commands = commands(id, text, ends, generation: state.generation, anew: anew)
        redis.submit(commands) { [self] outcome in
            wrote(id, outcome, upTo: written, end: ends != nil, more: written < text.slice.length, anew: anew)
        }
    }

    private func commands(
        _ id: Identifier, _ text: WrittenText, _ end: StreamEnd?, generation: Int64, anew: Bool
    ) -> [RedisCommand] {
        let key = names.text(id)
        let opening = TextEntry.Opening(process: process, topic: text.topic ?? id, opened: text.opened)
        var commands: [RedisCommand] = anew ? [RedisCommand("MULTI"), RedisCommand("DEL", key)] : []
        func add(_ content: TextEntry.Content, at position: Position) {
            guard let sealed = seal.seal(TextEntry(content, of: opening), of: id) else { return }
            let exists: [RedisWord] = anew ? [] : ["NOMKSTREAM"]
            commands.append(RedisCommand(["XADD", key] + exists + [RedisWord(position.text), "e", RedisWord(sealed)]))
        }
        let slice = text.slice
        if !slice.bytes.isEmpty {
            add(
                .piece(offset: slice.offset, bytes: slice.bytes),
                at: Position(generation: generation, bytes: slice.offset + slice.bytes.count))
        }
        if let end {
            add(
                .end(length: end.length, status: end.status),
                at: Position(generation: generation, bytes: end.length, isEnd: true))
        }
        if end != nil || anew { commands.append(RedisCommand("PEXPIRE", key, RedisWord(end == nil ? Self.keep : Self.linger))) }
        if anew { commands.append(RedisCommand("EXEC")) }
        return commands
    }

    private func wrote(
        _ id: Identifier, _ outcome: Result<[RedisValue], RedisError>, upTo bytes: Int, end: Bool, more: Bool, anew: Bool
    ) {
        guard case .success(let replies) = outcome else { return change(id) { $0.failed(again: false) } }
        if replies.contains(where: { $0.refusal?.contains("equal or smaller") ?? false }) {
            change(id) { $0.failed(again: true) }
        } else if replies.contains(where: { $0.refusal != nil }) || (anew && replies.last?.items == nil) {
            // Out of memory, read only, loading: the next piece tries again.
            return change(id) { $0.failed(again: false) }
        } else if !anew, replies.first == .null {
            rewritten.increment()
            change(id) { $0.vanished() }
        } else {
            change(id) { $0.wrote(upTo: bytes, end: end, more: more) }
            if end { return finish(id) }
        }
        advance(id)
    }

    /// All of it is in Redis: it is forgotten, unless it was begun again meanwhile.
    private func finish(_ id: Identifier) {
        let goesOn = texts.withLock { texts in
            guard texts[id]?.isDirty == true else {
                texts[id] = nil
                return false
            }
            texts[id]?.wroteNothing()
            return true
        }
        if goesOn { advance(id) }
    }

    private func change(_ id: Identifier, _ body: (inout MirroredText) -> Void) {
        texts.withLock { texts in
            guard var text = texts[id] else { return }
            body(&text)
            texts[id] = text
        }
    }

    private func forget(_ id: Identifier) {
        texts.withLock { _ = $0.removeValue(forKey: id) }
    }
}
