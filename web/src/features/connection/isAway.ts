import type { Status } from '../../sync/views';

/** Whether the server is away. One attempt that is under way is not worth a word; a failed one is. */
export function isAway({ connection, failures }: Status): boolean {
  return connection === 'waiting' || (connection === 'connecting' && failures > 0);
}
