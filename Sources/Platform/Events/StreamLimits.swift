/// The bounds of a ``StreamHub``.
public struct StreamLimits: Sendable {
    /// Bytes of one text; an append beyond it throws ``StreamError/tooLong``.
    public var text: Int
    /// Bytes of all texts together. Above it settled texts are forgotten early; when none is left, appending throws ``StreamError/full``.
    public var total: Int
    /// How long a settled text stays readable.
    public var linger: Duration
    /// The largest piece that a reader who catches up is given at a time, in bytes.
    public var piece: Int

    /// By default: 1 MiB a text, 64 MiB in all, 60 s, pieces of 16 KiB.
    public init(text: Int = 1 << 20, total: Int = 64 << 20, linger: Duration = .seconds(60), piece: Int = 16 << 10) {
        self.text = text
        self.total = total
        self.linger = linger
        self.piece = piece
    }
}
