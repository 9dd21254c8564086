/** What browsers bring. Node has one in undici, and behind `--experimental-eventsource`. */
type Source = typeof import('undici').EventSource;

/**
 * EventSource, which sends no header: a POST with a client token gives an address that may be opened once, in which document and token are
 * sealed. It comes back by itself, to where it was.
 */
export async function followByEventSource(
  EventSource: Source,
  { url, token, paymentId }: { readonly url: string; readonly token: string; readonly paymentId: string },
  onFrame: (frame: unknown) => void,
): Promise<{ close(): void }> {
  const reply = await fetch(`${url}/stream`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({
      query: `subscription ($id: ID!) { paymentUpdates(paymentId: $id) {
        __typename ... on PaymentSnapshotFrame { payment { status } } ... on PaymentChangedFrame { payment { status } } } }`,
      variables: { id: paymentId },
    }),
  });
  const { url: address } = (await reply.json()) as { url: string };
  const source = new EventSource(new URL(address, url).href);
  source.addEventListener('next', (event) => onFrame(JSON.parse((event as unknown as { data: string }).data)));
  source.addEventListener('complete', () => source.close());
  return source;
}
