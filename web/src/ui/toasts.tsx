import * as Radix from "@radix-ui/react-toast";
import { X } from "lucide-react";
import { createContext, type ReactNode, use, useCallback, useRef, useState } from "react";
import { type Texts, useText } from "../text/language.js";

export interface Toast {
  readonly title: string;
  readonly body?: string;
  readonly kind?: "news" | "problem";
  readonly action?: { readonly label: string; readonly act: () => void };
  /** It stays until it is closed. */
  readonly stays?: boolean;
}

const Context = createContext<(toast: Toast) => void>(() => undefined);

const texts: Texts<{ close: string; region: string }> = {
  en: { close: "Close", region: "Messages ({hotkey})" },
  de: { close: "Schließen", region: "Meldungen ({hotkey})" },
};

/** So many are shown at a time: older ones go first. */
const shown = 3;

export function ToastProvider({ children }: { children: ReactNode }) {
  const text = useText(texts);
  const [toasts, setToasts] = useState<readonly (Toast & { readonly id: number })[]>([]);
  const ids = useRef(0);
  const tell = useCallback((toast: Toast) => {
    const id = ++ids.current;
    setToasts((all) => [...all, { ...toast, id }].slice(-shown));
  }, []);
  const close = (id: number): void => setToasts((all) => all.filter((toast) => toast.id !== id));
  return (
    <Radix.Provider label={text.region}>
      <Context value={tell}>{children}</Context>
      {toasts.map(({ id, title, body, kind = "news", action, stays }) => (
        <Radix.Root
          key={id}
          className="toast"
          data-kind={kind}
          type={kind === "problem" ? "foreground" : "background"}
          duration={stays ? Infinity : 6000}
          onOpenChange={(isOpen) => !isOpen && close(id)}
        >
          <Radix.Title className="toast-title">{title}</Radix.Title>
          {body !== undefined && <Radix.Description className="toast-body">{body}</Radix.Description>}
          {action && (
            <Radix.Action className="button small" altText={action.label} onClick={action.act}>
              {action.label}
            </Radix.Action>
          )}
          <Radix.Close className="icon-button" aria-label={text.close}>
            <X aria-hidden="true" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="toasts" />
    </Radix.Provider>
  );
}

export const useToast = (): ((toast: Toast) => void) => use(Context);
