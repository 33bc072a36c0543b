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
import Notifications
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
    let notifications: Notifications
    let identifiers: IdentifierSource

    /// Starts all of them.
    ///
    /// - Parameter onPutBack: called when the database is put back under this process, which must end then.
    static func start(
        _ configuration: Configuration, in services: ServiceGroup, log: Log, onPutBack: @escaping @Sendable () -> Void
    ) async throws -> Workspace {
        let metrics = Metrics()
        metrics.observeProcess()
        let clock = WallClock.system
        let identifiers = IdentifierSource()
        let storage = try await Storage.start(configuration, in: services, log: log)
        metrics.observe(storage.database)
        let installation = try await storage.install(
            clock: clock, identifiers: identifiers, in: services, log: log, onPutBack: onPutBack)
        let owner = Principal(user: installation.owner, name: "You")

        let joint = try await joint(storage, owner: owner, clock: clock)
        var cluster: ClusterMember?
        if let redis = configuration.cluster.redis {
            cluster = try await ClusterMember.start(
                redis, epoch: installation.epoch, key: joint.derived(for: "cluster"), identifiers: identifiers, metrics: metrics,
                in: services, log: log)
        }
        let bus = cluster?.bus() ?? Bus()
        let streams = cluster?.streams() ?? AnswerStreams()
        let hot = HotChats(
            store: cluster?.hotChats() ?? HotChatMemory().store, key: joint.derived(for: "hot chats"), metrics: metrics)
        // With PostgreSQL there may be others, now or later.
        let spaces = Spaces(
            database: storage.database, keys: storage.keys, bus: bus, clock: clock, isAlone: !configuration.isOnPostgres)
        let chats = Chats(spaces: spaces, damaged: DamagedRows(log: log, metrics: metrics), discarded: hot.remove)
        let client = try await startClient(configuration, in: services)
        let catalogue = try await startModels(configuration, client: client, spaces: spaces, owner: owner, in: services, log: log)
        let announcer = Announcer(cluster: cluster)
        let jobs = Jobs(database: storage.database, owner: identifiers.next(), log: log)
        let runs = Runs(
            services: RunServices(
                spaces: spaces, chats: chats, streams: streams, catalogue: catalogue, announce: announcer.announce, log: log,
                hot: hot),
            jobs: jobs, identifiers: identifiers, stopElsewhere: cluster?.stop)
        let notifications = Notifications(
            database: storage.database, ring: storage.ring, spaces: spaces, chats: chats, jobs: jobs, client: client,
            egress: configuration.push.egress, contact: configuration.push.contact, identifiers: identifiers, log: log,
            isAttended: announcer.isAttended, isAttendedElsewhere: cluster?.isAttended)
        try await start(jobs, runs, notifications, grace: cluster == nil ? .zero : .seconds(10), in: services)
        let conversation = Conversation(spaces: spaces, chats: chats, runs: runs)
        let sync = SyncServer(
            source: WorkspaceFeed(spaces: spaces, chats: chats, models: catalogue),
            mutations: ConversationMutations(spaces: spaces, chats: chats, conversation: conversation), streams: streams, bus: bus,
            serverVersion: Server.version, metrics: metrics, log: log)
        announcer.connect(sync, notifications)
        if cluster != nil {
            let watch = ProviderWatch(bus: bus, space: try await spaces.personalSpace(of: owner), catalogue: catalogue)
            _ = try await services.start("provider_watch") {
                Task { await watch.run() }
            } stop: { task in
                task.cancel()
                await task.value
            }
        }
        _ = try await services.start("housekeeping") {
            Task { await Housekeeping(spaces: spaces, runs: runs, log: log).run() }
        } stop: { task in
            task.cancel()
            await task.value
        }
        cluster?.connect(bus: bus, streams: streams, spaces: spaces, runs: runs, sync: sync)
        return Workspace(
            log: log, metrics: metrics, database: storage.database, owner: owner, spaces: spaces, chats: chats,
            conversation: conversation, catalogue: catalogue, sync: sync, notifications: notifications,
            identifiers: identifiers)
    }

    /// Opens the door: the page, the API and the socket.
    func serve(_ configuration: Configuration, in services: ServiceGroup) async throws -> BoundAddress {
        let changes = catalogue.onChange { [sync] _ in sync.catalogueChanged() }
        let routes = Routes(workspace: self)
        let server = HTTPServer(
            configuration: configuration.server,
            routes: routes.all,
            webSockets: [sync.route(authenticate: routes.authenticate)],
            staticFiles: try configuration.webFolder.map { try StaticFiles(folder: $0) }, log: log, metrics: metrics)
        return try await services.start("http", stopWithin: .seconds(15)) {
            try await server.start()
        } stop: { _ in
            withExtendedLifetime(changes) {}
            // Closes the sockets with 1012, spread so that the devices do not all come back at once.
            await server.drain(within: .seconds(10))
        }
    }

    /// The key of which those are made that belong to the installation and to no space: derived from the first key of the owner's space, which
    /// all its processes can open and which stays when that space gets further ones.
    private static func joint(_ storage: Storage, owner: Principal, clock: WallClock) async throws -> SpaceKeyset {
        let spaces = Spaces(database: storage.database, keys: storage.keys, bus: Bus(), clock: clock)
        return try await storage.keys.keyset(of: try await spaces.personalSpace(of: owner))
    }

    /// The one way out.
    private static func startClient(_ configuration: Configuration, in services: ServiceGroup) async throws -> HTTPClient {
        try await services.start("http_client") {
            HTTPClient(egress: configuration.isLocalOnly ? .localOnly : .network)
        } stop: { client in
            await client.close()
        }
    }

    /// Starts asking the providers; none is waited for.
    private static func startModels(
        _ configuration: Configuration, client: HTTPClient, spaces: Spaces, owner: Principal, in services: ServiceGroup, log: Log
    ) async throws -> ModelCatalogue {
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
    ///
    /// - Parameter grace: how long answers may still be written when the server stops: devices follow them at another process meanwhile.
    private static func start(
        _ jobs: Jobs, _ runs: Runs, _ notifications: Notifications, grace: Duration, in services: ServiceGroup
    ) async throws {
        _ = try await services.start("jobs", stopWithin: .seconds(20)) {
            var handlers = JobHandlers()
            runs.handle(in: &handlers)
            notifications.handle(in: &handlers)
            return (Task { [handlers] in await jobs.run(handlers) }, Task { await notifications.run() })
        } stop: { (queue, notices) in
            // Takes no more, and keeps its leases while answers come to their end.
            async let stopped: Void = jobs.stop(within: grace + .seconds(5))
            await runs.shutDown(after: grace)
            notices.cancel()
            await notices.value
            await stopped
            await queue.value
        }
    }
}
