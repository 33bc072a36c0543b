import Database
import Identifiers
import Problems

/// The one place that answers "may this principal do this to this space?". Every route and every socket frame goes through it.
public struct Authoriser: Sendable {
    /// An authoriser; it holds nothing.
    public init() {}

    /// The principal's role in a space.
    ///
    /// - Throws: `space_unknown` when the principal is no member, or when its role does not allow reading (a space that one may not see is as
    ///   one that is not there); `forbidden` when it may be seen but not changed in this way.
    @discardableResult
    public func authorise(_ principal: Principal, to verb: Verb, space: Identifier, in connection: Connection) throws -> Role {
        let rows = try connection.query(
            "SELECT role FROM members WHERE space_id = \(space) AND user_id = \(principal.user)")
        guard let text = try rows.first?.text(0), let role = Role(rawValue: text) else { throw Problem(.spaceUnknown) }
        guard role.allows(verb) else { throw Problem(.forbidden) }
        return role
    }
}
