import Identifiers
import Spaces
import Telemetry
import TestSupport

@testable import Chats

/// A chat with tags, a draft and two messages, and a folder, of all of which a bit can be flipped.
struct DamagedStock {
    /// What a bit is flipped in.
    enum Place: CaseIterable {
        case title
        case tags
        case key
        case draft
        case folder
        case message
    }

    let workspace: TestWorkspace
    let chats: Chats
    let recorder = LogRecorder()
    let metrics = Metrics()
    let chat: Identifier
    let messages: [Identifier]
    let folder: Identifier
    let device: Identifier

    init(_ engine: TestEngine) async throws {
        workspace = try await TestWorkspace.open(engine)
        chats = Chats(spaces: workspace.spaces, damaged: DamagedRows(log: Log(to: recorder.sink), metrics: metrics))
        (chat, messages) = try await workspace.line(of: 2)
        folder = workspace.ids.next()
        device = workspace.ids.next()
        var fields = ChatFields()
        fields.tags = ["rivers"]
        _ = try await chats.set(fields, of: chat, for: workspace.caller)
        let origin = Draft.Origin(device: device, mutation: nil)
        _ = try await chats.setDraft(.init(origin: origin, text: "a draft", base: 0, chooses: false), of: chat, for: workspace.caller)
        _ = try await chats.setFolder(FolderFields(name: "A folder"), of: folder, for: workspace.caller)
    }

    func damage(_ place: Place) async throws {
        try await damage(place, of: place == .folder ? folder : place == .message ? messages[0] : chat)
    }

    func damage(_ place: Place, of id: Identifier) async throws {
        switch place {
        case .title: try await workspace.damage("title", of: "chats", is: id)
        case .tags: try await workspace.damage("tags", of: "chats", is: id)
        case .key: try await workspace.damage("key_wrapped", of: "chats", is: id)
        case .draft: try await workspace.damage("content", of: "drafts", where: "chat_id", is: id)
        case .folder: try await workspace.damage("name", of: "folders", is: id)
        case .message: try await workspace.damage("text", of: "messages", is: id)
        }
    }

    func changes() async throws -> Found {
        let through = try await workspace.spaces.position(of: workspace.owner).space.version
        let changes = try await chats.changes(after: 0, through: through, open: [chat], limit: .ample, for: workspace.caller)
        var found = Found()
        for row in changes.rows {
            switch row {
            case .chat(let chat): found.chat = chat
            case .draft(let draft): found.draft = draft
            case .folder(let folder): found.folder = folder
            case .message(let message): found.messages[message.id] = message
            case .gone: break
            }
        }
        return found
    }

    /// The rows of a space with one chat.
    struct Found {
        var chat: Chat?
        var draft: DraftRow?
        var folder: Folder?
        var messages: [Identifier: Message] = [:]
    }

    var logged: [String] { recorder.lines.filter { $0.contains("row_damaged") } }
}
