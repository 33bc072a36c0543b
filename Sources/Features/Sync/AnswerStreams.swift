import Events
import HTTPServer
import Identifiers
import JSON
import Problems

/// The answers that are being written, with the protocol's frames for their pieces.
public typealias AnswerStreams = StreamHub<EncodedFrame>

extension StreamHub where Frame == EncodedFrame {
    /// Begins the text of an answer, which devices get as `delta` frames and one `settled`.
    ///
    /// - Parameter text: what a continued answer has already.
    /// - Throws: ``StreamError``: `taken` while it is being written already, `tooLong`.
    public func open(message: Identifier, in chat: Identifier, text: [UInt8] = []) throws(StreamError) -> StreamWriter<EncodedFrame> {
        try open(message, topic: chat, text: text, encoding: .frames(of: message, in: chat))
    }
}

extension StreamEncoding where Frame == EncodedFrame {
    /// `delta` and `settled` of one answer.
    public static func frames(of message: Identifier, in chat: Identifier) -> StreamEncoding {
        let frames = AnswerFrames(message: message, chat: chat)
        return StreamEncoding { offset, text in
            EncodedFrame(text: frames.delta(offset, text))
        } settled: { end in
            EncodedFrame(text: frames.settled(end))
        }
    }
}

/// Writes the frames of one answer. What all of them have in common is written once.
struct AnswerFrames: Sendable {
    private let delta: [UInt8]
    private let settled: [UInt8]

    init(message: Identifier, chat: Identifier) {
        delta = Array(#""type":"delta","chat":"\#(chat)","message":"\#(message)""#.utf8)
        settled = Array(#""type":"settled","chat":"\#(chat)","message":"\#(message)""#.utf8)
    }

    /// A piece of valid UTF-8 and the number of bytes before it.
    func delta(_ offset: Int, _ text: ArraySlice<UInt8>) -> [UInt8] {
        text.withUnsafeBufferPointer { text in
            JSONWriter.object(capacity: delta.count + text.count + 64) {
                $0.raw(delta)
                $0.field("offset", offset)
                $0.field("text", utf8: text)
            }
        }
    }

    func settled(_ end: StreamEnd) -> [UInt8] {
        JSONWriter.object {
            $0.raw(settled)
            $0.field("status", end.status)
            $0.field("length", end.length)
        }
    }
}

extension StreamError: ProblemConvertible {
    /// What the user is told of an answer that cannot begin or go on.
    public var problem: Problem {
        switch self {
        case .tooLong: Problem(.answerTooLong)
        case .full: Problem(.overloaded)
        case .taken: Problem(.conflict)
        case .settled: Problem(.internal)
        }
    }
}
