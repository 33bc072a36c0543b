import Problems

extension ProblemKind {
    /// Rule 1 of the protocol.
    public static let helloExpected = ProblemKind("hello_expected", status: 400, "The first frame must be hello.")
    /// A second `hello` on one socket.
    public static let helloRepeated = ProblemKind("hello_repeated", status: 400, "This socket has said hello already.")
    /// A frame whose `type` is not known, or that is binary.
    public static let frameUnknown = ProblemKind("frame_unknown", status: 400, "This kind of frame is not known.")
    /// A mutation whose `op` is not known.
    public static let operationUnknown = ProblemKind("operation_unknown", status: 400, "This kind of change is not known.")
    /// A text that this device does not follow: it has ended, or its chat is not open here.
    public static let streamUnknown = ProblemKind("stream_unknown", status: 404, "This text is not being written in an open chat.")
    /// More chats open on one device than are followed.
    public static let tooManyOpen = ProblemKind("too_many_open", status: 429, "Too many chats are open on this device.")
    /// An answer that has outgrown what is kept of one.
    public static let answerTooLong = ProblemKind("answer_too_long", status: 507, "The answer became too long.")
}
