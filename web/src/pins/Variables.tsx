import type { TemplateVars } from "@firecast/contract/pins";
import { readable } from "../text/readable.js";

/** Variables by their names: `bindLive` finds them by `data-var`. */
export function Variables({ vars }: { vars: TemplateVars }) {
  return (
    <dl className="vars">
      {Object.entries(vars).map(([name, value]) => (
        <div key={name}>
          <dt>{readable(name)}</dt>
          <dd data-var={name} dir="auto">
            {textOf(value)}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** With what an event says has changed; null takes a variable away. */
export function withVars(known: TemplateVars, updated: TemplateVars): TemplateVars {
  const all = { ...known, ...updated };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}
