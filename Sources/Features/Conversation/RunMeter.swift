import Chats
import Identifiers
import Models

/// Counts what an answer takes: from the request to the first token, to the end, and tokens as the provider tells them.
struct RunMeter {
    private let start: Duration
    private var first: Duration?
    private var tokens: Usage?

    init(start: Duration) {
        self.start = start
    }

    mutating func textArrived(at now: Duration) {
        if first == nil { first = now - start }
    }

    mutating func told(_ usage: Usage) {
        tokens = usage
    }

    /// The figures at the end; nil when the provider told none.
    func usage(at end: Duration) -> Message.Usage? {
        guard let tokens else { return nil }
        return Message.Usage(
            input: Int64(tokens.input), output: Int64(tokens.output), firstMilliseconds: (first ?? end - start).milliseconds,
            totalMilliseconds: (end - start).milliseconds)
    }
}
