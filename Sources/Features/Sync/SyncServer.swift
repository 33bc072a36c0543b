import Events
import HTTPServer
import Identifiers
import Problems
import Spaces
import Telemetry

/// What all sockets share.
struct SyncParts: Sendable {
    let source: any SyncSource
    let changes: SharedChanges
    let mutations: any MutationHandler
    let streams: AnswerStreams
    let bus: Bus
    let registry: SyncRegistry
    let softMark: Int
    let refused: Counter
    let log: Log
}

/// The sync sockets of this process: their route, and what is told to them from outside.
public final class SyncServer: Sendable {
    /// The sub-protocol.
    public static let subprotocol = "parlance.v1"
    /// Closes a socket whose principal is not, or no longer, who it was.
    static let unauthenticatedCode: UInt16 = 4401

    private let parts: SyncParts
    private let version: String
    private let limits: WebSocketLimits
    private let log: Log
    private let devices: Gauge

    /// A server of sync sockets.
    ///
    /// - Parameters:
    ///   - source: what devices read.
    ///   - mutations: carries out what devices ask for.
    ///   - streams: the answers that are being written.
    ///   - bus: tells of committed versions.
    ///   - serverVersion: the text in `welcome`.
    ///   - limits: the marks of rules 14, 16 and 17.
    public init(
        source: any SyncSource, mutations: any MutationHandler, streams: AnswerStreams, bus: Bus, serverVersion: String,
        metrics: Metrics, log: Log, limits: WebSocketLimits = WebSocketLimits()
    ) {
        version = serverVersion
        self.limits = limits
        self.log = log
        devices = metrics.gauge("parlance_sync_devices", help: "Sync sockets that are open.")
        parts = SyncParts(
            source: source, changes: SharedChanges(source: source), mutations: mutations, streams: streams, bus: bus,
            registry: SyncRegistry(), softMark: limits.softMark,
            refused: metrics.counter("parlance_sync_frames_refused_total", help: "Frames that were not well-formed."),
            log: log)
        metrics.observe("parlance_stream_bytes", help: "Bytes of running and lately ended answers in memory.") { Double(streams.heldBytes) }
    }

    /// The route `/v1/sync`.
    ///
    /// - Parameter authenticate: who is asking; what it throws is sent as `problem`, and the socket is closed with 4401.
    public func route(authenticate: @escaping @Sendable (HTTPRequest) async throws(Problem) -> Principal) -> WebSocketRoute {
        WebSocketRoute("/v1/sync", subprotocols: [Self.subprotocol], limits: limits) { [self] request, socket in
            await serve(request, socket, authenticate)
        }
    }

    private func serve(
        _ request: HTTPRequest, _ socket: WebSocket, _ authenticate: @Sendable (HTTPRequest) async throws(Problem) -> Principal
    ) async {
        let encoder = FrameEncoder(server: version, requestID: request.id.text)
        do throws(Problem) {
            let principal = try await authenticate(request)
            devices.increment()
            await SyncSocket(socket: socket, principal: principal, encoder: encoder, parts: parts).run()
            devices.decrement()
        } catch {
            log.warning("sync_refused", ["request": .request(request.id), "problem": .public(error.kind.code)])
            socket.send(encoder.encode(.problem(error)))
            socket.close(code: Self.unauthenticatedCode)
        }
    }

    /// Tells the devices of the space that have the chat not open that an answer has ended. Called after its row is committed.
    public func announce(_ answer: FinishedAnswer) {
        parts.registry.push(.finished(answer), toSpace: answer.space)
    }

    /// Has the catalogue read again for every device. Calls that come faster than devices are served count as one.
    public func catalogueChanged() {
        parts.registry.push(.catalogueChanged)
    }

    /// Ends the sockets of a user whose role, password or membership has changed; its devices come back and are asked anew who they are.
    public func disconnect(_ user: Identifier) {
        parts.registry.push(.closing(code: Self.unauthenticatedCode), toUser: user)
    }

    /// How many devices of a space are connected to this process.
    public func connections(in space: Identifier) -> Int { parts.registry.count(in: space) }

    /// How many devices are connected.
    public var connections: Int { parts.registry.count }
}
