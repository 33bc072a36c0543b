import Identifiers

/// A person with one device: asks, waits for the answer, pauses, asks again; a new chat after five questions.
final class Asker {
    private static let questionsOfChat = 5

    /// Milliseconds from sending to the first delta, without those that the provider took itself.
    private(set) var firsts: [Double] = []
    private(set) var isWaiting = false
    private(set) var problem: String?
    /// When to ask next.
    var askAt: Moment = 0

    private let device: Device
    private let standIn: StandIn
    private let identifiers: IdentifierSource
    private let pause: Moment
    private var chat = ""
    private var head: String?
    private var asked = 0
    private var mark = 0
    private var sent: Moment?

    /// - Parameter pause: between the end of an answer and the next question, in milliseconds.
    init(port: Int, standIn: StandIn, identifiers: IdentifierSource, pause: Int, on reactor: Reactor) throws {
        device = try Device(port: port, identifiers: identifiers, on: reactor)
        self.standIn = standIn
        self.identifiers = identifiers
        self.pause = Moment(pause) * 1_000_000
        device.onFrame = { [unowned self] frame, moment in take(frame, moment) }
    }

    var isWelcome: Bool { device.isWelcome }

    /// How far its question is, for a measurement that does not end.
    var state: String {
        let said = standIn.utterances[mark].map { "the provider said \($0.tokens) tokens" } ?? "the provider was not asked"
        let heard = sent == nil ? "some of it arrived" : "none of it arrived"
        return "question \(mark), the \(asked). of this device, answer \(head ?? "-"): \(said), \(heard), "
            + (device.isOpen ? "the socket is open" : "the socket was closed with \(device.closing ?? 0)")
    }

    /// Asks; `mark` finds what the provider did for it.
    func ask(_ model: ModelName, mark: Int) {
        let isFirst = asked % Self.questionsOfChat == 0
        if isFirst {
            if asked > 0 { device.send(#"{"type":"close","chat":"\#(chat)"}"#) }
            chat = identifiers.next().text
            head = nil
        }
        let (mutation, message, reply) = (identifiers.next(), identifiers.next(), identifiers.next())
        self.mark = mark
        isWaiting = true
        sent = device.send(
            #"{"type":"mutate","id":"\#(mutation)","op":"message.send","chat":"\#(chat)","message":"\#(message)","#
                + #""parent":\#(head.map { "\"\($0)\"" } ?? "null"),"text":"What is this question's number? #\#(mark)","#
                + #""reply":"\#(reply)","model":"\#(model.id)"}"#)
        if isFirst { device.send(#"{"type":"open","chat":"\#(chat)","after":0}"#) }
        head = reply.text
        asked += 1
    }

    private func take(_ frame: Frame, _ moment: Moment) {
        if frame.is("delta"), let sent, let said = standIn.utterances[mark] {
            firsts.append(Clock.milliseconds((moment - sent) - (said.firstSent - said.received)))
            self.sent = nil
        } else if frame.is("settled") {
            if sent != nil { problem = "an answer ended without a delta: \(frame.string)" }
            isWaiting = false
            askAt = moment + pause + Moment.random(in: 0...pause)
        } else if frame.is("page"), sent != nil, isDone(frame.string) {
            // It was over before `open` was read: the page has it whole, and there is no first delta to time.
            sent = nil
            isWaiting = false
        } else if frame.is("reject") || frame.is("problem") {
            problem = frame.string
        }
    }

    /// Whether a page has the answer, finished.
    private func isDone(_ page: String) -> Bool {
        guard let head, let row = page.split(separator: #""id":"\#(head)""#, maxSplits: 1).dropFirst().first else { return false }
        return row.split(separator: #""status":""#, maxSplits: 1).dropFirst().first?.hasPrefix("done") ?? false
    }
}
