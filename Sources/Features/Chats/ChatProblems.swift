import Problems

extension ProblemKind {
    /// The chat is not there, or not for this principal.
    public static let chatUnknown = ProblemKind("chat_unknown", status: 404, "There is no such chat.")
    /// The message is not there, or not in this chat.
    public static let messageUnknown = ProblemKind("message_unknown", status: 404, "There is no such message.")
    /// What an answer is to be written to, or to go on with, does not open any more.
    public static let questionDamaged = ProblemKind(
        "question_damaged", status: 409, "The message to be answered is damaged and cannot be read.")
    /// Only what is in the trash is removed for ever.
    public static let chatNotInTrash = ProblemKind(
        "chat_not_in_trash", status: 409, "Move the chat to the trash before you remove it for ever.")
    /// An identifier that a device made is taken by something else.
    public static let identifierTaken = ProblemKind("identifier_taken", status: 409, "This identifier is in use already.")
    /// The folder is not there, or is gone for ever.
    public static let folderUnknown = ProblemKind("folder_unknown", status: 404, "There is no such folder.")
    /// Moving it there would take it out of reach.
    public static let folderInItself = ProblemKind(
        "folder_in_itself", status: 409, "A folder cannot be moved into itself, nor deeper than 16 folders.")
    /// An answer of the chat is being written.
    public static let chatBusy = ProblemKind(
        "chat_busy", status: 409, "An answer is being written in this chat. Stop it first.", retryable: true)
}
