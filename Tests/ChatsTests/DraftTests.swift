@testable import Chats
import Database
import Identifiers
import Problems
import Spaces
import TestSupport
import Testing

@Suite struct DraftRuleTests {
    private let laptop = Identifier(high: 1, low: 1)
    private let phone = Identifier(high: 2, low: 2)
    private let tablet = Identifier(high: 3, low: 3)

    private func edit(_ device: Identifier, _ text: String, base: Int64, chooses: Bool = false) -> Draft.Edit {
        Draft.Edit(origin: by(device), text: text, base: base, chooses: chooses)
    }

    /// A device in its mutation of that number.
    private func by(_ device: Identifier, _ number: UInt64? = nil) -> Draft.Origin {
        Draft.Origin(device: device, mutation: number.map { Identifier(high: 100, low: $0) })
    }

    @Test func rule19_aDeviceThatKnowsTheDraftGoesOnWithIt() {
        let first = Draft.applying(edit(laptop, "Hel", base: 0), to: nil, version: 0)
        let second = Draft.applying(edit(phone, "Hello", base: 7), to: first, version: 7)
        #expect(second == Draft(current: .init(origin: by(phone), text: "Hello")))
    }

    @Test func rule19_theDeviceThatWroteItGoesOnWhateverItKnows() {
        let first = Draft.applying(edit(laptop, "Hel", base: 0), to: nil, version: 0)
        let second = Draft.applying(edit(laptop, "Hell", base: 0), to: first, version: 7)
        #expect(second.current.text == "Hell" && second.others.isEmpty)
    }

    @Test func rule19_whatWasWrittenWithoutKnowingOfTheDraftIsKeptBesideIt() {
        var draft = Draft.applying(edit(laptop, "mine", base: 0), to: nil, version: 0)
        draft = Draft.applying(edit(phone, "thei", base: 0), to: draft, version: 7)
        draft = Draft.applying(edit(phone, "theirs", base: 0), to: draft, version: 8)
        draft = Draft.applying(edit(laptop, "mine too", base: 7), to: draft, version: 9)
        #expect(draft.current == .init(origin: by(laptop), text: "mine too"))
        #expect(draft.others == [.init(origin: by(phone), text: "theirs")])
    }

    @Test func rule19_choosingEndsTheMatterUnlessItHasChanged() {
        var draft = Draft.applying(edit(laptop, "mine", base: 0), to: nil, version: 0)
        draft = Draft.applying(edit(phone, "theirs", base: 0), to: draft, version: 7)
        let stale = Draft.applying(edit(tablet, "chosen", base: 7, chooses: true), to: draft, version: 8)
        #expect(stale.others.map(\.text) == ["theirs", "chosen"])
        let chosen = Draft.applying(edit(tablet, "mine and theirs", base: 8, chooses: true), to: draft, version: 8)
        #expect(chosen == Draft(current: .init(origin: by(tablet), text: "mine and theirs")))
    }

