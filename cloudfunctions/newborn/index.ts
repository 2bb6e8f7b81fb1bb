import { eventFunction } from '../lib/entry/event-function';
import { startRuntime } from '../lib/entry/start';
import { CloudBasePhotoStore } from '../lib/ports/photo-store/cloudbase';
import { newbornHandlers } from './handlers';

const photos = new CloudBasePhotoStore();

/** CloudBase event function `newborn`. */
export const main = eventFunction(newbornHandlers, () => startRuntime(photos));
