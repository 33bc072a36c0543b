import { subprotocol } from '../contract';
import type { Socket, SocketEvents } from './environment';

/** A WebSocket that tells of its life in three events, and of nothing once it was let go of. */
export function openSocket(address: string, events: SocketEvents): Socket {
  const socket = new WebSocket(address, subprotocol);
  let told = false;
  const end = (): void => {
    if (told) return;
    told = true;
    events.closed();
  };
  socket.onopen = () => {
    if (!told) events.opened();
  };
  socket.onmessage = (event: MessageEvent<unknown>) => {
    // The protocol has text messages only.
    if (!told && typeof event.data === 'string') events.received(event.data);
  };
  socket.onclose = end;
  socket.onerror = end;
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    get unsent() {
      return socket.bufferedAmount;
    },
    close: () => {
      told = true;
      socket.close();
    },
  };
}
