import Glibc
import Threads

/// A program run beside this one: its output line by line, the end of its error output for a diagnosis, its input held open.
///
/// The child can tell that this process has died, by `kill -9` too, from the end of its input; it is the child's part to end then. A child
/// whose last reference is let go is killed. None is left as a zombie, and no descriptor is inherited that is not one of the three streams.
public final class ChildProcess: Sendable {
    /// How many lines wait for a reader; of more the oldest are dropped.
    public static let waitingLines = 256

    /// The lines of the child's output, to its end. One reader. A line is cut at 64 KiB.
    public let lines: AsyncStream<String>
    private let state: ChildState

    /// The process id.
    public var id: Int32 { state.id }

    /// The last 16 KiB of what the child has written to its error output. It may hold anything: it is for a person who looks for a fault,
    /// not for logs.
    public var errorTail: [UInt8] { state.errorTail }

    /// Starts a program.
    public init(_ command: ChildCommand) throws(ChildError) {
        let descriptors = try ChildDescriptors()
        let id: pid_t
        do throws(ChildError) {
            id = try Spawn.start(command, descriptors: descriptors)
        } catch {
            descriptors.closeChildEnds()
            descriptors.closeOwnEnds()
            throw error
        }
        descriptors.closeChildEnds()
        let state = ChildState(id: id, input: descriptors.own[0])
        self.state = state
        let (lines, feed) = AsyncStream.makeStream(of: String.self, bufferingPolicy: .bufferingNewest(Self.waitingLines))
        self.lines = lines
        let (output, errors) = (descriptors.own[1], descriptors.own[2])
        let started = [
            BlockingThread.start {
                var splitter = LineSplitter()
                ChildOutput.readAll(output) { for line in splitter.take($0) { feed.yield(line) } }
                if let last = splitter.finish() { feed.yield(last) }
                feed.finish()
            },
            BlockingThread.start { ChildOutput.readAll(errors) { state.appendErrors($0) } },
            BlockingThread.start { state.waitForExit() },
        ]
        if started.contains(false) {
            state.signal(SIGKILL)
            throw .noResources(code: EAGAIN)
        }
    }

    deinit {
        state.closeInput()
        state.signal(SIGKILL)
    }

    /// Writes a line to the child's input; it must be short enough for the buffer between the two (some 100 KiB unread).
    public func write(line: String) throws(ChildError) {
        try state.write(Array(line.utf8) + [0x0A])
    }

    /// Ends the child's input.
    public func closeInput() {
        state.closeInput()
    }

    /// Waits for the child's end. It does not end earlier when the task is cancelled.
    public func exit() async -> ExitStatus {
        await state.exit()
    }

    /// Asks the child to end (end of input, SIGTERM), and kills it and what it has started when it has not after `grace`.
    ///
    /// Cancelling the task ends the grace.
    @discardableResult
    public func terminate(grace: Duration) async -> ExitStatus {
        state.closeInput()
        state.signal(SIGTERM)
        return await withTaskGroup(of: Void.self) { group in
            group.addTask { [state] in
                try? await Task.sleep(for: grace)
                state.signal(SIGKILL)
            }
            let status = await state.exit()
            group.cancelAll()
            return status
        }
    }
}
