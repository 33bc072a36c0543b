import Identifiers
import JSON
import Testing

@testable import Sync

/// Rule 16 on a real socket: bad frames are answered, change nothing, and leave the socket and its neighbours as they were.
@Suite struct HostileFramesTests {
    @Test func rule16BadFramesAreAnsweredAndTheSocketGoesOn() async throws {
        let test = TestSyncServer()
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port)
                try device.hello()
                _ = try device.next("models")
                let id = identifiers.next()
                let frames: [(String, String, String)] = [
                    ("{", "problem", "invalid_json"),
                    (String(repeating: "[", count: 200_000), "problem", "invalid_json"),
                    ("[1]", "problem", "wrong_type"),
                    (#"{"type":"nonsense"}"#, "problem", "frame_unknown"),
                    (#"{"type":"open","chat":"\#(id)","after":"0"}"#, "problem", "wrong_type"),
                    (#"{"type":"ping","n":1,"more":1}"#, "problem", "unknown_field"),
                    (#"{"type":"mutate","id":"\#(id)","op":"chat.explode"}"#, "reject", "operation_unknown"),
                    (#"{"type":"hello","v":1,"device":"\#(id)","cursor":null,"open":[],"streams":{}}"#, "problem", "hello_repeated"),
                    (#"{"type":"open","chat":"\#(id)","after":0}"#, "problem", "not_found"),
                ]
                for (text, type, code) in frames {
                    try device.send(text)
                    let answer = try device.next(type)
                    #expect(answer["problem"]?["code"] == .string(code))
                }
                try device.write(DeviceClient.frame(2, [1, 2, 3]))
                #expect(try device.next()["problem"]?["code"] == "frame_unknown")
                try device.send(#"{"type":"ping","n":7}"#)
                #expect(try device.next() == ["type": "pong", "n": 7])
                #expect(test.world.now.version == 0)
            }
        }
    }

    @Test func rule1TheFirstFrameMustBeHello() async throws {
        let test = TestSyncServer()
        try await test.run { port in
            try await onThread {
                for first in [#"{"type":"ping","n":1}"#, "nonsense"] {
                    let device = try DeviceClient(port: port)
                    try device.send(first)
                    #expect(try device.next()["problem"]?["code"] == "hello_expected")
                    #expect(try device.closeCode() == 4400)
                }
            }
        }
    }

    @Test func rule16FramesAboveOneMebibyteCloseTheirSocketAlone() async throws {
        let test = TestSyncServer()
        try await test.run { port in
            try await onThread {
                let neighbour = try DeviceClient(port: port)
                try neighbour.hello()
                let device = try DeviceClient(port: port)
                try device.hello()
                _ = try device.next("models")
                try? device.write(DeviceClient.frame(1, [UInt8](repeating: 0x20, count: (1 << 20) + 1)))
                #expect(try device.closeCode() == 1009)
                try neighbour.send(#"{"type":"ping","n":7}"#)
                _ = try neighbour.next("pong")
            }
        }
    }

    @Test func bytesThatAreNoUTF8CloseTheSocket() async throws {
        let test = TestSyncServer()
        try await test.run { port in
            try await onThread {
                let device = try DeviceClient(port: port)
                try device.hello()
                _ = try device.next("models")
                try device.write(DeviceClient.frame(1, [0xFF, 0xFE]))
                #expect(try device.closeCode() == 1007)
            }
        }
    }
}
