import Events
import Testing

@Suite struct StreamLimitsTests {
    @Test func aTextIsBoundedAndStaysReadable() throws {
        let hub = StreamHub<TestFrame>(limits: StreamLimits(text: 4))
        let id = identifiers.next()
        let writer = try hub.open(id, encoding: .test)
        try writer.append("abc")
        #expect(throws: StreamError.tooLong) { try writer.append("de") }
        try writer.append("d")
        #expect(writer.text == Array("abcd".utf8))
        #expect(hub.heldBytes == 4)
    }

    @Test func endedTextsLingerAndAreForgotten() throws {
        let clock = TestClock()
        let hub = StreamHub<TestFrame>(now: clock.now)
        let id = identifiers.next()
        let writer = try hub.open(id, encoding: .test)
        try writer.append("abc")
        writer.settle("done")
        clock.advance(by: .seconds(59))
        hub.sweep()
        #expect(hub.read(id, from: 0, limit: 10)?.bytes == Array("abc".utf8))
        clock.advance(by: .seconds(1))
        hub.sweep()
        #expect(hub.read(id, from: 0, limit: 10) == nil)
        #expect(hub.heldBytes == 0)
        #expect(hub.count == 0)
    }

    @Test func aTextThatBeganAgainIsNotForgottenWithItsFirstEnd() throws {
        let clock = TestClock()
        let hub = StreamHub<TestFrame>(now: clock.now)
        let id = identifiers.next()
        try hub.open(id, encoding: .test).settle("stopped")
        clock.advance(by: .seconds(30))
        let writer = try hub.open(id, text: [97], encoding: .test)
        clock.advance(by: .seconds(31))
        hub.sweep()
        #expect(writer.text == [97])
        writer.settle("done")
        clock.advance(by: .seconds(59))
        hub.sweep()
        #expect(hub.read(id, from: 0, limit: 1)?.bytes == [97])
    }

    @Test func underPressureEndedTextsGoFirstAndThenNothingMoreIsTaken() throws {
        let hub = StreamHub<TestFrame>(limits: StreamLimits(total: 10))
        let (old, new) = (identifiers.next(), identifiers.next())
        let ended = try hub.open(old, encoding: .test)
        try ended.append("12345")
        ended.settle("done")
        let writer = try hub.open(new, encoding: .test)
        try writer.append("12345")
        #expect(hub.read(old, from: 0, limit: 10) != nil)
        try writer.append("678")
        #expect(hub.read(old, from: 0, limit: 10) == nil)
        #expect(throws: StreamError.full) { try writer.append("9ab") }
        try writer.append("9a")
        #expect(hub.heldBytes == 10)
    }

    @Test func aForgottenTextIsWaitedForByItsReaders() throws {
        let clock = TestClock()
        let hub = StreamHub<TestFrame>(now: clock.now)
        let id = identifiers.next()
        let reader = TestReader()
        let subscription = hub.subscribe(to: id, from: 0, reader.sink)
        let first = try hub.open(id, encoding: .test)
        try first.append("a")
        first.settle("stopped")
        clock.advance(by: .seconds(61))
        hub.sweep()
        #expect(hub.count == 1)
        #expect(hub.heldBytes == 0)
        let writer = try hub.open(id, text: [97], encoding: .test)
        try writer.append("b")
        // It goes on with what is new.
        #expect(reader.text(from: 0) == [97, 98])
        writer.settle("done")
        subscription.cancel()
        clock.advance(by: .seconds(61))
        hub.sweep()
        #expect(hub.count == 0)
    }

    @Test func aPieceHoldsAtLeastOneCharacterAndNoMoreThanItsLimitOtherwise() throws {
        for text in ["", "a", "abc", "é", "aé€😀", "😀é"] {
            let hub = StreamHub<TestFrame>()
            let id = identifiers.next()
            let writer = try hub.open(id, text: Array(text.utf8), encoding: .test)
            for limit in 0...12 {
                var pieces: [UInt8] = []
                while pieces.count < writer.text.count {
                    let piece = try #require(hub.read(id, from: pieces.count, limit: limit)?.bytes)
                    let rest = String(decoding: writer.text[pieces.count...], as: UTF8.self)
                    let character = try #require(rest.unicodeScalars.first.map { String($0).utf8.count })
                    #expect(!piece.isEmpty && piece.count <= max(limit, character))
                    #expect(String(validating: piece, as: UTF8.self) != nil)
                    pieces += piece
                }
                #expect(pieces == writer.text)
                #expect(hub.read(id, from: pieces.count, limit: limit)?.bytes == [])
            }
        }
    }
}
