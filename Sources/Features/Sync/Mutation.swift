import Chats
import Identifiers

/// One change that a device asks for. What it means is decided by who carries it out; here it is only well-formed.
public struct Mutation: Sendable, Equatable {
    /// Made by the device; sending it again has no second effect (rule 8).
    public let id: Identifier
    /// The device that made it, where another one brings it; nil: the one that sends it.
    public let device: Identifier?
    /// What is to be changed.
    public let operation: Operation

    /// A mutation of that name.
    public init(id: Identifier, device: Identifier? = nil, operation: Operation) {
        self.id = id
        self.device = device
        self.operation = operation
    }

    /// One case for each `op` of the protocol.
    public enum Operation: Sendable, Equatable {
        /// `message.send`: a message of the user under `parent` (nil: at the root), and the answer `reply` under it; `draft` is the version of
        /// the draft that it was.
        case send(
            chat: Identifier, message: Identifier, parent: Identifier?, text: String, reply: Identifier, model: String?, draft: Int64? = nil
        )
        /// `message.answer`: another answer to `parent`.
        case answer(chat: Identifier, parent: Identifier, reply: Identifier, model: String?)
        /// `message.continue`: goes on with an answer that ended early.
        case resume(chat: Identifier, message: Identifier, model: String?)
        /// `message.stop`: ends a run.
        case stop(chat: Identifier, message: Identifier)
        /// `message.rate`: -1, 0 or 1.
        case rate(chat: Identifier, message: Identifier, rating: Int64)
        /// `chat.set`: changes at least one field.
        case set(chat: Identifier, ChatFields)
        /// `chat.branch`: shows the branch through a message.
        case branch(chat: Identifier, message: Identifier)
        /// `chat.purge`: removes a chat in the trash for ever.
        case purge(chat: Identifier)
        /// `draft.set`: what is written and not sent; `base` is the version of the draft that it grew from.
        case setDraft(chat: Identifier, text: String, base: Int64, chooses: Bool)
        /// `folder.set`: changes at least one field, or makes the folder.
        case setFolder(folder: Identifier, FolderFields)
        /// `folder.delete`: what is in it moves up.
        case deleteFolder(folder: Identifier)
    }
}
