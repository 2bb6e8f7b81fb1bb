import { QueryClientProvider } from '@tanstack/react-query';
import { App as AntdApp, ConfigProvider } from 'antd';
import zhCN from 'antd/locale/zh_CN';
import dayjs from 'dayjs';
import 'dayjs/locale/zh-cn';
import { useState } from 'react';
import { RouterProvider } from 'react-router-dom';
import { router } from './routes';
import { createQueryClient } from './services/query';
import { theme } from './theme';

dayjs.locale('zh-cn');

/** The library's own name of its crosses is English. */
const closeInChinese = { 'aria-label': '关闭' };

export function App() {
  const [queries] = useState(createQueryClient);
  const [look] = useState(theme);
  return (
    <ConfigProvider
      locale={zhCN}
      theme={look}
      button={{ autoInsertSpace: false }}
      drawer={{ closable: closeInChinese }}
      modal={{ closable: closeInChinese }}
    >
      <AntdApp>
        <QueryClientProvider client={queries}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </AntdApp>
    </ConfigProvider>
  );
}
