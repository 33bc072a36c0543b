/// Why a text cannot be opened or go on.
public enum StreamError: Error, Sendable, Equatable {
    /// It is being written already.
    case taken
    /// The text, or all texts together, are as long as they may be.
    case full
    /// It has ended.
    case settled
}
