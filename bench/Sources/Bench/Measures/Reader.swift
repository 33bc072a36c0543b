import Identifiers

/// A device that asks once and reads a long answer.
final class Reader {
    let mark: Int
    /// Everything that was read.
    private(set) var text = TextSum()
    /// From sending a token at the provider to its arrival here, in milliseconds.
    private(set) var delays: [Double] = []
    /// The longest time without a delta, in milliseconds.
    private(set) var longestGap = 0.0
    /// When a time without a delta above the limit ended.
    private(set) var stalls: [Moment] = []
    private(set) var frames = 0
    private(set) var settledLength: Int?
    private(set) var problem: String?
    /// Whether the chat is shown.
    private(set) var hasPage = false

    private let device: Device
    private let identifiers: IdentifierSource
    private let stallLimit: Double
    private var last: Moment?

    init(mark: Int, port: Int, identifiers: IdentifierSource, stallLimit: Double, on reactor: Reactor) throws {
        self.mark = mark
        self.identifiers = identifiers
        self.stallLimit = stallLimit
        device = try Device(port: port, identifiers: identifiers, on: reactor)
        device.onFrame = { [unowned self] frame, moment in take(frame, moment) }
    }

    var isWelcome: Bool { device.isWelcome }
    var hasBegun: Bool { frames > 0 }
    var isOver: Bool { settledLength != nil || problem != nil || !device.isOpen }
    /// Why the device was closed, if it was.
    var closing: Int? { device.closing }

    /// Asks in a new chat and reads the answer.
    func ask(_ model: ModelName) {
        let chat = identifiers.next()
        ask(model, in: chat)
        open(chat)
    }

    /// Asks at the root of a chat.
    func ask(_ model: ModelName, in chat: Identifier) {
        device.send(
            #"{"type":"mutate","id":"\#(identifiers.next())","op":"message.send","chat":"\#(chat)","message":"\#(identifiers.next())","#
                + #""parent":null,"text":"Tell me much. #\#(mark)","reply":"\#(identifiers.next())","model":"\#(model.id)"}"#)
    }

    /// Makes a chat, which has no message yet.
    func makeChat() -> Identifier {
        let chat = identifiers.next()
        device.draft("Tell me much.", in: chat, mutation: identifiers.next())
        return chat
    }

    func open(_ chat: Identifier) { device.send(#"{"type":"open","chat":"\#(chat)","after":0}"#) }

    private func take(_ frame: Frame, _ moment: Moment) {
        if frame.is("delta") {
            frames += 1
            if let last {
                let gap = Clock.milliseconds(moment - last)
                longestGap = max(longestGap, gap)
                if gap > stallLimit { stalls.append(moment) }
            }
            last = moment
            read(frame, moment)
        } else if frame.is("settled") {
            settledLength = Scan.number(after: #""length":"#, in: frame.bytes)
        } else if frame.is("page") {
            hasPage = true
        } else if frame.is("reject") || frame.is("problem") {
            problem = frame.string
        }
    }

    private func read(_ frame: Frame, _ moment: Moment) {
        let bytes = frame.text
        if Scan.number(after: #""offset":"#, in: frame.bytes) != text.count {
            problem = "a delta begins where it should not: \(frame.string)"
        }
        text.add(bytes)
        var place = 0
        while let sent = Scan.number(in: bytes, from: place) {
            delays.append(Double(moment / 1_000 - Moment(sent)) / 1_000)
            while place < bytes.count, bytes[place] != 0x20 { place += 1 }
            place += 1
        }
    }
}
