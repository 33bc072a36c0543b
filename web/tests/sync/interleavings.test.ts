import assert from 'node:assert/strict';
import test from 'node:test';
import { chatOf, ChatRow, Id, isFolderOp, isRunning, MutateFrame, Op } from '../../src/contract';
import { ChatListName, SyncClient } from '../../src/sync';
import { compareFolders } from '../../src/sync/folderTree';
import { againMs } from '../../src/sync/openChats';
import { comparePositions } from '../../src/sync/position';
import { Draw, playSeed, playSeeds } from '../support/random';
import { ModelServer } from '../support/server';
import { World } from '../support/world';

/** A device, the model server and the network between them, moved one drawn step at a time. */
class Play {
  readonly server = new ModelServer();
  readonly world: World;
  readonly client: SyncClient;
  /** Chats that the device has open. */
  private readonly open = new Set<Id>();
  /** What the user sent, by message. */
  readonly sent = new Map<Id, string>();
  private others = 0;
  private backUp: ((epoch: string) => void) | null = null;
  private restored = 0;

  /** @param faults how often something goes wrong at the server. */
  constructor(private readonly draw: Draw, faults: number) {
    this.world = new World(() => draw.next());
    this.server.fails = () => draw.chance(faults);
    this.client = new SyncClient(this.world);
    this.client.start();
  }

  step(): void {
    const { draw, server, world } = this;
    const wire = world.wire;
    const turn = draw.next();
    if (wire !== undefined && wire.state === 'opening') {
      if (turn < 0.5) server.accept(wire);
      else if (turn < 0.6) wire.cut();
    } else if (wire !== undefined) {
      if (turn < 0.3) server.takeUp(wire);
      else if (turn < 0.65) wire.deliverDown();
      else if (turn < 0.665) wire.cut();
    }
    const other = draw.next();
    if (other < 0.25) server.pump();
    else if (other < 0.5) this.advance();
    else if (other < 0.65) this.act();
    else if (other < 0.72) this.actElsewhere();
    else if (other < 0.75) world.passToNextTimer();
    else if (other < 0.8) world.drawScreen();
    else if (other < 0.81) world.wake();
    else if (other < 0.815) this.backUp = server.backUp();
    else if (other < 0.816 && this.backUp !== null) this.backUp(`epoch-${(this.restored += 1) + 1}`);
  }

  /** Everything arrives, on a network and at a server that hold. */
  settle(): void {
    this.server.fails = () => false;
    this.rest();
    // What could not be read is asked for again.
    this.world.pass(againMs);
    this.rest();
    this.world.drawScreen();
  }

  private rest(): void {
    const { server, world } = this;
    for (let round = 0; ; round++) {
      assert(round < 20_000, 'it does not come to rest');
      const wire = world.wire;
      if (this.client.get('status').connection === 'outdated') break;
      else if (wire === undefined) world.passToNextTimer();
      else if (wire.state === 'opening') server.accept(wire);
      else if (wire.up.length > 0) server.takeUp(wire);
      else if (wire.down.length > 0) wire.deliverDown();
      else if (!server.isPumped) server.pump();
      else if (server.runs.size > 0) this.advance();
      else if (this.client.get('outbox').waiting > 0) world.passToNextTimer();
      else if (!this.loadOne()) break;
    }
  }

  /** Asks for what is earlier in the chats that are there. Gives whether there was anything. */
  private loadOne(): boolean {
    for (const chat of this.open) {
      if (this.client.get(`branch:${chat}`).earlier !== 'more') continue;
      this.client.loadEarlier(chat);
      if (this.client.get(`branch:${chat}`).earlier === 'loading') return true;
    }
    return false;
  }

  private advance(): void {
    const running = this.draw.pick([...this.server.runs.keys()]);
    if (running !== undefined) this.server.advance(running);
  }

