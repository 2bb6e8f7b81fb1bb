const fs = require('node:fs');
const path = require('node:path');

/**
 * Writes down which files a browser fetches before it shows the entry page, so that `npm run size`
 * can weigh them: the entry's own files and those of every chunk group the entry page is imported
 * by.
 */
class FirstLoadPlugin {
  /** @param {{ entryPage: string, reportPath: string }} options */
  constructor({ entryPage, reportPath }) {
    this.entryPage = entryPage;
    this.reportPath = reportPath;
  }

  apply(compiler) {
    compiler.hooks.afterEmit.tap('FirstLoadPlugin', (compilation) => {
      const groups = [
        ...compilation.entrypoints.values(),
        ...compilation.chunkGroups.filter((group) => this.isNeededFirst(group)),
      ];
      const files = new Set(groups.flatMap((group) => group.getFiles()));
      fs.mkdirSync(path.dirname(this.reportPath), { recursive: true });
      fs.writeFileSync(this.reportPath, JSON.stringify(['index.html', ...files], null, 2));
    });
  }

  isNeededFirst(group) {
    const requests = group.origins.map(({ request }) => String(request));
    return requests.some(
      (request) => request.includes(this.entryPage) || request.endsWith('.boot'),
    );
  }
}

module.exports = { FirstLoadPlugin };
