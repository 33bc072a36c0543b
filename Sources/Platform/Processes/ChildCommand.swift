/// Which program is started, and with what.
public struct ChildCommand: Sendable {
    /// The program's absolute path; no search path is used.
    public var program: String
    /// What follows the program's name.
    public var arguments: [String]
    /// The whole environment: nothing is inherited.
    public var environment: [String: String]

    /// A command.
    public init(program: String, arguments: [String] = [], environment: [String: String] = [:]) {
        self.program = program
        self.arguments = arguments
        self.environment = environment
    }
}

/// How a child ended.
public enum ExitStatus: Sendable, Equatable {
    /// By itself, with that code.
    case code(Int32)
    /// By a signal.
    case signal(Int32)

    /// Reads what `waitpid` says (wait(2), `WIFEXITED` and `WTERMSIG`, which are macros).
    init(waitStatus: Int32) {
        let signal = waitStatus & 0x7F
        self = signal == 0 ? .code((waitStatus >> 8) & 0xFF) : .signal(signal)
    }
}

/// Why a child could not be started or written to. The numbers are `errno`'s.
public enum ChildError: Error, Sendable, Equatable {
    /// A path, argument or variable holds U+0000, or a variable's name `=`.
    case invalidCommand
    /// No program could be started from that path.
    case notStarted(code: Int32)
    /// No descriptor or thread is left.
    case noResources(code: Int32)
    /// The child does not read its input any more.
    case inputClosed
}
