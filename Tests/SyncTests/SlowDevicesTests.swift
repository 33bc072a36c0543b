import Dispatch
import Events
import Identifiers
import JSON
import Problems
import Spaces
import Synchronization
import Testing

@testable import Sync

/// Devices that read slowly, or send faster than they are served.
@Suite struct SlowDevicesTests {
    @Test func rule14ASlowReaderMissesPiecesAndHasTheWholeTextInTheEnd() async throws {
        let test = TestSyncServer()
        let chat = identifiers.next()
        let replies = (0..<16).map { _ in identifiers.next() }
        for reply in replies { test.put(reply, in: chat, running: true) }
        let piece = String(repeating: "x", count: 200)
        let pieces = 4_000
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port, receiveBuffer: 4096)
                try device.hello(open: #"[{"chat":"\#(chat)","after":0}]"#)
                _ = try device.next("page")
                let writers = try replies.map { try test.streams.open(message: $0, in: chat) }
                // More than the buffers of the system and the socket's soft mark hold; the device reads nothing meanwhile.
                for _ in 0..<pieces { for writer in writers { try writer.append(piece) } }
                var lengths: [String: Int] = [:]
                var deltas = 0
                while lengths.values.reduce(0, +) < replies.count * pieces * piece.utf8.count {
                    let delta = try device.next("delta")
                    let message = try #require(delta["message"]?.stringValue)
                    #expect(delta["offset"]?.intValue == Int64(lengths[message, default: 0]))
                    lengths[message, default: 0] += delta["text"]?.stringValue?.utf8.count ?? 0
                    deltas += 1
                }
                // What was left out came in larger pieces, read from the hub.
                #expect(deltas < replies.count * pieces)
                for writer in writers { writer.settle("done") }
                for _ in replies { #expect(try device.next("settled")["length"]?.intValue == Int64(pieces * piece.utf8.count)) }
            }
        }
    }

    @Test func rule9ADeviceThatSendsFasterThanItIsServedWaits() async throws {
        let gate = GatedMutations()
        let test = TestSyncServer(mutations: gate)
        let text = String(repeating: "x", count: 100_000)
        let ids = (0..<120).map { _ in identifiers.next() }
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port, sendBuffer: 64 << 10)
                try device.hello()
                _ = try device.next("models")
                var bytes: [UInt8] = []
                for id in ids {
                    bytes += DeviceClient.frame(
                        1,
                        Array(
                            (#"{"type":"mutate","id":"\#(id)","op":"message.send","chat":"\#(id)","message":"\#(id)","#
                                + #""parent":null,"text":"\#(text)","reply":"\#(id)"}"#).utf8))
                }
                // 12 MB: more than the server and the system's buffers take while nothing is carried out.
                let taken = device.writeWhileTaken(bytes, milliseconds: 300)
                #expect(taken < bytes.count)
                gate.open()
                let rest = Array(bytes[taken...])
                var written = 0
                var acks: [String] = []
                while acks.count < ids.count {
                    if written < rest.count {
                        written += device.writeWhileTaken(Array(rest[written..<min(written + 1 << 18, rest.count)]), milliseconds: 1_000)
                    }
                    if written == rest.count { acks.append(try device.next("ack")["id"]?.stringValue ?? "") }
                }
                #expect(acks == ids.map(\.text))
            }
        }
    }

    @Test func aMutationGoesOnWhenItsDeviceLeaves() async throws {
        let gate = GatedMutations()
        let test = TestSyncServer(mutations: gate)
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port)
                try device.hello()
                try device.send(
                    #"{"type":"mutate","id":"\#(identifiers.next())","op":"chat.purge","chat":"\#(identifiers.next())"}"#)
                gate.waitUntilBegun()
            }
            gate.open()
            try await onThread { gate.waitUntilDone() }
            #expect(!gate.wasCancelled)
        }
    }
}

/// Carries nothing out until it is opened.
private final class GatedMutations: MutationHandler {
    private struct State {
        var isOpen = false
        var wasCancelled = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    private let begun = DispatchSemaphore(value: 0)
    private let done = DispatchSemaphore(value: 0)

    var wasCancelled: Bool { state.withLock { $0.wasCancelled } }

    func open() {
        let waiting = state.withLock { state in
            state.isOpen = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    /// For a thread of its own.
    func waitUntilBegun() { begun.wait() }

    /// For a thread of its own.
    func waitUntilDone() { done.wait() }

    func perform(_ mutation: Mutation, by principal: Principal, device: Identifier) async throws(Problem) -> Int64 {
        begun.signal()
        await withCheckedContinuation { continuation in
            let goesOn = state.withLock { state in
                if !state.isOpen { state.waiting.append(continuation) }
                return state.isOpen
            }
            if goesOn { continuation.resume() }
        }
        let isCancelled = Task.isCancelled
        state.withLock { $0.wasCancelled = $0.wasCancelled || isCancelled }
        done.signal()
        return 0
    }
}
