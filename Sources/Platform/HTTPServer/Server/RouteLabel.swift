/// Under which name a request is counted: never its path, which a client chooses.
enum RouteLabel: Hashable, Sendable {
    /// The route at this place of the list.
    case route(Int)
    case webSocket(Int)
    case files
    /// Nothing has this path, or the bytes were no request.
    case none
}
