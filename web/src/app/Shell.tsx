import { Menu as MenuIcon } from "lucide-react";
import { type ReactNode, Suspense, useEffect, useState } from "react";
import { Link, useLocation } from "react-router";
import { ConnectionBadge } from "../connection/ConnectionBadge.js";
import { ConnectionLost } from "../connection/ConnectionLost.js";
import { Bell } from "../inbox/Bell.js";
import { PushProvider } from "../push/PushProvider.js";
import { useText } from "../text/language.js";
import { Dialog } from "../ui/Dialog.js";
import { ToastProvider } from "../ui/toasts.js";
import { AccountMenu } from "./AccountMenu.js";
import { Navigation } from "./Navigation.js";
import { ErrorBoundary } from "./ErrorBoundary.js";
import { NewVersion } from "./NewVersion.js";
import { Starting } from "./Starting.js";
import { shellTexts } from "./texts.js";

/** What stands around every page: where one can go, what is new, and whether the app is live. */
export function Shell({ children }: { children: ReactNode }) {
  const text = useText(shellTexts);
  const { pathname } = useLocation();
  const [menuIsOpen, setMenuIsOpen] = useState(false);
  useEffect(() => setMenuIsOpen(false), [pathname]);
  return (
    <ToastProvider>
      <PushProvider>
        <a className="skip" href="#content">
          {text.skip}
        </a>
        <div className="shell">
          <header className="topbar">
            <button
              className="icon-button only-narrow"
              aria-label={text.menu}
              aria-haspopup="dialog"
              onClick={() => setMenuIsOpen(true)}
            >
              <MenuIcon aria-hidden="true" />
            </button>
            <Link className="brand" to="/" aria-label="Firecast">
              <img src="/icon.svg" alt="" width="24" height="24" />
              <span>Firecast</span>
            </Link>
            <div className="topbar-end">
              <ConnectionBadge />
              <Bell />
              <AccountMenu />
            </div>
          </header>
          <aside className="sidebar">
            <Navigation />
          </aside>
          <main id="content" className="content" tabIndex={0}>
            <ConnectionLost />
            <ErrorBoundary key={pathname}>
              <Suspense fallback={<Starting />}>{children}</Suspense>
            </ErrorBoundary>
          </main>
        </div>
        <Dialog
          open={menuIsOpen}
          onClose={() => setMenuIsOpen(false)}
          title={text.menu}
          closeLabel={text.close}
          kind="sheet"
        >
          <Navigation />
        </Dialog>
        <NewVersion />
      </PushProvider>
    </ToastProvider>
  );
}
