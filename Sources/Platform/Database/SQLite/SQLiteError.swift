import CSQLite

/// Reads SQLite's result codes (https://www.sqlite.org/rescode.html).
enum SQLiteError {
    /// The error of the operation that just failed on this connection.
    static func last(_ handle: OpaquePointer?, result: Int32, isPreparing: Bool = false) -> DatabaseError {
        let extended = handle == nil ? result : sqlite3_extended_errcode(handle)
        switch result & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED: return .busy
        case SQLITE_FULL: return .full
        case SQLITE_CORRUPT, SQLITE_NOTADB: return .corrupt
        case SQLITE_INTERRUPT: return .timedOut
        case SQLITE_IOERR: return .inputOutput(code: Int(extended))
        case SQLITE_READONLY where extended == SQLITE_READONLY: return .misuse(.changeInRead)
        case SQLITE_CONSTRAINT: return constraint(extended, message: message(handle))
        case SQLITE_CANTOPEN: return .inputOutput(code: Int(extended))
        case SQLITE_ERROR where isPreparing: return .misuse(.statement(message(handle)))
        default: return .misuse(.refused(code: String(extended)))
        }
    }

    private static func message(_ handle: OpaquePointer?) -> String {
        sqlite3_errmsg(handle).map { String(cString: $0) } ?? ""
    }

    /// SQLite writes "UNIQUE constraint failed: chats.id": the words after the colon are names of the schema, never values.
    private static func constraint(_ extended: Int32, message: String) -> DatabaseError {
        let kind: ConstraintKind =
            switch extended {
            case PARLANCE_SQLITE_CONSTRAINT_UNIQUE, PARLANCE_SQLITE_CONSTRAINT_PRIMARYKEY, PARLANCE_SQLITE_CONSTRAINT_ROWID: .unique
            case PARLANCE_SQLITE_CONSTRAINT_FOREIGNKEY: .foreignKey
            case PARLANCE_SQLITE_CONSTRAINT_NOTNULL: .notNull
            case PARLANCE_SQLITE_CONSTRAINT_CHECK: .check
            default: .other
            }
        let parts = message.split(separator: ":", maxSplits: 1)
        let name = kind != .other && parts.count == 2 ? String(parts[1].drop { $0 == " " }) : ""
        return .constraint(kind, name: name)
    }
}
