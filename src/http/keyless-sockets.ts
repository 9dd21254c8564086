import type { Duplex } from 'node:stream';
import { createCounts } from '../graphql/server/connections.ts';

export interface KeylessLimits {
  /** Sockets that have not shown a key yet: of the whole process, and of one address. */
  readonly keylessMax: number;
  readonly keylessPerAddress: number;
  readonly initTimeoutMs: number;
}
export interface KeylessSockets {
  /** Takes a socket in, or refuses it when there are too many. The answer is called when it has shown a key. */
  admit(socket: Duplex, address: string): (() => void) | null;
}

/** After its time a socket is told why it is closed, and has so long to agree. */
const farewellMs = 250;

/** Sockets between their upgrade and their key: few at once, and none for long, whatever the other end does. */
export function createKeylessSockets(
  { keylessMax, keylessPerAddress, initTimeoutMs }: KeylessLimits,
  onCut: (address: string) => void,
): KeylessSockets {
  const ofAddress = createCounts();
  let open = 0;
  return {
    admit(socket, address) {
      if (open >= keylessMax || ofAddress.of(address) >= keylessPerAddress) return null;
      open += 1;
      ofAddress.add(address, 1);
      let here = true;
      const leave = (): void => {
        if (!here) return;
        here = false;
        clearTimeout(timer);
        open -= 1;
        ofAddress.add(address, -1);
      };
      const timer = setTimeout(() => {
        onCut(address);
        socket.destroy();
      }, initTimeoutMs + farewellMs);
      socket.once('close', leave);
      return leave;
    },
  };
}
