import assert from 'node:assert/strict';
import test from 'node:test';
import type { Browser } from '../support/copyPlace';
import { rest } from '../support/cryptography';
import { House, kept } from '../support/house';

test('D7: nothing is kept until the user turns it on', async () => {
  const house = new House();
  const window = await house.open();
  window.client.send({ chat: null, text: 'Hello' });
  house.settle(window);
  await house.write(window);
  for (const store of ['keys', 'meta', 'rows', 'held', 'outbox'] as const) assert.deepEqual(house.browser.names(store), []);
  assert.equal(window.client.get('offline').state, 'off');
  assert.equal(house.browser.shellKept, false);
});

test('D7: what is kept is sealed, and a page without the server shows it at once and goes on from its cursor', async () => {
  const house = new House();
  const { window, chat, message } = await kept(house);
  assert.equal(window.client.get('offline').state, 'on');
  assert.equal(window.client.get('offline').writer, true);
  assert.equal(house.browser.shellKept, true);
  assert.doesNotMatch(house.browser.bytes(), /Elbe|chat|user/);
  house.crash(window);

  const later = await house.open();
  const { client, world } = later;
  assert.equal(client.get('chats:active').at(0), chat);
  client.openChat(chat);
  assert.equal(client.get(`message:${message}`)?.text, 'How long is the Elbe?');
  assert.deepEqual(client.get(`branch:${chat}`).entries.length, 2);
  assert.equal(client.get('status').synced, false);
  const { wire } = world;
  assert(wire !== undefined);
  house.server.accept(wire);
  const hello = JSON.parse(wire.up[0] ?? '{}') as { cursor: unknown; open: { after: number }[] };
  assert.deepEqual(hello.cursor, { epoch: 'epoch-1', version: house.server.version });
  assert.equal(hello.open[0]?.after, house.server.version);
  house.server.change({ type: 'mutate', id: 'else-1', op: 'chat.set', chat, title: 'Rivers' });
  house.settle(later);
  assert.equal(client.get(`chat:${chat}`)?.title, 'Rivers');
  assert.equal(client.get(`branch:${chat}`).state, 'ready');
});

test('A1 and rule 8: what was written offline survives a crash, in order, and is carried out once', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  window.world.wire?.cut();
  const { client } = window;
  client.rename(chat, 'Rivers');
  const { message } = client.send({ chat, text: 'And the Rhine?' });
  client.rename(chat, 'Two rivers');
  const fresh = client.drafts.edit(null, 'begun offline');
  client.drafts.flush();
  client.drafts.edit(chat, 'typed just now');
  await house.write(window);
  client.drafts.edit(chat, 'typed just now, and saved nowhere else');
  window.world.pass(150);
  await rest();
  house.crash(window);

  const later = await house.open();
  assert.equal(later.client.get(`chat:${chat}`)?.title, 'Two rivers');
  assert.equal(later.client.get(`message:${message}`)?.text, 'And the Rhine?');
  assert.equal(later.client.get(`draft:${chat}`).text, 'typed just now, and saved nowhere else');
  assert.equal(later.client.get(`draft:${fresh}`).text, 'begun offline');
  assert.equal(later.client.get(`pending:${message}`)?.status, 'queued');
  house.settle(later);
  assert.equal(house.server.chats.get(chat)?.title, 'Two rivers');
  assert.equal(house.server.messages.get(message)?.text, 'And the Rhine?');
  assert.equal(house.server.drafts.get(chat)?.text, 'typed just now, and saved nowhere else');
  assert.equal(house.server.drafts.get(fresh)?.text, 'begun offline');
  for (const times of house.server.carriedOut.values()) assert.equal(times, 1, 'rule 8');
  await house.write(later);
  assert.deepEqual(house.browser.names('outbox'), [], 'nothing is left to be sent');
});

test('the page may be closed once the copy has what was written, and not before', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  window.world.wire?.cut();
  assert.equal(window.client.hasUnsent(), false);
  window.client.rename(chat, 'Rivers');
  assert.equal(window.client.hasUnsent(), true);
  await house.write(window);
  assert.equal(window.client.hasUnsent(), false);
});

test('rule 8: what had reached the server before the crash has no second effect', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  window.client.drafts.edit(chat, 'first');
  window.client.drafts.flush(chat);
  window.client.send({ chat, text: 'Once' });
  await house.write(window);
  const { wire } = window.world;
  while (wire !== undefined && wire.up.length > 0) house.server.takeUp(wire);
  house.crash(window);
  const later = await house.open();
  house.settle(later);
  assert.equal([...house.server.messages.values()].filter((row) => row.text === 'Once').length, 1);
  for (const times of house.server.carriedOut.values()) assert.equal(times, 1);
});

