import type { ChatRow, DraftRow, FolderRow, Id, MessageRow } from '../../src/contract';

/** An identifier for a test: `id('c', 3)` sorts after `id('c', 2)`. */
export function id(kind: string, number: number): Id {
  return `${kind}-${String(number).padStart(6, '0')}`;
}

export function chatRow(fields: Partial<ChatRow> & { readonly id: Id; readonly version: number }): ChatRow {
  return {
    kind: 'chat',
    title: fields.id,
    head: null,
    pinned: false,
    hidden: false,
    archived: false,
    folder: null,
    position: null,
    tags: [],
    unread: false,
    model: null,
    created: 0,
    updated: fields.version,
    deleted: null,
    running: [],
    ...fields,
  };
}

export function folderRow(fields: Partial<FolderRow> & { readonly id: Id; readonly version: number }): FolderRow {
  return { kind: 'folder', name: fields.id, parent: null, position: fields.id, created: 0, ...fields };
}

export function draftRow(fields: Partial<DraftRow> & { readonly id: Id; readonly version: number }): DraftRow {
  return { kind: 'draft', text: '', device: 'elsewhere', others: [], updated: fields.version, ...fields };
}

export function messageRow(fields: Partial<MessageRow> & { readonly id: Id; readonly version: number; readonly chat: Id }): MessageRow {
  return {
    kind: 'message',
    parent: null,
    role: 'user',
    status: 'done',
    text: `text of ${fields.id}`,
    model: null,
    created: fields.version,
    finished: fields.version,
    usage: null,
    problem: null,
    rating: 0,
    ...fields,
  };
}
