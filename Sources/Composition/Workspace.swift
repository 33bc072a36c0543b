import Chats
import Conversation
import Database
import Events
import HTTPClient
import HTTPServer
import Identifiers
import Jobs
import Lifecycle
import Models
import Problems
import Spaces
import Sync
import Telemetry

/// The live objects of one server, joined: from the configuration to services that know nothing of where they run.
struct Workspace: Sendable {
    let log: Log
    let metrics: Metrics
    let database: Database
    let owner: Principal
    let spaces: Spaces
    let chats: Chats
    let conversation: Conversation
    let catalogue: ModelCatalogue
    let sync: SyncServer
    let identifiers: IdentifierSource

    static func start(_ configuration: Configuration, in services: ServiceGroup, log: Log) async throws -> Workspace {
        let metrics = Metrics()
        metrics.observeProcess()
        let clock = WallClock.system
        let identifiers = IdentifierSource()
        let storage = try await Storage.start(configuration, in: services, log: log)
        let installation = try await Installation.prepare(storage.database, clock: clock, identifiers: identifiers)
        let owner = Principal(user: installation.owner, name: "You")

        let bus = Bus()
        let streams = AnswerStreams()
        let spaces = Spaces(database: storage.database, keys: storage.keys, bus: bus, clock: clock)
        let chats = Chats(spaces: spaces)
        let catalogue = try await startModels(configuration, spaces: spaces, owner: owner, in: services, log: log)
        let announcer = Announcer()
        let runs = Runs(
            services: RunServices(
                spaces: spaces, chats: chats, streams: streams, catalogue: catalogue, announce: announcer.announce, log: log),
            identifiers: identifiers)
        try await start(runs, database: storage.database, identifiers: identifiers, in: services, log: log)
        let conversation = Conversation(spaces: spaces, chats: chats, runs: runs)
        let sync = SyncServer(
            source: WorkspaceFeed(spaces: spaces, chats: chats, models: catalogue),
            mutations: ConversationMutations(spaces: spaces, chats: chats, conversation: conversation), streams: streams, bus: bus,
            serverVersion: Server.version, metrics: metrics, log: log)
        announcer.connect(sync)
        return Workspace(
            log: log, metrics: metrics, database: storage.database, owner: owner, spaces: spaces, chats: chats,
            conversation: conversation, catalogue: catalogue, sync: sync, identifiers: identifiers)
    }

    /// Opens the door: the page, the API and the socket.
    func serve(_ configuration: Configuration, in services: ServiceGroup) async throws -> BoundAddress {
        let changes = catalogue.onChange { [sync] _ in sync.catalogueChanged() }
        let routes = Routes(workspace: self)
        let server = HTTPServer(
            configuration: ServerConfiguration(host: configuration.host, port: configuration.port), routes: routes.all,
            webSockets: [sync.route(authenticate: routes.authenticate)],
            staticFiles: try configuration.webFolder.map { try StaticFiles(folder: $0) }, log: log, metrics: metrics)
        return try await services.start("http", stopWithin: .seconds(15)) {
            try await server.start()
        } stop: { [sync] _ in
            withExtendedLifetime(changes) {}
            sync.drain()
            await server.drain(within: .seconds(10))
        }
    }

    /// Starts asking the providers; none is waited for.
    private static func startModels(
        _ configuration: Configuration, spaces: Spaces, owner: Principal, in services: ServiceGroup, log: Log
    ) async throws -> ModelCatalogue {
        let client = try await services.start("http_client") {
            HTTPClient(egress: configuration.isLocalOnly ? .localOnly : .network)
        } stop: { client in
            await client.close()
        }
        let companion = CompanionCommand(environment: configuration.environment).map {
            Companion(command: $0, client: client, log: log)
        }
        let catalogue = ModelCatalogue(
            spaces: spaces, space: try await spaces.personalSpace(of: owner), owner: owner, client: client,
            configuration: try ModelsConfiguration(environment: configuration.environment), companion: companion,
            identifiers: IdentifierSource(), log: log)
        return try await services.start("models") {
            await catalogue.start()
            return catalogue
        } stop: { catalogue in
            await catalogue.stop()
        }
    }

    /// Starts the queue of jobs, which takes up what an earlier process has left.
    private static func start(
        _ runs: Runs, database: Database, identifiers: IdentifierSource, in services: ServiceGroup, log: Log
    ) async throws {
        var handlers = JobHandlers()
        runs.handle(in: &handlers)
        let jobs = Jobs(database: database, handlers: handlers, owner: identifiers.next(), log: log)
        runs.connect(jobs)
        _ = try await services.start("jobs", stopWithin: .seconds(20)) {
            Task { await jobs.run() }
        } stop: { task in
            await runs.shutDown()
            await jobs.stop(within: .seconds(5))
            await task.value
        }
    }
}
