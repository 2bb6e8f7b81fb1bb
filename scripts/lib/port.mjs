import net from 'node:net';
import { PlainError } from './say.mjs';

const HOST = '127.0.0.1';

/** @returns {number} the TCP port to listen on @throws {PlainError} when PORT is no port */
export function portFromEnvironment(text = process.env.PORT ?? '8080') {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new PlainError(`PORT must be a number from 1 to 65535 and is ${JSON.stringify(text)}.`);
}

/**
 * @param {number} port
 * @throws {PlainError} one sentence when something else listens there or it may not be used
 */
export async function assertPortIsFree(port) {
  await new Promise((resolve, reject) => {
    const probe = net.createServer();
    probe.once('error', (error) => reject(portError(port, error)));
    probe.listen(port, HOST, () => probe.close(resolve));
  });
}

function portError(port, { code, message }) {
  const other = `choose another one, for example PORT=${port < 1024 ? 8080 : port + 1} npm start`;
  const reasons = {
    EADDRINUSE: `Port ${port} is taken by another program: ${other}.`,
    EACCES: `Port ${port} may not be used by this account: ${other}.`,
  };
  return new PlainError(reasons[code] ?? `Port ${port} cannot be used (${message}): ${other}.`);
}