test('of several tabs one writes; when it closes another goes on, and takes over what it had not got through', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  const second = await house.open();
  house.settle(window, second);
  assert.deepEqual([window, second].map(({ client }) => client.get('offline').writer), [true, false]);
  window.world.wire?.cut();
  window.client.rename(chat, 'Written in the first tab');
  await house.write(window);
  house.crash(window);
  await rest();
  assert.equal(second.client.get('offline').writer, true);
  house.settle(second);
  assert.equal(house.server.chats.get(chat)?.title, 'Written in the first tab');
  second.client.rename(chat, 'Written in the second');
  house.settle(second);
  await house.write(second);
  house.crash(second);
  const third = await house.open();
  assert.equal(third.client.get(`chat:${chat}`)?.title, 'Written in the second');
});

test('a living tab keeps its own outbox: another one that is opened does not take it', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  window.world.wire?.cut();
  window.client.rename(chat, 'Mine');
  await house.write(window);
  const second = await house.open();
  assert.equal(second.client.get('outbox').waiting, 0);
  assert.equal(window.client.get('outbox').waiting, 1);
});

test('turning it off wipes it, in every tab', async () => {
  const house = new House();
  const { window } = await kept(house);
  const second = await house.open();
  await second.client.offline.disable();
  await house.write(window, second);
  for (const store of ['keys', 'meta', 'rows', 'held', 'outbox'] as const) assert.deepEqual(house.browser.names(store), [], store);
  assert.equal(window.client.get('offline').state, 'off');
  window.client.send({ chat: null, text: 'not kept' });
  house.settle(window, second);
  await house.write(window, second);
  assert.deepEqual(house.browser.names('rows'), []);
});

test('a copy that is damaged, of another form or without its key is dropped, and the page comes from the server', async () => {
  for (const damage of [
    (browser: Browser) => browser.stores.get('rows')?.forEach((record) => new Uint8Array((record as { data: ArrayBuffer }).data).fill(0)),
    (browser: Browser) => browser.stores.get('meta')?.set('state', 'nonsense'),
    (browser: Browser) => browser.stores.get('keys')?.clear(),
    (browser: Browser) => {
      // A record in the place of another is not believed.
      const [a, b] = browser.names('rows');
      browser.stores.get('rows')?.set(a ?? '', browser.stores.get('rows')?.get(b ?? ''));
      browser.stores.get('rows')?.set('63', browser.stores.get('rows')?.get(a ?? '') ?? null);
    },
  ]) {
    const house = new House();
    const { window, chat } = await kept(house);
    house.crash(window);
    damage(house.browser);
    const later = await house.open();
    assert.equal(later.client.get('chats:active').length, 0);
    house.settle(later);
    assert.equal(later.client.get('chats:active').at(0), chat);
    await house.write(later);
    house.crash(later);
    const last = await house.open();
    assert.equal(last.client.get('chats:active').at(0), chat, 'a new copy took its place');
  }
});

test('rule 7: a copy of another life of the database is dropped', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  const restore = house.server.backUp();
  house.crash(window);
  house.server.change({ type: 'mutate', id: 'else-1', op: 'chat.set', chat, title: 'Before' });
  restore('epoch-2');
  const later = await house.open();
  house.settle(later);
  assert.equal(later.client.get(`chat:${chat}`)?.title, house.server.chats.get(chat)?.title);
  assert.equal(later.client.get('status').synced, true);
});

test('a tab that is behind does not put its older state in the place of a newer one, and goes on once it has caught up', async () => {
  const house = new House();
  const { window: first, chat } = await kept(house);
  const second = await house.open();
  house.settle(first, second);
  second.world.wire?.cut();
  first.client.rename(chat, 'Newer');
  house.settle(first);
  await house.write(first);
  house.crash(first);
  await house.write(second);
  assert.equal(second.client.get('offline').writer, true);
  assert.equal(second.client.get(`chat:${chat}`)?.title, 'How long is the Elbe?');
  assert.equal((await house.open()).client.get(`chat:${chat}`)?.title, 'Newer');
  second.client.rename(chat, 'Newest');
  house.settle(second);
  await house.write(second);
  assert.equal((await house.open()).client.get(`chat:${chat}`)?.title, 'Newest');
});

