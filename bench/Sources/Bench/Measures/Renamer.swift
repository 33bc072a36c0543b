import Identifiers

/// A device that renames a chat of its own again and again, whether or not the last name has been acknowledged.
final class Renamer {
    /// From sending a mutation to its `ack`, in milliseconds.
    private(set) var delays: [Double] = []
    private(set) var problem: String?
    private(set) var hasChat = false
    /// The newest version that it has been told to have written, and that it has all the changes up to.
    private(set) var written = 0
    private(set) var reached = 0
    /// Rows that it was sent, its own and the others'.
    private(set) var rows = 0

    private let device: Device
    private let identifiers: IdentifierSource
    private let chat: Identifier
    /// Sent and not acknowledged, oldest first: acknowledgements keep the order (rule 9).
    private var waiting: [(id: String, sent: Moment)] = []
    private var names = 0

    init(port: Int, identifiers: IdentifierSource, on reactor: Reactor) throws {
        self.identifiers = identifiers
        chat = identifiers.next()
        device = try Device(port: port, identifiers: identifiers, on: reactor)
        device.onFrame = { [unowned self] frame, moment in take(frame, moment) }
    }

    var isWelcome: Bool { device.isWelcome }
    var isWaiting: Bool { !waiting.isEmpty }
    var isOpen: Bool { device.isOpen }

    func makeChat() { device.draft("A thought", in: chat, mutation: identifiers.next()) }

    func rename() {
        names += 1
        let id = identifiers.next().text
        let sent = device.send(#"{"type":"mutate","id":"\#(id)","op":"chat.set","chat":"\#(chat)","title":"Name \#(names) of this chat"}"#)
        waiting.append((id, sent))
    }

    private func take(_ frame: Frame, _ moment: Moment) {
        if frame.is("ack") {
            acknowledged(frame, moment)
        } else if frame.is("changes") {
            reached = max(reached, Scan.number(after: #""to":"#, in: frame.bytes) ?? 0)
            var place = 0
            while let found = Scan.find(#"{"kind":""#, in: frame.bytes, from: place) { (rows, place) = (rows + 1, found + 8) }
        } else if frame.is("reject") || frame.is("problem") {
            problem = frame.string
        }
    }

    private func acknowledged(_ frame: Frame, _ moment: Moment) {
        written = max(written, Scan.number(after: #""version":"#, in: frame.bytes) ?? 0)
        guard hasChat else { return hasChat = true }
        let id = Scan.string(after: #""id":""#, in: frame.bytes).map { String(decoding: $0, as: UTF8.self) }
        guard let first = waiting.first, first.id == id else { return problem = "not in its turn: \(frame.string)" }
        waiting.removeFirst()
        delays.append(Clock.milliseconds(moment - first.sent))
    }
}
