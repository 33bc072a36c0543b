/// Rows that changed after a version.
public struct ChangesPage: Sendable, Equatable {
    /// Everything up to this version is in the page, or was left out on purpose.
    public let to: Int64
    /// The rows, in version order.
    public let rows: [EncodedRow]

    /// A page up to `to`.
    public init(to: Int64, rows: [EncodedRow]) {
        self.to = to
        self.rows = rows
    }
}
