import Chats
import Identifiers
import Problems
import Spaces
import Sync

/// Carries out the mutations of the sync socket: what concerns messages here, what concerns chats in ``Chats``.
public struct ConversationMutations: MutationHandler {
    private let spaces: Spaces
    private let chats: Chats
    private let conversation: Conversation

    /// The handler over the services.
    public init(spaces: Spaces, chats: Chats, conversation: Conversation) {
        self.spaces = spaces
        self.chats = chats
        self.conversation = conversation
    }

    /// Carries out one mutation, to its end.
    public func perform(_ mutation: Mutation, by principal: Principal, device: Identifier) async throws(Problem) -> Int64 {
        let caller = Caller(principal, in: try await spaces.personalSpace(of: principal), mutation: mutation.id)
        let origin = Draft.Origin(device: device, mutation: mutation.id)
        switch mutation.operation {
        case .send(let chat, let message, let parent, let text, let reply, let model, let draft):
            let question = Question(
                chat: chat, message: message, parent: parent, text: text, reply: reply, model: model,
                draft: draft.map { SentDraft(origin: origin, base: $0) })
            return try await conversation.send(question, for: caller)
        case .answer(let chat, let parent, let reply, let model):
            return try await conversation.answer(parent, reply: reply, model: model, of: chat, for: caller)
        case .resume(let chat, let message, let model):
            return try await conversation.resume(message, model: model, of: chat, for: caller)
        case .stop(let chat, let message):
            return try await conversation.stop(message, of: chat, for: caller)
        case .rate(let chat, let message, let rating):
            return try await chats.rate(message, rating, of: chat, for: caller)
        case .set(let chat, let fields):
            return try await chats.set(fields, of: chat, for: caller)
        case .branch(let chat, let message):
            return try await chats.showBranch(through: message, of: chat, for: caller)
        case .purge(let chat):
            return try await chats.purge(chat, for: caller)
        case .setDraft(let chat, let text, let base, let chooses):
            let edit = Draft.Edit(origin: origin, text: text, base: base, chooses: chooses)
            return try await chats.setDraft(edit, of: chat, for: caller)
        case .setFolder(let folder, let fields):
            return try await chats.setFolder(fields, of: folder, for: caller)
        case .deleteFolder(let folder):
            return try await chats.deleteFolder(folder, for: caller)
        }
    }
}
