import assert from 'node:assert/strict';
import { SyncClient } from '../../src/sync';
import type { CopyPlace } from '../../src/sync/offline/place';
import type { Draw } from './random';
import type { ModelServer } from './server';
import { World } from './world';

/** One window: a device with its own network to the server that several share. */
export class Window {
  readonly world: World;
  readonly client: SyncClient;

  constructor(
    readonly name: string,
    private readonly server: ModelServer,
    draw: Draw,
    copyPlace?: CopyPlace,
  ) {
    this.world = new World(() => draw.next(), `device-${name}`, copyPlace);
    // Windows make other identifiers at the same moment.
    this.world.clock += name.charCodeAt(0) * 1_000;
    this.client = new SyncClient(this.world);
  }

  /** Lets one thing happen on its network. */
  move(turn: number): void {
    const { server, world } = this;
    const { wire } = world;
    if (wire === undefined) return turn < 0.3 ? world.passToNextTimer() : undefined;
    if (wire.state === 'opening') return turn < 0.6 ? server.accept(wire) : turn < 0.65 ? wire.cut() : undefined;
    if (turn < 0.4) server.takeUp(wire);
    else if (turn < 0.8) wire.deliverDown();
    else if (turn < 0.81) wire.cut();
  }

  /** Lets one thing happen that leads to rest. Gives whether there was one. */
  rest(): boolean {
    const { server, world } = this;
    const { wire } = world;
    if (wire === undefined) world.passToNextTimer();
    else if (wire.state === 'opening') server.accept(wire);
    else if (wire.up.length > 0) server.takeUp(wire);
    else if (wire.down.length > 0) wire.deliverDown();
    else return false;
    return true;
  }
}

/** Everything arrives everywhere, on networks that hold. */
export function settle(server: ModelServer, windows: readonly Window[]): void {
  for (let round = 0; ; round++) {
    assert(round < 50_000, 'it does not come to rest');
    const [run] = server.runs.keys();
    if (windows.map((window) => window.rest()).some(Boolean)) continue;
    if (!server.isPumped) server.pump();
    else if (run !== undefined) server.advance(run);
    else if (windows.some(({ client }) => client.get('outbox').waiting > 0 || client.drafts.unsaved().length > 0)) for (const window of windows) window.world.passToNextTimer();
    else return;
  }
}
