import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react';
import { Link, Route, Switch, useLocation } from 'wouter';
import type { Session } from './api/session.ts';
import iconUrl from './icon.svg';
import { LiveBadge } from './live/badge.tsx';
import { Find } from './pages/find.tsx';
import { Home } from './pages/home.tsx';
import { ListPage } from './pages/list.tsx';
import { OperatorHome } from './pages/operator-home.tsx';
import { Button, Empty, PageHead, Tag, Waiting } from './parts/basics.tsx';
import { useSession } from './session.tsx';
import { applyTheme, type Theme, themeNow } from './theme.ts';

const PaymentPage = lazy(() => import('./pages/payment.tsx'));
const AuthorityPage = lazy(() => import('./pages/authority.tsx'));
const BillingRequestPage = lazy(() => import('./pages/billing-request.tsx'));
const Totals = lazy(() => import('./pages/totals.tsx'));
const Work = lazy(() => import('./pages/work.tsx'));
const Endpoints = lazy(() => import('./pages/endpoints.tsx'));
const EndpointPage = lazy(() => import('./pages/endpoint.tsx'));
const Keys = lazy(() => import('./pages/keys.tsx'));
const Accounts = lazy(() => import('./pages/accounts.tsx'));
const AuditTrail = lazy(() => import('./pages/audit-trail.tsx'));
const Sandbox = lazy(() => import('./pages/sandbox.tsx'));
const OperatorMerchants = lazy(() => import('./pages/operator-merchants.tsx'));
const OperatorOperations = lazy(() => import('./pages/operator-operations.tsx'));
const OperatorSystem = lazy(() => import('./pages/operator-system.tsx'));
const OperatorRecords = lazy(() => import('./pages/operator-records.tsx'));
const Shortcuts = lazy(() => import('./pages/shortcuts.tsx'));

interface Entry {
  readonly path: string;
  readonly text: string;
}
type Menu = readonly { readonly group: string | null; readonly entries: readonly Entry[] }[];

const merchantMenu: Menu = [
  { group: null, entries: [{ path: '/', text: 'Needs attention' }] },
  {
    group: 'Money',
    entries: [
      { path: '/totals', text: 'Totals' },
      { path: '/payments', text: 'Payments' },
      { path: '/transfers', text: 'Transfers' },
      { path: '/agreements', text: 'Agreements' },
      { path: '/mandates', text: 'Mandates' },
      { path: '/billing-requests', text: 'Billing requests' },
    ],
  },
  {
    group: 'Operations',
    entries: [
      { path: '/work', text: 'Open work' },
      { path: '/endpoints', text: 'Partner endpoints' },
      { path: '/accounts', text: 'Provider accounts' },
      { path: '/keys', text: 'Keys' },
      { path: '/audit-trail', text: 'Audit trail' },
    ],
  },
];
const sandboxMenu: Menu = [{ group: 'Sandbox', entries: [{ path: '/sandbox', text: 'Play, and move the clock' }] }];
const operatorMenu: Menu = [
  { group: null, entries: [{ path: '/', text: 'Needs attention' }] },
  {
    group: 'All merchants',
    entries: [
      { path: '/operations', text: 'Unknown outcomes' },
      { path: '/merchants', text: 'Merchants' },
    ],
  },
  {
    group: 'System',
    entries: [
      { path: '/system', text: 'Processes and keys' },
      { path: '/records', text: 'What operators did' },
    ],
  },
];

const menuOf = ({ kind, environment }: Session): Menu => {
  if (kind === 'OPERATOR') return operatorMenu;
  return environment === 'SANDBOX' ? [...merchantMenu, ...sandboxMenu] : merchantMenu;
};
const isAt = (location: string, path: string): boolean =>
  path === '/' ? location === '/' : location === path || location.startsWith(`${path}/`);

const themeTexts: Readonly<Record<Theme, string>> = { system: 'Auto colours', light: 'Light', dark: 'Dark' };
const themes: readonly Theme[] = ['system', 'light', 'dark'];
function ThemeButton() {
  const [theme, setTheme] = useState(themeNow);
  const next = themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
  return (
    <Button
      kind="quiet"
      size="small"
      onPress={() => {
        applyTheme(next);
        setTheme(next);
      }}
    >
      {themeTexts[theme]}
    </Button>
  );
}

function Side({ isOpen, onLeave }: { readonly isOpen: boolean; readonly onLeave: () => void }) {
  const session = useSession();
  const [location] = useLocation();
  return (
    <nav className="side" data-open={isOpen ? '' : undefined} aria-label="Console">
      <Link href="/" className="brand">
        <img src={iconUrl} alt="" />
        Paygraph
      </Link>
      {menuOf(session).map(({ group, entries }) => (
        <div key={group}>
          {group ? <div className="nav-group">{group}</div> : null}
          {entries.map(({ path, text }) => (
            <Link key={path} href={path} className="nav-link" aria-current={isAt(location, path) ? 'page' : undefined}>
              {text}
            </Link>
          ))}
        </div>
      ))}
      <div className="side-foot">
        <a href="/docs" className="nav-link">
          Documentation
        </a>
        <div className="who">
          <strong>{session.name}</strong>
          <span className="small muted">{session.kind === 'OPERATOR' ? 'Operator' : 'Merchant'}</span>
        </div>
        <div className="row">
          <ThemeButton />
          <Button kind="quiet" size="small" onPress={onLeave}>
            Sign out
          </Button>
        </div>
      </div>
    </nav>
  );
}

