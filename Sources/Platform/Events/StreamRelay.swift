import Identifiers

/// Joins a hub to those of other processes. Both closures are called on the thread of who writes or subscribes; they must not block.
public struct StreamRelay: Sendable {
    /// A text that this process writes has begun, grown or ended; what is new of it is read by ``StreamHub/written(_:from:limit:)``.
    let written: @Sendable (Identifier) -> Void
    /// Somebody reads a text that this process does not write, at least not now.
    let wanted: @Sendable (Identifier) -> Void

    /// A relay by two closures.
    public init(written: @escaping @Sendable (Identifier) -> Void, wanted: @escaping @Sendable (Identifier) -> Void) {
        self.written = written
        self.wanted = wanted
    }
}

/// A piece of a text that this process writes, for who mirrors it.
public struct WrittenText: Sendable, Equatable {
    /// The piece; with the end once that is known and the piece reaches it.
    public let slice: StreamSlice
    /// Which opening of the text this is: it rises when the text is begun again.
    public let opening: UInt64
    /// How many bytes it had when it was opened.
    public let opened: Int
    /// What it belongs to.
    public let topic: Identifier?
}

extension StreamHub {
    /// A piece of a text that this process writes or has written lately; nil when there is none.
    public func written(_ id: Identifier, from offset: Int, limit: Int) -> WrittenText? {
        known(id)?.written(from: offset, limit: limit)
    }

    /// Begins to follow a text that another process writes.
    ///
    /// - Parameters:
    ///   - text: what there is of it now, UTF-8.
    ///   - opened: how many bytes of that it had when its writer began.
    /// - Returns: the end at which the mirror writes; a writer of this process, or the next mirror, takes its place without asking.
    /// - Throws: ``StreamError/taken`` while this process writes it, ``StreamError/tooLong``, ``StreamError/full``.
    public func mirror(
        _ id: Identifier, topic: Identifier?, text: [UInt8], opened: Int, encoding: StreamEncoding<Frame>
    ) throws(StreamError) -> StreamWriter<Frame> {
        let text = UTF8Joint.valid(text[...])
        return try open(id, TextOpening(text: text, opened: min(opened, text.count), topic: topic, isMirror: true), encoding)
    }
}

extension StreamHub {
    /// Whether a writer of this process is at the text.
    public func isWrittenHere(_ id: Identifier) -> Bool { known(id)?.isWrittenHere ?? false }

    /// Whether somebody reads the text, or waits for it, that nobody of this process writes.
    public func isAwaited(_ id: Identifier) -> Bool { known(id)?.isAwaited ?? false }
}
