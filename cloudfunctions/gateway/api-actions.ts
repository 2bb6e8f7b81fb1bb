import { type ActionName } from '@yibao/shared/contracts';

/** What an organisation's own system may ask for, by the last part of its path. */
export const apiActions = {
  me: 'partner.me',
  request: 'partner.request',
  withdraw: 'partner.withdraw',
  'take-up': 'partner.takeUp',
  consents: 'partner.consents',
  look: 'partner.look',
  next: 'partner.next',
  'first-page': 'partner.firstPage',
  preview: 'partner.preview',
  print: 'partner.print',
  export: 'partner.export',
  cases: 'partner.cases',
  'close-case': 'partner.closeCase',
  'confirm-erased': 'partner.confirmErased',
} as const satisfies Record<string, ActionName>;

export type ApiPath = keyof typeof apiActions;
export type ApiAction = (typeof apiActions)[ApiPath];

export const isApiPath = (path: string): path is ApiPath => Object.hasOwn(apiActions, path);
