import { isDeepStrictEqual } from "node:util";
import type { CreatePin, Pin, TemplateVars } from "@firecast/contract/pins";

interface Maker {
  readonly id: string;
  readonly ownerId: string;
  readonly at: string;
}

export const newPin = ({ title, templateVars }: CreatePin, { id, ownerId, at }: Maker): Pin => ({
  id,
  ownerId,
  title,
  templateVars,
  isPublic: false,
  status: "draft",
  views: 0,
  createdAt: at,
  updatedAt: at,
});

/** The owner always may; everybody may while it is published. */
export const mayRead = (pin: Pick<Pin, "ownerId" | "isPublic">, uid: string | undefined): boolean =>
  pin.isPublic || pin.ownerId === uid;

/** The variables that are not what they were, null for one that is gone. Undefined if there is none. */
export function updatedVars(before: TemplateVars, after: TemplateVars): TemplateVars | undefined {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...names].flatMap((name): [string, TemplateVars[string]][] => {
    const [was, is] = [own(before, name), own(after, name)];
    return isDeepStrictEqual(was, is) ? [] : [[name, is ?? null]];
  });
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

const own = (vars: TemplateVars, name: string): TemplateVars[string] | undefined =>
  Object.hasOwn(vars, name) ? vars[name] : undefined;

/** The same pin, published or not. Undefined if it is so already. */
export function withStatus(pin: Pin, isPublic: boolean, at: string): Pin | undefined {
  if (pin.isPublic === isPublic) return undefined;
  return { ...pin, isPublic, status: isPublic ? "published" : "draft", updatedAt: at };
}
