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
