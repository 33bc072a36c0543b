/// How the pieces of one text become frames; given by whoever opens the text, since this target knows no protocol.
///
/// Both are called under the text's lock, once for all readers: they only encode.
public struct StreamEncoding<Frame: Sendable>: Sendable {
    /// A piece: the number of bytes before it, and its bytes (whole characters of UTF-8). The slice must not be kept.
    let delta: @Sendable (Int, ArraySlice<UInt8>) -> Frame
    /// The end: its status and the length of the whole text in bytes.
    let settled: @Sendable (StreamEnd) -> Frame

    /// An encoding by two closures.
    public init(
        delta: @escaping @Sendable (Int, ArraySlice<UInt8>) -> Frame, settled: @escaping @Sendable (StreamEnd) -> Frame
    ) {
        self.delta = delta
        self.settled = settled
    }
}

/// How a text ended.
public struct StreamEnd: Sendable, Equatable {
    /// A word of the writer's; not interpreted here.
    public let status: String
    /// The length of the whole text in bytes of UTF-8.
    public let length: Int
}

/// What a reader is given.
public enum StreamEvent<Frame: Sendable>: Sendable {
    /// The next piece: it starts where the last one that the reader took ended.
    case text(Frame)
    /// The text has ended. Given once to each reader that listens at that moment, whether it had taken all or not.
    case settled(Frame)
}

/// What a reader answers to a piece.
public enum StreamReply: Sendable {
    /// It has it.
    case taken
    /// It has no room now. It gets nothing more until it asks by ``StreamSubscription/resume()``, and then from this piece on.
    case refused
    /// It is gone: forget it.
    case gone
}

/// Why a text cannot be opened or go on.
public enum StreamError: Error, Sendable, Equatable {
    /// It is being written already.
    case taken
    /// The text, or all texts together, are as long as they may be.
    case full
    /// It has ended.
    case settled
}

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

/// The bounds of a ``StreamHub``.
public struct StreamLimits: Sendable {
    /// Bytes of one text; the next append throws ``StreamError/full``.
    public var text: Int
    /// Bytes of all texts together. Above it settled texts are forgotten early; when none is left, appending throws ``StreamError/full``.
    public var total: Int
    /// How long a settled text stays readable.
    public var linger: Duration
    /// The largest piece that a reader who catches up is given at a time, in bytes.
    public var piece: Int

    /// By default: 1 MiB a text, 64 MiB in all, 60 s, pieces of 16 KiB.
    public init(text: Int = 1 << 20, total: Int = 64 << 20, linger: Duration = .seconds(60), piece: Int = 16 << 10) {
        self.text = text
        self.total = total
        self.linger = linger
        self.piece = piece
    }
}
