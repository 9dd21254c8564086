import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to the database that can be cut, mended, or left to swallow what is sent. */
export interface Link {
  /** The database's address by way of this line. */
  readonly url: string;
  /** Ends every connection and takes no new one, as a server that has stopped does. */
  cut(): void;
  mend(): Promise<void>;
  /** Lets the connections that there are go silent for good, without a word, as a failover does; new ones work. */
  strand(): void;
  /** Swallows everything, of the connections that there are and of new ones, until what it gives back is called: then only new ones work. */
  swallow(): () => void;
  close(): void;
}

export async function startLink(databaseUrl: string): Promise<Link> {
  const target = new URL(databaseUrl);
  const open = new Set<Socket>();
  let swallowing = false;
  const server = createServer((near) => {
    if (swallowing) {
      open.add(near.pause().on('error', () => undefined));
      return;
    }
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      open.add(socket);
      socket.on('error', () => undefined).on('close', () => open.delete(socket));
    }
    near.pipe(far).pipe(near);
  });
  const listen = (port: number): Promise<void> => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.port = String(port);
  const cut = (): void => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return {
    url: url.href,
    cut,
    mend: () => listen(port),
    strand() {
      for (const socket of open) socket.unpipe().pause();
    },
    swallow() {
      for (const socket of open) socket.unpipe().pause();
      swallowing = true;
      return () => {
        swallowing = false;
      };
    },
    close: cut,
  };
}