  /** The user of this device does something. */
  private act(): void {
    const { client, draw } = this;
    const chats = client.get('chats:active');
    const chat = chats.at(draw.below(chats.length));
    const opened = draw.pick([...this.open]);
    const branch = opened === undefined ? undefined : client.get(`branch:${opened}`);
    const place = branch === undefined ? undefined : draw.pick(branch.entries);
    switch (draw.below(18)) {
      case 0:
        return this.send(null, undefined);
      case 1:
      case 2:
        if (opened !== undefined && client.get(`chat:${opened}`) !== null && branch?.state === 'ready') this.send(opened, undefined);
        return;
      case 3:
        if (chat !== undefined && !this.open.has(chat)) {
          this.open.add(chat);
          client.openChat(chat);
        }
        return;
      case 4:
        if (opened !== undefined) {
          this.open.delete(opened);
          client.closeChat(opened);
        }
        return;
      case 5:
        if (chat !== undefined) client.rename(chat, `title ${draw.below(1000)}`);
        return;
      case 6:
        if (chat !== undefined) client.setMany([chat], { pinned: draw.chance(0.5) });
        return;
      case 7:
        if (opened !== undefined && place !== undefined) {
          const row = client.get(`message:${place.id}`);
          if (row?.role === 'user') client.answer(opened, row.id);
          else if (row !== null && isRunning(row)) client.stopAnswer(opened, row.id);
          else if (row?.status === 'stopped' || row?.status === 'interrupted') client.resume(opened, row.id);
        }
        return;
      case 8: {
        const sibling = place?.previous ?? place?.next ?? null;
        if (opened !== undefined && sibling !== null) client.branch(opened, sibling);
        return;
      }
      case 9:
        if (opened !== undefined) client.loadEarlier(opened);
        return;
      case 10:
        if (opened !== undefined && place !== undefined) client.rate(opened, place.id, draw.chance(0.5) ? 1 : -1);
        return;
      case 11:
        if (opened !== undefined && place !== undefined) this.send(opened, client.get(`message:${place.id}`)?.parent);
        return;
      default:
        return this.tidy();
    }
  }

  /** The user of this device puts things in order. */
  private tidy(): void {
    const { client, draw } = this;
    const chats = client.get('chats:active');
    const some = Array.from({ length: draw.below(4) }, () => chats.at(draw.below(chats.length)) ?? 'none');
    const tree = client.get('folders');
    const folders = [null, ...tree.children(null), ...tree.children(tree.top[0] ?? null)];
    const folder = draw.pick(folders) ?? null;
    const undo = [
      () => client.setMany(some, { archived: draw.chance(0.3) }),
      () => client.tag(some, draw.chance(0.5) ? 'blue' : 'green'),
      () => client.untag(some, 'blue'),
      () => client.move(some, { folder, before: client.get(`chats:in:${folder ?? ''}`).at(draw.below(3)) ?? null }),
      () => client.move(some, { folder }),
      () => client.folders.move(draw.pick(folders) ?? 'none', { parent: folder, before: tree.children(folder)[draw.below(2)] ?? null }),
      () => client.folders.rename(folder ?? 'none', `folder ${draw.below(100)}`),
      () => (draw.chance(0.3) ? client.folders.delete(folder ?? 'none') : null),
      () => (tree.size < 8 && client.folders.create('a folder', folder) === '' ? null : null),
    ][draw.below(9)]?.();
    if (draw.chance(0.2)) undo?.undo();
  }

  private send(chat: Id | null, parent: Id | null | undefined): void {
    const text = `question ${this.sent.size}`;
    const sent = this.client.send(parent === undefined ? { chat, text } : { chat, text, parent });
    this.sent.set(sent.message, text);
    assert.equal(this.client.get(`message:${sent.message}`)?.text, text, 'a message is there as soon as it is sent');
    if (chat === null) {
      this.open.add(sent.chat);
      this.client.openChat(sent.chat);
    }
  }

