import Identifiers

/// Who asks something of which space: what every read and every change of a space's rows is asked with.
public struct Caller: Sendable, Hashable {
    /// On whose behalf.
    public let principal: Principal
    /// The space whose rows it is about.
    public let space: Identifier
    /// The identifier under which a device asks for a change; asked with it again, the change has no second effect (rule 8).
    public let mutation: Identifier?

    /// A caller; whether it may do what it asks for, the ``Authoriser`` says.
    public init(_ principal: Principal, in space: Identifier, mutation: Identifier? = nil) {
        self.principal = principal
        self.space = space
        self.mutation = mutation
    }
}
