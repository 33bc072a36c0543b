import Events
import Identifiers
import JSON
import Problems
import Spaces
import Testing

@testable import Sync

/// The whole of it over real sockets.
@Suite struct SyncServerTests {
    @Test func aConversationFromHelloToTheWholeAnswer() async throws {
        let test = TestSyncServer()
        let (chat, message, reply) = (identifiers.next(), identifiers.next(), identifiers.next())
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port)
                try device.hello()
                #expect(try device.next()["type"] == "welcome")
                #expect(try device.next()["type"] == "models")
                let mutation = identifiers.next()
                try device.send(
                    #"{"type":"mutate","id":"\#(mutation)","op":"message.send","chat":"\#(chat)","message":"\#(message)","#
                        + #""parent":null,"text":"How long is the Elbe?","reply":"\#(reply)"}"#)
                try device.send(#"{"type":"open","chat":"\#(chat)","after":0}"#)
                let ack = try device.next("ack")
                #expect(ack["id"]?.stringValue == mutation.text)
                let page = try device.next("page")
                #expect(page["messages"]?.arrayValue?.count == 2)
                let writer = try test.streams.open(message: reply, in: chat)
                for piece in ["About ", "1,094 km", " 🌊"] { try writer.append(piece) }
                var text = ""
                while text != "About 1,094 km 🌊" {
                    let delta = try device.next("delta")
                    #expect(delta["offset"]?.intValue == Int64(text.utf8.count))
                    text += delta["text"]?.stringValue ?? ""
                }
                test.put(reply, in: chat, running: false, text: text)
                writer.settle("done")
                var types: Set<String> = []
                while types != ["settled", "changes"] {
                    let frame = try device.next()
                    guard let type = frame["type"]?.stringValue else { continue }
                    if type == "settled" { #expect(frame["length"]?.intValue == Int64(text.utf8.count)) }
                    if type == "changes", frame["rows"]?.arrayValue?.contains(where: { $0["status"] == "done" }) != true { continue }
                    types.insert(type)
                }
            }
        }
    }

    @Test func everyDeviceThatHasTheChatOpenGetsTheSameText() async throws {
        let test = TestSyncServer()
        let (chat, reply) = (identifiers.next(), identifiers.next())
        test.put(reply, in: chat, running: true)
        let pieces = (0..<300).map { "piece \($0) " }
        let whole = pieces.joined()
        let writer = try test.streams.open(message: reply, in: chat)
        try await test.run { port in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await onThread {
                            let device = try DeviceClient(port: port)
                            try device.hello(open: #"[{"chat":"\#(chat)","after":0}]"#)
                            var text = ""
                            while text.utf8.count < whole.utf8.count {
                                let delta = try device.next("delta")
                                #expect(delta["offset"]?.intValue == Int64(text.utf8.count))
                                text += delta["text"]?.stringValue ?? ""
                            }
                            #expect(text == whole)
                        }
                    }
                }
                group.addTask {
                    for piece in pieces {
                        try writer.append(piece)
                        await Task.yield()
                    }
                }
                try await group.waitForAll()
            }
        }
    }

    @Test func rule11ADeviceThatComesBackGetsTheRestOfARunningText() async throws {
        let test = TestSyncServer()
        let (chat, reply) = (identifiers.next(), identifiers.next())
        test.put(reply, in: chat, running: true)
        let writer = try test.streams.open(message: reply, in: chat)
        try writer.append("Hello, Elbe")
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port)
                try device.hello(
                    cursor: #"{"epoch":"e-1","version":1}"#, open: #"[{"chat":"\#(chat)","after":1}]"#, streams: #"{"\#(reply)":7}"#)
                let delta = try device.next("delta")
                #expect(delta["offset"]?.intValue == 7)
                #expect(delta["text"] == "Elbe")
                try device.send(#"{"type":"stream","message":"\#(reply)","offset":5}"#)
                #expect(try device.next("delta")["text"] == ", Elbe")
            }
        }
    }

    @Test func aFinishedAnswerAndAChangedCatalogueReachTheDevices() async throws {
        let test = TestSyncServer()
        let chat = identifiers.next()
        test.put(identifiers.next(), in: chat, running: false)
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port)
                try device.hello()
                _ = try device.next("changes")
                test.sync.catalogueChanged()
                _ = try device.next("models")
                test.sync.announce(
                    FinishedAnswer(space: test.world.space, chat: chat, message: identifiers.next(), title: "Elbe", status: "done"))
                #expect(try device.next("notice")["title"] == "Elbe")
                #expect(test.sync.connections == 1)
            }
        }
    }

    @Test func aUserWhoseRightsHaveChangedIsDisconnectedAlone() async throws {
        let test = TestSyncServer()
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port)
                try device.hello()
                _ = try device.next("models")
                test.sync.disconnect(identifiers.next())
                try device.send(#"{"type":"ping","n":1}"#)
                #expect(try device.next()["type"] == "pong")
                test.sync.disconnect(test.owner.user)
                #expect(try device.closeCode() == 4401)
            }
        }
    }

    @Test func aStrangerIsToldSoAndClosed() async throws {
        let test = TestSyncServer()
        try await test.run { _ throws(Problem) in
            throw Problem(.unauthenticated)
        } _: { port in
            try await onThread {
                let device = try DeviceClient(port: port)
                #expect(try device.next()["problem"]?["code"] == "unauthenticated")
                #expect(try device.closeCode() == 4401)
            }
        }
    }
}
