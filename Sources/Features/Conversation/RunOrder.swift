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
    /// On whose behalf it reads and commits, which it does as itself and not as the mutation that ordered it.
    let caller: Caller
    /// The model that was asked for; nil for the one that is chosen by itself.
    let model: String?
    /// Whether it goes on after the text that the answer has.
    let continues: Bool

    var payload: JSON {
        [
            "message": .string(message.text), "chat": .string(chat.text), "space": .string(caller.space.text),
            "user": .string(caller.principal.user.text), "name": .string(caller.principal.name),
            "model": model.map(JSON.string) ?? nil, "continues": .bool(continues),
        ]
    }

    init(message: Identifier, chat: Identifier, caller: Caller, model: String?, continues: Bool) {
        self.message = message
        self.chat = chat
        self.caller = Caller(caller.principal, in: caller.space)
        self.model = model
        self.continues = continues
    }

    init(payload: JSON) throws(JSONFieldError) {
        var fields = try JSONObject(payload)
        message = try fields.identifier("message")
        chat = try fields.identifier("chat")
        let space = try fields.identifier("space")
        caller = Caller(Principal(user: try fields.identifier("user"), name: try fields.string("name", max: 1_000)), in: space)
        model = try fields.optionalString("model", max: 1_000)
        continues = try fields.bool("continues")
        try fields.finish()
    }
}
