import Chats
import Database
import Identifiers
import Jobs
import Problems
import Spaces

/// Asking and answering: each request is one transaction that keeps what the user wrote, makes a place for the answer and queues its
/// writing; the answer is then written by the server, whoever is still watching.
public struct Conversation: Sendable {
    /// The longest text of a message, in bytes.
    public static let textLimit = 900 << 10

    let spaces: Spaces
    let chats: Chats
    let runs: Runs

    /// The service; `runs` writes the answers.
    public init(spaces: Spaces, chats: Chats, runs: Runs) {
        self.spaces = spaces
        self.chats = chats
        self.runs = runs
    }

    /// Adds a message of the user and starts the answer to it. Begins the chat when there is none.
    ///
    /// - Throws: `message_unknown` for a strange parent, `identifier_taken`, `chat_unknown`.
    public func send(_ question: Question, for caller: Caller) async throws(Problem) -> Int64 {
        try await order(question.reply, for: caller) { change in
            guard !question.text.allSatisfy(\.isWhitespace) else { throw Problem(.invalidField, field: "text") }
            guard question.text.utf8.count <= Self.textLimit else { throw Problem(.fieldTooLong, field: "text") }
            let chat = try ChatWriter.beginning(
                question.chat, title: ChatTitle.from(question.text), model: question.model, change: change)
            try chat.restore()
            try chat.nameIfUnnamed(ChatTitle.from(question.text))
            if let draft = question.draft { try chat.draftWasSent(as: question.text, by: draft.origin, base: draft.base) }
            let parent = question.followsHead ? chat.head : question.parent
            try chat.add(.question(question.message, parent: parent, text: question.text))
            let model = question.model ?? chat.model
            try chat.add(.answer(question.reply, parent: question.message, model: model))
            try chat.show(question.reply)
            return RunOrder(message: question.reply, chat: question.chat, caller: caller, model: model, continues: false)
        }
    }

    /// Starts another answer to a message of the user.
    ///
    /// - Throws: `chat_unknown`, `message_unknown`, `not_a_question` when the parent is an answer.
    public func answer(
        _ parent: Identifier, reply: Identifier, model: String?, of chat: Identifier, for caller: Caller
    ) async throws(Problem) -> Int64 {
        try await order(reply, for: caller) { change in
            let writer = try ChatWriter(chat, change: change)
            guard try writer.message(parent).role == .user else { throw Problem(.notAQuestion) }
            let model = model ?? writer.model
            try writer.restore()
            try writer.add(.answer(reply, parent: parent, model: model))
            try writer.show(reply)
            return RunOrder(message: reply, chat: chat, caller: caller, model: model, continues: false)
        }
    }

    /// Goes on with an answer that was stopped, interrupted or failed, after the text that it has.
    ///
    /// - Throws: `chat_unknown`, `message_unknown`, `not_continuable`.
    public func resume(_ message: Identifier, model: String?, of chat: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        try await order(message, for: caller) { change in
            let writer = try ChatWriter(chat, change: change)
            let answer = try writer.message(message)
            guard answer.role == .assistant, [.stopped, .interrupted, .error].contains(answer.status) else {
                throw Problem(.notContinuable)
            }
            // What it says cannot be gone on with, and is not written over.
            guard !answer.isDamaged else { throw Problem(.unreadable) }
            let model = model ?? answer.model ?? writer.model
            try writer.resume(message, model: model)
            return RunOrder(message: message, chat: chat, caller: caller, model: model, continues: !answer.text.isEmpty)
        }
    }

    /// Ends an answer that is being written; the text so far stays. Ending one that has ended is no error.
    ///
    /// - Throws: `chat_unknown`, `message_unknown`.
    public func stop(_ message: Identifier, of chat: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        // Asked again, it must not end what has been begun anew since.
        if let earlier = try await spaces.versionOfEarlier(for: caller) { return earlier }
        let answer = try await chats.message(message, for: caller)
        guard answer.chat == chat else { throw Problem(.messageUnknown) }
        return try await runs.stop(answer, for: caller)
    }

    /// Commits what makes a place for an answer together with the order to write it, and starts writing.
    private func order(
        _ message: Identifier, for caller: Caller,
        _ body: @escaping @Sendable (SpaceChange) throws -> RunOrder
    ) async throws(Problem) -> Int64 {
        let outcome = try await spaces.change(for: caller) { change in
            try runs.queue(try body(change), in: change.connection)
        }
        switch outcome {
        case .made(let ticket, _): runs.start(ticket)
        // Asked again because the first commit was in doubt, it may have been waiting since.
        case .repeated: await runs.startForgotten(message)
        }
        return outcome.version
    }
}

/// What a user asks: a message, and the place of the answer to it.
public struct Question: Sendable, Equatable {
    /// The chat, which is begun when there is none.
    public let chat: Identifier
    /// The user's message.
    public let message: Identifier
    /// What it follows; nil at the root.
    public let parent: Identifier?
    /// Whether it follows whatever is the end of the chat when it is added, instead of `parent`.
    public let followsHead: Bool
    /// What the user wrote.
    public let text: String
    /// The answer that is to be written.
    public let reply: Identifier
    /// The model that is to write it; nil for the chat's, or the one that is chosen by itself.
    public let model: String?
    /// The draft that it was, if it was one.
    public let draft: SentDraft?

    /// A question.
    public init(
        chat: Identifier, message: Identifier, parent: Identifier?, text: String, reply: Identifier, model: String?,
        draft: SentDraft? = nil, followsHead: Bool = false
    ) {
        self.chat = chat
        self.message = message
        self.parent = parent
        self.followsHead = followsHead
        self.text = text
        self.reply = reply
        self.model = model
        self.draft = draft
    }
}

/// The draft that a message was until it was sent.
public struct SentDraft: Sendable, Equatable {
    /// Where the message comes from.
    let origin: Draft.Origin
    /// The version of the draft that the device knows.
    let base: Int64
}
