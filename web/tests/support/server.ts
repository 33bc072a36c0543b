import type { ChatRow, DeviceFrame, DraftRow, FolderRow, HelloFrame, Id, MessageRow, MutateFrame, Problem, Row, ServerFrame } from '../../src/contract';
import { isRunning } from '../../src/contract';
import { utf8Length } from '../../src/sync/utf8';
import { obey, Refusal } from './serverOps';
import type { Wire } from './world';

export const space = 'space-000001';

interface Run {
  readonly chat: Id;
  text: string;
  left: string[];
}

interface Line {
  readonly wire: Wire;
  device: Id;
  greeted: boolean;
  position: number;
  readonly open: Set<Id>;
}

/** What may go wrong at a server: a change cannot be carried out now, a message is not taken, nothing can be read now, one chat cannot be read. */
export type Fault = 'busy' | 'quota' | 'unreadable' | 'broken';

/** A small model of the server's side of docs/protocol.md: everything in memory, every page short, nothing sent before the test says so. */
export class ModelServer {
  epoch = 'epoch-1';
  version = 0;
  clock = 2_000_000;
  readonly chats = new Map<Id, ChatRow>();
  readonly messages = new Map<Id, MessageRow>();
  readonly drafts = new Map<Id, DraftRow>();
  /** By chat and device, the mutation in which it wrote what it has in the draft. */
  readonly wrote = new Map<string, Id>();
  readonly folders = new Map<Id, FolderRow>();
  readonly gone = new Map<Id, { readonly of: 'chat' | 'folder' | 'message'; readonly version: number }>();
  readonly acks = new Map<Id, number>();
  readonly runs = new Map<Id, Run>();
  /** How often each mutation was carried out. */
  readonly carriedOut = new Map<Id, number>();
  /** The mutations in the order in which they were carried out. */
  readonly order: MutateFrame[] = [];
  /** Whether something goes wrong this time. */
  fails: (fault: Fault) => boolean = () => false;
  /** Answers end with a status that nobody knew when the page was built. */
  isNewer = false;
  private readonly refusals = new Map<Id, number>();
  pageSize = 3;
  changesSize = 4;
  /** The words of the next answers. */
  words = ['Füße ', 'are ', '数学 ', '🎈🎈', '\n', 'end.'];
  private lines: Line[] = [];

  accept(wire: Wire): void {
    this.lines.push({ wire, device: '', greeted: false, position: 0, open: new Set() });
    wire.accept();
  }

  /** Takes the oldest frame that a device sent. */
  takeUp(wire: Wire): void {
    const text = wire.up.shift();
    const line = this.lines.find((other) => other.wire === wire);
    if (text === undefined || line === undefined || wire.state !== 'open') return;
    this.take(line, JSON.parse(text) as DeviceFrame);
  }

  /** Sends every device the next page of the changes that it lacks. */
  pump(): void {
    this.lines = this.lines.filter((line) => line.wire.state !== 'closed');
    for (const line of this.lines) {
      if (line.greeted && this.fails('unreadable')) line.wire.cut();
      else if (line.greeted) this.sendChanges(line);
    }
  }

  get isPumped(): boolean {
    return this.lines.every((line) => line.wire.state === 'closed' || !line.greeted || line.position === this.version);
  }

  /** The chats that the server keeps live for a device. */
  openAt(device: Id): Set<Id> {
    return new Set(this.lines.filter((line) => line.device === device && line.wire.state === 'open').flatMap((line) => [...line.open].filter((chat) => this.chats.has(chat))));
  }

  /** Lets a running answer go on by a word, or end. */
  advance(message: Id): void {
    const run = this.runs.get(message);
    if (run === undefined) return;
    const word = run.left.shift();
    if (word === undefined) return this.settle(message, 'done');
    const offset = utf8Length(run.text);
    run.text += word;
    this.toOpen(run.chat, { type: 'delta', chat: run.chat, message, offset, text: word });
  }

  settle(message: Id, known: MessageRow['status']): void {
    const status = this.isNewer ? ('withdrawn' as MessageRow['status']) : known;
    const run = this.runs.get(message);
    const row = this.messages.get(message);
    const chat = run === undefined ? undefined : this.chats.get(run.chat);
    if (run === undefined || row === undefined || chat === undefined) return;
    this.runs.delete(message);
    this.version += 1;
    this.put({ ...row, version: this.version, status, text: run.text, finished: this.clock });
    this.put({ ...chat, version: this.version, running: chat.running.filter((id) => id !== message) });
    this.toOpen(run.chat, { type: 'settled', chat: run.chat, message, status, length: utf8Length(run.text) });
  }

  /** A change of another device. Gives whether it was accepted. */
  change(frame: MutateFrame, device = 'elsewhere'): boolean {
    try {
      this.carryOut(frame, device);
      return true;
    } catch (error) {
      if (error instanceof Refusal) return false;
      throw error;
    }
  }