  /** Another device changes something. */
  private actElsewhere(): void {
    const { draw, server } = this;
    const chat = draw.pick([...server.chats.values()]);
    const name = (kind: string): Id => `other-${kind}-${String((this.others += 1)).padStart(5, '0')}`;
    const head = chat?.head ?? null;
    const folder = draw.pick([...server.folders.values()]);
    const message = draw.pick([...server.messages.values()].filter((row) => row.chat === chat?.id));
    const op: Op | undefined =
      chat === undefined || draw.chance(0.1)
        ? { op: 'message.send', chat: name('chat'), message: name('m'), parent: null, text: 'from elsewhere', reply: name('r') }
        : [
            (): Op => ({ op: 'message.send', chat: chat.id, message: name('m'), parent: head, text: 'from elsewhere', reply: name('r') }),
            (): Op => ({ op: 'chat.set', chat: chat.id, title: name('title') }),
            (): Op => ({ op: 'chat.set', chat: chat.id, hidden: draw.chance(0.5) }),
            (): Op => ({ op: 'chat.set', chat: chat.id, deleted: draw.chance(0.5) }),
            (): Op => ({ op: 'chat.branch', chat: chat.id, message: message?.id ?? 'none' }),
            (): Op => ({ op: 'message.answer', chat: chat.id, parent: message?.parent ?? 'none', reply: name('r') }),
            (): Op => ({ op: 'message.rate', chat: chat.id, message: message?.id ?? 'none', rating: 1 }),
            (): Op => ({ op: 'chat.purge', chat: chat.id }),
            (): Op => ({ op: 'chat.set', chat: chat.id, archived: draw.chance(0.3), tags: ['green'], position: draw.chance(0.5) ? null : 'V' }),
            (): Op => ({ op: 'folder.set', folder: name('folder'), name: 'from elsewhere', parent: folder?.parent ?? null, position: 'V' }),
            (): Op => ({ op: 'folder.set', folder: folder?.id ?? 'none', parent: draw.pick([...server.folders.keys()]) ?? null }),
            (): Op => ({ op: 'folder.delete', folder: folder?.id ?? 'none' }),
            (): Op => ({ op: 'chat.set', chat: chat.id, folder: folder?.id ?? null }),
          ][draw.below(13)]?.();
    if (op !== undefined) server.change({ type: 'mutate', id: name('mutation'), ...op } as MutateFrame);
  }

  /** Rule 11: what is shown of a running text is how it really begins. */
  checkTexts(): void {
    if (this.restored > 0) return;
    for (const chat of this.open) {
      for (const { id } of this.client.get(`branch:${chat}`).entries) {
        const text = this.client.get(`text:${id}`);
        const whole = this.server.runs.get(id)?.text ?? this.server.messages.get(id)?.text;
        if (text === null || whole === undefined) continue;
        const shown = text.pieces.slice(0, text.count).join('');
        assert(whole.startsWith(shown), `rule 11: ${JSON.stringify(shown)} is not how ${JSON.stringify(whole)} begins`);
        assert.equal(text.bytes, new TextEncoder().encode(shown).length);
      }
    }
  }

  check(): void {
    const { client, server } = this;
    assert.equal(client.get('status').connection, 'online');
    assert.equal(client.get('status').synced, true);
    this.checkLists();
    for (const chat of this.open) this.checkBranch(chat);
    const open = [...this.open].filter((chat) => server.chats.has(chat));
    assert.deepEqual([...server.openAt(this.world.device)].sort(), open.sort(), 'the server keeps live what is looked at, and nothing else');
    this.checkOutbox();
    for (const [mutation, times] of server.carriedOut) assert.equal(times, 1, `rule 8: ${mutation} was carried out ${times} times`);
    this.checkOrder();
  }

  /** Rule 9: what the user did in a chat or a folder took effect in that order, whatever was refused on the way. */
  private checkOrder(): void {
    if (this.restored > 0) return;
    const own = this.server.order.filter((frame) => !frame.id.startsWith('other-'));
    own.forEach((later, index) => {
      for (const earlier of own.slice(0, index)) {
        assert(earlier.id < later.id || !concernSame(earlier, later), `rule 9: ${later.op} ${later.id} came after ${earlier.op} ${earlier.id}`);
      }
    });
  }

