import { Spin } from 'antd';
import type { ComponentType } from 'react';
import { createHashRouter, type RouteObject } from 'react-router-dom';
import { Broken } from './components/broken';
import { Front } from './front';

/** A page of its own chunk. */
const page = (path: string, load: () => Promise<ComponentType>): RouteObject => ({
  path,
  lazy: async () => ({ Component: await load() }),
});

const clerkPages: RouteObject[] = [
  page('consents', async () => (await import('./clerk/consents-page')).ConsentsPage),
  page('request', async () => (await import('./clerk/request/request-page')).RequestPage),
  page('look', async () => (await import('./clerk/look/look-page')).LookPage),
  page('cases', async () => (await import('./clerk/cases-page')).CasesPage),
  page('organisation', async () => (await import('./clerk/organisation-page')).OrganisationPage),
];

const staffPages: RouteObject[] = [
  page('overview', async () => (await import('./staff/overview/overview-page')).OverviewPage),
  page(
    'organisations',
    async () => (await import('./staff/organisations/organisations-page')).OrganisationsPage,
  ),
  page('catalogue', async () => (await import('./staff/catalogue-page')).CataloguePage),
  page('looks', async () => (await import('./staff/looks-page')).LooksPage),
  page('anomalies', async () => (await import('./staff/anomalies-page')).AnomaliesPage),
  page('erasures', async () => (await import('./staff/erasures-page')).ErasuresPage),
  page('audit', async () => (await import('./staff/audit-page')).AuditPage),
  page('complaints', async () => (await import('./staff/complaints-page')).ComplaintsPage),
  page('rights', async () => (await import('./staff/rights-page')).RightsPage),
  page('newborn', async () => (await import('./staff/newborn/newborn-page')).NewbornPage),
  page('guardians', async () => (await import('./staff/guardians/guardians-page')).GuardiansPage),
  page('refunds', async () => (await import('./staff/refunds/refunds-page')).RefundsPage),
  page('findings', async () => (await import('./staff/findings/findings-page')).FindingsPage),
  page('counter', async () => (await import('./staff/counter-page')).CounterPage),
];

/** Hash routing: the console is plain files, whatever serves them. */
export const router = createHashRouter([
  {
    HydrateFallback: () => <Spin fullscreen />,
    ErrorBoundary: Broken,
    children: [
      { index: true, Component: Front },
      page('sign-in', async () => (await import('./sign-in/sign-in-page')).SignInPage),
      page(
        'first-sign-in',
        async () => (await import('./sign-in/first-sign-in-page')).FirstSignInPage,
      ),
      {
        path: 'clerk',
        lazy: async () => ({ Component: (await import('./clerk/clerk-shell')).ClerkShell }),
        children: clerkPages,
      },
      {
        path: 'staff',
        lazy: async () => ({ Component: (await import('./staff/staff-shell')).StaffShell }),
        children: staffPages,
      },
      { path: '*', Component: Front },
    ],
  },
]);