  /** Keeps a back-up; calling what it gives restores it: the database lives on from there under another epoch, and nothing runs. */
  backUp(): (epoch: string) => void {
    const { version } = this;
    const maps = [this.chats, this.messages, this.drafts, this.wrote, this.folders, this.gone, this.acks];
    const kept = maps.map((map) => [...map]);
    return (epoch) => {
      this.epoch = epoch;
      this.version = version;
      maps.forEach((map, index) => {
        map.clear();
        for (const [key, value] of kept[index] ?? []) (map as Map<unknown, unknown>).set(key, value);
      });
      this.carriedOut.clear();
      this.runs.clear();
      this.version += 1;
      for (const chat of this.chats.values()) this.put({ ...chat, version: this.version, running: [] });
      for (const row of this.messages.values()) {
        if (isRunning(row)) this.put({ ...row, version: this.version, status: 'interrupted' });
      }
      for (const line of this.lines) line.wire.cut();
    };
  }

  put(row: ChatRow | MessageRow | DraftRow | FolderRow): void {
    if (row.kind === 'chat') this.chats.set(row.id, row);
    else if (row.kind === 'draft') this.drafts.set(row.id, row);
    else if (row.kind === 'folder') this.folders.set(row.id, row);
    else this.messages.set(row.id, row);
  }

  /** The way from the root to the head. */
  branchOf(chat: Id): MessageRow[] {
    return this.pathTo(this.chats.get(chat)?.head ?? null);
  }

  private pathTo(message: Id | null): MessageRow[] {
    const path: MessageRow[] = [];
    let row = this.messages.get(message ?? '');
    while (row !== undefined) {
      path.unshift(row);
      row = row.parent === null ? undefined : this.messages.get(row.parent);
    }
    return path;
  }

  children(chat: Id, parent: Id | null): MessageRow[] {
    return [...this.messages.values()]
      .filter((row) => row.chat === chat && row.parent === parent)
      .sort((a, b) => a.created - b.created || (a.id < b.id ? -1 : 1));
  }

  private take(line: Line, frame: DeviceFrame): void {
    if (frame.type === 'hello') return this.greet(line, frame);
    switch (frame.type) {
      case 'mutate':
        return this.mutate(line, frame);
      case 'open':
        return this.show(line, frame.chat, frame.after);
      case 'close':
        line.open.delete(frame.chat);
        return;
      case 'page':
        if (this.canRead(line, frame.chat)) this.sendPage(line, frame.chat, frame.before);
        return;
      case 'stream': {
        const run = this.runs.get(frame.message);
        if (run !== undefined && line.open.has(run.chat)) this.sendStream(line, frame.message, run, frame.offset);
        return;
      }
      case 'ping':
        return this.send(line, { type: 'pong', n: frame.n });
    }
  }

  private greet(line: Line, hello: HelloFrame): void {
    const version = this.version;
    this.send(line, {
      type: 'welcome',
      v: 1,
      server: 'model',
      epoch: this.epoch,
      mode: 'single',
      user: { id: 'user-1', name: 'Owner' },
      space: { id: space, name: 'Personal', role: 'owner', version },
    });
    this.send(line, { type: 'models', models: [], providers: [], companion: { state: 'absent', model: null, problem: null, attempt: 0 } });
    const { cursor } = hello;
    line.greeted = true;
    line.device = hello.device;
    if (cursor !== null && (cursor.epoch !== this.epoch || cursor.version > version)) {
      this.send(line, { type: 'resync', space });
      return;
    }
    line.position = cursor?.version ?? 0;
    for (const { chat, after } of hello.open) {
      if (!this.chats.has(chat)) continue;
      line.open.add(chat);
      if (after > 0 && this.canOpen(line, chat)) this.catchUp(line, chat, after);
    }
    while (line.position < version) this.sendChanges(line);
    for (const { chat, after } of hello.open) {
      if (!this.chats.has(chat)) this.send(line, { type: 'problem', problem: problem('chat_unknown'), chat });
      else if (after === 0 && this.canOpen(line, chat)) this.sendPage(line, chat, null);
    }
    for (const [message, run] of this.runs) {
      if (line.open.has(run.chat)) this.sendStream(line, message, run, hello.streams[message] ?? 0);
    }
  }

  private show(line: Line, chat: Id, after: number): void {
    if (!this.chats.has(chat)) return this.send(line, { type: 'problem', problem: problem('chat_unknown'), chat });
    line.open.add(chat);
    if (!this.canOpen(line, chat)) return;
    if (after === 0) this.sendPage(line, chat, null);
    else this.catchUp(line, chat, after);
    for (const [message, run] of this.runs) if (run.chat === chat) this.sendStream(line, message, run, 0);
  }

  /** What is to pass ends the connection; the rest is said, and the chat is not open. */
  private canOpen(line: Line, chat: Id): boolean {
    const can = this.canRead(line, chat);
    if (!can) line.open.delete(chat);
    return can;
  }

