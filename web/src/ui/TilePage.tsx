import type { LucideIcon } from "lucide-react";
import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Dialog } from "./Dialog.js";
import { Empty } from "./Empty.js";
import { Loading } from "./Loading.js";
import { useProblemText } from "./problem.js";

interface TilePageProps<Item> {
  title: string;
  /** Below the title of a space it is one level down. */
  heading?: "h1" | "h2";
  list: { readonly isPending: boolean; readonly isSuccess: boolean; readonly error: unknown };
  items: readonly Item[];
  tile: (item: Item) => ReactNode;
  none: { readonly icon: LucideIcon; readonly title: string; readonly why?: string };
  /** Undefined where the user may make none. */
  create: { readonly label: string; readonly close: string; readonly form: ReactNode } | undefined;
  children?: ReactNode;
}

/** A list of things as tiles, and the way to a new one. */
export function TilePage<Item extends { readonly id: string }>(props: TilePageProps<Item>) {
  const { title, heading: Heading = "h2", list, items, tile, none, create, children } = props;
  const problemText = useProblemText();
  const [isNew, setIsNew] = useState(false);
  return (
    <div className="page">
      <header className="page-head">
        <Heading>{title}</Heading>
        {create && (
          <button className={Heading === "h1" ? "button primary" : "button"} onClick={() => setIsNew(true)}>
            <Plus aria-hidden="true" /> {create.label}
          </button>
        )}
      </header>
      {list.error !== null && <p role="alert">{problemText(list.error)}</p>}
      {list.isPending && <Loading rows={2} />}
      {list.isSuccess && items.length === 0 && (
        <Empty icon={none.icon} title={none.title}>
          {none.why !== undefined && <p>{none.why}</p>}
        </Empty>
      )}
      <ul className="tiles">
        {items.map((item) => (
          <li key={item.id}>{tile(item)}</li>
        ))}
      </ul>
      {children}
      {create && (
        <Dialog open={isNew} onClose={() => setIsNew(false)} title={create.label} closeLabel={create.close}>
          {create.form}
        </Dialog>
      )}
    </div>
  );
}
