import Database
import Identifiers
import Problems
import Spaces

extension Chats {
    /// Keeps what a device has written in a chat and not sent. The first draft begins the chat.
    ///
    /// - Throws: `chat_unknown` for a chat of another space, or one that is gone.
    public func setDraft(_ edit: Draft.Edit, of chat: Identifier, for caller: Caller) async throws(Problem) -> Int64 {
        try await spaces.change(for: caller) { change in
            let writer = try ChatWriter.beginning(chat, title: "", model: nil, change: change)
            let stored = try writer.draft()
            try writer.put(Draft.applying(edit, to: stored?.draft, version: stored?.version ?? 0))
        }.version
    }
}

extension ChatWriter {
    /// What is being written in the chat.
    func draft() throws -> DraftRow? {
        try DraftTables.draft(of: id, in: connection).map { record in
            DraftRow(record, draft: try openIfWhole { try Draft(record, cipher: cipher) })
        }
    }

    /// Keeps a draft.
    func put(_ draft: Draft) throws {
        try DraftTables.put(draft, sealedContent: try cipher.seal(draft: draft.content), of: id, change: change)
    }

    /// Takes away the draft that a device has just sent as this message; `base` is the version of it that the device knew.
    public func draftWasSent(as text: String, by origin: Draft.Origin, base: Int64) throws {
        guard let stored = try draft() else { return }
        let rest = Draft.sent(text, by: origin, base: base, from: stored.draft, version: stored.version)
        if rest != stored.draft || stored.isDamaged { try put(rest) }
    }
}

extension DraftRow {
    /// A draft with its place; one of nil is damaged.
    init(_ record: DraftTables.Record, draft: Draft?) {
        self.init(
            chat: record.chat, version: record.version, draft: draft ?? Draft(damaged: record),
            updated: record.updated, isDamaged: draft == nil)
    }
}

extension Draft {
    /// What is left of a draft that does not open.
    init(damaged record: DraftTables.Record) {
        self.init(current: Piece(origin: Origin(device: record.device, mutation: nil), text: ""))
    }

    init(_ record: DraftTables.Record, cipher: ChatCipher) throws {
        try self.init(content: try cipher.open(draft: record.sealedContent), device: record.device)
    }
}
