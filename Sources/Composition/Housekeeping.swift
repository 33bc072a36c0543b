import Conversation
import Problems
import Spaces
import Telemetry

/// What is to be done now and then, for as long as the server runs: marking answers that nobody writes, and forgetting what has served its time.
struct Housekeeping: Sendable {
    /// How long it waits between two rounds. The first comes after a tenth of it, when what an earlier process left has been taken up.
    static let interval = Duration.seconds(600)

    let spaces: Spaces
    let runs: Runs
    let log: Log

    func run() async {
        var wait = Self.interval / 10
        while true {
            do { try await Task.sleep(for: wait) } catch { return }
            wait = Self.interval
            do throws(Problem) {
                let count = try await runs.sweep()
                if count > 0 { log.warning("answers_abandoned", ["count": .int(count)]) }
                try await spaces.forgetOldMutations()
                try await spaces.compact()
            } catch {
                log.warning("housekeeping_failed", ["problem": .public(error.kind.code)])
            }
        }
    }
}
