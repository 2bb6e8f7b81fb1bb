import { join } from 'node:path';
import { projectFolder } from '../../support/paths';

export const functionsFolder = join(projectFolder, 'dist', 'functions');
export const localServer = join(projectFolder, 'cloudfunctions', 'dist', 'local', 'server.js');

/** Where CloudBase asks an HTTP function. */
export const gatewayPort = 9000;
/** Set by global-setup for the workers. */
export const gatewayPortIsFreeName = 'YIBAO_TEST_GATEWAY_PORT_FREE';
