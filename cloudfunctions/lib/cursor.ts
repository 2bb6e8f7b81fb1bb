import { refuseField } from './dispatcher/input';

/** Where the next page begins: the last row's moment and id. */
export interface Cursor {
  at: number;
  id: string;
}

const cursorPattern = /^(\d{1,16})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

/** @throws ServiceError bad_input for what is no cursor of ours */
export function readCursor(text: string | undefined): Cursor | null {
  if (text === undefined) return null;
  const [, at, id] = cursorPattern.exec(text) ?? [];
  const moment = Number(at);
  if (id === undefined || !(moment <= 8.64e15)) {
    throw refuseField('cursor', '翻页位置不对，请刷新后重试');
  }
  return { at: moment, id };
}

export const writeCursor = ({ at, id }: Cursor): string => `${at}.${id}`;
