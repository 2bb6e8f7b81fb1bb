import { create } from '../dom';
import { ask } from './dialogs';
import { asyncApi, settle, WxFailure, type Callbacks } from './settle';

interface WriteOptions extends Callbacks {
  filePath: string;
  data: string;
  encoding: string;
}

interface DocumentOptions extends Callbacks {
  filePath: string;
  fileType: string;
  showMenu: boolean;
}

interface ShareOptions extends Callbacks {
  filePath: string;
  fileName: string;
}

/** A mini-program may write below its own folder only. */
const own = 'wxfile://usr/';
const files = new Map<string, { data: string; encoding: 'base64' | 'utf8' }>();

function read(filePath: string) {
  const content = files.get(filePath);
  if (content === undefined) throw new WxFailure('no such file or directory');
  return content;
}

/** The file as a link, so that a test can save what the viewer shows. */
function asLink(filePath: string): HTMLElement {
  const { data, encoding } = read(filePath);
  const href =
    encoding === 'base64'
      ? `data:application/pdf;base64,${data}`
      : `data:text/plain;charset=utf-8,${encodeURIComponent(data)}`;
  const name = filePath.slice(own.length);
  return create('a', { text: name, attributes: { href, download: name } });
}

const fileSystemManager = {
  writeFile: (options: Partial<WriteOptions>) =>
    settle('writeFile', options, () => {
      const { filePath = '', data = '', encoding } = options;
      if (!filePath.startsWith(own)) throw new WxFailure('permission denied');
      if (encoding !== 'base64' && encoding !== 'utf8') throw new WxFailure('invalid encoding');
      files.set(filePath, { data, encoding });
      return {};
    }),
};

/** Files of the mini-program, and what WeChat does with a document. */
export const filesApi = {
  getFileSystemManager: () => fileSystemManager,
  openDocument: asyncApi<DocumentOptions>('openDocument', async ({ filePath = '', showMenu }) => {
    await ask({
      name: 'document',
      title: '文件预览',
      content: showMenu ? '右上角菜单：保存、转发、打印' : '',
      extra: [asLink(filePath)],
      choices: [{ text: '关闭', answer: true }],
    });
    return {};
  }),
  shareFileMessage: asyncApi<ShareOptions>('shareFileMessage', async ({ filePath = '' }) => {
    const sent = await ask({
      name: 'share',
      title: '发给朋友',
      extra: [asLink(filePath)],
      choices: [
        { text: '取消', answer: false },
        { text: '发送', answer: true },
      ],
    });
    if (!sent) throw new WxFailure('cancel');
    return {};
  }),
};
