import NIOCore
import Problems
import Telemetry

/// A request that is being answered, as its connection sees it. For the event loop's own use.
struct Exchange {
    /// What a connection does with the bytes of the body.
    enum Sink {
        case queue(InboundQueue<ByteBuffer, Problem>)
        /// Passed over, up to the limit.
        case nowhere
    }

    /// Tells this exchange from those before it on the connection: what a task says of an earlier one is ignored.
    let ticket: UInt64
    let head: RequestHead
    let id: RequestID
    let started: NIODeadline
    /// The pattern of the route, or what stands for it; for log and metrics.
    var route = RouteLabel.none
    var sink = Sink.nowhere
    var bodyLimit = 64 << 10
    var bodyReceived = 0
    /// Since when, and with how many bytes then, the present stretch of the body is measured.
    var stretch: (start: NIODeadline, bytes: Int)
    var bodyIsPaused = false
    var owesContinue = false
    var requestIsDone = false
    var responseHasBegun = false
    var responseIsDone = false
    /// Whether a streamed answer is whole but for what its outbox holds.
    var streamIsEnding = false
    /// Whether the connection ends with this answer.
    var closes: Bool
    var status = 0
    var timeLimit: NIODeadline?
    var outbox: Outbox?
    var task: Task<Void, Never>?

    init(ticket: UInt64, head: RequestHead, id: RequestID, closes: Bool) {
        self.ticket = ticket
        self.head = head
        self.id = id
        self.closes = closes || !head.keepsAlive
        started = .now()
        stretch = (started, 0)
        owesContinue = head.expectsContinue
    }

    /// Ends the task: nobody waits for what it does.
    func abandon(_ problem: Problem) {
        if case .queue(let queue) = sink { queue.finish(.failure(problem)) }
        outbox?.discard()
        task?.cancel()
    }
}
