import Database

extension DatabaseError {
    /// What an operator is told when the database cannot be used at the start: what is wrong, and how to mend it.
    var sentence: String {
        switch self {
        case .busy: "Another program keeps the database locked: end that, and start again."
        case .overloaded: "PostgreSQL takes no more connections: end some, or raise its max_connections."
        case .full: "The disk of the database is full: make room, and start again."
        case .corrupt: "The database is damaged, or is none of Parlance's: put back a back-up."
        case .constraint: Self.unexpected
        case .connectionLost, .commitUnknown, .closed: "The connection to the database was lost during the start: start again."
        case .timedOut: "The database did not answer in time: see what keeps it busy, and start again."
        case .inputOutput(let code):
            "The database's file cannot be read or written (SQLite's error \(code)): see whether the disk is sound and the folder yours to write."
        case .cannotOpen(let failure): failure.sentence
        case .migration(let error): error.sentence
        case .misuse(let misuse): misuse.sentence
        }
    }

    /// PostgreSQL's code (https://www.postgresql.org/docs/current/errcodes-appendix.html).
    static let insufficientPrivilege = "42501"

    fileprivate static let unexpected =
        "The database holds what this version of Parlance does not expect: start the version that wrote it, or put back a back-up."
}

extension OpenFailure {
    fileprivate var sentence: String {
        switch self {
        case .path(let path):
            "The database at \(path) cannot be opened: it must be a file that belongs to the user who starts the server."
        case .address: "PARLANCE_DATABASE_URL is no address of PostgreSQL: its form is postgres://user:password@host:port/database."
        case .unreachable:
            "PostgreSQL does not answer at the address in PARLANCE_DATABASE_URL: see whether it runs, and whether the address is right."
        case .refused:
            "PostgreSQL refuses the user, the password or the database in PARLANCE_DATABASE_URL: correct the address, or make them there."
        case .unsupported: "The database is of a format that this version does not read; PostgreSQL must be 13 or later."
        }
    }
}

extension MigrationError {
    fileprivate var sentence: String {
        switch self {
        case .newerDatabase:
            "The database was written by a later version of Parlance: start that one, or put back a back-up from before. Nothing was changed."
        case .changed, .order: DatabaseError.unexpected
        case .failed(let name, _):
            "The database could not be brought up to date, and is as it was: step \(name) failed. See whether the disk is full; else report it."
        case .backup:
            "The copy that is made before the database is brought up to date cannot be written to \"backups\" in the data folder: "
                + "make room there, and make it yours to write. Nothing was changed."
        }
    }
}

extension Misuse {
    fileprivate var sentence: String {
        switch self {
        case .changeInRead: Self.readOnly
        // SQLITE_READONLY and its finer codes, which have it in their lowest byte (https://www.sqlite.org/rescode.html).
        case .refused(let code) where Int(code).map { $0 & 0xff == 8 } == true && code.count < 5: Self.readOnly
        case .refused(DatabaseError.insufficientPrivilege):
            "PostgreSQL does not let the user in PARLANCE_DATABASE_URL make tables: make it the owner of the database."
        case .refused(let code): "The database refuses what the start needs (its code \(code)): see its own log."
        case .statement, .columnType, .columnMissing, .staleRow, .statementInsideForEach, .nulInText: DatabaseError.unexpected
        }
    }

    private static let readOnly =
        "The database cannot be written: make its file and folder yours to write; or, with PostgreSQL, name the primary and not a standby."
}
