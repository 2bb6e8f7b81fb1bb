import { HOME_PAGE } from './bundle';
import { surface, surfaceHandlerErrors } from './errors';
import { installTaps } from './events';
import { installForms } from './forms';
import { installLinks } from './links';
import { createLogicLayer } from './modules';
import { PageStack } from './pages';
import { settings } from './settings';
import { createSpace } from './space';
import { createWx } from './wx';
import { launchOptions } from './wx/system';

/** Starts the mini-program of this site: the app first, then the first page. */
function start(): void {
  surfaceHandlerErrors();
  const space = createSpace();
  // Pages load through the logic layer, and the logic layer's wx moves between pages.
  const stack = new PageStack(space, (path) => logic.loadPage(path));
  const wx = createWx(stack);
  const logic = createLogicLayer({
    codeSpace: space.codeSpace,
    wx,
    getCurrentPages: stack.instances,
  });

  installTaps(document.body);
  installForms(document.body);
  installLinks(document.body, {
    navigate: (url) => wx.navigateTo({ url }),
    redirect: (url) => wx.redirectTo({ url }),
    reLaunch: (url) => wx.reLaunch({ url }),
    switchTab: (url) => wx.switchTab({ url }),
    navigateBack: (_url, delta) => wx.navigateBack({ delta }),
  });

  const app = logic.launch();
  app.onLaunch?.(launchOptions());
  app.onShow?.(launchOptions());
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) app.onHide?.();
    else app.onShow?.(launchOptions());
  });
  stack.open(settings.firstUrl || HOME_PAGE);
}

try {
  start();
} catch (error) {
  surface(error);
}
