import Events
import Identifiers
import Testing

@Suite struct StreamHubTests {
    private let hub = StreamHub<TestFrame>()
    private let id = identifiers.next()
    private let reader = TestReader()

    @Test func aReaderGetsWhatIsThereAndThenWhatComes() throws {
        let writer = try hub.open(id, encoding: .test)
        try writer.append("Hello")
        _ = hub.subscribe(to: id, from: 0, reader.sink)
        try writer.append(", Elbe")
        #expect(reader.frames == [.text(offset: 0, Array("Hello".utf8)), .text(offset: 5, Array(", Elbe".utf8))])
    }

    @Test func aReaderThatHasSomethingGetsTheRest() throws {
        let writer = try hub.open(id, encoding: .test)
        try writer.append("Hello")
        _ = hub.subscribe(to: id, from: 3, reader.sink)
        #expect(reader.frames == [.text(offset: 3, Array("lo".utf8))])
    }

    @Test func anOffsetWithinACharacterIsMovedBackAndOneBeyondTheTextCountsAsNothing() throws {
        let writer = try hub.open(id, encoding: .test)
        try writer.append("a🌊b")
        _ = hub.subscribe(to: id, from: 3, reader.sink)
        let other = TestReader()
        _ = hub.subscribe(to: id, from: 99, other.sink)
        #expect(reader.frames == [.text(offset: 1, Array("🌊b".utf8))])
        #expect(other.frames == [.text(offset: 0, Array("a🌊b".utf8))])
    }

    @Test func whoCatchesUpGetsPiecesOfWholeCharacters() throws {
        let hub = StreamHub<TestFrame>(limits: StreamLimits(piece: 5))
        let text = String(repeating: "数🌊a", count: 20)
        let writer = try hub.open(id, encoding: .test)
        try writer.append(text)
        _ = hub.subscribe(to: id, from: 0, reader.sink)
        #expect(reader.text(from: 0) == Array(text.utf8))
        for case .text(_, let bytes) in reader.frames {
            #expect(bytes.count <= 5)
            #expect(String(validating: bytes, as: UTF8.self) != nil)
        }
    }

    @Test func aReaderThatRefusesGoesOnWhereItStood() throws {
        let writer = try hub.open(id, encoding: .test)
        let subscription = hub.subscribe(to: id, from: 0, reader.sink)
        try writer.append("a")
        reader.reply(.refused)
        try writer.append("b")
        reader.reply(.taken)
        try writer.append("c")
        #expect(reader.text(from: 0) == Array("a".utf8))
        subscription.resume()
        try writer.append("d")
        #expect(reader.text(from: 0) == Array("abcd".utf8))
    }

    @Test func aReaderThatIsGoneIsForgotten() throws {
        let writer = try hub.open(id, encoding: .test)
        _ = hub.subscribe(to: id, from: 0, reader.sink)
        reader.reply(.gone)
        try writer.append("a")
        reader.reply(.taken)
        try writer.append("b")
        writer.settle("done")
        #expect(reader.frames.isEmpty)
    }

    @Test func theEndIsToldOnceEvenToWhoRefused() throws {
        let writer = try hub.open(id, encoding: .test)
        _ = hub.subscribe(to: id, from: 0, reader.sink)
        reader.reply(.refused)
        try writer.append("abc")
        writer.settle("done")
        writer.settle("error")
        #expect(reader.frames == [.settled("done", length: 3)])
        #expect(throws: StreamError.settled) { try writer.append("d") }
    }

    @Test func whoComesAfterTheEndGetsTheTextAlone() throws {
        let writer = try hub.open(id, encoding: .test)
        try writer.append("abc")
        writer.settle("done")
        _ = hub.subscribe(to: id, from: 1, reader.sink)
        #expect(reader.frames == [.text(offset: 1, Array("bc".utf8))])
        #expect(hub.read(id, from: 0, limit: 100)?.end?.length == 3)
    }

    @Test func aTextIsWaitedFor() throws {
        _ = hub.subscribe(to: id, from: 0, reader.sink)
        #expect(hub.read(id, from: 0, limit: 10) == nil)
        let writer = try hub.open(id, encoding: .test)
        try writer.append("a")
        #expect(reader.text(from: 0) == Array("a".utf8))
    }

