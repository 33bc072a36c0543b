import Foundation
import Identifiers
import JSON
import Testing

@testable import Chats

/// The rows that devices are sent, against the golden ones of the contract.
@Suite struct RowEncodingTests {
    private func check(_ kind: String, _ make: (inout JSONObject) throws -> ChangedRow) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let file = try Data(contentsOf: root.appending(path: "contract/row-\(kind).json"))
        let examples = try #require(try JSON.parse([UInt8](file)).arrayValue)
        #expect(!examples.isEmpty)
        for example in examples {
            var fields = try JSONObject(example)
            var writer = JSONWriter()
            try make(&fields).write(into: &writer)
            #expect(try JSON.parse(writer.bytes) == example)
        }
    }

    private func time(_ fields: inout JSONObject, _ name: String) throws -> Timestamp? {
        try fields.optionalInt(name).map { Timestamp(milliseconds: $0) }
    }

    private func identifiers(_ fields: inout JSONObject, _ name: String) throws -> [Identifier] {
        try fields.array(name, max: 100).compactMap { $0.stringValue.flatMap { Identifier($0) } }
    }

    @Test func chats() throws {
        try check("chat") { row in
            .chat(
                Chat(
                    id: try row.identifier("id"), version: try row.int("version"), title: try row.string("title", max: 100),
                    head: try row.optionalIdentifier("head"), model: try row.optionalString("model", max: 100),
                    pinned: try row.bool("pinned"), hidden: try row.bool("hidden"), archived: try row.bool("archived"),
                    folder: try row.optionalIdentifier("folder"), position: try row.optionalString("position", max: 100),
                    tags: try row.array("tags", max: 20).compactMap(\.stringValue), unread: try row.bool("unread"),
                    created: try #require(try time(&row, "created")), updated: try #require(try time(&row, "updated")),
                    deleted: try time(&row, "deleted"), running: try identifiers(&row, "running"), isDamaged: row.has("problem")))
        }
    }

    @Test func drafts() throws {
        try check("draft") { row in
            let current = try piece(&row)
            let others = try row.objects("others", max: 10).map { other in
                var other = other
                return try piece(&other)
            }
            return .draft(
                DraftRow(
                    chat: try row.identifier("id"), version: try row.int("version"),
                    draft: Draft(current: current, others: others), updated: try #require(try time(&row, "updated")),
                    isDamaged: row.has("problem")))
        }
    }

    private func piece(_ fields: inout JSONObject) throws -> Draft.Piece {
        let origin = Draft.Origin(device: try fields.identifier("device"), mutation: nil)
        return Draft.Piece(origin: origin, text: try fields.string("text", max: 100))
    }

    @Test func folders() throws {
        try check("folder") { row in
            let record = FolderTables.Record(
                id: try row.identifier("id"), version: try row.int("version"), sealedName: [],
                parent: try row.optionalIdentifier("parent"), position: try row.string("position", max: 100),
                created: try #require(try time(&row, "created")))
            return .folder(Folder(record, name: row.has("problem") ? nil : try row.string("name", max: 100)))
        }
    }

    @Test func messages() throws {
        try check("message") { row in
            let usage = try row.optionalObject("usage").map { fields in
                var fields = fields
                return Message.Usage(
                    input: try fields.int("input"), output: try fields.int("output"), firstMilliseconds: try fields.int("first_ms"),
                    totalMilliseconds: try fields.int("total_ms"))
            }
            let problem = row.optionalValue("problem")
            let text = Array(try row.string("text", max: 100).utf8)
            let record = MessageTables.Record(
                id: try row.identifier("id"), version: try row.int("version"), chat: try row.identifier("chat"),
                parent: try row.optionalIdentifier("parent"), role: try #require(Message.Role(rawValue: try row.string("role", max: 20))),
                status: try #require(Message.Status(rawValue: try row.string("status", max: 20))), sealedText: [],
                model: try row.optionalString("model", max: 100), problem: problem.map { String(decoding: $0.encoded(), as: UTF8.self) },
                rating: try row.int("rating"), usage: usage, created: try #require(try time(&row, "created")),
                finished: try time(&row, "finished"))
            return .message(Message(record, text: problem?["code"] == "unreadable" ? nil : text))
        }
    }

    @Test func tombstones() throws {
        try check("gone") { row in
            .gone(Tombstone(kind: try row.string("of", max: 20), id: try row.identifier("id"), version: try row.int("version")))
        }
    }
}
