import { CurrentWindowBackendContext, type ComponentOptions } from 'glass-easel';
import {
  MiniProgramEnv,
  type AssociatedBackend,
  type CodeSpace,
} from 'glass-easel-miniprogram-adapter';
import { installAttributes } from './attributes';
import { bundle, configOf } from './bundle';
import { equip } from './controls';
import { connectEvents } from './events';

const RPX = /(-?\d*\.?\d+)rpx/g;

/** Inline styles come with rpx too; sheets were translated when the site was built. */
function translateInlineStyle(element: HTMLElement): void {
  const setAttribute = element.setAttribute.bind(element);
  element.setAttribute = (name, value) => {
    const translated = name === 'style' ? value.replace(RPX, 'calc($1 * var(--rpx))') : value;
    setAttribute(name, translated);
  };
}

function createElement(tagName: string): HTMLElement {
  const element = document.createElement(tagName);
  translateInlineStyle(element);
  // HTML's default would submit the form around it by itself.
  if (element instanceof HTMLButtonElement) element.type = 'button';
  equip(element);
  return element;
}

function createContext(): CurrentWindowBackendContext {
  const context = new CurrentWindowBackendContext();
  Object.assign(context, {
    document: {
      createElement,
      createTextNode: (text: string) => document.createTextNode(text),
      createDocumentFragment: () => document.createDocumentFragment(),
    },
  });
  return context;
}

/** A method of CodeSpace that its types leave out. */
interface PreparesOptions {
  prepareComponentOptions: (is: string, given: unknown) => [ComponentOptions, unknown];
}

/** Ids are written to the DOM as the page says them: tests and labels look for them. */
function keepIds(space: CodeSpace): void {
  const preparer = space as unknown as PreparesOptions;
  const prepare = preparer.prepareComponentOptions.bind(space);
  preparer.prepareComponentOptions = (is, given) => {
    const [options, isolation] = prepare(is, given);
    return [{ ...options, idPrefixGenerator: null, writeIdToDOM: true }, isolation];
  };
}

function addSources(space: CodeSpace): void {
  for (const [path, content] of Object.entries(bundle.templates)) {
    space.addCompiledTemplate(path, {
      groupList: bundle.templates,
      content,
      fallbackListenerOnNativeNode: true,
    });
  }
  for (const path of Object.keys(bundle.json)) {
    space.addComponentStaticConfig(path, configOf(path));
  }
}

export interface Space {
  backend: AssociatedBackend;
  codeSpace: CodeSpace;
}

/** glass-easel with our templates in it, drawing into this document. */
export function createSpace(): Space {
  installAttributes();
  const context = createContext();
  const environment = new MiniProgramEnv();
  const backend = environment.associateBackend(context);
  const codeSpace = environment.createCodeSpace('main', true);
  keepIds(codeSpace);
  addSources(codeSpace);
  connectEvents(context);
  return { backend, codeSpace };
}
