export { browserEnvironment } from './browser';
export { SyncClient } from './client';
export type { Draft, Sent } from './client';
export type { Environment, Socket, SocketEvents } from './environment';
export { usualPauseMs } from './drafts/drafts';
export type {
  Branch,
  BranchEntry,
  ChatList,
  ChatListName,
  DraftConflict,
  DraftView,
  FolderTree,
  Key,
  Notice,
  OfflineState,
  OutboxView,
  Pending,
  Refused,
  RunningText,
  Section,
  Snapshot,
  Status,
  TagCount,
  Undo,
} from './views';
