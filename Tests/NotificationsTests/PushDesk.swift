import Database
import HTTPClient
import Identifiers
import Jobs
import Notifications
import ScriptedServer
import Sealing
import Spaces
import Sync
import Synchronization
import TestSupport
import Testing
import WebPush

/// A workspace with notifications, the real queue, and a push service on this machine.
struct PushDesk: Sendable {
    let workspace: TestWorkspace
    let notifications: Notifications
    let jobs: Jobs
    let server: ScriptedServer
    private let requests: AsyncStream<ScriptedRequest>
    private let count: Counter
    private let ring: KeyRing
    private let client: HTTPClient
    private let folder: TestFolder
    private let tasks: [Task<Void, Never>]

    final class Counter: Sendable {
        let value = Atomic(0)
    }

    /// - Parameter status: what the push service answers.
    static func open(
        _ engine: TestEngine, vouches: Bool = true, isAttended: @escaping @Sendable (Identifier) -> Bool = { _ in false },
        status: @escaping @Sendable (ScriptedRequest) -> Int
    ) async throws -> PushDesk {
        let workspace = try await TestWorkspace.open(engine, extra: JobsMigrations.all + NotificationsMigrations.all)
        let (requests, entrance) = AsyncStream.makeStream(of: ScriptedRequest.self)
        let count = Counter()
        let server = ScriptedServer.answering { request in
            count.value.add(1, ordering: .relaxed)
            defer { entrance.yield(request) }
            return response(status(request))
        }
        let folder = try TestFolder()
        let ring = KeyRing(service: try KeyFile.create(at: folder.path + "/keys"))
        let client = HTTPClient()
        let origin = try #require(WebAddress(server.base)).origin
        var rules = JobRules()
        rules.poll = .milliseconds(20)
        rules.firstBackOff = .milliseconds(5)
        rules.longestBackOff = .milliseconds(20)
        let jobs = Jobs(database: workspace.database, owner: workspace.ids.next(), rules: rules, log: .silent)
        let notifications = Notifications(
            database: workspace.database, ring: ring, spaces: workspace.spaces, chats: workspace.chats, jobs: jobs, client: client,
            egress: vouches ? .allowing([origin]) : .network, identifiers: workspace.ids, clock: workspace.clock.wall, log: .silent,
            isAttended: isAttended)
        var handlers = JobHandlers()
        notifications.handle(in: &handlers)
        let tasks = [Task { [handlers] in await jobs.run(handlers) }, Task { await notifications.run() }]
        return PushDesk(
            workspace: workspace, notifications: notifications, jobs: jobs, server: server, requests: requests, count: count, ring: ring,
            client: client, folder: folder, tasks: tasks)
    }

    /// Waits for what is under way.
    func close() async {
        await jobs.stop(within: .seconds(20))
        for task in tasks {
            task.cancel()
            await task.value
        }
        await client.close()
    }

    /// Another process on the same data.
    func again() -> Notifications {
        Notifications(
            database: workspace.database, ring: ring, spaces: workspace.spaces, chats: workspace.chats, jobs: jobs, client: client,
            identifiers: workspace.ids, log: .silent, isAttended: { _ in false })
    }

    func subscribe(_ browser: PushBrowser, at target: String) async throws {
        let subscription = try #require(
            PushSubscription(endpoint: server.base + target, p256dh: browser.p256dh, auth: browser.auth))
        try await notifications.subscribe(subscription, as: workspace.owner)
    }

    /// Has an answer end in a chat of its own.
    func finish() async throws -> FinishedAnswer {
        let line = try await workspace.line(of: 2)
        let answer = FinishedAnswer(
            space: workspace.space, chat: line.chat, message: line.messages[1], title: "not what is sent", status: "done")
        notifications.finished(answer: answer)
        return answer
    }

    /// The next request that the push service has received.
    func next() async -> ScriptedRequest? {
        var iterator = requests.makeAsyncIterator()
        return await iterator.next()
    }

    /// How many it has received.
    var received: Int { count.value.load(ordering: .relaxed) }

    func subscriptions() async throws -> Int64 {
        try await workspace.database.read { try $0.query("SELECT COUNT(*) FROM push_subscriptions").first?.int(0) ?? -1 }
    }

    func deadJobs() async throws -> Int64 {
        try await workspace.database.read { try $0.query("SELECT COUNT(*) FROM jobs WHERE state = 'dead'").first?.int(0) ?? -1 }
    }
}
