-- Where the database lay when it got its epoch, as far as it can tell itself: a restored dump lies elsewhere.
ALTER TABLE installation ADD COLUMN place TEXT NOT NULL DEFAULT '';
