import type { PageStack } from '../pages';
import { asyncApi, type Callbacks } from './settle';

interface UrlOptions extends Callbacks {
  url: string;
}

interface BackOptions extends Callbacks {
  delta: number;
}

interface TitleOptions extends Callbacks {
  title: string;
}

interface ScrollOptions extends Callbacks {
  scrollTop: number;
  selector: string;
}

const done = (action: () => void) => {
  action();
  return {};
};

function scrollPage(stack: PageStack, { scrollTop = 0, selector }: Partial<ScrollOptions>): void {
  const target = selector ? stack.topSection().querySelector(selector) : null;
  if (target) target.scrollIntoView();
  else window.scrollTo(0, scrollTop);
}

/** wx functions that move between pages. */
export const navigationApi = (stack: PageStack) => ({
  navigateTo: asyncApi<UrlOptions>('navigateTo', ({ url = '' }) => done(() => stack.open(url))),
  redirectTo: asyncApi<UrlOptions>('redirectTo', ({ url = '' }) =>
    done(() => stack.replaceTop(url)),
  ),
  reLaunch: asyncApi<UrlOptions>('reLaunch', ({ url = '' }) => done(() => stack.replaceAll(url))),
  switchTab: asyncApi<UrlOptions>('switchTab', ({ url = '' }) => done(() => stack.replaceAll(url))),
  navigateBack: asyncApi<BackOptions>('navigateBack', ({ delta = 1 }) =>
    done(() => stack.back(delta)),
  ),
  setNavigationBarTitle: asyncApi<TitleOptions>('setNavigationBarTitle', ({ title = '' }) =>
    done(() => stack.setTitle(title)),
  ),
  setNavigationBarColor: asyncApi('setNavigationBarColor', () => ({})),
  pageScrollTo: asyncApi<ScrollOptions>('pageScrollTo', (options) =>
    done(() => scrollPage(stack, options)),
  ),
  stopPullDownRefresh: asyncApi('stopPullDownRefresh', () => ({})),
  showShareMenu: asyncApi('showShareMenu', () => ({})),
  hideShareMenu: asyncApi('hideShareMenu', () => ({})),
});
