import Events
import HTTPServer
import Identifiers
import JSON
import Problems
import Spaces
import Telemetry

@testable import Sync

/// The real route on a real server, over a space in memory.
struct TestSyncServer: Sendable {
    let world: TestWorld
    let streams = AnswerStreams()
    let bus = Bus()
    let owner = Principal(user: identifiers.next(), name: "Owner")
    let metrics = Metrics()
    let sync: SyncServer

    init(world: TestWorld = TestWorld(), mutations: (any MutationHandler)? = nil) {
        self.world = world
        sync = SyncServer(
            source: WorldSource(world: world), mutations: mutations ?? WorldMutations(world: world, bus: bus), streams: streams, bus: bus,
            serverVersion: "0.1.0", metrics: metrics, log: .silent)
    }

    /// Runs the server around `body`, which gets the port.
    func run(
        authenticate: (@Sendable (HTTPRequest) async throws(Problem) -> Principal)? = nil, _ body: (Int) async throws -> Void
    ) async throws {
        let owner = owner
        let route = sync.route(authenticate: authenticate ?? { _ in owner })
        let server = HTTPServer(
            configuration: ServerConfiguration(port: 0, allowedHosts: ["localhost"], allowedOrigins: [], eventLoops: 2), routes: [],
            webSockets: [route], staticFiles: nil, middleware: [], log: .silent, metrics: metrics)
        let address = try await server.start()
        do {
            try await body(address.port)
        } catch {
            await server.drain(within: .milliseconds(100))
            throw error
        }
        await server.drain(within: .milliseconds(100))
    }

    /// Changes the space and says so.
    func put(_ message: Identifier, in chat: Identifier, running: Bool, text: String = "") {
        bus.publish(space: world.space, version: world.put(message, in: chat, running: running, text: text))
    }
}

struct WorldSource: SyncSource {
    let world: TestWorld

    func position(of principal: Principal) async throws(Problem) -> SpacePosition { world.position }

    func changes(
        in space: Identifier, after: Int64, through: Int64, open: Set<Identifier>, limit: PageLimit, for principal: Principal
    ) async throws(Problem) -> ChangesPage {
        world.changes(after: after, through: through, open: open)
    }

    func rows(
        of chat: Identifier, after: Int64, through: Int64, limit: PageLimit, for principal: Principal
    ) async throws(Problem) -> ChatChanges {
        try world.rows(of: chat, after: after, through: through)
    }

    func page(of chat: Identifier, before: Identifier?, for principal: Principal) async throws(Problem) -> MessagePage {
        try world.page(of: chat)
    }

    func catalogue(for principal: Principal) async throws(Problem) -> Catalogue { emptyCatalogue }
}

/// Sending a message adds a row that is whole, and one that is being written.
struct WorldMutations: MutationHandler {
    let world: TestWorld
    let bus: Bus

    func perform(_ mutation: Mutation, by principal: Principal, device: Identifier) async throws(Problem) -> Int64 {
        guard case .send(let chat, let message, _, let text, let reply, _, _) = mutation.operation else { throw Problem(.forbidden) }
        world.put(message, in: chat, running: false, text: text)
        let version = world.put(reply, in: chat, running: true)
        bus.publish(space: world.space, version: version)
        return version
    }
}
