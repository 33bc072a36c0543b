/// Finds the route of a path: a tree by segments, built once.
struct Router: Sendable {
    /// What stands at a path for a method.
    enum Target: Sendable, Equatable {
        case route(Int)
        case webSocket(Int)
    }

    enum Match: Equatable {
        case found(Target, [String: String])
        /// Nothing has this path.
        case nothing
        /// The path is there but not for this method; `allow` lists those it is there for.
        case otherMethods(allow: String)
    }

    private struct Node {
        var fixed: [String: Node] = [:]
        /// A parameter's node; its name belongs to the route, so that two routes may name it differently.
        var parameter: [Node] = []
        var methods: [String: (target: Target, names: [String])] = [:]
    }

    private var root = Node()

    /// Throws when two routes have the same method and path, or a pattern is broken.
    init(routes: [Route], webSockets: [WebSocketRoute]) throws(ServerError) {
        for (index, route) in routes.enumerated() { try add(route.method, route.pattern, .route(index)) }
        for (index, route) in webSockets.enumerated() { try add("GET", route.pattern, .webSocket(index)) }
    }

    private mutating func add(_ method: String, _ pattern: String, _ target: Target) throws(ServerError) {
        guard let path = RequestTarget(pattern), !pattern.contains("?") else { throw .badPattern(pattern) }
        var names: [String] = []
        guard Self.insert(path.segments[...], method, target, &names, &root) else { throw .duplicateRoute("\(method) \(pattern)") }
    }

    private static func insert(
        _ segments: ArraySlice<String>, _ method: String, _ target: Target, _ names: inout [String], _ node: inout Node
    ) -> Bool {
        guard let segment = segments.first else {
            guard node.methods[method] == nil else { return false }
            node.methods[method] = (target, names)
            return true
        }
        if segment.hasPrefix("{"), segment.hasSuffix("}") {
            names.append(String(segment.dropFirst().dropLast()))
            if node.parameter.isEmpty { node.parameter.append(Node()) }
            return insert(segments.dropFirst(), method, target, &names, &node.parameter[0])
        }
        return insert(segments.dropFirst(), method, target, &names, &node.fixed[segment, default: Node()])
    }

    /// What answers this method at this path. `HEAD` is answered by `GET`.
    func match(method: String, segments: [String]) -> Match {
        var values: [String] = []
        guard let node = Self.find(segments[...], root, &values) else { return .nothing }
        guard let entry = node.methods[method] ?? (method == "HEAD" ? node.methods["GET"] : nil) else {
            var methods = Set(node.methods.keys)
            methods.insert("OPTIONS")
            if methods.contains("GET") { methods.insert("HEAD") }
            return .otherMethods(allow: methods.sorted().joined(separator: ", "))
        }
        return .found(entry.target, Dictionary(zip(entry.names, values)) { first, _ in first })
    }

    private static func find(_ segments: ArraySlice<String>, _ node: Node, _ values: inout [String]) -> Node? {
        guard let segment = segments.first else { return node.methods.isEmpty ? nil : node }
        if let fixed = node.fixed[segment], let found = find(segments.dropFirst(), fixed, &values) { return found }
        guard !segment.isEmpty, let parameter = node.parameter.first else { return nil }
        values.append(segment)
        if let found = find(segments.dropFirst(), parameter, &values) { return found }
        values.removeLast()
        return nil
    }
}
