import type { PageStack } from '../pages';
import { cloudApi } from './cloud';
import { filesApi } from './files';
import { interactionApi } from './interaction';
import { navigationApi } from './navigation';
import { sandboxApi } from './sandbox';
import { SelectorQuery } from './selector-query';
import { storageApi } from './storage';
import { systemApi } from './system';

/** The `wx` object of the logic layer. What is not in it is `undefined`, as in an old WeChat. */
export const createWx = (stack: PageStack) => ({
  env: { USER_DATA_PATH: 'wxfile://usr' },
  ...systemApi,
  ...storageApi,
  ...navigationApi(stack),
  ...interactionApi,
  ...cloudApi,
  ...filesApi,
  ...sandboxApi,
  createSelectorQuery: () => new SelectorQuery(stack.topSection),
});