  private canRead(line: Line, chat: Id): boolean {
    if (this.fails('unreadable')) line.wire.cut();
    else if (this.fails('broken')) this.send(line, { type: 'problem', problem: problem('internal'), chat });
    else return true;
    return false;
  }

  private catchUp(line: Line, chat: Id, after: number): void {
    const to = line.position;
    const rows: Row[] = this.rowsAfter(after, (row) => this.belongs(row, chat)).filter((row) => row.version <= to);
    const own = this.chats.get(chat);
    if (own !== undefined) rows.push(own);
    this.send(line, { type: 'changes', space, from: to, to, rows });
  }

  private sendPage(line: Line, chat: Id, before: Id | null): void {
    const next = before === null ? undefined : this.messages.get(before);
    if (before !== null && next?.chat !== chat) return this.send(line, { type: 'problem', problem: problem('message_unknown'), chat });
    const path = next === undefined ? this.branchOf(chat) : this.pathTo(next.parent);
    const start = Math.max(0, path.length - this.pageSize);
    const messages = path.slice(start);
    const branches: Record<string, Id[]> = {};
    for (const row of next === undefined ? messages : [...messages, next]) {
      const siblings = this.children(chat, row.parent);
      if (siblings.length > 1) branches[row.parent ?? ''] = siblings.map((sibling) => sibling.id);
    }
    const first = start === 0 ? null : messages[0]?.id ?? null;
    this.send(line, { type: 'page', chat, version: this.version, before, first, messages: messages.map(asSent), branches });
  }

  private sendStream(line: Line, message: Id, run: Run, offset: number): void {
    const bytes = new TextEncoder().encode(run.text);
    if (offset >= bytes.length) return;
    const text = new TextDecoder().decode(bytes.slice(offset));
    this.send(line, { type: 'delta', chat: run.chat, message, offset, text });
  }

  private sendChanges(line: Line): void {
    if (line.position >= this.version) return;
    const rows = this.rowsAfter(line.position, (row) => row.kind !== 'message' || line.open.has(row.chat));
    let cut = rows.length;
    if (cut > this.changesSize) {
      cut = this.changesSize;
      // A version is never split.
      while (cut < rows.length && rows[cut]?.version === rows[cut - 1]?.version) cut += 1;
    }
    const sent = rows.slice(0, cut);
    const to = cut < rows.length ? sent[sent.length - 1]?.version ?? this.version : this.version;
    this.send(line, { type: 'changes', space, from: line.position, to, rows: sent });
    line.position = to;
  }

  private rowsAfter(version: number, wanted: (row: Row) => boolean): Row[] {
    const gone: Row[] = [...this.gone].map(([id, { of, version }]) => ({ kind: 'gone', of, id, version }));
    return [...this.chats.values(), ...this.drafts.values(), ...this.folders.values(), ...[...this.messages.values()].map(asSent), ...gone]
      .filter((row) => row.version > version && wanted(row))
      .sort((a, b) => a.version - b.version);
  }

  private belongs(row: Row, chat: Id): boolean {
    return row.kind === 'message' && row.chat === chat;
  }

  private mutate(line: Line, frame: MutateFrame): void {
    const refusals = this.refusals.get(frame.id) ?? 0;
    // Who is refused too often gives up.
    if (refusals < 3 && this.fails('busy')) {
      this.refusals.set(frame.id, refusals + 1);
      return this.send(line, { type: 'reject', id: frame.id, problem: problem('storage_busy', true) });
    }
    if (frame.op === 'message.send' && this.fails('quota')) return this.send(line, { type: 'reject', id: frame.id, problem: problem('quota') });
    try {
      this.send(line, { type: 'ack', id: frame.id, version: this.carryOut(frame, frame.device ?? line.device) });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.send(line, { type: 'reject', id: frame.id, problem: problem(error.code) });
    }
  }

  private carryOut(frame: MutateFrame, device: Id): number {
    const known = this.acks.get(frame.id);
    if (known !== undefined) return known;
    this.clock += 1;
    obey(this, frame, device);
    this.order.push(frame);
    this.carriedOut.set(frame.id, (this.carriedOut.get(frame.id) ?? 0) + 1);
    this.acks.set(frame.id, this.version);
    return this.version;
  }

  private toOpen(chat: Id, frame: ServerFrame): void {
    for (const line of this.lines) if (line.wire.state === 'open' && line.open.has(chat)) this.send(line, frame);
  }

  private send(line: Line, frame: ServerFrame): void {
    line.wire.down.push(JSON.stringify(frame));
  }
}

/** The text of a running message is not in its row. */
function asSent(row: MessageRow): MessageRow {
  return isRunning(row) ? { ...row, text: '' } : row;
}

function problem(code: string, retryable = false): Problem {
  return { code, message: `It is ${code}.`, retryable, request_id: 'r-1' };
}
