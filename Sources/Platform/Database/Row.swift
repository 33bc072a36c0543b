/// The cells of one or more rows, as an engine holds them.
protocol RowCells: AnyObject {
    func value(row: Int, column: Int) throws(DatabaseError) -> SQLValue
    func isNull(row: Int, column: Int) throws(DatabaseError) -> Bool
    func int(row: Int, column: Int) throws(DatabaseError) -> Int64
    func double(row: Int, column: Int) throws(DatabaseError) -> Double
    func text(row: Int, column: Int) throws(DatabaseError) -> String
    /// Calls `body` once with the bytes where they lie.
    func withBytes(row: Int, column: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws(DatabaseError)
}

/// One row of an answer. Columns are counted from 0 in the order of the `SELECT`.
///
/// A row that `query` returned keeps its cells; one that `forEach` passes is only valid until its body returns, and says
/// ``Misuse/staleRow`` after that. Reading a cell as another type than it has is ``Misuse/columnType(column:)``; `NULL` has
/// no type but the `optional…` ones.
public struct Row {
    let cells: any RowCells
    let index: Int

    /// The cell as it is stored.
    public func value(_ column: Int) throws(DatabaseError) -> SQLValue {
        try cells.value(row: index, column: column)
    }

    /// Whether the cell is `NULL`.
    public func isNull(_ column: Int) throws(DatabaseError) -> Bool {
        try cells.isNull(row: index, column: column)
    }

    /// A `BIGINT`.
    public func int(_ column: Int) throws(DatabaseError) -> Int64 {
        try cells.int(row: index, column: column)
    }

    /// A `BIGINT` that is 0 or not.
    public func bool(_ column: Int) throws(DatabaseError) -> Bool {
        try cells.int(row: index, column: column) != 0
    }

    /// A `DOUBLE PRECISION`, or a whole number as one.
    public func double(_ column: Int) throws(DatabaseError) -> Double {
        try cells.double(row: index, column: column)
    }

    /// A `TEXT`.
    public func text(_ column: Int) throws(DatabaseError) -> String {
        try cells.text(row: index, column: column)
    }

    /// A copy of a `BYTEA`.
    public func blob(_ column: Int) throws(DatabaseError) -> [UInt8] {
        var bytes: [UInt8] = []
        try cells.withBytes(row: index, column: column) { bytes = [UInt8]($0) }
        return bytes
    }

    /// Calls `body` with the bytes of a `BYTEA` where they lie, without copying them. The pointer is valid only inside `body`.
    public func withBlob<Result>(_ column: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        var outcome: Swift.Result<Result, any Error>?
        try cells.withBytes(row: index, column: column) { bytes in
            outcome = Swift.Result { try body(bytes) }
        }
        guard let outcome else { throw DatabaseError.misuse(.columnMissing(column: column)) }
        return try outcome.get()
    }

    /// A `BIGINT`, or nil where the cell is `NULL`.
    public func optionalInt(_ column: Int) throws(DatabaseError) -> Int64? {
        try isNull(column) ? nil : int(column)
    }

    /// A `BIGINT` that is 0 or not, or nil where the cell is `NULL`.
    public func optionalBool(_ column: Int) throws(DatabaseError) -> Bool? {
        try isNull(column) ? nil : bool(column)
    }

    /// A `DOUBLE PRECISION`, or nil where the cell is `NULL`.
    public func optionalDouble(_ column: Int) throws(DatabaseError) -> Double? {
        try isNull(column) ? nil : double(column)
    }

    /// A `TEXT`, or nil where the cell is `NULL`.
    public func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        try isNull(column) ? nil : text(column)
    }

    /// A copy of a `BYTEA`, or nil where the cell is `NULL`.
    public func optionalBlob(_ column: Int) throws(DatabaseError) -> [UInt8]? {
        try isNull(column) ? nil : blob(column)
    }
}
