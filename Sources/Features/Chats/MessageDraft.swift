import Identifiers
import Problems

/// A message that is about to be added to a chat.
public struct MessageDraft: Sendable {
    /// Its identifier.
    public let id: Identifier
    /// What it follows; nil at the root.
    public let parent: Identifier?
    /// Who writes it.
    public let role: Message.Role
    /// How far it is.
    public let status: Message.Status
    /// What it says already, as UTF-8.
    public let text: [UInt8]
    /// The model that is to write it.
    public let model: String?

    /// What the user wrote.
    public static func question(_ id: Identifier, parent: Identifier?, text: String) -> MessageDraft {
        MessageDraft(id: id, parent: parent, role: .user, status: .done, text: Array(text.utf8), model: nil)
    }

    /// An answer that is to be written.
    public static func answer(_ id: Identifier, parent: Identifier, model: String?) -> MessageDraft {
        MessageDraft(id: id, parent: parent, role: .assistant, status: .pending, text: [], model: model)
    }
}

/// How an answer ends.
public struct MessageEnding: Sendable {
    /// The status that it keeps.
    public let status: Message.Status
    /// The model that wrote it.
    public let model: String?
    /// The problem that ended it.
    public let problem: Problem?
    /// What it took, where that is known.
    public let usage: Message.Usage?

    /// An ending.
    public init(status: Message.Status, model: String? = nil, problem: Problem? = nil, usage: Message.Usage? = nil) {
        self.status = status
        self.model = model
        self.problem = problem
        self.usage = usage
    }
}
