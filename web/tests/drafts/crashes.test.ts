import assert from 'node:assert/strict';
import test from 'node:test';
import { House, kept } from '../support/house';

for (const arrived of [true, false]) {
  test(`rule 20: a text that was sent does not come back as a draft after a crash, when its last saving had ${arrived ? '' : 'not '}reached the server`, async () => {
    const house = new House();
    const { window, chat } = await kept(house);
    const { client, world } = window;
    client.drafts.edit(chat, 'And');
    client.drafts.flush(chat);
    house.settle(window);
    client.drafts.edit(chat, 'And the Rhine?');
    client.drafts.flush(chat);
    const { wire } = world;
    assert(wire !== undefined && wire.up.length === 1);
    if (arrived) house.server.takeUp(wire);
    client.send({ chat, text: 'And the Rhine?', draft: true });
    await house.write(window);
    house.crash(window);
    const later = await house.open();
    house.settle(later);
    assert.equal([...house.server.messages.values()].filter((row) => row.text === 'And the Rhine?').length, 1);
    assert.equal(house.server.drafts.get(chat)?.text, '');
    assert.deepEqual(house.server.drafts.get(chat)?.others, []);
    assert.equal(later.client.get(`draft:${chat}`).text, '');
  });
}
