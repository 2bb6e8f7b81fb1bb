import { attributeOf } from './attributes';
import { asText, targetElement } from './dom';
import { fire } from './events';

type Move = (url: string, delta: number) => unknown;

/** `<navigator open-type>` by its name in `wx`. */
export type Moves = Record<
  'navigate' | 'redirect' | 'reLaunch' | 'switchTab' | 'navigateBack',
  Move
>;

const isMove = (name: string, moves: Moves): name is keyof Moves => Object.hasOwn(moves, name);

/** Buttons behind which WeChat asks the person; here the person agrees. */
const OPEN_TYPES: Record<string, { event: string; detail: object }> = {
  agreePrivacyAuthorization: { event: 'agreeprivacyauthorization', detail: { errMsg: 'ok' } },
  getPhoneNumber: {
    event: 'getphonenumber',
    detail: { errMsg: 'getPhoneNumber:ok', code: 'sandbox-phone-code' },
  },
  openSetting: { event: 'opensetting', detail: { authSetting: {} } },
};

/** Gives `<navigator>` and `<button open-type>` what WeChat does when they are tapped. */
export function installLinks(root: HTMLElement, moves: Moves): void {
  root.addEventListener('click', (event) => {
    const element = targetElement(event);
    const link = element?.closest('navigator');
    if (link) {
      const type = asText(attributeOf(link, 'open-type')) || 'navigate';
      const delta = Number(attributeOf(link, 'delta') ?? 1);
      if (isMove(type, moves)) moves[type](asText(attributeOf(link, 'url')), delta);
    }
    const button = element?.closest('button');
    const open = button && OPEN_TYPES[asText(attributeOf(button, 'open-type'))];
    if (open && !button.disabled) fire(button, open.event, open.detail);
  });
}
