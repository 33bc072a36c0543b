import Identifiers
import JSON
import Testing

@Suite struct TimestampTests {
    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1, "1970-01-01T00:00:00.001Z"), (-1, "1969-12-31T23:59:59.999Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"), (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (1_763_610_600_123, "2025-11-20T03:50:00.123Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (253_402_300_799_999, "9999-12-31T23:59:59.999Z"), (-2_203_891_200_000, "1900-03-01T00:00:00.000Z"),
        ] as [(Int64, String)])
    func hasRFC3339Text(milliseconds: Int64, text: String) {
        #expect(Timestamp(milliseconds: milliseconds).rfc3339 == text)
    }

    @Test func addsAndSubtracts() {
        let start = Timestamp(milliseconds: 1000)
        #expect(start + .milliseconds(2500) == Timestamp(milliseconds: 3500))
        #expect(start + .microseconds(1999) == Timestamp(milliseconds: 1001))
        #expect(Timestamp(milliseconds: 3500) - start == .milliseconds(2500))
        #expect(start < start + .milliseconds(1))
        #expect(JSONWriter.array { $0.value(start) } == Array("[1000]".utf8))
    }

    @Test func clocksGoOn() {
        let (first, second) = (MonotonicClock.system.now(), MonotonicClock.system.now())
        #expect(second >= first)
        // After the day this was written: the clock counts from 1970, in milliseconds.
        #expect(WallClock.system.now() > Timestamp(milliseconds: 1_763_000_000_000))
        #expect(WallClock.system.now() < Timestamp(milliseconds: 1_763_000_000_000_0))
    }
}
