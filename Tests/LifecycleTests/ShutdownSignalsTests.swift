import Glibc
import Lifecycle
import Testing

/// Each in a process of its own, since signals concern the whole of it.
@Suite struct ShutdownSignalsTests {
    @Test func deliversTheFirstSignal() async {
        await #expect(processExitsWith: .exitCode(7)) {
            guard let signals = ShutdownSignals.install() else { exit(1) }
            kill(getpid(), SIGTERM)
            for await signal in signals { exit(signal == .terminate ? 7 : 2) }
        }
    }

    @Test func tellsInterruptFromTerminate() async {
        await #expect(processExitsWith: .exitCode(7)) {
            guard let signals = ShutdownSignals.install() else { exit(1) }
            kill(getpid(), SIGINT)
            for await signal in signals { exit(signal == .interrupt ? 7 : 2) }
        }
    }

    @Test func endsTheProcessAtTheSecondSignalThoughNothingElseRuns() async {
        await #expect(processExitsWith: .exitCode(128 + SIGINT)) {
            guard let signals = ShutdownSignals.install() else { exit(1) }
            kill(getpid(), SIGTERM)
            for await _ in signals {
                kill(getpid(), SIGINT)
                while true { pause() }
            }
        }
    }

    @Test func isInstalledOnce() async {
        await #expect(processExitsWith: .exitCode(7)) {
            guard ShutdownSignals.install() != nil, ShutdownSignals.install() == nil else { exit(1) }
            exit(7)
        }
    }
}
