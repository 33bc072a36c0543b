import Identifiers
import Testing

@Suite struct RandomnessTests {
    @Test func givesAsManyBytesAsAskedFor() {
        for count in 0..<40 { #expect(Randomness.system.bytes(count).count == count) }
        #expect(Randomness.system.bytes(32) != Randomness.system.bytes(32))
        #expect(Set(Randomness.system.bytes(4096)).count > 200)
    }

    @Test func drawsTheSameFromTheSameBits() {
        func drawn() -> [Int] {
            let words = Words([1, 2, 3, .max, 0x1234_5678_9ABC_DEF0])
            let randomness = Randomness { words.next() }
            return (0..<5).map { _ in randomness.number(in: 10...20) }
        }
        #expect(drawn() == drawn())
        #expect(drawn().allSatisfy { (10...20).contains($0) })
    }
}
