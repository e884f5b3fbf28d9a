import type { ReactNode } from "react";

interface TableProps {
  /** The id of the heading that names it. */
  labelledBy: string;
  /** An empty name: what is done with a row. */
  columns: readonly string[];
  /** Its rows. */
  children: ReactNode;
}

/** Wider than a narrow page: it scrolls by itself, by the keyboard as well. */
export function Table({ labelledBy, columns, children }: TableProps) {
  return (
    <div className="table-frame" tabIndex={0} role="region" aria-labelledby={labelledBy}>
      <table>
        <thead>
          <tr>
            {columns.map((name) =>
              name === "" ? (
                <td key="acts" />
              ) : (
                <th key={name} scope="col">
                  {name}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
