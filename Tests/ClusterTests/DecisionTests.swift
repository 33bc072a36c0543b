import Identifiers
import Testing

@testable import Cluster

struct MirroredTextTests {
    @Test func oneRequestIsUnderWayAndWhatComesMeanwhileGoesWithTheNext() {
        let text = Held(MirroredText(opening: 1))
        text.it.touch()
        #expect(text.it.next() == .look)
        text.it.touch()
        #expect(text.it.next() == .nothing)
        let isOurs = text.it.looked(top: nil, now: 1000)
        #expect(isOurs)
        #expect(text.it.generation == 1000)
        #expect(text.it.next() == .write(anew: true))
        text.it.touch()
        #expect(text.it.next() == .nothing)
        text.it.wrote(upTo: 5, end: false, more: false)
        #expect(text.it.next() == .write(anew: false) && text.it.acknowledged == 5)
        text.it.wroteNothing()
        #expect(text.it.next() == .nothing)
    }

    @Test func itsGenerationIsAboveAllBeforeWhateverTheClockSays() {
        let text = Held(MirroredText(opening: 1))
        text.it.touch()
        _ = text.it.next()
        let isOurs = text.it.looked(top: Position(generation: 9000, bytes: 4, isEnd: true), now: 1000)
        #expect(isOurs)
        #expect(text.it.generation == 9001 && text.it.acknowledged == 0)
        #expect(text.it.next() == .write(anew: true))
    }

    @Test func afterALossItLooksWhatHasArrived() {
        let text = written(5)
        text.it.touch()
        _ = text.it.next()
        text.it.failed(again: false)
        #expect(text.it.next() == .nothing)
        text.it.touch()
        #expect(text.it.next() == .look)
        let isOurs = text.it.looked(top: Position(generation: 1000, bytes: 9), now: 2000)
        #expect(isOurs)
        #expect(text.it.acknowledged == 9 && text.it.next() == .write(anew: false))
    }

    @Test func whatHasVanishedIsWrittenFromTheBeginningInTheSameGeneration() {
        let text = written(5)
        text.it.touch()
        _ = text.it.next()
        text.it.vanished()
        #expect(text.it.next() == .write(anew: true))
        #expect(text.it.acknowledged == 0 && text.it.generation == 1000)
    }

    @Test func aTextThatAnotherProcessHasBegunIsLeftToIt() {
        let text = written(5)
        text.it.doubt()
        #expect(text.it.next() == .look)
        let isOurs = text.it.looked(top: Position(generation: 1001, bytes: 0, isEnd: true), now: 2000)
        #expect(!isOurs)
    }

    private func written(_ bytes: Int) -> Held<MirroredText> {
        let text = Held(MirroredText(opening: 1))
        text.it.touch()
        _ = text.it.next()
        _ = text.it.looked(top: nil, now: 1000)
        _ = text.it.next()
        text.it.wrote(upTo: bytes, end: false, more: false)
        return text
    }
}

struct FollowedTextTests {
    private let opening = TextEntry.Opening(process: identifiers.next(), topic: identifiers.next(), opened: 0)

    private func piece(_ offset: Int, _ text: String, generation: Int64 = 1) -> TextStretch.Placed {
        let bytes = Array(text.utf8)
        return TextStretch.Placed(
            position: Position(generation: generation, bytes: offset + bytes.count),
            entry: TextEntry(.piece(offset: offset, bytes: bytes), of: opening))
    }

    private func end(_ length: Int, generation: Int64 = 1) -> TextStretch.Placed {
        TextStretch.Placed(
            position: Position(generation: generation, bytes: length, isEnd: true),
            entry: TextEntry(.end(length: length, status: "done"), of: opening))
    }

    @Test func piecesThatOverlapAreTakenOnce() {
        let text = Held(FollowedText())
        #expect(text.it.look([piece(0, "ab")]) == [.begin(opening, text: Array("ab".utf8))])
        #expect(text.it.take([piece(0, "abcd"), piece(2, "cd"), piece(4, "e")]) == [.append(Array("cde".utf8))])
        #expect(text.it.take([end(5)]) == [.settle("done")])
        #expect(text.it.take([end(5)]) == [])
    }

