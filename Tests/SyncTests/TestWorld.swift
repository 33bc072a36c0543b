import Identifiers
import JSON
import Problems
import Synchronization

@testable import Spaces
@testable import Sync

/// A space in memory, with row versions as the database has them.
final class TestWorld: Sendable {
    struct Message: Sendable {
        let chat: Identifier
        var version: Int64
        var running: Bool
        var text = ""
    }

    struct State: Sendable {
        var version: Int64 = 0
        var chats: [Identifier: Int64] = [:]
        var messages: [Identifier: Message] = [:]
        var gone: [Identifier: Int64] = [:]
    }

    let epoch = "e-1"
    let space = identifiers.next()
    private let state = Mutex(State())

    var now: State { state.withLock { $0 } }

    /// One transaction; returns its version.
    @discardableResult
    func change(_ body: (inout State, Int64) -> Void) -> Int64 {
        state.withLock { state in
            state.version += 1
            body(&state, state.version)
            return state.version
        }
    }

    @discardableResult
    func put(_ message: Identifier, in chat: Identifier, running: Bool, text: String = "") -> Int64 {
        change { state, version in
            state.messages[message] = Message(chat: chat, version: version, running: running, text: text)
            state.chats[chat] = version
        }
    }

    @discardableResult
    func purge(_ chat: Identifier) -> Int64 {
        change { state, version in
            guard state.chats.removeValue(forKey: chat) != nil else { return }
            state.messages = state.messages.filter { $0.value.chat != chat }
            state.gone[chat] = version
        }
    }

    var position: SpacePosition {
        SpacePosition(epoch: epoch, space: Space(id: space, kind: .personal, name: "Personal", version: now.version), role: .owner)
    }

    /// A page of changes of at most `limit` versions.
    func changes(after: Int64, through: Int64, open: Set<Identifier>, limit: Int64 = .max) -> ChangesPage {
        let state = now
        let to = min(through, limit == .max ? through : after + limit)
        var rows: [(Int64, EncodedRow)] = state.chats.map { ($1, Self.row($0, version: $1)) }
        rows += state.gone.map { ($1, Self.gone($0, version: $1)) }
        rows += state.messages.filter { open.contains($0.value.chat) }.map { ($1.version, Self.row($0, $1)) }
        return ChangesPage(to: to, rows: rows.filter { $0.0 > after && $0.0 <= to }.sorted { $0.0 < $1.0 }.map(\.1))
    }

    func rows(of chat: Identifier, after: Int64, through: Int64) throws(Problem) -> ChatChanges {
        let state = now
        guard let version = state.chats[chat] else { throw Problem(.notFound) }
        let all = state.messages.filter { $0.value.chat == chat }
        let rows = all.filter { $0.value.version > after && $0.value.version <= through }.sorted { $0.value.version < $1.value.version }
        return ChatChanges(
            rows: rows.map { Self.row($0, $1) }, chat: Self.row(chat, version: version),
            running: all.filter(\.value.running).map(\.key))
    }

    func page(of chat: Identifier) throws(Problem) -> MessagePage {
        let state = now
        guard state.chats[chat] != nil else { throw Problem(.notFound) }
        let all = state.messages.filter { $0.value.chat == chat }
        return MessagePage(
            version: state.version, first: nil, messages: all.map { Self.row($0, $1) }, branches: [],
            running: all.filter(\.value.running).map(\.key))
    }

    private static func row(_ chat: Identifier, version: Int64) -> EncodedRow {
        EncodedRow(
            .chat(chat), version: version,
            json: JSONWriter.object {
                $0.field("kind", "chat")
                $0.field("id", chat)
                $0.field("version", version)
            })
    }

    private static func row(_ id: Identifier, _ message: Message) -> EncodedRow {
        EncodedRow(
            .message(id, chat: message.chat, running: message.running), version: message.version,
            json: JSONWriter.object {
                $0.field("kind", "message")
                $0.field("id", id)
                $0.field("version", message.version)
                $0.field("chat", message.chat)
                $0.field("status", message.running ? "processing" : "done")
                $0.field("text", message.running ? "" : message.text)
            })
    }

    private static func gone(_ chat: Identifier, version: Int64) -> EncodedRow {
        EncodedRow(
            .goneChat(chat), version: version,
            json: JSONWriter.object {
                $0.field("kind", "gone")
                $0.field("of", "chat")
                $0.field("id", chat)
                $0.field("version", version)
            })
    }
}
