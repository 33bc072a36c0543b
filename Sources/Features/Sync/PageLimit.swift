/// How much one read may bring.
public struct PageLimit: Sendable, Equatable {
    /// Rows.
    public var rows: Int
    /// Bytes of JSON.
    public var bytes: Int

    /// By default 500 rows or 128 KiB, whatever comes first.
    public init(rows: Int = 500, bytes: Int = 128 << 10) {
        self.rows = rows
        self.bytes = bytes
    }
}
