import Testing

@testable import HTTPClient

@Suite("Deadlines")
struct DeadlinesTests {
    private let timeouts = ClientTimeouts(firstByte: .milliseconds(100), nextByte: .milliseconds(20), total: .milliseconds(500))

    @Test("the first byte, the next byte and the whole each have their limit")
    func phases() {
        var deadlines = Deadlines(timeouts, now: 1000)
        #expect(deadlines.expired(now: 1099) == nil)
        #expect(deadlines.expired(now: 1100) == .timeout(.firstByte))
        deadlines.bytesArrived(now: 1090)
        #expect(deadlines.expired(now: 1109) == nil)
        #expect(deadlines.expired(now: 1110) == .timeout(.nextByte))
        deadlines.bytesArrived(now: 1495)
        #expect(deadlines.nextLook(now: 1495) == 1500)
        #expect(deadlines.expired(now: 1500) == .timeout(.total))
    }

    @Test("the look that is planned before the first byte comes in time for the limit that the first byte begins")
    func lookInTime() {
        var deadlines = Deadlines(ClientTimeouts(firstByte: .seconds(100), nextByte: .milliseconds(20)), now: 0)
        let planned = deadlines.nextLook(now: 0)
        deadlines.bytesArrived(now: 5)
        #expect(planned <= 25)
        #expect(deadlines.expired(now: planned) == nil)
        #expect(deadlines.nextLook(now: planned) == 25)
        #expect(deadlines.expired(now: 25) == .timeout(.nextByte))
    }

    @Test("a paused transfer waits for its reader, not for bytes")
    func paused() {
        var deadlines = Deadlines(timeouts, now: 0)
        deadlines.bytesArrived(now: 10)
        deadlines.paused()
        #expect(deadlines.expired(now: 499) == nil)
        deadlines.resumed(now: 400)
        #expect(deadlines.expired(now: 419) == nil)
        #expect(deadlines.expired(now: 420) == .timeout(.nextByte))
    }

    @Test("durations become whole milliseconds within bounds")
    func milliseconds() {
        #expect(Duration.microseconds(1).timerMilliseconds == 1)
        #expect(Duration.zero.timerMilliseconds == 0)
        #expect(Duration.seconds(3600 * 24 * 365).timerMilliseconds == 2_000_000_000)
    }
}
