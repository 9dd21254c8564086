import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { WebSocketServer } from 'ws';

/** The least that sending costs: `POST /?times=10` sends its body to everybody who is connected, so many times. */

const server = createServer(async (request, response) => {
  const times = Number(new URL(request.url ?? '', 'http://localhost').searchParams.get('times'));
  const frame = await text(request);
  for (let sent = 0; sent < times; sent++) for (const socket of sockets.clients) socket.send(frame);
  response.end();
});
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => socket.on('message', () => socket.send('{"type":"connection_ack"}')));
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address && typeof address === 'object') console.log(`HTTP  http://127.0.0.1:${address.port}`);
});
process.once('SIGTERM', () => process.exit(0));
