import Identifiers

/// Who is asking: the user on whose behalf a request, a socket frame or a run acts.
///
/// Made only where a request is authenticated; everything below takes it as given and asks the ``Authoriser`` what it may do.
public struct Principal: Sendable, Hashable {
    /// The user's identifier.
    public let user: Identifier
    /// The name that the page shows.
    public let name: String

    /// A principal for a user that has been authenticated.
    public init(user: Identifier, name: String) {
        self.user = user
        self.name = name
    }
}
