import CSQLite

/// The row that a running statement stands on. A ``Row`` remembers which step it was made at, so that using it later is
/// noticed.
final class SQLiteCursor: RowCells {
    private let statement: SQLiteStatement
    private var columns = 0
    /// Counts the rows; nil once the iteration is over.
    private var position: Int? = 0

    init(_ statement: SQLiteStatement) {
        self.statement = statement
    }

    func next() throws(DatabaseError) -> Row? {
        guard let position, try statement.step() else { return nil }
        self.position = position + 1
        // Only now is it sure: the first step prepares the statement again if the schema has changed.
        columns = statement.columns
        return Row(cells: self, index: position + 1)
    }

    func end() {
        position = nil
        statement.reset()
    }

    private func type(_ row: Int, _ column: Int) throws(DatabaseError) -> Int32 {
        guard row == position else { throw .misuse(.staleRow) }
        guard column >= 0, column < columns else { throw .misuse(.columnMissing(column: column)) }
        return sqlite3_column_type(statement.pointer, Int32(column))
    }

    func value(row: Int, column: Int) throws(DatabaseError) -> SQLValue {
        _ = try type(row, column)
        return statement.copyValue(Int32(column))
    }

    func isNull(row: Int, column: Int) throws(DatabaseError) -> Bool {
        try type(row, column) == SQLITE_NULL
    }

    func int(row: Int, column: Int) throws(DatabaseError) -> Int64 {
        guard try type(row, column) == SQLITE_INTEGER else { throw .misuse(.columnType(column: column)) }
        return sqlite3_column_int64(statement.pointer, Int32(column))
    }

    func double(row: Int, column: Int) throws(DatabaseError) -> Double {
        let type = try type(row, column)
        guard type == SQLITE_FLOAT || type == SQLITE_INTEGER else { throw .misuse(.columnType(column: column)) }
        return sqlite3_column_double(statement.pointer, Int32(column))
    }

    func text(row: Int, column: Int) throws(DatabaseError) -> String {
        guard try type(row, column) == SQLITE_TEXT else { throw .misuse(.columnType(column: column)) }
        return statement.copyText(Int32(column))
    }

    func withBytes(row: Int, column: Int, _ body: (UnsafeRawBufferPointer) -> Void) throws(DatabaseError) {
        guard try type(row, column) == SQLITE_BLOB else { throw .misuse(.columnType(column: column)) }
        body(statement.bytes(Int32(column)))
    }
}
