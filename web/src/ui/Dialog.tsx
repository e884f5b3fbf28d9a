import * as Radix from "@radix-ui/react-dialog";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  closeLabel: string;
  children: ReactNode;
  /** A `sheet` comes in from the side: that of the page's beginning, or its end. */
  kind?: "card" | "sheet" | "sheet end";
}

/** Keeps the focus inside, closes with Escape, and gives the focus back to where it was. Radix's own overlay would put a style sheet into the page, which its policy forbids. */
export function Dialog({ open, onClose, title, closeLabel, children, kind = "card" }: DialogProps) {
  const before = useRef<Element>(null);
  return (
    <Radix.Root open={open} onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Radix.Portal>
        <div className="overlay" aria-hidden="true" />
        <Radix.Content
          className={`dialog ${kind}`}
          aria-describedby={undefined}
          onOpenAutoFocus={() => (before.current = document.activeElement)}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            if (before.current instanceof HTMLElement) before.current.focus();
          }}
        >
          <header className="dialog-head">
            <Radix.Title className="dialog-title">{title}</Radix.Title>
            <Radix.Close className="icon-button" aria-label={closeLabel}>
              <X aria-hidden="true" />
            </Radix.Close>
          </header>
          <div className="dialog-body">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
