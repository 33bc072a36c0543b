import Identifiers
import JSON
import Spaces

/// What a run is told: which answer to write, for whom. Identifiers alone; the texts are in the chat.
struct RunOrder: Sendable, Equatable {
    /// The kind of job under which it is queued.
    static let jobKind = "answer"

    /// The answer to be written.
    let message: Identifier
    let chat: Identifier
    let space: Identifier
    /// On whose behalf.
    let principal: Principal
    /// The model that was asked for; nil for the one that is chosen by itself.
    let model: String?
    /// Whether it goes on after the text that the answer has.
    let continues: Bool

    var payload: JSON {
        [
            "message": .string(message.text), "chat": .string(chat.text), "space": .string(space.text),
            "user": .string(principal.user.text), "name": .string(principal.name),
            "model": model.map(JSON.string) ?? nil, "continues": .bool(continues),
        ]
    }

    init(message: Identifier, chat: Identifier, space: Identifier, principal: Principal, model: String?, continues: Bool) {
        self.message = message
        self.chat = chat
        self.space = space
        self.principal = principal
        self.model = model
        self.continues = continues
    }

    init(payload: JSON) throws(JSONFieldError) {
        var fields = try JSONObject(payload)
        message = try fields.identifier("message")
        chat = try fields.identifier("chat")
        space = try fields.identifier("space")
        principal = Principal(user: try fields.identifier("user"), name: try fields.string("name", max: 1_000))
        model = try fields.optionalString("model", max: 1_000)
        continues = try fields.bool("continues")
        try fields.finish()
    }
}
