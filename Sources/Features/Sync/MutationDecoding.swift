import Chats
import Identifiers
import JSON

extension Mutation.Operation {
    /// Bytes of UTF-8 in a title.
    static let titleLimit = 1_000
    /// Bytes of UTF-8 in the name of a model.
    static let modelLimit = 300
    /// Bytes of UTF-8 in a message: as many as a frame can bring.
    static let textLimit = 1 << 20

    /// Takes the fields of an `op` from a frame. Nil when the op is not known.
    init?(_ name: String, from frame: inout JSONObject) throws(JSONFieldError) {
        switch name {
        case "message.send": self = try Self.send(from: &frame)
        case "message.answer":
            self = .answer(
                chat: try frame.identifier("chat"), parent: try frame.identifier("parent"), reply: try frame.identifier("reply"),
                model: try frame.optionalString("model", min: 1, max: Self.modelLimit))
        case "message.continue":
            self = .resume(
                chat: try frame.identifier("chat"), message: try frame.identifier("message"),
                model: try frame.optionalString("model", min: 1, max: Self.modelLimit))
        case "message.stop": self = .stop(chat: try frame.identifier("chat"), message: try frame.identifier("message"))
        case "message.rate":
            self = .rate(
                chat: try frame.identifier("chat"), message: try frame.identifier("message"), rating: try frame.int("rating", in: -1...1))
        case "chat.set": self = try Self.set(from: &frame)
        case "chat.branch": self = .branch(chat: try frame.identifier("chat"), message: try frame.identifier("message"))
        case "chat.purge": self = .purge(chat: try frame.identifier("chat"))
        case "draft.set":
            self = .setDraft(
                chat: try frame.identifier("chat"), text: try frame.string("text", max: Draft.textLimit),
                base: try frame.int("base", in: 0...Int64.max), chooses: try frame.optionalBool("choose") ?? false)
        case "folder.set": self = try Self.setFolder(from: &frame)
        case "folder.delete": self = .deleteFolder(folder: try frame.identifier("folder"))
        default: return nil
        }
    }

    private static func send(from frame: inout JSONObject) throws(JSONFieldError) -> Self {
        // The root is said by null, never by leaving the field out.
        guard frame.has("parent") else { throw .missing("parent") }
        return .send(
            chat: try frame.identifier("chat"), message: try frame.identifier("message"), parent: try frame.optionalIdentifier("parent"),
            text: try frame.string("text", max: textLimit), reply: try frame.identifier("reply"),
            model: try frame.optionalString("model", min: 1, max: modelLimit), draft: try frame.optionalInt("draft", in: 0...Int64.max))
    }

    private static func setFolder(from frame: inout JSONObject) throws(JSONFieldError) -> Self {
        let folder = try frame.identifier("folder")
        var fields = FolderFields()
        if frame.has("name") { fields.name = try frame.string("name", min: 1, max: Folder.nameLimit) }
        if frame.has("parent") { fields.parent = .some(try frame.optionalIdentifier("parent")) }
        if frame.has("position") { fields.position = try frame.string("position", max: Folder.positionLimit) }
        guard fields != FolderFields() else { throw .missing("name") }
        return .setFolder(folder: folder, fields)
    }

    private static func tags(from frame: inout JSONObject) throws(JSONFieldError) -> [String] {
        try frame.array("tags", max: Chat.tagsLimit).map { tag throws(JSONFieldError) in
            guard let text = tag.stringValue else { throw .wrongType("tags", expected: "a list of strings") }
            guard (1...Chat.tagLimit).contains(text.count), text.utf8.count <= 4 * Chat.tagLimit else { throw .invalid("tags") }
            return text
        }
    }

    private static func set(from frame: inout JSONObject) throws(JSONFieldError) -> Self {
        let chat = try frame.identifier("chat")
        var fields = ChatFields()
        if frame.has("title") { fields.title = try frame.string("title", max: titleLimit) }
        if frame.has("pinned") { fields.pinned = try frame.bool("pinned") }
        if frame.has("hidden") { fields.hidden = try frame.bool("hidden") }
        if frame.has("deleted") { fields.deleted = try frame.bool("deleted") }
        if frame.has("archived") { fields.archived = try frame.bool("archived") }
        if frame.has("folder") { fields.folder = .some(try frame.optionalIdentifier("folder")) }
        if frame.has("position") { fields.position = .some(try frame.optionalString("position", max: Folder.positionLimit)) }
        if frame.has("tags") { fields.tags = try tags(from: &frame) }
        if frame.has("read") {
            guard try frame.bool("read") else { throw .invalid("read") }
            fields.read = true
        }
        if frame.has("model") { fields.model = try frame.string("model", min: 1, max: modelLimit) }
        guard fields != ChatFields() else { throw .missing("title") }
        return .set(chat: chat, fields)
    }
}
