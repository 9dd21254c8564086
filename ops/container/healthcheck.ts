/** Whether the product in this container lives; `/readyz` is for whoever sends it requests, since no restart brings a database back. */
const answer = await fetch(`http://127.0.0.1:${process.env.PORT ?? 4000}/healthz`, {
  signal: AbortSignal.timeout(2_000),
});
process.exit(answer.ok ? 0 : 1);
