import { Layout, Menu, type MenuProps } from 'antd';
import type { ReactNode } from 'react';
import { Suspense, useSyncExternalStore } from 'react';
import { Outlet, useLocation, useNavigate } from 'react-router-dom';
import { currentEnding, type Door, onEnding } from '../services/access';
import { Ended } from './ended';
import { SandboxBand } from './sandbox-band';

export interface Entry {
  path: string;
  label: string;
}

interface Props {
  door: Door;
  /** Under whose name one works here. */
  place: string;
  who: ReactNode;
  groups: { label: string; entries: Entry[] }[];
  /** What stands above every page of this side. */
  band?: ReactNode;
}

const itemsOf = (groups: Props['groups']): NonNullable<MenuProps['items']> =>
  groups.map(({ label, entries }) => ({
    type: 'group',
    key: label,
    label,
    children: entries.map((entry) => ({ key: entry.path, label: entry.label })),
  }));

/**
 * Frame of one side of the console. Once the door has closed no page is mounted any more, and with
 * the pages goes what they held.
 */
export function Shell({ door, place, who, groups, band }: Props) {
  const ending = useSyncExternalStore(onEnding, currentEnding);
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const entries = groups.flatMap((group) => group.entries);
  const here = entries.find(({ path }) => pathname.startsWith(path))?.path;
  return (
    <Layout className="shell">
      <a className="skip-link" href="#content" onClick={focusContent}>
        跳到正文
      </a>
      <SandboxBand />
      <Layout.Header className="shell-header">
        <span className="shell-brand">医保随身办 · 工作台</span>
        <span className="note">{place}</span>
        <div className="shell-who">{who}</div>
      </Layout.Header>
      <Layout>
        <Layout.Sider width={188} className="shell-side" theme="light">
          <nav aria-label="主菜单">
            <Menu
              mode="inline"
              style={{ borderInlineEnd: 0, padding: '8px 0' }}
              items={itemsOf(groups)}
              selectedKeys={here === undefined ? [] : [here]}
              onClick={({ key }) => void navigate(key)}
            />
          </nav>
        </Layout.Sider>
        <Layout.Content className="shell-content" id="content" tabIndex={-1} role="main">
          {ending?.door === door ? (
            <Ended ending={ending} />
          ) : (
            <>
              {band}
              <Suspense>
                <Outlet />
              </Suspense>
            </>
          )}
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

/** The address belongs to the router: the link moves the focus instead of changing it. */
function focusContent(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById('content')?.focus();
}
