/// The stack of a connection's thread, in bytes: SQLite, libpq and the bodies that features pass need far less than 1 MB; the rest is never
/// touched and costs no memory.
let databaseStackBytes = 1 << 20
