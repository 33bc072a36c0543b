-- The number of a message in its chat, in the order in which they are added: what siblings are ordered by. Times will not do, since clocks are
-- set back; of what was there before, nothing better is known.
ALTER TABLE messages ADD COLUMN sequence BIGINT NOT NULL DEFAULT 0;
UPDATE messages SET sequence = numbered.place
FROM (SELECT id, ROW_NUMBER() OVER (PARTITION BY chat_id ORDER BY created_at, id) AS place FROM messages) AS numbered
WHERE numbered.id = messages.id;
CREATE UNIQUE INDEX messages_by_sequence ON messages (chat_id, sequence);
DROP INDEX messages_by_parent;
CREATE INDEX messages_by_parent ON messages (chat_id, parent_id, sequence);
-- With it, the few that run are found and put in order by this index alone.
DROP INDEX messages_running;
CREATE INDEX messages_running ON messages (chat_id, sequence) WHERE status IN ('pending', 'processing');
