import CSQLite

/// A prepared statement, confined to its connection's thread.
final class SQLiteStatement {
    let pointer: OpaquePointer
    private unowned let connection: SQLiteConnection
    /// Whether it is between its first step and its reset.
    private(set) var isRunning = false

    /// `pointer` is owned from now on.
    init(_ pointer: OpaquePointer, connection: SQLiteConnection) {
        self.pointer = pointer
        self.connection = connection
    }

    deinit {
        sqlite3_finalize(pointer)
    }

    func bind(_ values: [SQLValue]) throws(DatabaseError) {
        for (index, value) in values.enumerated() {
            let position = Int32(index + 1)
            let result: Int32
            switch value {
            case .null:
                result = sqlite3_bind_null(pointer, position)
            case .int(let number):
                result = sqlite3_bind_int64(pointer, position, number)
            case .double(let number):
                result = sqlite3_bind_double(pointer, position, number)
            case .text(let text):
                result = try bindText(text, at: position)
            case .blob(let bytes) where bytes.isEmpty:
                result = sqlite3_bind_zeroblob(pointer, position, 0)
            case .blob(let bytes):
                result = bytes.withUnsafeBytes {
                    parlance_sqlite3_bind_blob(pointer, position, $0.baseAddress, UInt64($0.count))
                }
            }
            guard result == SQLITE_OK else { throw connection.error(result) }
        }
    }

    private func bindText(_ text: String, at position: Int32) throws(DatabaseError) -> Int32 {
        var text = text
        let result: Int32? = text.withUTF8 { bytes in
            if bytes.contains(0) { return nil }
            return bytes.withMemoryRebound(to: CChar.self) {
                parlance_sqlite3_bind_text(pointer, position, $0.baseAddress ?? emptyText, UInt64($0.count))
            }
        }
        guard let result else { throw .misuse(.nulInText) }
        return result
    }

    /// A text without bytes may have no address, and SQLite takes no address for `NULL`.
    private var emptyText: UnsafePointer<CChar>? {
        sqlite3_sql(pointer)
    }

    /// Goes to the next row; false at the end.
    func step() throws(DatabaseError) -> Bool {
        isRunning = true
        let result = sqlite3_step(pointer)
        switch result {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw connection.error(result)
        }
    }

    func reset() {
        isRunning = false
        sqlite3_reset(pointer)
        sqlite3_clear_bindings(pointer)
    }

    var columns: Int { Int(sqlite3_column_count(pointer)) }

    func copyValue(_ column: Int32) -> SQLValue {
        switch sqlite3_column_type(pointer, column) {
        case SQLITE_INTEGER: return .int(sqlite3_column_int64(pointer, column))
        case SQLITE_FLOAT: return .double(sqlite3_column_double(pointer, column))
        case SQLITE_TEXT: return .text(copyText(column))
        case SQLITE_BLOB: return .blob([UInt8](bytes(column)))
        default: return .null
        }
    }

    func copyText(_ column: Int32) -> String {
        guard let start = sqlite3_column_text(pointer, column) else { return "" }
        let count = Int(sqlite3_column_bytes(pointer, column))
        return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    func bytes(_ column: Int32) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(pointer, column)
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : Int(sqlite3_column_bytes(pointer, column)))
    }
}
