import type { Compiler } from 'webpack';

export interface FirstLoadOptions {
  /** The page that opens first, as app.config.ts names it. */
  entryPage: string;
  /** Where to write the list: a JSON array of paths relative to dist/h5. */
  reportPath: string;
}

export declare class FirstLoadPlugin {
  constructor(options: FirstLoadOptions);
  apply(compiler: Compiler): void;
}
