/** Whether a host, as it stands in a URL, is this machine: what is sent there never leaves it, so it may go by plain http. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname);
}

/** Whether somebody who listens there is reached by every address of the machine. */
export function isEveryAddress(host: string): boolean {
  return /^(0\.0\.0\.0|::|0(:0){7})$/.test(host);
}

/** How this machine reaches a server that listens on `host`; one that listens on every address also by its own. */
export function urlAt(host: string, port: number): string {
  const name = isEveryAddress(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}