function MerchantPages() {
  return (
    <Switch>
      <Route path="/" component={Home} />
      <Route path="/totals" component={Totals} />
      <Route path="/payments">{() => <ListPage noun="payments" />}</Route>
      <Route path="/transfers">{() => <ListPage noun="transfers" />}</Route>
      <Route path="/agreements">{() => <ListPage noun="agreements" />}</Route>
      <Route path="/mandates">{() => <ListPage noun="mandates" />}</Route>
      <Route path="/billing-requests">{() => <ListPage noun="billing-requests" />}</Route>
      <Route path="/payments/:id">{({ id }) => <PaymentPage key={id} id={id} />}</Route>
      <Route path="/transfers/:id">{({ id }) => <PaymentPage key={id} id={id} />}</Route>
      <Route path="/agreements/:id">{({ id }) => <AuthorityPage key={id} id={id} noun="agreements" />}</Route>
      <Route path="/mandates/:id">{({ id }) => <AuthorityPage key={id} id={id} noun="mandates" />}</Route>
      <Route path="/billing-requests/:id">{({ id }) => <BillingRequestPage key={id} id={id} />}</Route>
      <Route path="/work" component={Work} />
      <Route path="/endpoints" component={Endpoints} />
      <Route path="/endpoints/:id">{({ id }) => <EndpointPage key={id} id={id} />}</Route>
      <Route path="/accounts" component={Accounts} />
      <Route path="/keys" component={Keys} />
      <Route path="/audit-trail" component={AuditTrail} />
      <Route path="/sandbox" component={Sandbox} />
      <Route component={Nowhere} />
    </Switch>
  );
}

function OperatorPages() {
  return (
    <Switch>
      <Route path="/" component={OperatorHome} />
      <Route path="/operations" component={OperatorOperations} />
      <Route path="/merchants" component={OperatorMerchants} />
      <Route path="/system" component={OperatorSystem} />
      <Route path="/records" component={OperatorRecords} />
      <Route component={Nowhere} />
    </Switch>
  );
}

const Nowhere = () => (
  <>
    <PageHead title="There is no such page" />
    <Empty title="Nothing lives at this address">
      <Link href="/">Go to what needs attention</Link>
    </Empty>
  </>
);

/** `/` goes to the search, `?` shows all keys; no key acts on money. */
function useShortcuts(show: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.closest('input, textarea, [role=dialog]');
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const rows = [...document.querySelectorAll<HTMLElement>('a.row-link')];
      const at = rows.indexOf(document.activeElement as HTMLElement);
      if (event.key === '/') document.querySelector<HTMLElement>('#find')?.focus();
      else if (event.key === '?') show();
      else if (event.key === 'j') rows[Math.min(at + 1, rows.length - 1)]?.focus();
      else if (event.key === 'k') rows[Math.max(at - 1, 0)]?.focus();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [show]);
}

/** What is around every page. */
export function Shell({ onLeave }: { readonly onLeave: () => void }): ReactNode {
  const session = useSession();
  const [location] = useLocation();
  const [menuOpen, setMenuOpen] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const main = useRef<HTMLElement>(null);
  const before = useRef(location);
  useShortcuts(() => setShortcuts(true));
  useEffect(() => {
    if (before.current === location) return;
    before.current = location;
    setMenuOpen(false);
    scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [location]);
  const isMerchant = session.kind === 'MERCHANT';
  return (
    <div className="shell">
      <a className="skip" href="#main">
        To the page
      </a>
      <Side isOpen={menuOpen} onLeave={onLeave} />
      {menuOpen ? (
        <button type="button" className="side-scrim" aria-label="Close the menu" onClick={() => setMenuOpen(false)} />
      ) : null}
      <div className="main">
        <header className="top">
          <Button
            className="menu-button"
            aria-label="Menu"
            aria-expanded={menuOpen}
            onPress={() => setMenuOpen(!menuOpen)}
          >
            ☰
          </Button>
          {isMerchant ? <Find /> : null}
          <div className="top-end">
            <span className="zone small muted nowrap">Times in {session.timeZone}</span>
            <Tag tone={session.environment === 'LIVE' ? 'good' : 'warn'}>
              {session.environment === 'LIVE' ? 'Live money' : 'Sandbox'}
            </Tag>
            {isMerchant ? <LiveBadge /> : null}
          </div>
        </header>
        <main className="content" id="main" ref={main} tabIndex={-1}>
          <Suspense fallback={<Waiting />}>{isMerchant ? <MerchantPages /> : <OperatorPages />}</Suspense>
        </main>
      </div>
      {shortcuts ? (
        <Suspense>
          <Shortcuts onClose={() => setShortcuts(false)} />
        </Suspense>
      ) : null}
    </div>
  );
}
