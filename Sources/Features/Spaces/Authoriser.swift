import Database
import Identifiers
import Problems

/// The one place that answers "may this principal do this to this space?". Every route and every socket frame goes through it.
public struct Authoriser: Sendable {
    /// An authoriser; it holds nothing.
    public init() {}

    /// The caller's role in the space that it asks of.
    ///
    /// - Throws: `space_unknown` when the principal is no member, or when its role does not allow reading (a space that one may not see is as
    ///   one that is not there); `forbidden` when it may be seen but not changed in this way.
    @discardableResult
    public func authorise(_ caller: Caller, to verb: Verb, in connection: Connection) throws -> Role {
        let rows = try connection.query("SELECT role FROM members WHERE space_id = \(caller.space) AND user_id = \(caller.principal.user)")
        guard let text = try rows.first?.text(0), let role = Role(rawValue: text) else { throw Problem(.spaceUnknown) }
        guard role.allows(verb) else { throw Problem(.forbidden) }
        return role
    }
}