    @Test func aTextThatIsTakenUpAgainKeepsItsOffsetsAndItsReaders() throws {
        let first = try hub.open(id, encoding: .test)
        let subscription = hub.subscribe(to: id, from: 0, reader.sink)
        try first.append("ab")
        first.settle("stopped")
        let late = TestReader()
        _ = hub.subscribe(to: id, from: 0, late.sink)
        let second = try hub.open(id, text: Array("ab".utf8), encoding: .test)
        try second.append("c")
        second.settle("done")
        #expect(reader.text(from: 0) == Array("abc".utf8))
        #expect(late.text(from: 0) == Array("abc".utf8))
        #expect(late.settled == [.settled("done", length: 3)])
        subscription.cancel()
    }

    @Test func aReaderThatHasWhatTheTextWasOpenedWithGetsWhatIsAdded() throws {
        let first = try hub.open(id, encoding: .test)
        try first.append("ab")
        first.settle("stopped")
        // Before the text is taken up again: the old one lingers.
        _ = hub.subscribe(to: id, from: nil, reader.sink)
        let second = try hub.open(id, text: Array("ab".utf8), encoding: .test)
        try second.append("c")
        // And while it is written.
        let late = TestReader()
        _ = hub.subscribe(to: id, from: nil, late.sink)
        #expect(reader.frames == [.text(offset: 2, [99])])
        #expect(late.frames == [.text(offset: 2, [99])])
    }

    @Test func aNewTextIsGivenFromItsStartToWhoWaitsForItsOpening() throws {
        _ = hub.subscribe(to: id, from: nil, reader.sink)
        let writer = try hub.open(id, encoding: .test)
        try writer.append("a")
        #expect(reader.frames == [.text(offset: 0, [97])])
    }

    @Test func oneWriterAtATime() throws {
        let writer = try hub.open(id, encoding: .test)
        #expect(throws: StreamError.taken) { try hub.open(id, encoding: .test) }
        writer.settle("done")
        let next = try hub.open(id, encoding: .test)
        #expect(next.length == 0)
    }

    @Test func aWriterThatIsLetGoEndsTheText() throws {
        _ = hub.subscribe(to: id, from: 0, reader.sink)
        var writer: StreamWriter<TestFrame>? = try hub.open(id, encoding: .test)
        try writer?.append("a")
        writer = nil
        #expect(reader.settled == [.settled("interrupted", length: 1)])
    }

    @Test func cancellingEndsAtOnceAndFinishingWithTheText() throws {
        let writer = try hub.open(id, encoding: .test)
        let cancelled = hub.subscribe(to: id, from: 0, reader.sink)
        let other = TestReader()
        let finishing = hub.subscribe(to: id, from: 0, other.sink)
        cancelled.cancel()
        finishing.finish()
        try writer.append("a")
        writer.settle("done")
        let again = try hub.open(id, encoding: .test)
        try again.append("b")
        #expect(reader.frames.isEmpty)
        #expect(other.frames == [.text(offset: 0, [97]), .settled("done", length: 1)])
    }

    @Test func whatNobodyWaitsForAnyMoreIsForgotten() {
        let first = hub.subscribe(to: id, from: 0, reader.sink)
        let second = hub.subscribe(to: id, from: 0, reader.sink)
        first.cancel()
        #expect(hub.count == 1)
        second.finish()
        #expect(hub.count == 0)
    }

    @Test func seekingGivesTheTextAgain() throws {
        let writer = try hub.open(id, encoding: .test)
        try writer.append("abc")
        let subscription = hub.subscribe(to: id, from: 3, reader.sink)
        subscription.seek(to: 1)
        #expect(reader.frames == [.text(offset: 1, Array("bc".utf8))])
    }

    @Test func charactersCutBetweenAppendsAreWholeAndWhatIsLeftAtTheEndIsDropped() throws {
        let writer = try hub.open(id, encoding: .test)
        _ = hub.subscribe(to: id, from: 0, reader.sink)
        let wave = Array("🌊".utf8)
        try writer.append(utf8: [97] + wave[..<2])
        try writer.append(utf8: wave[2...] + [0xE2])
        let text = writer.text
        writer.settle("done")
        #expect(text == [97] + wave)
        #expect(reader.frames == [.text(offset: 0, [97]), .text(offset: 1, wave), .settled("done", length: 5)])
    }
}
