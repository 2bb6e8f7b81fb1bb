import { addGlobalErrorListener } from 'glass-easel';

/** Lets an error reach the window, where a browser test sees it as a page error. */
export function surface(error: unknown): void {
  setTimeout(() => {
    throw error instanceof Error ? error : new Error(String(error));
  });
}

/** glass-easel catches what handlers and lifetimes throw and only logs it: pass it on. */
export function surfaceHandlerErrors(): void {
  addGlobalErrorListener((error) => {
    surface(error);
    return false;
  });
}
