/// Why a text cannot be opened or go on.
public enum StreamError: Error, Sendable, Equatable {
    /// It is being written already.
    case taken
    /// The text is as long as one may be.
    case tooLong
    /// All texts together are as long as they may be; others may end and make room.
    case full
    /// It has ended.
    case settled
}
