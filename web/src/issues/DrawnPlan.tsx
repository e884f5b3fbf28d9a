import type { HeatCell } from "@firecast/contract/issues/figures";
import { useMemo } from "react";
import { pathsOf, planOf, type Site, warmthOf } from "./plan.js";

interface DrawnPlanProps {
  label: string;
  sites: readonly Site[];
  /** Issues, by site. */
  open: ReadonlyMap<string, number>;
  cells: readonly HeatCell[];
  titleOf: (name: string, open: number) => string;
}

/** A drawn name has one line; its title says it whole. */
const longestName = 24;
/** A cell of a town would be a dot on the plan of a country. */
const leastCellPx = 10;

/** Drawn, not fetched: sites, the paths between them, and where it is warm. */
export function DrawnPlan({ label, sites, open, cells, titleOf }: DrawnPlanProps) {
  const plan = useMemo(() => planOf(sites.map(({ position }) => position)), [sites]);
  const paths = useMemo(
    () =>
      pathsOf(sites.map(({ position }) => plan.placeOf(position)))
        .map(lineOf)
        .join(""),
    [sites, plan],
  );
  const warmest = Math.max(0, ...cells.map(({ intensity }) => intensity));
  return (
    <svg className="plan" viewBox={`0 0 ${plan.width} ${plan.height}`} role="img" aria-label={label}>
      <rect className="plan-ground" width={plan.width} height={plan.height} rx="12" />
      <path className="plan-paths" d={paths} />
      {cells.map((cell) => {
        const { x, y } = plan.placeOf(cell);
        const size = Math.max(leastCellPx, plan.sizeOf(cell.cell));
        const reach = size / 2;
        if (x < -reach || y < -reach || x > plan.width + reach || y > plan.height + reach) return null;
        return (
          <rect
            key={cell.cell}
            className="plan-cell"
            data-warmth={warmthOf(cell, warmest)}
            x={x - reach}
            y={y - reach}
            width={size}
            height={size}
            rx="3"
          />
        );
      })}
      {sites.map(({ id, name, position }) => {
        const { x, y } = plan.placeOf(position);
        return (
          <g key={id} transform={`translate(${x} ${y})`}>
            <title>{titleOf(name, open.get(id) ?? 0)}</title>
            <rect className="plan-building" x="-26" y="-16" width="52" height="32" rx="4" />
            <text className="plan-count" y="5">
              {open.get(id) ?? 0}
            </text>
            <text className="plan-name" y="34">
              {name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name}
            </text>
          </g>
        );
      })}
    </svg>
  );
}

const lineOf = ([from, to]: ReturnType<typeof pathsOf>[number]): string =>
  `M${from.x} ${from.y}L${to.x} ${to.y}`;
