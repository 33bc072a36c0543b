import Foundation
import Identifiers
import JSON
import Problems
@testable import Spaces

@testable import Sync

let identifiers = IdentifierSource()

/// Draws the same numbers for the same seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}

/// The golden messages of one file of the contract.
func golden(_ name: String) throws -> [JSON] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "contract/\(name).json")
    return try JSON.parse([UInt8](Data(contentsOf: file))).arrayValue ?? []
}

/// A `hello` with nothing known.
func hello(
    cursor: Hello.Cursor? = nil, open: [OpenChat] = [], streams: [Identifier: Int] = [:], device: Identifier = identifiers.next()
) -> SyncSession.Input {
    .frame(.success(.hello(Hello(device: device, cursor: cursor, open: open, streams: streams))), weight: 1)
}

func frame(_ frame: DeviceFrame) -> SyncSession.Input {
    .frame(.success(frame), weight: 1)
}

func messageRow(_ message: Identifier, of chat: Identifier, running: Bool, at version: Int64 = 4) -> EncodedRow {
    EncodedRow(.message(message, chat: chat, running: running), version: version, json: Array("{}".utf8))
}

func chatRow(_ chat: Identifier) -> EncodedRow {
    EncodedRow(.chat(chat), version: 1, json: Array("{}".utf8))
}

let emptyCatalogue = Catalogue(models: Array("[]".utf8), providers: Array("[]".utf8), companion: Array("{}".utf8))

/// A session with its principal and space, and shorthands to bring it where a test begins.
struct TestSession {
    let principal = Principal(user: identifiers.next(), name: "Owner")
    let space = identifiers.next()
    let epoch = "e-1"
    var session: SyncSession

    init() { session = SyncSession(principal: principal) }

    func position(_ version: Int64) -> SpacePosition {
        SpacePosition(epoch: epoch, space: Space(id: space, kind: .personal, name: "Personal", version: version), role: .owner)
    }

    func cursor(_ version: Int64) -> Hello.Cursor {
        Hello.Cursor(epoch: epoch, version: version)
    }

    func page(_ chat: Identifier, running: [Identifier] = [], version: Int64 = 1) -> MessagePage {
        MessagePage(version: version, first: nil, messages: [], branches: [], running: running)
    }

    mutating func handle(_ input: SyncSession.Input) -> [SyncSession.Action] {
        session.handle(input)
    }

    /// Brings a device that knows everything up to `version` to the point where nothing is left to read.
    mutating func live(at version: Int64) {
        _ = handle(hello(cursor: cursor(version)))
        _ = handle(.located(.success(position(version))))
        _ = handle(.catalogue(.success(emptyCatalogue)))
    }

    /// Opens a chat with an empty page.
    mutating func open(_ chat: Identifier, running: [Identifier] = []) {
        _ = handle(frame(.open(OpenChat(chat: chat, after: 0))))
        _ = handle(.page(.success(page(chat, running: running))))
    }
}

extension [SyncSession.Action] {
    /// The frames among them.
    var frames: [ServerFrame] {
        compactMap { if case .send(let frame) = $0 { frame } else { nil } }
    }
}
