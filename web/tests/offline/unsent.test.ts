import assert from 'node:assert/strict';
import test from 'node:test';
import { readUnsent } from '../../src/sync/offline/snapshot';
import { rest } from '../support/cryptography';
import { House, kept } from '../support/house';

/** So long until a failed writing is tried again. */
const againMs = 11_000;

for (const isWriter of [true, false]) {
  test(`what could not be written is written later by ${isWriter ? 'the tab that writes the copy' : 'any other tab'}, which is not let go before`, async () => {
    const house = new House();
    const { window: first, chat } = await kept(house);
    const window = isWriter ? first : await house.open();
    window.client.openChat(chat);
    window.client.setMany([chat], { pinned: true });
    house.settle(first, window);
    assert.equal(window.client.get('offline').writer, isWriter);
    window.world.wire?.cut();
    house.browser.full = true;
    const { message } = window.client.send({ chat, text: 'Written offline' });
    assert.equal(window.client.hasUnsent(), true, 'it waits to be written');
    window.world.pass(150);
    await rest();
    assert.equal(window.client.get('offline').state, 'failed');
    house.browser.full = false;
    window.world.pass(2_000);
    await rest();
    assert.equal(window.client.hasUnsent(), true, 'the state has been written since, and nothing else');
    window.world.pass(againMs);
    await rest();
    assert.equal(window.client.get('offline').state, 'on');
    assert.equal(window.client.hasUnsent(), false, 'nobody has changed anything, and it is written');
    house.crash(first);
    house.crash(window);
    const later = await house.open();
    assert.equal(later.client.get(`message:${message}`)?.text, 'Written offline');
  });
}

test('what is taken over is not overwritten by what was to be written before', async () => {
  const house = new House();
  const { window: first, chat } = await kept(house);
  const second = await house.open();
  const page = house.page(second);
  house.settle(first, second);
  for (const { world } of [first, second]) world.wire?.cut();
  first.client.rename(chat, 'Of the first');
  await house.write(first);
  page.slow = true;
  const { message } = second.client.send({ chat, text: 'Of the second' });
  second.world.hide();
  house.crash(first);
  // The browser is quit: what was begun last is done first, and then no time is left.
  do await rest();
  while (page.moveShelf() || page.moveCrypto((count) => count - 1));
  house.crash(second);
  const later = await house.open();
  assert.equal(later.client.get(`chat:${chat}`)?.title, 'Of the first');
  assert.equal(later.client.get(`message:${message}`)?.text, 'Of the second');
});

/** The chat that a page, which is no more, has named Rivers without a network. */
async function renamedOffline(house: House): Promise<string> {
  const { window, chat } = await kept(house);
  window.world.wire?.cut();
  window.client.rename(chat, 'Rivers');
  await house.write(window);
  house.crash(window);
  return chat;
}

test('what has not got through outlives a copy that cannot be read', async () => {
  const house = new House();
  const chat = await renamedOffline(house);
  for (const store of ['meta', 'rows', 'held'] as const) for (const name of house.browser.names(store)) house.browser.stores.get(store)?.set(name, 'nonsense');
  const later = await house.open();
  house.settle(later);
  assert.equal(house.server.chats.get(chat)?.title, 'Rivers');
});

test('what one page left behind and nobody can read keeps nobody from what the others left, and stays', async () => {
  const house = new House();
  const chat = await renamedOffline(house);
  // Of another build, and older than the other.
  house.browser.stores.get('outbox')?.set('a-page', { nonce: new Uint8Array(12), data: new ArrayBuffer(40) });
  const later = await house.open();
  house.settle(later);
  await house.write(later);
  assert.equal(house.server.chats.get(chat)?.title, 'Rivers');
  assert.deepEqual(house.browser.names('outbox'), ['a-page']);
});

test('the browser is asked to keep the copy when it is turned on, and not before', async () => {
  const house = new House();
  const window = await house.open();
  assert.equal(house.browser.persistent, false);
  await window.client.offline.enable();
  assert.equal(house.browser.persistent, true);
});

/** A page with a draft that the server has. */
async function drafted(house: House, text: string): Promise<Awaited<ReturnType<typeof kept>>> {
  const start = await kept(house);
  start.window.client.drafts.edit(start.chat, text);
  start.window.client.drafts.flush(start.chat);
  house.settle(start.window);
  await house.write(start.window);
  return start;
}

test('rule 20: a message that was sent offline does not stand in the composer after a reload', async () => {
  const house = new House();
  const { window, chat } = await drafted(house, 'important');
  window.world.wire?.cut();
  window.client.send({ chat, text: 'important', draft: true });
  await house.write(window);
  house.crash(window);
  const later = await house.open();
  assert.equal(later.client.get('outbox').waiting, 1);
  assert.equal(later.client.get(`draft:${chat}`).text, '');
  house.settle(later);
  assert.equal(later.client.get(`draft:${chat}`).text, '');
  assert.equal([...house.server.messages.values()].filter((row) => row.text === 'important').length, 1);
});

