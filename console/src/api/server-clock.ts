/** How far the server's clock is ahead of this machine's: that of a sandbox may be moved on by weeks. */
let aheadMs = 0;

/** The server has said what time it is. */
export function serverSays(now: string): void {
  aheadMs = Date.parse(now) - Date.now();
}

/** The time at the server, in milliseconds. */
export const serverNow = (): number => Date.now() + aheadMs;
