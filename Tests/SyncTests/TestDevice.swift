import Identifiers
import JSON
import Testing

@testable import Sync

/// A device that keeps the protocol's rules and checks those of the server.
struct TestDevice {
    var epoch: String?
    var cursor: Int64 = 0
    var chats: [Identifier: Int64] = [:]
    var messages: [Identifier: (chat: Identifier, version: Int64)] = [:]
    /// The chats that it shows.
    var shown: Set<Identifier> = []
    /// Those whose page or rows have come.
    var confirmed: Set<Identifier> = []
    /// Up to where it knows the messages of a chat.
    var known: [Identifier: Int64] = [:]
    /// Opened on this socket and not answered yet.
    private var waiting: Set<Identifier> = []
    /// Opened again before the first answer had come. The next answer may be that to the first `open`, with changes left out after it: what is
    /// known of the chat is not moved on before the next socket.
    private var ambiguous: Set<Identifier> = []

    func after(_ chat: Identifier) -> Int64 { known[chat] ?? 0 }

    mutating func open(_ chat: Identifier) -> SyncSession.Input {
        if !waiting.insert(chat).inserted { ambiguous.insert(chat) }
        confirmed.remove(chat)
        shown.insert(chat)
        return frame(.open(OpenChat(chat: chat, after: after(chat))))
    }

    mutating func close(_ chat: Identifier) -> SyncSession.Input {
        shown.remove(chat)
        confirmed.remove(chat)
        return frame(.close(chat: chat))
    }

    /// What it says first on a new socket.
    mutating func greeting() -> SyncSession.Input {
        confirmed = []
        ambiguous = []
        waiting = shown
        let open = shown.sorted().map { OpenChat(chat: $0, after: after($0)) }
        return hello(cursor: epoch.map { Hello.Cursor(epoch: $0, version: cursor) }, open: open)
    }

    mutating func apply(_ frame: ServerFrame) throws {
        switch frame {
        case .welcome(_, let position): epoch = position.epoch
        case .changes(_, let from, let to, let rows): try apply(rows, from: from, to: to)
        case .page(let chat, _, let page):
            for row in page.messages { try apply(row) }
            confirm(chat, at: page.version)
        case .problem(_, chat: .some(let chat)):
            shown.remove(chat)
            confirmed.remove(chat)
        case .resync: Issue.record("a device that follows the rules is never told to begin anew")
        default: break
        }
    }

    private mutating func apply(_ rows: [EncodedRow], from: Int64, to: Int64) throws {
        #expect(from == cursor, "rule 4: changes leave no gap")
        var last = Int64.min
        for row in rows {
            let version = try version(of: row)
            if from < to {
                #expect(version > from && version <= to, "rule 4")
                #expect(version >= last, "rule 4: in version order")
            }
            last = version
            try apply(row)
        }
        cursor = to
        if from == to, case .chat(let chat) = rows.last?.subject { confirm(chat, at: to) }
        for chat in confirmed { known[chat] = max(cursor, after(chat)) }
    }

    /// The answer to `open` has come.
    private mutating func confirm(_ chat: Identifier, at version: Int64) {
        guard shown.contains(chat), !ambiguous.contains(chat) else { return }
        waiting.remove(chat)
        confirmed.insert(chat)
        known[chat] = max(version, after(chat))
    }

    /// Rule 5.
    private mutating func apply(_ row: EncodedRow) throws {
        let version = try version(of: row)
        switch row.subject {
        case .chat(let chat): chats[chat] = max(version, chats[chat] ?? 0)
        case .message(let message, let chat, _):
            if version > messages[message]?.version ?? 0 { messages[message] = (chat, version) }
        case .goneChat(let chat):
            chats[chat] = nil
            messages = messages.filter { $0.value.chat != chat }
            shown.remove(chat)
            confirmed.remove(chat)
            known[chat] = nil
        case .goneMessage, .other: break
        }
    }

    private func version(of row: EncodedRow) throws -> Int64 {
        try #require(JSON.parse(row.json)["version"]?.intValue)
    }
}
