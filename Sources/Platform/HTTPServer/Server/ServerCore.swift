import NIOCore
import Problems
import Synchronization
import Telemetry

/// What all connections of a server share: its routes and rules. Immutable but for the address rules, which need the port.
final class ServerCore: Sendable {
    /// What is to be done with a request, decided from its header alone.
    enum Decision {
        case answer(HTTPResponse, RouteLabel)
        case route(Int, HTTPRequest)
        case webSocket(Int, HTTPRequest, WebSocketHandshake)
    }

    let configuration: ServerConfiguration
    let routes: [Route]
    let webSockets: [WebSocketRoute]
    let observation: Observation
    let connections = ConnectionTable()
    /// Open connections.
    let open = ActivityCount()
    /// Tasks that run handlers.
    let tasks = ActivityCount()
    /// Connections that are being told that there are too many.
    let refusals = ActivityCount()
    let date = HTTPDate()
    let compressors = Compressors()
    private let proxies: TrustedProxies
    private let handlers: [Middleware.Next]
    private let router: Router
    private let files: StaticFiles?
    private let addresses = Mutex(AddressRules(hosts: [], origins: [], port: 0))

    init(
        configuration: ServerConfiguration, routes: [Route], webSockets: [WebSocketRoute], files: StaticFiles?, middleware: [Middleware],
        observation: Observation
    ) throws(ServerError) {
        router = try Router(routes: routes, webSockets: webSockets)
        handlers = routes.map { Middleware.around($0.handler, middleware) }
        self.configuration = configuration
        proxies = TrustedProxies(configuration.trustedProxies)
        self.routes = routes
        self.webSockets = webSockets
        self.files = files
        self.observation = observation
    }

    /// The port is known.
    func listens(on port: Int) {
        let rules = AddressRules(hosts: configuration.allowedHosts, origins: configuration.allowedOrigins, port: port)
        addresses.withLock { $0 = rules }
    }

    /// What to do with a request; a Problem when it is refused.
    func decide(_ head: RequestHead, id: RequestID, peer: String, body: RequestBody, limit: inout Int) throws(Problem) -> Decision {
        let rules = addresses.withLock { $0 }
        guard rules.allows(host: head.authority) else { throw Problem(.forbiddenHost) }
        let origins = head.fields.all("origin")
        guard origins.count <= 1, rules.allows(origin: origins.first) else { throw Problem(.forbiddenOrigin) }
        if head.target == "*" {
            guard head.method == "OPTIONS" else { throw Problem(.badRequest) }
            return .answer(HTTPResponse(status: 204), .none)
        }
        guard let target = RequestTarget(head.target) else { throw Problem(.badRequest) }
        switch router.match(method: head.method, segments: target.segments) {
        case .otherMethods(let allow):
            if head.method == "OPTIONS" { return .answer(HTTPResponse(status: 204, headers: ["allow": allow]), .none) }
            var response = HTTPResponse.problem(Problem(.methodNotAllowed), requestID: id)
            response.headers["allow"] = allow
            return .answer(response, .none)
        case .nothing:
            if head.method == "GET" || head.method == "HEAD", let file = files?.response(path: target.path, headers: head.fields) {
                return .answer(file, .files)
            }
            throw Problem(.notFound)
        case .found(.route(let index), let parameters):
            limit = routes[index].limits.bodyBytes
            if case .length(let length) = head.framing, length > limit { throw Problem(.tooLarge) }
            return .route(index, request(head, target, parameters, id: id, peer: peer, body: body, limit: limit))
        case .found(.webSocket(let index), let parameters):
            guard head.asksForWebSocket else {
                return .answer(.problem(Problem(.upgradeRequired), requestID: id), .webSocket(index))
            }
            let handshake = try WebSocketHandshake(
                head, subprotocols: webSockets[index].subprotocols, compresses: configuration.compresses)
            return .webSocket(
                index, request(head, target, parameters, id: id, peer: peer, body: RequestBody(queue: nil), limit: 0), handshake)
        }
    }

    private func request(
        _ head: RequestHead, _ target: RequestTarget, _ parameters: [String: String], id: RequestID, peer: String, body: RequestBody,
        limit: Int
    ) -> HTTPRequest {
        HTTPRequest(
            id: id, method: head.method, path: target.path, query: target.query, headers: head.fields, parameters: parameters,
            peer: proxies.peer(of: head.fields, connection: peer),
            bodyStream: body, bodyLimit: limit)
    }

    /// The route's answer; errors become Problems.
    func answer(_ request: HTTPRequest, route index: Int) async -> HTTPResponse {
        do {
            let response = try await handlers[index](request)
            return configuration.compresses ? GzipCoding.encode(response, for: request, compressors) : response
        } catch {
            let problem = Problem(error)
            if problem.kind == .internal, !Task.isCancelled { observation.failed(error, id: request.id) }
            return .problem(problem, requestID: request.id)
        }
    }

    /// The header and body of an answer that is whole. A status that is none of an answer becomes 500.
    func encode(_ response: HTTPResponse, id: RequestID, isHead: Bool, closes: Bool) -> [ByteBuffer] {
        var body = ByteBuffer()
        var isStream = false
        switch response.body {
        case .bytes(let bytes): body = ByteBuffer(bytes: bytes)
        case .shared(let shared): body = shared.buffer
        case .stream: isStream = true
        case .empty: break
        }
        let status = (200...599).contains(response.status) ? response.status : 500
        let hasNone = status == 204 || status == 304 || isStream
        var head = ByteBufferAllocator().buffer(capacity: 640)
        ResponseEncoder.head(
            status: status, fields: response.headers, length: hasNone ? .none : .known(body.readableBytes), requestID: id.text,
            closes: closes, date: date.now(), into: &head)
        if hasNone || isHead || body.readableBytes == 0 { return [head] }
        if body.readableBytes <= 4 << 10 {
            head.writeImmutableBuffer(body)
            return [head]
        }
        return [head, body]
    }
}
