export { browserEnvironment } from './browser';
export { SyncClient } from './client';
export type { Draft, Sent } from './client';
export type { Environment, Socket, SocketEvents } from './environment';
export type {
  Branch,
  BranchEntry,
  ChatList,
  Key,
  Notice,
  OutboxView,
  Refused,
  RunningText,
  Section,
  Snapshot,
  Status,
} from './views';
