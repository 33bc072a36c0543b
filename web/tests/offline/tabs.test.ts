import assert from 'node:assert/strict';
import test from 'node:test';
import { rest } from '../support/cryptography';
import { House, kept } from '../support/house';

test('what any tab has looked at is in the copy, also when the tab that writes has not, or has ended', async () => {
  const house = new House();
  const { window } = await kept(house);
  const second = await house.open();
  house.settle(window, second);
  const seen = [window, second].map(({ client }, index) => {
    const { chat } = client.send({ chat: null, text: `Looked at by ${index}` });
    client.openChat(chat);
    return chat;
  });
  house.settle(window, second);
  await house.write(window, second);
  house.crash(window);
  await rest();
  assert.equal(second.client.get('offline').writer, true);
  await house.write(second);
  house.crash(second);
  const third = await house.open();
  for (const chat of seen) {
    third.client.openChat(chat);
    assert.equal(third.client.get(`branch:${chat}`).entries.length, 2, chat);
  }
});

test('what a tab left behind that did not write the copy is sent when the server is back', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  const second = await house.open();
  house.settle(window, second);
  for (const { world } of [window, second]) world.wire?.cut();
  second.client.rename(chat, 'Left behind');
  await house.write(second);
  house.crash(second);
  await house.write(window);
  assert.equal(window.client.get('outbox').waiting, 0, 'nobody has told it');
  house.settle(window);
  await rest();
  house.settle(window);
  assert.equal(house.server.chats.get(chat)?.title, 'Left behind');
  await house.write(window);
  assert.deepEqual(house.browser.names('outbox'), []);
});

test('the messages of a chat that is gone leave the copy, whoever had looked at them', async () => {
  const house = new House();
  const { window, chat } = await kept(house);
  const second = await house.open();
  house.settle(window, second);
  const { chat: other } = second.client.send({ chat: null, text: 'Soon gone' });
  second.client.openChat(other);
  house.settle(window, second);
  await house.write(window, second);
  assert.deepEqual(house.browser.names('held'), [chat, other].sort());
  house.crash(second);
  // Nobody is left who holds its messages.
  house.server.change({ type: 'mutate', id: 'else-1', op: 'chat.set', chat: other, deleted: true });
  house.server.change({ type: 'mutate', id: 'else-2', op: 'chat.purge', chat: other });
  house.settle(window);
  await house.write(window);
  house.crash(window);
  const third = await house.open();
  await house.write(third);
  assert.deepEqual(house.browser.names('held'), [chat]);
});
