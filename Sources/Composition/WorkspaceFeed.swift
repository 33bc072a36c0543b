import Chats
import Identifiers
import JSON
import Models
import Problems
import Spaces
import Sync

/// What a socket session reads, from the services that own it: chats and messages, and the catalogue of models.
struct WorkspaceFeed: SyncSource {
    let spaces: Spaces
    let chats: Chats
    let models: ModelCatalogue

    func position(of principal: Principal) async throws(Problem) -> SpacePosition {
        try await spaces.position(of: principal)
    }

    func changes(
        in space: Identifier, after: Int64, through: Int64, open: Set<Identifier>, limit: PageLimit, for principal: Principal
    ) async throws(Problem) -> ChangesPage {
        let changes = try await chats.changes(
            after: after, through: through, open: open, limit: LogLimit(limit), for: Caller(principal, in: space))
        return ChangesPage(to: changes.to, rows: changes.rows.map(EncodedRow.init))
    }

    func rows(
        of chat: Identifier, after: Int64, through: Int64, limit: PageLimit, for principal: Principal
    ) async throws(Problem) -> ChatChanges {
        let caller = Caller(principal, in: try await spaces.personalSpace(of: principal))
        let news = try await chats.catchUp(on: chat, after: after, through: through, limit: LogLimit(limit), for: caller)
        return ChatChanges(
            rows: news.messages.rows.map(EncodedRow.init), chat: EncodedRow(.chat(news.chat)), running: news.running,
            next: news.messages.to < through ? news.messages.to : nil)
    }

    func page(of chat: Identifier, before: Identifier?, for principal: Principal) async throws(Problem) -> MessagePage {
        let caller = Caller(principal, in: try await spaces.personalSpace(of: principal))
        let page = try await chats.page(of: chat, before: before, for: caller)
        return MessagePage(
            version: page.version, first: page.first, messages: page.messages.map { EncodedRow(.message($0)) },
            branches: page.branches, running: page.running)
    }

    func catalogue(for principal: Principal) async throws(Problem) -> Catalogue {
        let snapshot = models.snapshot
        return Catalogue(
            models: snapshot.modelsJSON(), providers: snapshot.providersJSON(), companion: snapshot.companionJSON())
    }
}

extension LogLimit {
    init(_ limit: PageLimit) {
        self.init(rows: limit.rows, bytes: limit.bytes)
    }
}

extension EncodedRow {
    /// A row of the change log, ready to be sent.
    init(_ row: ChangedRow) {
        var writer = JSONWriter(capacity: 512)
        row.write(into: &writer)
        let subject: Subject =
            switch row {
            case .chat(let chat): .chat(chat.id)
            case .message(let message): .message(message.id, chat: message.chat, running: message.status.isRunning)
            case .gone(let tombstone) where tombstone.kind == "chat": .goneChat(tombstone.id)
            case .gone(let tombstone) where tombstone.kind == "message": .goneMessage(tombstone.id)
            case .draft, .folder, .gone: .other
            }
        self.init(subject, version: row.version, json: writer.bytes)
    }
}
