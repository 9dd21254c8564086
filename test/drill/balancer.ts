import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** One address before several processes, as a load balancer is: a new connection goes to the next that takes it. */
export interface Balancer {
  readonly url: string;
  /** From now on only these. */
  send(ports: readonly number[]): void;
  /** Cuts every connection there is; new ones go through. */
  cut(): void;
  close(): void;
}

export async function startBalancer(): Promise<Balancer> {
  const open = new Set<Socket>();
  let ports: readonly number[] = [];
  let turn = 0;
  const keep = (socket: Socket): Socket => {
    open.add(socket);
    return socket.on('error', () => undefined).on('close', () => open.delete(socket));
  };
  const join = (near: Socket, tries: number): void => {
    const port = ports[turn++ % Math.max(1, ports.length)];
    if (port === undefined || tries === 0) {
      near.destroy();
      return;
    }
    const far = connect(port, '127.0.0.1');
    far.once('error', () => join(near, tries - 1));
    far.once('connect', () => {
      far.removeAllListeners('error');
      keep(far).on('close', () => near.destroy());
      near.on('close', () => far.destroy());
      near.pipe(far).pipe(near);
      near.resume();
    });
  };
  const server = createServer({ pauseOnConnect: true }, (near) => join(keep(near), ports.length));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    send(to) {
      ports = to;
    },
    cut,
    close() {
      server.close();
      cut();
    },
  };
}
