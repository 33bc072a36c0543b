#ifndef PARLANCE_CPOSTGRES_SHIM_H
#define PARLANCE_CPOSTGRES_SHIM_H

#include <libpq-fe.h>

// Swift does not see constants that are written as characters.
static const int PARLANCE_PG_DIAG_SQLSTATE = PG_DIAG_SQLSTATE;
static const int PARLANCE_PG_DIAG_MESSAGE_PRIMARY = PG_DIAG_MESSAGE_PRIMARY;
static const int PARLANCE_PG_DIAG_TABLE_NAME = PG_DIAG_TABLE_NAME;
static const int PARLANCE_PG_DIAG_COLUMN_NAME = PG_DIAG_COLUMN_NAME;
static const int PARLANCE_PG_DIAG_CONSTRAINT_NAME = PG_DIAG_CONSTRAINT_NAME;

#endif