    @Test func rule19_ofVeryManyTextsNoneIsLost() {
        var draft = Draft.applying(edit(laptop, "first", base: 0), to: nil, version: 0)
        for number in 1...30 {
            draft = Draft.applying(edit(Identifier(high: 9, low: UInt64(number)), "text \(number)", base: 0), to: draft, version: 99)
        }
        let all = draft.others.map(\.text).joined(separator: " ") + draft.current.text
        #expect(draft.others.count <= Draft.othersLimit)
        for number in 1...30 { #expect(all.contains("text \(number)")) }
    }

    @Test func rule20_whatWasSentIsClearedAndWhatStoodBesideItTakesItsPlace() {
        var draft = Draft.applying(edit(laptop, "mine", base: 0), to: nil, version: 0)
        draft = Draft.applying(edit(phone, "theirs", base: 0), to: draft, version: 7)
        let rest = Draft.sent("mine", by: by(laptop), base: 7, from: draft, version: 8)
        #expect(rest == Draft(current: .init(origin: by(phone), text: "theirs")))
        #expect(Draft.sent("theirs", by: by(phone), base: 8, from: rest, version: 8).current.text.isEmpty)
    }

    @Test func rule20_aDeviceThatDidNotKnowTheDraftDoesNotClearIt() {
        let draft = Draft.applying(edit(laptop, "mine", base: 0), to: nil, version: 0)
        #expect(Draft.sent("something else", by: by(phone), base: 3, from: draft, version: 7) == draft)
    }

    @Test func rule20_whatADeviceHadWrittenBesideTheDraftGoesWithItsMessage() {
        var draft = Draft.applying(edit(laptop, "theirs", base: 0), to: nil, version: 0)
        draft = Draft.applying(edit(phone, "mine", base: 0), to: draft, version: 7)
        draft = Draft.applying(edit(tablet, "another's", base: 0), to: draft, version: 8)
        // The person at the phone took the other text and sent it at once.
        let rest = Draft.sent("theirs", by: by(phone), base: 3, from: draft, version: 9)
        #expect(rest == Draft(current: .init(origin: by(tablet), text: "another's")))
    }

    @Test func rule20_theSameWordsAreCleared_whoeverSendsThem() {
        // A page wrote them and ended; another one sends its message.
        let draft = Draft.applying(edit(laptop, "mine", base: 0), to: nil, version: 0)
        #expect(Draft.sent("mine", by: by(phone), base: 3, from: draft, version: 7).current.text.isEmpty)
        let beside = Draft.applying(edit(phone, "theirs", base: 0), to: draft, version: 7)
        #expect(Draft.sent("theirs", by: by(tablet), base: 3, from: beside, version: 8) == draft)
        let known = Draft.sent("theirs", by: by(laptop), base: 8, from: beside, version: 8)
        #expect(known == Draft(current: .init(origin: by(laptop), text: "")))
    }

    @Test func rule20_whatADeviceWroteAfterItsMessageStays_howeverLateThatComes() {
        func writing(_ text: String, _ device: Identifier, _ number: UInt64) -> Draft.Edit {
            Draft.Edit(origin: by(device, number), text: text, base: 0, chooses: false)
        }
        // The page kept its message 3 for later and wrote on; another page brings the message.
        let draft = Draft.applying(writing("written after", laptop, 4), to: nil, version: 0)
        #expect(Draft.sent("the message", by: by(laptop, 3), base: 5, from: draft, version: 7) == draft)
        #expect(Draft.sent("the message", by: by(laptop, 5), base: 5, from: draft, version: 7).current.text.isEmpty)
        let beside = Draft.applying(writing("theirs", phone, 1), to: draft, version: 7)
        #expect(Draft.sent("the message", by: by(phone, 0), base: 5, from: beside, version: 8) == beside)
        #expect(Draft.sent("the message", by: by(phone, 2), base: 5, from: beside, version: 8) == draft)
    }

    @Test func whoWroteWhatIsKeptInTheSealedContent() throws {
        let whole = Draft(
            current: .init(origin: by(laptop, 1), text: "mine"),
            others: [.init(origin: by(phone, 2), text: "theirs"), .init(origin: by(tablet), text: "of an earlier release")])
        #expect(try Draft(content: whole.content, device: laptop) == whole)
        let earlier = Array(#"{"text":"mine","others":[{"device":"\#(phone)","text":"theirs"}]}"#.utf8)
        let read = Draft(current: .init(origin: by(laptop), text: "mine"), others: [.init(origin: by(phone), text: "theirs")])
        #expect(try Draft(content: earlier, device: laptop) == read)
    }
}

@Suite struct StoredDraftTests {
    @Test(arguments: TestEngine.allCases) func theFirstDraftBeginsTheChatAndIsSealed(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, device) = (workspace.ids.next(), workspace.ids.next())
        let version = try await workspace.chats.setDraft(
            .init(origin: .init(device: device, mutation: nil), text: "a canary", base: 0, chooses: false), of: chat, for: workspace.caller)
        let changes = try await workspace.chats.changes(
            after: version - 1, through: version, open: [], limit: .ample, for: workspace.caller)
        var drafts: [DraftRow] = []
        for case .draft(let row) in changes.rows { drafts.append(row) }
        #expect(drafts.map(\.chat) == [chat] && drafts.map(\.draft.current.text) == ["a canary"])
        let stored = try await workspace.database.read { try $0.query("SELECT content FROM drafts").map { try $0.blob(0) } }
        #expect(stored.count == 1 && !String(decoding: stored[0], as: UTF8.self).contains("canary"))
        #expect(try await workspace.chats.chat(chat, for: workspace.caller).title.isEmpty)
    }

    @Test(arguments: TestEngine.allCases) func aPurgedChatTakesItsDraftWithIt(engine: TestEngine) async throws {
        let workspace = try await TestWorkspace.open(engine)
        let (chat, device) = (workspace.ids.next(), workspace.ids.next())
        let edit = Draft.Edit(origin: .init(device: device, mutation: nil), text: "words", base: 0, chooses: false)
        _ = try await workspace.chats.setDraft(edit, of: chat, for: workspace.caller)
        _ = try await workspace.chats.clear(chat, for: workspace.caller)
        _ = try await workspace.chats.purge(chat, for: workspace.caller)
        await #expect(throws: Problem(.chatUnknown)) {
            _ = try await workspace.chats.setDraft(edit, of: chat, for: workspace.caller)
        }
        #expect(try await workspace.database.read { try $0.query("SELECT chat_id FROM drafts").count } == 0)
    }
}
