import { createServer } from 'node:net';
import prepareDatabases from '../support/global-setup';
import { gatewayPort, gatewayPortIsFreeName } from './support/paths';

/** CloudBase's port for web functions is fixed, so the machine must have it free. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '0.0.0.0', () => probe.close(() => resolve(true)));
  });
}

/** Runs once before the bundles room: the databases, and whether the gateway can have its port. */
export default async function globalSetup(): Promise<void> {
  await prepareDatabases();
  if (await isFree(gatewayPort)) process.env[gatewayPortIsFreeName] = 'yes';
  else process.stdout.write(`\nnote: port ${gatewayPort} is taken, the gateway is not started\n`);
}
