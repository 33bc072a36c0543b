import Identifiers

/// The unit of ownership: every row belongs to one space, and membership of it is what authorises.
public struct Space: Sendable, Equatable {
    /// What a space is for.
    public enum Kind: String, Sendable {
        /// Of one user alone; each user has one.
        case personal
        /// Of several users: a project or a folder.
        case shared
    }

    /// The space's identifier.
    public let id: Identifier
    /// What it is for.
    public let kind: Kind
    /// The name that its members see.
    public let name: String
    /// The number of the last transaction that changed a row of it.
    public let version: Int64
}

/// What a member may do in a space, from most to least.
public enum Role: String, Sendable, CaseIterable {
    case owner
    case editor
    case viewer

    /// Whether this role allows a verb.
    public func allows(_ verb: Verb) -> Bool {
        switch verb {
        case .read: true
        case .write: self != .viewer
        case .administer: self == .owner
        }
    }
}

/// What is asked of a space.
public enum Verb: Sendable, CaseIterable {
    /// See its rows.
    case read
    /// Change its rows.
    case write
    /// Change its members, keys and providers.
    case administer
}

/// Where a device stands when it joins: the space, the principal's role there, and the life of the database.
public struct SpacePosition: Sendable, Equatable {
    /// The life of the database that the version belongs to.
    public let epoch: String
    /// The space as it is now.
    public let space: Space
    /// What the principal may do in it.
    public let role: Role
    /// The marks of what is gone are kept for versions above this one alone: who stands below it begins anew.
    public var floor: Int64 = 0

    /// The same when the space has come to another version.
    func at(_ version: Int64) -> SpacePosition {
        let now = Space(id: space.id, kind: space.kind, name: space.name, version: version)
        return SpacePosition(epoch: epoch, space: now, role: role, floor: floor)
    }
}
