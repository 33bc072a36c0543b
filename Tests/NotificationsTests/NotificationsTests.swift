import Database
import Identifiers
import JSON
import Jobs
import ScriptedServer
import Spaces
import Sync
import Synchronization
import TestSupport
import Testing
import WebPush

@testable import Notifications

@Suite("Answers are announced to browsers that are away")
struct NotificationsTests {
    @Test("An answer reaches every browser of the space, and each opens it with its own key", arguments: TestEngine.allCases)
    func everyBrowser(engine: TestEngine) async throws {
        let desk = try await PushDesk.open(engine) { _ in 201 }
        let browsers = [PushBrowser(), PushBrowser()]
        for (place, browser) in browsers.enumerated() { try await desk.subscribe(browser, at: "/push/\(place)") }
        let answer = try await desk.finish()
        var requests = [await desk.next(), await desk.next()].compactMap { $0 }
        requests.sort { $0.target < $1.target }
        #expect(requests.map(\.target) == ["/push/0", "/push/1"])
        let key = try await desk.notifications.applicationServerKey()
        for (request, browser) in zip(requests, browsers) {
            #expect(request.method == "POST")
            #expect(request.headers["content-encoding"] == "aes128gcm")
            #expect(request.headers["authorization"]?.hasSuffix("k=\(key)") == true)
            #expect(
                try JSON.parse(browser.open(request.body)) == [
                    "type": "notice", "kind": "finished", "chat": .string(answer.chat.text), "message": .string(answer.message.text),
                    "title": "A line", "status": "done",
                ])
        }
        await desk.close()
        #expect(desk.received == 2)
        #expect(try await desk.deadJobs() == 0)
    }

    @Test("While a device is connected nothing is sent")
    func attended() async throws {
        // The first question, about the first answer, is answered with yes.
        let asked = Atomic(0)
        let desk = try await PushDesk.open(.sqlite, isAttended: { _ in asked.add(1, ordering: .relaxed).newValue == 1 }) { _ in 201 }
        let browser = PushBrowser()
        try await desk.subscribe(browser, at: "/push")
        _ = try await desk.finish()
        let second = try await desk.finish()
        let request = try #require(await desk.next())
        #expect(try JSON.parse(browser.open(request.body))["message"] == .string(second.message.text))
        await desk.close()
        #expect(desk.received == 1)
    }

    @Test("A subscription that the push service no longer has is forgotten", arguments: [404, 410])
    func gone(status: Int) async throws {
        let desk = try await PushDesk.open(.sqlite) { request in request.target == "/old" ? status : 201 }
        try await desk.subscribe(PushBrowser(), at: "/old")
        try await desk.subscribe(PushBrowser(), at: "/new")
        _ = try await desk.finish()
        _ = [await desk.next(), await desk.next()]
        await desk.close()
        #expect(try await desk.subscriptions() == 1)
        #expect(try await desk.deadJobs() == 0)
    }

    @Test("A push service that cannot at the moment is asked again; one that refuses for good is not")
    func failing() async throws {
        let count = Atomic(0)
        let desk = try await PushDesk.open(.sqlite) { request in
            if request.target == "/never" { return 403 }
            return [503, 429, 201][min(count.add(1, ordering: .relaxed).oldValue, 2)]
        }
        try await desk.subscribe(PushBrowser(), at: "/later")
        try await desk.subscribe(PushBrowser(), at: "/never")
        _ = try await desk.finish()
        var targets: [String] = []
        for _ in 0..<4 { targets.append(await desk.next()?.target ?? "") }
        #expect(targets.sorted() == ["/later", "/later", "/later", "/never"])
        await desk.close()
        #expect(desk.received == 4)
        #expect(try await desk.deadJobs() == 1)
        #expect(try await desk.subscriptions() == 2)
    }

    @Test("Push services inside the network are not reached unless the operator vouches for them")
    func egress() async throws {
        let desk = try await PushDesk.open(.sqlite, vouches: false) { _ in 201 }
        try await desk.subscribe(PushBrowser(), at: "/inside")
        _ = try await desk.finish()
        while try await desk.deadJobs() == 0 { await Task.yield() }
        await desk.close()
        #expect(desk.received == 0)
    }

    @Test("Subscribing twice is once, and the twenty-first drops the first", arguments: TestEngine.allCases)
    func subscribing(engine: TestEngine) async throws {
        let desk = try await PushDesk.open(engine) { _ in 201 }
        for _ in 0..<2 { try await desk.subscribe(PushBrowser(), at: "/first") }
        #expect(try await desk.subscriptions() == 1)
        for place in 1...20 { try await desk.subscribe(PushBrowser(), at: "/push/\(place)") }
        #expect(try await desk.subscriptions() == 20)
        try await desk.notifications.unsubscribe(endpoint: desk.server.base + "/first", as: desk.workspace.owner)
        #expect(try await desk.subscriptions() == 20)
        try await desk.notifications.unsubscribe(endpoint: desk.server.base + "/push/7", as: desk.workspace.owner)
        #expect(try await desk.subscriptions() == 19)
        await desk.close()
    }

    @Test("The key is made once, and no table holds it or an endpoint in the clear", arguments: TestEngine.allCases)
    func sealing(engine: TestEngine) async throws {
        let desk = try await PushDesk.open(engine) { _ in 201 }
        let browser = PushBrowser()
        try await desk.subscribe(browser, at: "/a-secret-address")
        let key = try await desk.notifications.applicationServerKey()
        #expect(try await desk.again().applicationServerKey() == key)
        let stored = try await desk.workspace.database.read { connection in
            try connection.query("SELECT endpoint_sealed FROM push_subscriptions").map { try $0.blob(0) }
                + connection.query("SELECT sealed FROM push_keys").map { try $0.blob(0) }
        }
        #expect(stored.count == 2)
        for bytes in stored { #expect(!String(decoding: bytes, as: UTF8.self).contains("secret")) }
        await desk.close()
    }
}
