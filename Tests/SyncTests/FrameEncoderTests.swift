import Chats
@testable import Events
import Identifiers
import JSON
import Problems
@testable import Spaces
import Testing

@testable import Sync

/// What is encoded is compared with the contract as JSON values.
@Suite struct FrameEncoderTests {
    private let encoder = FrameEncoder(server: "0.1.0", requestID: "r-7f3a91c2")

    private func check(_ name: String, _ make: (JSON) throws -> ServerFrame) throws {
        let examples = try golden(name)
        #expect(!examples.isEmpty)
        for example in examples { #expect(try JSON.parse(encoder.text(of: make(example))) == example) }
    }

    private func id(_ json: JSON, _ field: String) throws -> Identifier {
        try #require(json[field]?.stringValue.flatMap { Identifier($0) })
    }

    private func rows(_ json: JSON, _ field: String) throws -> [EncodedRow] {
        try #require(json[field]?.arrayValue).map { EncodedRow(.other, version: 1, json: $0.encoded()) }
    }

    private func problem(_ json: JSON) throws -> Problem {
        let kinds: [ProblemKind] = [.helloExpected, .chatUnknown, .missingField, .fieldTooLong]
        let kind = kinds.first { $0.code == json["problem"]?["code"]?.stringValue }
        return Problem(try #require(kind), field: json["problem"]?["field"]?.stringValue)
    }

    @Test func welcome() throws {
        try check("welcome") { json in
            let user = try #require(json["user"])
            let space = try #require(json["space"])
            return .welcome(
                Principal(user: try id(user, "id"), name: try #require(user["name"]?.stringValue)),
                SpacePosition(
                    epoch: try #require(json["epoch"]?.stringValue),
                    space: Space(
                        id: try id(space, "id"), kind: .personal, name: try #require(space["name"]?.stringValue),
                        version: try #require(space["version"]?.intValue)),
                    role: try #require(space["role"]?.stringValue.flatMap { Role(rawValue: $0) })))
        }
    }

    @Test func changes() throws {
        try check("changes") {
            .changes(
                space: try id($0, "space"), from: try #require($0["from"]?.intValue), to: try #require($0["to"]?.intValue),
                rows: try rows($0, "rows"))
        }
    }

    @Test func page() throws {
        try check("page") { json in
            let branches = try #require(json["branches"]?.objectValue).map { member in
                let children = try #require(member.value.arrayValue)
                return BranchPoint(
                    parent: Identifier(member.key), children: children.compactMap { $0.stringValue.flatMap { Identifier($0) } })
            }
            return .page(
                chat: try id(json, "chat"), before: json["before"]?.stringValue.flatMap { Identifier($0) },
                MessagePage(
                    version: try #require(json["version"]?.intValue), first: json["first"]?.stringValue.flatMap { Identifier($0) },
                    messages: try rows(json, "messages"), branches: branches, running: []))
        }
    }

    @Test func ack() throws {
        try check("ack") { .ack(try id($0, "id"), version: try #require($0["version"]?.intValue)) }
    }

    @Test func reject() throws {
        try check("reject") { .reject(try id($0, "id"), try problem($0)) }
    }

    @Test func models() throws {
        try check("models") {
            .models(
                Catalogue(
                    models: try #require($0["models"]).encoded(), providers: try #require($0["providers"]).encoded(),
                    companion: try #require($0["companion"]).encoded()))
        }
    }

    @Test func notice() throws {
        try check("notice") {
            .notice(
                FinishedAnswer(
                    space: identifiers.next(), chat: try id($0, "chat"), message: try id($0, "message"),
                    title: try #require($0["title"]?.stringValue), status: try #require($0["status"]?.stringValue)))
        }
    }

    @Test func resync() throws {
        try check("resync") { .resync(space: try id($0, "space")) }
    }

    @Test func problems() throws {
        try check("problem") { .problem(try problem($0), chat: $0["chat"]?.stringValue.flatMap { Identifier($0) }) }
    }

    @Test func pong() throws {
        try check("pong") { .pong(try #require($0["n"]?.intValue)) }
    }

    @Test func delta() throws {
        for example in try golden("delta") {
            let frames = AnswerFrames(message: try id(example, "message"), chat: try id(example, "chat"))
            let text = try #require(example["text"]?.stringValue)
            let offset = try #require(example["offset"]?.intValue)
            #expect(try JSON.parse(frames.delta(Int(offset), Array(text.utf8)[...])) == example)
        }
    }

    @Test func settled() throws {
        for example in try golden("settled") {
            let frames = AnswerFrames(message: try id(example, "message"), chat: try id(example, "chat"))
            let end = StreamEnd(
                status: try #require(example["status"]?.stringValue), length: Int(try #require(example["length"]?.intValue)))
            #expect(try JSON.parse(frames.settled(end)) == example)
        }
    }
}