test('rule 20: what was typed after a message that was sent offline outlives a reload, and is not taken away with the message', async () => {
  const house = new House();
  const { window, chat } = await drafted(house, 'important');
  window.world.wire?.cut();
  window.client.send({ chat, text: 'important', draft: true });
  window.client.drafts.edit(chat, 'and another thing');
  await house.write(window);
  house.crash(window);
  const later = await house.open();
  assert.equal(later.client.get(`draft:${chat}`).text, 'and another thing');
  house.settle(later);
  assert.equal(later.client.get(`draft:${chat}`).text, 'and another thing');
  assert.equal(house.server.drafts.get(chat)?.text, 'and another thing');
});

test('rule 20: a message that is taken over does not take away what was typed and saved in the tab that takes it over', async () => {
  const house = new House();
  const { window: first, chat } = await drafted(house, 'important');
  const second = await house.open();
  house.settle(first, second);
  first.world.wire?.cut();
  first.client.send({ chat, text: 'important', draft: true });
  await house.write(first);
  second.client.drafts.edit(chat, 'my own words');
  second.client.drafts.flush(chat);
  house.settle(second);
  house.crash(first);
  await rest();
  // The second tab may end at any moment as well.
  while (second.rest()) assert.equal(house.server.drafts.get(chat)?.text, 'my own words');
  house.settle(second);
  assert.equal(second.client.get(`draft:${chat}`).text, 'my own words');
  assert.equal(house.server.drafts.get(chat)?.text, 'my own words');
  assert.equal([...house.server.messages.values()].filter((row) => row.text === 'important').length, 1);
});

test('what several pages wrote in a chat that none of them had seen is taken over from one to the next', async () => {
  const house = new House();
  const { window: first } = await kept(house);
  const second = await house.open();
  for (const { client, world } of [first, second]) {
    world.wire?.cut();
    client.drafts.edit('chat-000001', `Of ${world.device}`);
    client.drafts.flush();
  }
  await house.write(first, second);
  house.crash(first);
  await rest();
  await house.write(second);
  house.crash(second);
  const later = await house.open();
  house.settle(later);
  const { text } = later.client.get('draft:chat-000001');
  for (const { world } of [first, second]) assert.match(text, new RegExp(`Of ${world.device}`));
});

test('what a page wrote beside the message of another one that it had taken over goes from page to page as well', async () => {
  const house = new House();
  const { window: first, chat } = await drafted(house, 'important');
  const second = await house.open();
  house.settle(first, second);
  for (const { world } of [first, second]) world.wire?.cut();
  first.client.send({ chat, text: 'important', draft: true });
  await house.write(first);
  second.client.drafts.edit(chat, 'Of the second');
  second.client.drafts.flush(chat);
  house.crash(first);
  await house.write(second);
  second.world.wake();
  await house.write(second);
  house.crash(second);
  const third = await house.open();
  assert.equal(third.client.get(`draft:${chat}`).text, 'Of the second');
  third.world.wire?.cut();
  third.client.drafts.edit(chat, 'Of the second and the third');
  await house.write(third);
  house.crash(third);
  const later = await house.open();
  house.settle(later);
  assert.equal(later.client.get(`draft:${chat}`).text, 'Of the second and the third');
  assert.equal([...house.server.messages.values()].filter((row) => row.text === 'important').length, 1);
});

test('two tabs that begin the copy at once do not wipe what the other one has written', async () => {
  const house = new House();
  house.browser.on = true;
  const first = await house.open(true);
  const second = await house.open(true);
  const chats = [first, second].map(({ client, world }) => client.drafts.edit(null, `Of ${world.device}`));
  for (const { world } of [first, second]) {
    world.pass(3_000);
    await rest();
    world.pass(200);
  }
  // The second finds no key, then the first makes one and writes.
  const page = house.page(second);
  do await rest();
  while (page.done.filter((what) => what === 'get').length === 0 && page.moveShelf());
  await house.move(first);
  assert.equal(first.client.hasUnsent(), false);
  await house.move(second);
  second.world.pass(2_000);
  await house.move(second);
  assert.equal(second.client.hasUnsent(), false);
  house.crash(first);
  house.crash(second);
  const later = await house.open();
  for (const [index, { world }] of [first, second].entries()) assert.equal(later.client.get(`draft:${chats[index] ?? ''}`).text, `Of ${world.device}`);
});

test('what an earlier build has written down, which did not say who made a change, is that page\'s own', () => {
  const op = { op: 'chat.set', chat: 'c', title: 'Rivers' } as const;
  const item = { id: 'm', op, at: 1, problem: null };
  assert.deepEqual(readUnsent({ items: [item], drafts: [] }, 'page-1').items, [{ ...item, device: 'page-1' }]);
  assert.deepEqual(readUnsent({ items: [{ ...item, device: null }], drafts: [] }, 'page-1').items, [{ ...item, device: 'page-1' }]);
  assert.deepEqual(readUnsent({ items: [{ ...item, device: 'page-0' }], drafts: [] }, 'page-1').items, [{ ...item, device: 'page-0' }], 'taken over twice');
});