test('a page that did not wait for its copy takes nothing from it before it has caught up', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  for (let n = 0; n < 10; n++) window.client.rename(window.client.send({ chat: null, text: 'x' }).chat, `${n}`);
  house.settle(window);
  await house.write(window);
  house.crash(window);

  const slow = await house.open(true);
  slow.world.pass(3_000);
  await rest();
  const { wire } = slow.world;
  assert(wire !== undefined, 'it connects without its copy');
  house.server.accept(wire);
  house.server.takeUp(wire);
  while (slow.client.get('chats:active').length === 0) wire.deliverDown();
  assert.equal(slow.client.get('status').synced, false);
  await house.move(slow);
  slow.world.pass(2_000);
  await house.move(slow);
  house.crash(slow);
  const later = await house.open();
  assert.equal(later.client.get('chats:active').length, 11);
  later.client.openChat(chat);
  assert.equal(later.client.get(`branch:${chat}`).entries.length, 2);
});

test('a copy that takes long to be read is shown when it comes, as long as the server has said nothing', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  house.crash(window);
  const slow = await house.open(true);
  slow.world.pass(5_000);
  await rest();
  slow.client.openChat(chat);
  assert.equal(slow.client.get('chats:active').length, 0);
  await house.move(slow);
  assert.equal(slow.client.get('chats:active').at(0), chat);
  assert.equal(slow.client.get(`branch:${chat}`).entries.length, 2);
  house.settle(slow);
  assert.equal(slow.client.get('status').synced, true);
});

test('a page that comes into sight again does not read the whole copy', async () => {
  const house = new House();
  const { window } = await kept(house);
  const { done } = house.page(window);
  done.length = 0;
  window.world.wake();
  await rest();
  assert.deepEqual(done, ['names']);
});

test('a copy that is turned off while it is being written stays off, and nothing of it is left', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  house.server.change({ type: 'mutate', id: 'else-1', op: 'chat.set', chat, title: 'Rivers' });
  house.settle(window);
  house.page(window).slow = true;
  window.world.pass(2_000);
  await rest();
  const off = window.client.offline.disable();
  await house.move(window);
  await off;
  assert.equal(window.client.get('offline').state, 'off');
  window.client.rename(chat, 'Long rivers');
  house.settle(window);
  window.world.pass(20_000);
  await house.move(window);
  for (const store of ['keys', 'meta', 'rows', 'held', 'outbox'] as const) assert.deepEqual(house.browser.names(store), [], store);
});

test('a copy that could not be begun is not kept, until it is asked for again', async () => {
  const house = new House();
  const window = await house.open();
  house.browser.full = true;
  assert.equal(await window.client.offline.enable(), false);
  house.browser.full = false;
  window.client.send({ chat: null, text: 'Hello' });
  house.settle(window);
  await house.write(window);
  assert.deepEqual(house.browser.names('rows'), []);
  assert.equal(await window.client.offline.enable(), true);
  await house.write(window);
  assert.equal(window.client.get('offline').state, 'on');
});

test('a full disk stops nothing, and what could not be written is written when there is room', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  house.browser.full = true;
  window.client.rename(chat, 'Rivers');
  house.settle(window);
  await house.write(window);
  assert.equal(window.client.get('offline').state, 'failed');
  assert.equal(window.client.get(`chat:${chat}`)?.title, 'Rivers');
  house.browser.full = false;
  window.client.rename(chat, 'Long rivers');
  house.settle(window);
  await house.write(window);
  assert.equal(window.client.get('offline').state, 'on');
  house.crash(window);
  assert.equal((await house.open()).client.get(`chat:${chat}`)?.title, 'Long rivers');
});

test('one change of 10,000 chats writes a small part of the copy', async () => {
  const house = new House();
  for (let n = 0; n < 10_000; n++) house.server.change({ type: 'mutate', id: `m-${n}`, op: 'draft.set', chat: `chat-${n}`, text: `draft ${n}`, base: 0 });
  house.server.changesSize = 1_000;
  const window = await house.open();
  house.settle(window);
  await window.client.offline.enable();
  await house.write(window);
  const before = house.browser.read().get('rows');
  window.client.rename('chat-7', 'other');
  house.settle(window);
  await house.write(window);
  const changed = house.browser.names('rows').filter((name) => house.browser.stores.get('rows')?.get(name) !== before?.get(name));
  assert.equal(changed.length, 1);
  house.crash(window);
  const later = await house.open();
  assert.equal(later.client.get('chats:active').length, 10_000);
  assert.equal(later.client.get('chat:chat-7')?.title, 'other');
});
