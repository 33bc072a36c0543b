import Chats
import Identifiers
import JSON
import Problems
import Testing

@testable import Sync

@Suite struct DeviceFrameTests {
    private static let chat = Identifier("0190b6c2-7a00-7000-8000-000000000010")

    @Test(arguments: ["hello", "open", "close", "page-request", "stream", "ping"]) func contractFramesAreRead(name: String) throws {
        let examples = try golden(name)
        #expect(!examples.isEmpty)
        for example in examples { _ = try DeviceFrame.decode(example.encoded()) }
    }

    @Test(arguments: [
        "message-send", "message-answer", "message-continue", "message-stop", "message-rate", "chat-set", "chat-branch", "chat-purge",
    ]) func contractMutationsAreRead(name: String) throws {
        let examples = try golden("mutate-\(name)")
        #expect(!examples.isEmpty)
        for example in examples {
            guard case .mutate(let mutation) = try DeviceFrame.decode(example.encoded()) else {
                Issue.record("not a mutation")
                continue
            }
            #expect(mutation.id.text == example["id"]?.stringValue)
        }
    }

    @Test func aHelloIsReadWhole() throws {
        let examples = try golden("hello")
        guard case .hello(let hello) = try DeviceFrame.decode(examples[1].encoded()) else {
            Issue.record("not a hello")
            return
        }
        #expect(hello.cursor == Hello.Cursor(epoch: "e-5b1c", version: 44))
        #expect(hello.open.map(\.after) == [44, 0])
        #expect(hello.streams.values.sorted() == [17])
    }

    @Test func aMessageIsReadWhole() throws {
        let examples = try golden("mutate-message-send")
        guard case .mutate(let mutation) = try DeviceFrame.decode(examples[1].encoded()),
            case .send(let chat, _, let parent, let text, _, let model, _) = mutation.operation
        else {
            Issue.record("not a message")
            return
        }
        #expect(chat == Self.chat)
        #expect(parent != nil)
        #expect(text == "And\n\"the Rhine\"? 🏞️")
        #expect(model == "companion/smollm2")
    }

    @Test func whoMadeAMutationIsReadWhereAnotherDeviceBringsIt() throws {
        let makers = try golden("mutate-message-send").map { example -> Identifier? in
            guard case .mutate(let mutation) = try DeviceFrame.decode(example.encoded()) else { return nil }
            return mutation.device
        }
        #expect(makers == [nil, nil, nil, Identifier("0190b6c2-7a00-7000-8000-000000000002")])
    }

    @Test func fieldsOfAChatAreReadOneByOne() throws {
        let all = try golden("mutate-chat-set").map { try DeviceFrame.decode($0.encoded()) }
        let fields = all.compactMap { frame -> ChatFields? in
            guard case .mutate(let mutation) = frame, case .set(_, let fields) = mutation.operation else { return nil }
            return fields
        }
        #expect(fields.first == ChatFields(title: "Rivers"))
        #expect(fields.contains(ChatFields(title: "Rivers", pinned: false, hidden: true, deleted: false, model: "companion/smollm2")))
        #expect(fields.contains { $0.archived == true && $0.read == nil })
        #expect(fields.contains { $0.folder == .some(Identifier("0190b6c2-7a00-7000-8000-000000000020")) && $0.position == .some("V01") })
        #expect(fields.contains { $0.folder == .some(nil) && $0.position == .some(nil) })
        #expect(fields.contains { $0.tags == ["rivers", "Füße"] })
        #expect(fields.last?.read == true && fields.last?.folder == .none)
    }

    private static let id = "0190b6c2-7a00-7000-8000-000000000201"

