const path = require('node:path');
const { ARIA_ATTRIBUTES } = require('./aria-attributes');

/**
 * Taro's mini-program templates carry no aria-* attribute: what a page sets is silently lost. This
 * adds them to the templates (build time) and to the property table (run time). H5 is not
 * concerned.
 */
module.exports = (ctx) => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform) {
      if (!platform.template) return;
      platform.template.mergeComponents(ctx, ARIA_ATTRIBUTES);
      const runtime = path.resolve(__dirname, 'aria-runtime.js');
      platform.runtimePath = [platform.runtimePath, runtime].flat();
    },
  });
};
