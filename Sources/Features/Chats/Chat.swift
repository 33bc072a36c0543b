import Identifiers

/// A conversation as the list shows it: everything but its messages.
public struct Chat: Sendable, Equatable {
    /// The chat's identifier, made by the device that began it.
    public let id: Identifier
    /// The version of the space in which it last changed.
    public let version: Int64
    /// Its name; text of the user's, sealed at rest.
    public let title: String
    /// The last message of the branch that it shows.
    public let head: Identifier?
    /// The model that its next answer comes from, where one was chosen.
    public let model: String?
    /// Kept on top of the list.
    public let pinned: Bool
    /// Kept out of the list.
    public let hidden: Bool
    /// When it began.
    public let created: Timestamp
    /// When it had its last message.
    public let updated: Timestamp
    /// When it went to the trash, if it is there.
    public let deleted: Timestamp?
    /// The answers that are being written in it now.
    public let running: [Identifier]
}

/// What a user changes of a chat; what is nil stays as it is.
public struct ChatFields: Sendable, Equatable {
    /// A new name.
    public var title: String?
    /// Whether it is kept on top.
    public var pinned: Bool?
    /// Whether it is kept out of the list.
    public var hidden: Bool?
    /// Whether it is in the trash.
    public var deleted: Bool?
    /// The model for its next answers.
    public var model: String?

    /// No change, or the changes given.
    public init(title: String? = nil, pinned: Bool? = nil, hidden: Bool? = nil, deleted: Bool? = nil, model: String? = nil) {
        self.title = title
        self.pinned = pinned
        self.hidden = hidden
        self.deleted = deleted
        self.model = model
    }
}