    @Test func aGapIsNoticedAndHealedByAnotherLook() {
        let text = Held(FollowedText())
        _ = text.it.look([piece(0, "ab")])
        #expect(text.it.take([piece(4, "ef")]) == [.heal])
        #expect(text.it.look([piece(0, "abcd"), piece(4, "ef")]) == [.append(Array("cdef".utf8))])
        #expect(text.it.take([end(8)]) == [.heal])
    }

    @Test func whatStaysMissingBreaksTheTextOffUntilItIsBegunAnew() {
        let text = Held(FollowedText())
        _ = text.it.look([piece(0, "ab")])
        #expect(text.it.take([piece(4, "ef")]) == [.heal])
        #expect(text.it.look([piece(0, "ab"), piece(4, "ef")]) == [.breakOff])
        #expect(text.it.position == piece(4, "ef").position)
        #expect(text.it.take([piece(6, "gh"), end(8)]) == [])
        #expect(text.it.take([piece(0, "anew", generation: 2)]) == [.begin(opening, text: Array("anew".utf8))])
    }

    @Test func whatCannotBeReadIsPassedBy() {
        let text = Held(FollowedText())
        var stretch: TextStretch = [piece(0, "ab")]
        let foreign = Position(generation: 1, bytes: 3)
        stretch.append(nil, at: foreign)
        #expect(text.it.look(stretch) == [.begin(opening, text: Array("ab".utf8))])
        #expect(text.it.position == foreign)
        // What comes behind it is missing something.
        #expect(text.it.take([piece(3, "d")]) == [.heal])
        // In a later generation too: nothing is joined to what was of the one before.
        var later = TextStretch()
        later.append(nil, at: Position(generation: 2, bytes: 2))
        #expect(text.it.take(later) == [])
        #expect(text.it.take([piece(2, "c", generation: 2)]) == [.heal])
    }

    @Test func placesBeyondAllTimesAreNone() {
        #expect(Position(Array("9223372036854775807-1".utf8)) == nil && Position(Array("1-9223372036854775807".utf8)) == nil)
        #expect(Position(Array("1795157462373-920".utf8)) == Position(generation: 1_795_157_462_373, bytes: 460))
    }

    @Test func aTextThatHadEndedBeforeAnybodyCameIsNotShown() {
        let text = Held(FollowedText())
        #expect(text.it.look([piece(0, "old"), end(3)]) == [])
        #expect(text.it.take([piece(0, "new text", generation: 2)]) == [.begin(opening, text: Array("new text".utf8))])
    }

    @Test func aNewGenerationTakesThePlaceOfTheOne() {
        let text = Held(FollowedText())
        _ = text.it.look([piece(0, "written by the dead", generation: 1)])
        #expect(
            text.it.take([piece(0, "kept", generation: 2), end(4, generation: 2), piece(19, "!", generation: 1)])
                == [.begin(opening, text: Array("kept".utf8)), .settle("done")])
    }

    @Test func entriesAreReadAsTheyWereWritten() {
        let further = TextEntry.Opening(process: opening.process, topic: opening.topic, opened: 3)
        for entry in [piece(7, "ä").entry, end(12).entry, TextEntry(.end(length: 0, status: ""), of: further)] {
            #expect(TextEntry(entry.encoded()) == entry)
        }
        #expect(TextEntry([]) == nil && TextEntry([UInt8](repeating: 0xFF, count: 60)) == nil)
        // Those of another release.
        for kind in [UInt8(1), 2, 5] { #expect(TextEntry([kind] + end(12).entry.encoded().dropFirst()) == nil) }
        #expect(TextEntry(Array(piece(7, "ä").entry.encoded().prefix(48))) == nil)
    }
}

extension TextStretch: ExpressibleByArrayLiteral {
    /// Entries that were read together.
    public init(arrayLiteral elements: Placed...) {
        self.init()
        for placed in elements { append(placed.entry, at: placed.position) }
    }
}
