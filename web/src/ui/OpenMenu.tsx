import * as Radix from "@radix-ui/react-dropdown-menu";
import { Link } from "react-router";
import type { MenuItem, MenuProps } from "./Menu.js";

/** The menu itself: open at first, and from then on as its button is pressed. */
export default function OpenMenu({ className, label, children, heading, items }: MenuProps) {
  return (
    <Radix.Root modal={false} defaultOpen>
      <Radix.Trigger className={className} aria-label={label}>
        {children}
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className="menu" align="end" sideOffset={4} collisionPadding={8}>
          {heading !== undefined && <Radix.Label className="menu-label">{heading}</Radix.Label>}
          {items.map((item, index) => (
            <Item key={index} {...item} />
          ))}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function Item({ label, icon: Icon, act, isDangerous = false }: MenuItem) {
  const className = isDangerous ? "menu-item danger" : "menu-item";
  const shown = (
    <>
      {Icon && <Icon aria-hidden="true" />} {label}
    </>
  );
  return typeof act === "string" ? (
    <Radix.Item className={className} asChild>
      <Link to={act}>{shown}</Link>
    </Radix.Item>
  ) : (
    <Radix.Item className={className} onSelect={act}>
      {shown}
    </Radix.Item>
  );
}