    /// Text, code of the problem, and whether a mutation is rejected by it.
    private static let hostile: [(String, String, Bool)] = [
        ("", "invalid_json", false),
        ("{", "invalid_json", false),
        ("{}{}", "invalid_json", false),
        ("nonsense", "invalid_json", false),
        (String(repeating: "[", count: 100_000), "invalid_json", false),
        (#"{"type":"ping","n":1,"n":2}"#, "invalid_json", false),
        (#"{"type":"ping","n":1e999}"#, "invalid_json", false),
        (#"{"type":"close","chat":"\ud800"}"#, "invalid_json", false),
        ("[]", "wrong_type", false),
        ("null", "wrong_type", false),
        (#""hello""#, "wrong_type", false),
        ("{}", "missing_field", false),
        (#"{"type":1}"#, "wrong_type", false),
        (#"{"type":"nonsense"}"#, "frame_unknown", false),
        (#"{"type":"ack","id":"\#(id)","version":1}"#, "frame_unknown", false),
        (#"{"type":"ping"}"#, "missing_field", false),
        (#"{"type":"ping","n":"1"}"#, "wrong_type", false),
        (#"{"type":"ping","n":1.5}"#, "wrong_type", false),
        (#"{"type":"ping","n":1,"m":2}"#, "unknown_field", false),
        (#"{"type":"close","chat":"\#(id.uppercased())"}"#, "invalid_field", false),
        (#"{"type":"close","chat":""}"#, "invalid_field", false),
        (#"{"type":"close","chat":null}"#, "wrong_type", false),
        (#"{"type":"open","chat":"\#(id)","after":-1}"#, "invalid_field", false),
        (#"{"type":"open","chat":"\#(id)","after":99999999999999999999}"#, "wrong_type", false),
        (#"{"type":"stream","message":"\#(id)","offset":-1}"#, "invalid_field", false),
        (#"{"type":"page","chat":"\#(id)","before":null}"#, "wrong_type", false),
        (#"{"type":"mutate"}"#, "missing_field", false),
        (#"{"type":"mutate","id":7,"op":"chat.purge","chat":"\#(id)"}"#, "wrong_type", false),
        (#"{"type":"mutate","id":"\#(id)"}"#, "missing_field", true),
        (#"{"type":"mutate","id":"\#(id)","op":"chat.explode","chat":"\#(id)"}"#, "operation_unknown", true),
        (#"{"type":"mutate","id":"\#(id)","op":"chat.purge"}"#, "missing_field", true),
        (#"{"type":"mutate","id":"\#(id)","op":"chat.purge","chat":"\#(id)","force":true}"#, "unknown_field", true),
        (#"{"type":"mutate","id":"\#(id)","op":"chat.set","chat":"\#(id)"}"#, "missing_field", true),
        (#"{"type":"mutate","id":"\#(id)","op":"chat.set","chat":"\#(id)","pinned":1}"#, "wrong_type", true),
        (#"{"type":"mutate","id":"\#(id)","op":"message.rate","chat":"\#(id)","message":"\#(id)","rating":2}"#, "invalid_field", true),
        (#"{"type":"mutate","id":"\#(id)","op":"message.stop","chat":"\#(id)"}"#, "missing_field", true),
    ]

    @Test(arguments: hostile) func rule16WhatIsNotWellFormedIsNamed(text: String, code: String, rejects: Bool) {
        do {
            let frame = try DeviceFrame.decode(Array(text.utf8))
            Issue.record("\(frame)")
        } catch {
            #expect(error.problem.kind.code == code)
            #expect((error.mutation != nil) == rejects)
        }
    }

    @Test func theRootIsSaidByNullAndNotByLeavingTheParentOut() {
        let id = Self.id
        let text = #"{"type":"mutate","id":"\#(id)","op":"message.send","chat":"\#(id)","message":"\#(id)","text":"","reply":"\#(id)"}"#
        #expect(throws: FrameFault(problem: Problem(.missingField, field: "parent"), mutation: Identifier(id))) {
            try DeviceFrame.decode(Array(text.utf8))
        }
    }

    @Test func rule16TooManyChatsInAHelloAreRefused() {
        let chats = (0...DeviceFrame.openLimit).map { _ in #"{"chat":"\#(identifiers.next())","after":0}"# }
        let text = #"{"type":"hello","v":1,"device":"\#(Self.id)","cursor":null,"open":[\#(chats.joined(separator: ","))],"streams":{}}"#
        #expect(throws: FrameFault(problem: Problem(.fieldTooLong, field: "open"), isHello: true)) {
            try DeviceFrame.decode(Array(text.utf8))
        }
    }

    @Test func rule16BytesThatAreNoUTF8AreRefused() {
        let text = Array(#"{"type":"close","chat":"x"#.utf8) + [0xFF] + Array(#""}"#.utf8)
        #expect(throws: FrameFault(problem: Problem(.invalidJSON))) { try DeviceFrame.decode(text) }
    }

    @Test func anotherVersionOfTheProtocolIsNamed() {
        let text = #"{"type":"hello","v":2,"device":"\#(Self.id)","cursor":null,"open":[],"streams":{}}"#
        #expect(throws: FrameFault(problem: Problem(.invalidField, field: "v"), isHello: true)) {
            try DeviceFrame.decode(Array(text.utf8))
        }
    }
}
