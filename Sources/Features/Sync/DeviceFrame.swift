import Identifiers

/// A frame from a device, well-formed.
enum DeviceFrame: Sendable, Equatable {
    case hello(Hello)
    case mutate(Mutation)
    case open(OpenChat)
    case close(chat: Identifier)
    case page(chat: Identifier, before: Identifier)
    case stream(message: Identifier, offset: Int)
    case ping(Int64)
}

/// A chat that a device shows, and the version up to which it knows the chat's messages (0: not at all).
struct OpenChat: Sendable, Equatable {
    let chat: Identifier
    let after: Int64
}

/// How a device introduces itself.
struct Hello: Sendable, Equatable {
    struct Cursor: Sendable, Equatable {
        let epoch: String
        let version: Int64
    }

    let device: Identifier
    let cursor: Cursor?
    var open: [OpenChat]
    /// How many bytes of each running text it has.
    let streams: [Identifier: Int]
}
