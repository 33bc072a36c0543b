import Identifiers

/// A conversation as the list shows it: everything but its messages.
public struct Chat: Sendable, Equatable {
    /// The most tags of a chat.
    public static let tagsLimit = 20
    /// The longest tag, in characters.
    public static let tagLimit = 50

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
    /// Kept apart from the list, without being forgotten.
    public let archived: Bool
    /// The folder that it is in; nil for none.
    public let folder: Identifier?
    /// Its place in its folder: neighbours are shown in the order of these texts; nil for the order of time.
    public let position: String?
    /// Words that the user has put on it.
    public let tags: [String]
    /// Whether an answer has ended that nobody has looked at.
    public let unread: Bool
    /// When it began.
    public let created: Timestamp
    /// When it had its last message.
    public let updated: Timestamp
    /// When it went to the trash, if it is there.
    public let deleted: Timestamp?
    /// The answers that are being written in it now.
    public let running: [Identifier]
    /// Whether its title or its tags do not open any more: what does not is empty.
    public let isDamaged: Bool
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
    /// Whether it is kept apart from the list.
    public var archived: Bool?
    /// The folder to put it in; `.some(nil)` takes it out.
    public var folder: Identifier??
    /// Its place in its folder; `.some(nil)` for the order of time.
    public var position: String??
    /// All words that are to be on it.
    public var tags: [String]?
    /// True when what has ended in it was looked at.
    public var read: Bool?

    /// No change, or the changes given.
    public init(title: String? = nil, pinned: Bool? = nil, hidden: Bool? = nil, deleted: Bool? = nil, model: String? = nil) {
        self.title = title
        self.pinned = pinned
        self.hidden = hidden
        self.deleted = deleted
        self.model = model
    }
}