  private checkLists(): void {
    const expected = [...this.server.chats.values()].sort(
      (a, b) => Number(b.pinned) - Number(a.pinned) || b.updated - a.updated || (a.id < b.id ? 1 : -1),
    );
    const refused = new Set(this.client.get('outbox').refused.map((item) => chatOf(item.op)));
    const shown = (name: ChatListName): Id[] => {
      const list = this.client.get(`chats:${name}`);
      return [...list.slice(0, list.length)].filter((id) => this.server.chats.has(id) || !refused.has(id));
    };
    const ids = (wanted: (chat: ChatRow) => boolean, rows = expected): Id[] => rows.filter(wanted).map((chat) => chat.id);
    const isActive = (chat: ChatRow): boolean => !chat.hidden && !chat.archived && chat.deleted === null;
    assert.deepEqual(shown('active'), ids(isActive));
    assert.deepEqual(shown('hidden'), ids((chat) => chat.hidden && chat.deleted === null));
    assert.deepEqual(shown('archived'), ids((chat) => chat.archived && !chat.hidden && chat.deleted === null));
    assert.deepEqual(shown('trash'), ids((chat) => chat.deleted !== null));
    for (const tag of ['blue', 'green']) assert.deepEqual(shown(`tag:${tag}`), ids((chat) => isActive(chat) && chat.tags.includes(tag)));
    const byHand = [...expected].sort((a, b) => Number(b.pinned) - Number(a.pinned) || comparePositions(a.position, b.position));
    for (const folder of [null, ...this.server.folders.keys()]) {
      assert.deepEqual(shown(`in:${folder ?? ''}`), ids((chat) => isActive(chat) && chat.folder === folder, byHand));
      const inside = [...this.server.folders.values()].filter((row) => row.parent === folder).sort(compareFolders);
      assert.deepEqual(this.client.get('folders').children(folder), inside.map((row) => row.id));
    }
    for (const row of this.server.folders.values()) assert.deepEqual(this.client.get(`folder:${row.id}`), row);
    assert.equal(this.client.get('folders').size, this.server.folders.size);
    for (const row of expected) assert.deepEqual(this.client.get(`chat:${row.id}`), row);
  }

  private checkBranch(chat: Id): void {
    const branch = this.client.get(`branch:${chat}`);
    if (!this.server.chats.has(chat)) return;
    const expected = this.server.branchOf(chat);
    assert.equal(branch.state, 'ready');
    assert.deepEqual(branch.entries.map((entry) => entry.id), expected.map((row) => row.id));
    expected.forEach((row, index) => {
      const siblings = this.server.children(chat, row.parent);
      const entry = branch.entries[index];
      assert.deepEqual(this.client.get(`message:${row.id}`), row);
      assert.equal(entry?.count, siblings.length, `siblings of ${row.id}`);
      assert.equal(this.client.get(`text:${row.id}`), null);
    });
  }

  private checkOutbox(): void {
    const outbox = this.client.get('outbox');
    assert.equal(outbox.waiting, 0);
    const refused = new Set(outbox.refused.flatMap((item) => (item.op.op === 'message.send' ? [item.op.message] : [])));
    for (const [message, text] of this.sent) {
      const row = this.server.messages.get(message);
      const purged = [...this.server.gone.values()].length > 0;
      assert(row?.text === text || refused.has(message) || purged || this.restored > 0, `${message} is neither at the server nor shown as refused`);
    }
  }
}

/** Whether the order of two changes matters. Identifiers of one device sort by the time at which they were made. */
function concernSame(a: Op, b: Op): boolean {
  const names = (op: Op): boolean => isFolderOp(op) || (op.op === 'chat.set' && typeof op.folder === 'string');
  if (isFolderOp(a) || isFolderOp(b)) return names(a) && names(b);
  return a.chat === b.chat;
}

function play(seed: number, steps: number, faults = 0): void {
  const game = new Play(new Draw(seed), faults);
  for (let i = 0; i < steps; i++) {
    game.step();
    if (i % 10 === 0) game.checkTexts();
  }
  game.settle();
  game.check();
}

test('rules 3 to 12: however frames, cuts and acknowledgements fall, the device ends up with what the server has, nothing lost and nothing doubled', async (context) => {
  await playSeeds(context, 40, (seed) => play(seed, 400));
});

test('rules 3 to 12: the same holds for longer drawings that are the same on each run', async () => {
  for (const seed of [1, 2, 3]) await playSeed(seed, () => play(seed, 1500));
});

test('rules 9 and 10: the same holds when the server cannot carry out, or read, now and then', async (context) => {
  await playSeeds(context, 40, (seed) => play(seed, 400, 0.02 + (seed % 4) * 0.06));
});

test('rules 9 and 10: the same holds for longer drawings that are the same on each run', async () => {
  for (const seed of [1, 2, 3]) await playSeed(seed, () => play(seed, 1500, 0.1));
});

test('a page that its server has outgrown says so, or understands all that it is told, and does not come back for ever', async (context) => {
  let outdated = 0;
  const rounds = await playSeeds(context, 40, (seed) => {
    const game = new Play(new Draw(seed), 0);
    for (let i = 0; i < 200; i++) game.step();
    game.server.isNewer = true;
    for (let i = 0; i < 200; i++) game.step();
    game.settle();
    if (game.client.get('status').connection === 'outdated') outdated += 1;
    else game.check();
  });
  assert(rounds === 1 || outdated > 0);
});
