/// A piece of a text, as read at one moment.
public struct StreamSlice: Sendable, Equatable {
    /// The number of bytes before it: where it was asked for, moved back to the start of a character.
    public let offset: Int
    /// Whole characters of UTF-8.
    public let bytes: [UInt8]
    /// How many bytes the text had in all.
    public let length: Int
    /// How it ended, if it has.
    public let end: StreamEnd?
}

/// How a text ended.
public struct StreamEnd: Sendable, Equatable {
    /// A word of the writer's; not interpreted here.
    public let status: String
    /// The length of the whole text in bytes of UTF-8.
    public let length: Int
}
