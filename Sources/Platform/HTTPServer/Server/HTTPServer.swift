import NIOCore
import NIOPosix
import Telemetry

/// Where a server listens.
public struct BoundAddress: Sendable, Equatable {
    /// The host as it was configured.
    public let host: String
    /// The port; the one that was free when 0 was configured.
    public let port: Int
}

/// An HTTP/1.1 and WebSocket server.
///
/// `start` once, then `drain` once. Its state is an enum that is looked at again after each wait, since another call may have come between.
public actor HTTPServer {
    private enum State {
        case idle
        case starting
        case running(group: MultiThreadedEventLoopGroup, listener: any Channel, core: ServerCore)
        case over
    }

    private let configuration: ServerConfiguration
    private let routes: [Route]
    private let webSockets: [WebSocketRoute]
    private let files: StaticFiles?
    private let middleware: [Middleware]
    private let log: Log
    private let metrics: Metrics
    private var state = State.idle

    /// Makes a server that does not listen yet.
    public init(
        configuration: ServerConfiguration, routes: [Route], webSockets: [WebSocketRoute] = [], staticFiles: StaticFiles? = nil,
        middleware: [Middleware] = [], log: Log, metrics: Metrics
    ) {
        self.configuration = configuration
        self.routes = routes
        self.webSockets = webSockets
        files = staticFiles
        self.middleware = middleware
        self.log = log
        self.metrics = metrics
    }

    /// Listens. Throws `addressInUse` when another program does so already, and the other cases of `ServerError`.
    public func start() async throws(ServerError) -> BoundAddress {
        guard case .idle = state else { throw .notIdle }
        let core = try ServerCore(
            configuration: configuration, routes: routes, webSockets: webSockets, files: files, middleware: middleware,
            observation: Observation(log: log, metrics: metrics, routes: routes, webSocketRoutes: webSockets))
        state = .starting
        let group = MultiThreadedEventLoopGroup(numberOfThreads: configuration.eventLoops ?? System.coreCount)
        do {
            let listener = try await Listener.bind(configuration, core: core, group: group)
            let port = listener.localAddress?.port ?? configuration.port
            core.listens(on: port)
            state = .running(group: group, listener: listener, core: core)
            return BoundAddress(host: configuration.host, port: port)
        } catch {
            state = .idle
            try? await group.shutdownGracefully()
            throw Listener.typed(error, configuration)
        }
    }

    /// Stops: no new connections; requests in flight are finished; WebSockets are closed with 1012, spread over up to `spread` so that
    /// not all devices come back at once; what is left when `deadline` has passed is cut. Returns when every connection and handler has
    /// ended, or 2 s after the deadline.
    public func drain(within deadline: Duration, spread: Duration = .seconds(2)) async {
        guard case .running(let group, let listener, let core) = state else { return }
        state = .over
        // Nothing here waits for an event loop that may be stuck.
        listener.close(promise: nil)
        Drain.begin(core, spread: min(spread, deadline / 2))
        let cut = Task {
            try await Task.sleep(for: deadline)
            for channel in core.connections.channels { channel.close(promise: nil) }
            // A handler that does not heed its cancellation must not keep the process.
            try await Task.sleep(for: .seconds(2))
            core.open.giveUp()
            core.tasks.giveUp()
        }
        await core.open.isOver()
        await core.tasks.isOver()
        cut.cancel()
        if core.open.count > 0 { group.shutdownGracefully { _ in } } else { try? await group.shutdownGracefully() }
    }
}
