import Identifiers
import JSON

/// What a delivery is told: which answer, to which browser. Identifiers alone.
struct PushOrder: Sendable, Equatable {
    /// The kind of job under which it is queued.
    static let jobKind = "push"
    /// With the queue's back-off about ten minutes; later, a device that comes back sees the answer anyway.
    static let attempts = 10

    let subscription: Identifier
    let space: Identifier
    let chat: Identifier
    let message: Identifier

    var payload: JSON {
        [
            "subscription": .string(subscription.text), "space": .string(space.text), "chat": .string(chat.text),
            "message": .string(message.text),
        ]
    }

    init(subscription: Identifier, space: Identifier, chat: Identifier, message: Identifier) {
        self.subscription = subscription
        self.space = space
        self.chat = chat
        self.message = message
    }

    init(payload: JSON) throws(JSONFieldError) {
        var fields = try JSONObject(payload)
        subscription = try fields.identifier("subscription")
        space = try fields.identifier("space")
        chat = try fields.identifier("chat")
        message = try fields.identifier("message")
        try fields.finish()
    }
}
