/// A reader's place in a text. It lasts until it is cancelled, finished or its sink says that it is gone; letting it go does not end it.
public struct StreamSubscription<Frame: Sendable>: Sendable {
    let hub: StreamHub<Frame>
    let stream: TextStream<Frame>
    let reader: UInt64

    /// Goes on after a refusal: gives what has come since, then what comes. Nothing happens when nothing was refused.
    public func resume() {
        stream.resume(reader, from: nil)
    }

    /// Goes on from another place.
    public func seek(to offset: Int) {
        stream.resume(reader, from: offset)
    }

    /// Ends it now. Once this returns, the sink is not running and is not called again.
    public func cancel() {
        stream.remove(reader)
        hub.dropIfUnused(stream)
    }

    /// Ends it with the text that is being written; when none is, now.
    public func finish() {
        stream.finish(reader)
        hub.dropIfUnused(stream)
    }
}
