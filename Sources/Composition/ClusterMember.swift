import Cluster
import Conversation
import Events
import HTTPServer
import Identifiers
import JSON
import Lifecycle
import Redis
import Sealing
import Spaces
import Sync
import Synchronization
import Telemetry

/// This process as one of several: what it tells the others, and what it does when they tell something.
final class ClusterMember: Sendable {
    private struct Parts {
        let runs: Runs
        let sync: SyncServer
    }

    private let cluster: Cluster<EncodedFrame>
    private let names: ClusterNames
    private let parts = Mutex<Parts?>(nil)
    private let stops = RemoteStops()
    private let attendance = Attendance()
    private let identifiers: IdentifierSource

    /// Begins to connect; leaves the others after all that is started later has stopped.
    static func start(
        _ address: RedisAddress, epoch: String, key: DataKey, identifiers: IdentifierSource, metrics: Metrics, in services: ServiceGroup,
        log: Log
    ) async throws -> ClusterMember {
        try await services.start("cluster") {
            ClusterMember(address, epoch: epoch, key: key, identifiers: identifiers, metrics: metrics, log: log)
        } stop: { member in
            await member.cluster.stop()
        }
    }

    private init(_ address: RedisAddress, epoch: String, key: DataKey, identifiers: IdentifierSource, metrics: Metrics, log: Log) {
        self.identifiers = identifiers
        names = ClusterNames(epoch: epoch)
        cluster = Cluster(address, names: names, key: key, process: identifiers.next(), metrics: metrics, log: log) { message, chat in
            .frames(of: message, in: chat)
        }
    }

    /// A bus that hears the others.
    func bus() -> Bus { Bus(relay: cluster.announce) }

    /// A hub that has the others' texts too.
    func streams() -> AnswerStreams { AnswerStreams(relay: cluster.relay) }

    /// A cache that all of them share.
    func hotChats() -> HotChatStore {
        let entries = RecentEntries(redis: cluster.redis, names: names, limit: HotChats.limit)
        return HotChatStore { user, chat in
            await entries.load(user, chat)
        } keep: { user, chat, sealed in
            entries.keep(user, chat, sealed)
        } remove: { user, chat in
            entries.remove(user, chat)
        }
    }

    /// Begins to listen.
    func connect(bus: Bus, streams: AnswerStreams, spaces: Spaces, runs: Runs, sync: SyncServer) {
        parts.withLock { $0 = Parts(runs: runs, sync: sync) }
        cluster.start(bus: bus, hub: streams) { ids in
            (try? await spaces.versions(of: ids)) ?? [:]
        } receive: { [self] signal in
            receive(signal)
        }
    }

    /// Ends an answer that another process writes; returns when its end is committed, or when nobody has answered for a while.
    var stop: @Sendable (Identifier) async -> Void {
        { [self] message in
            await stops.stop(message) { [cluster] in await cluster.signal(ClusterSignal("stop", .string(message.text))) > 0 }
        }
    }

    /// Whether a device of a space is connected to any process. False when Redis is away, and when nobody says so in time.
    var isAttended: @Sendable (Identifier) async -> Bool {
        { [self] space in
            let question = identifiers.next()
            let signal = ClusterSignal("attended?", ["question": .string(question.text), "space": .string(space.text)])
            return await attendance.ask(question) { [cluster] in
                let others = await cluster.signal(signal)
                // This process hears itself, and answers with them.
                return others == 0 ? 0 : others + 1
            }
        }
    }

    /// Tells the devices at other processes that an answer has ended.
    func tell(_ answer: FinishedAnswer) {
        cluster.send(ClusterSignal("finished", answer.json))
    }

    private func receive(_ signal: ClusterSignal) {
        guard let parts = parts.withLock({ $0 }) else { return }
        let subject = signal.content.stringValue.flatMap { Identifier($0) }
        switch (signal.name, subject) {
        case ("stop", let message?):
            Task { [cluster] in
                if await parts.runs.stopHere(message) { cluster.send(ClusterSignal("stopped", .string(message.text))) }
            }
        case ("stopped", let message?): stops.stopped(message)
        case ("disconnect", let user?): parts.sync.disconnect(user)
        case ("attended?", nil):
            guard let question = signal.identifier("question"), let space = signal.identifier("space") else { return }
            let isHere = parts.sync.connections(in: space) > 0
            cluster.send(ClusterSignal("attended", ["question": .string(question.text), "here": .bool(isHere)]))
        case ("attended", nil):
            guard let question = signal.identifier("question") else { return }
            attendance.answered(question, isHere: signal.content["here"]?.boolValue == true)
        case ("finished", nil): if let answer = FinishedAnswer(signal.content) { parts.sync.announce(answer) }
        default: break
        }
    }
}

extension ClusterSignal {
    fileprivate func identifier(_ field: String) -> Identifier? {
        content[field]?.stringValue.flatMap { Identifier($0) }
    }
}

extension FinishedAnswer {
    /// As it goes between processes.
    var json: JSON {
        [
            "space": .string(space.text), "chat": .string(chat.text), "message": .string(message.text), "title": .string(title),
            "status": .string(status),
        ]
    }

    init?(_ json: JSON) {
        guard var fields = try? JSONObject(json), let space = try? fields.identifier("space"), let chat = try? fields.identifier("chat"),
            let message = try? fields.identifier("message"), let title = try? fields.string("title", max: 4_000),
            let status = try? fields.string("status", max: 100)
        else { return nil }
        self.init(space: space, chat: chat, message: message, title: title, status: status)
    }
}
