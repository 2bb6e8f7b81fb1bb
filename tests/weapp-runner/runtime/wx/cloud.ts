import { settings } from '../settings';
import { postJson } from './post';
import { asyncApi, okAnswer, type Callbacks } from './settle';

interface CallOptions extends Callbacks {
  name: string;
  data: unknown;
}

/**
 * `wx.cloud`: the call goes to the functions' own entry, with the user beside it as WeChat does.
 */
export const cloudApi = {
  cloud: {
    init: () => undefined,
    callFunction: asyncApi<CallOptions>('cloud.callFunction', async ({ name = '', data }) =>
      okAnswer(await postJson(`${settings.cloud}/callFunction/${name}`, data ?? {})),
    ),
  },
};
