import Chats
import Events
import HTTPServer
import Identifiers
import Models
import Problems
import Spaces
import Sync
import Telemetry

/// What runs work with.
public struct RunServices: Sendable {
    let spaces: Spaces
    let chats: Chats
    let streams: AnswerStreams
    let models: ModelChoice
    /// Tells devices that have the chat closed that an answer is there.
    let announce: @Sendable (FinishedAnswer) -> Void
    let clock: MonotonicClock
    let log: Log
    let checkpointInterval: Duration
    let hot: HotChats?

    /// The services of one server.
    ///
    /// - Parameters:
    ///   - announce: tells devices that have the chat closed that an answer is there.
    ///   - checkpointInterval: how often the text so far is kept: what a process that dies loses at most.
    ///   - hot: keeps the history of chats that are in use; nil keeps none.
    public init(
        spaces: Spaces, chats: Chats, streams: AnswerStreams, catalogue: ModelCatalogue,
        announce: @escaping @Sendable (FinishedAnswer) -> Void, clock: MonotonicClock = .system, log: Log,
        checkpointInterval: Duration = .seconds(1), hot: HotChats? = nil
    ) {
        self.spaces = spaces
        self.chats = chats
        self.streams = streams
        models = ModelChoice(catalogue: catalogue)
        self.announce = announce
        self.clock = clock
        self.log = log
        self.checkpointInterval = checkpointInterval
        self.hot = hot
    }
}

/// The end of a stream at which a run writes.
typealias AnswerWriter = StreamWriter<EncodedFrame>
