import type { LucideIcon } from "lucide-react";
import { type KeyboardEvent, lazy, type ReactNode, Suspense, useState } from "react";

export interface MenuItem {
  readonly label: string;
  readonly icon?: LucideIcon;
  /** What it does, or where it leads. */
  readonly act: (() => void) | string;
  readonly isDangerous?: boolean;
}

export interface MenuProps {
  /** Of its button. */
  className: string;
  /** Where the button shows no text of its own. */
  label?: string;
  /** What the button shows. */
  children: ReactNode;
  heading?: string;
  items: readonly MenuItem[];
}

const load = () => import("./OpenMenu.js");
const OpenMenu = lazy(load);

/** A button with a menu. What it takes to show one is fetched when a user comes near it: no page begins with that. */
export function Menu(props: MenuProps) {
  const [isAsked, setIsAsked] = useState(false);
  const preload = (): void => void load().catch(() => undefined); // asked for again by a click
  const button = (
    <button
      className={props.className}
      aria-label={props.label}
      aria-haspopup="menu"
      aria-expanded={false}
      onPointerEnter={preload}
      onFocus={preload}
      onClick={() => setIsAsked(true)}
      onKeyDown={(event: KeyboardEvent) => {
        if (event.key !== "ArrowDown") return;
        event.preventDefault();
        setIsAsked(true);
      }}
    >
      {props.children}
    </button>
  );
  if (!isAsked) return button;
  return (
    <Suspense fallback={button}>
      <OpenMenu {...props} />
    </Suspense>
  );
}
