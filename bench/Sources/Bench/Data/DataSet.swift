import Glibc

/// A data folder that is filled once and then read by several measurements.
enum DataSet: String {
    /// 10,000 chats of two messages.
    case manyChats = "many-chats"
    /// One chat of 10,000 messages.
    case longChat = "long-chat"
    /// 100,000 messages in 200 chats.
    case manyMessages = "many-messages"

    var chats: Int {
        switch self {
        case .manyChats: 10_000
        case .longChat: 1
        case .manyMessages: 200
        }
    }

    var messages: Int {
        switch self {
        case .manyChats: 2
        case .longChat: 10_000
        case .manyMessages: 500
        }
    }

    /// The folder, filled now if it is not there.
    func folder(in work: String) async throws -> String {
        let path = "\(work)/\(rawValue)"
        guard access(path, F_OK) != 0 else { return path }
        let part = path + ".part"
        guard mkdir(part, 0o700) == 0 else { throw BenchError.system("mkdir", errno) }
        try await Filling.fill(part, chats: chats, messages: messages)
        guard rename(part, path) == 0 else { throw BenchError.system("rename", errno) }
        return path
    }
}
