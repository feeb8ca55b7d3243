import { Button } from '@mantine/core';
import { Link, Outlet, useLocation, useRouteContext } from '@tanstack/react-router';
import { SlowNotice } from '../live/slow-notice.tsx';
import { useMe } from '../people/queries.ts';
import { SignedIn } from '../session.tsx';
import { ColorSchemeToggle } from './color-scheme-toggle.tsx';
import { GoToNumber } from './go-to-number.tsx';
import { Keys } from './keys.tsx';
import { navigationItems } from './navigation.ts';
import { PaletteButton } from './palette-button.tsx';
import { RECENT_RECORDS } from './recent-records.ts';
import classes from './shell.module.css';
import { SKIP_LINKS_ID } from './skip-to-list.tsx';
import { clearUserStorage } from './user-storage.ts';

/** The layout of all pages that need a session. */
export function Shell() {
  const { session } = useRouteContext({ from: '/desk' });
  return (
    <SignedIn store={session}>
      <Frame />
    </SignedIn>
  );
}

function Frame() {
  const at = useLocation({ select: ({ pathname }) => pathname.split('/')[1] });
  return (
    <>
      <div id={SKIP_LINKS_ID}>
        <a href="#main" className={classes.skip}>
          Skip to content
        </a>
      </div>
      <header className={classes.header}>
        <div className={classes.headerInner}>
          <Link to="/" className={classes.brand}>
            <svg viewBox="0 0 32 32" width="26" height="26" aria-hidden="true">
              <rect width="32" height="32" rx="8" className={classes.mark} />
              <path d="M9 10h14M9 16h14M9 22h8" className={classes.markLines} />
            </svg>
            Service Desk
          </Link>
          <nav aria-label="Main" className={classes.nav}>
            {navigationItems.map(
              ({ name, to, main }) =>
                main && (
                  <Link
                    key={to}
                    to={to}
                    className={classes.navLink}
                    aria-current={to.split('/')[1] === at ? 'page' : undefined}
                  >
                    {name}
                  </Link>
                ),
            )}
          </nav>
          <GoToNumber />
          <div className={classes.account}>
            <PaletteButton />
            <ColorSchemeToggle />
            <Account />
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1} className={classes.main}>
        <Outlet />
      </main>
      <footer className={classes.footer}>
        <Keys />
      </footer>
      <SlowNotice />
    </>
  );
}

function Account() {
  const { session } = useRouteContext({ from: '/desk' });
  const me = useMe();
  function signOut(): void {
    // Titles of records must not stay on a shared computer.
    clearUserStorage(RECENT_RECORDS);
    session.end();
  }
  return (
    <>
      <span className={classes.who}>{me.data?.full_name}</span>
      <Button variant="default" size="xs" onClick={signOut}>
        Sign out
      </Button>
    </>
  );
}
