import type { Heatmap, HeatmapUpdated } from "@firecast/contract/issues/figures";
import type { Building, Campus } from "@firecast/contract/issues/places";
import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../api/useApi.js";
import { useText } from "../text/language.js";
import { isOn, planOf, warmthOf, withHeat } from "./plan.js";
import { issueTexts } from "./texts.js";

interface PlanProps {
  organizationId: string;
  places: { readonly campuses: readonly Campus[]; readonly buildings: readonly Building[] };
  campus: string | undefined;
  choose: (campusId: string | undefined) => void;
}

const queryKey = ["heatmap"];
/** A drawn name has one line; its title says it whole. */
const longestName = 24;

/** Drawn, not fetched: the buildings of a campus, and live over them where it is warm. */
export function HeatPlan({ organizationId, places, campus, choose }: PlanProps) {
  const text = useText(issueTexts);
  const { issues } = useApi();
  const queries = useQueryClient();
  const { data: heat } = useQuery({ queryKey, queryFn: () => issues.heatmap(), refetchInterval: 120_000 });
  useEvents([`orgs/${organizationId}/heatmap`], ({ type, data }) => {
    if (type !== "heatmap:updated" || !isUpdate(data)) return;
    queries.setQueryData<Heatmap>(queryKey, (known) => (known ? withHeat(known, data) : known));
  });
  const shown = campus ?? places.campuses[0]?.id;
  const buildings = useMemo(() => places.buildings.filter(isOn(shown ?? "")), [places, shown]);
  const plan = useMemo(() => planOf(buildings.map(({ position }) => position)), [buildings]);
  const cells = heat?.cells ?? [];
  const warmest = Math.max(0, ...cells.map(({ intensity }) => intensity));
  const open = new Map((heat?.buildings ?? []).map(({ buildingId, open }) => [buildingId, open]));
  const own = places.campuses.find(({ id }) => id === shown);
  const openHere = heat?.campuses.find(({ campusId }) => campusId === shown)?.open ?? 0;
  return (
    <section className="card heat" aria-labelledby="heat">
      <header className="page-head">
        <h2 id="heat">{text.map}</h2>
        <div className="chips" role="group" aria-label={text.campus}>
          <button className="chip" aria-pressed={campus === undefined} onClick={() => choose(undefined)}>
            {text.all}
          </button>
          {places.campuses.map(({ id, name }) => (
            <button key={id} className="chip" aria-pressed={id === campus} onClick={() => choose(id)}>
              {name}
            </button>
          ))}
        </div>
      </header>
      <svg
        className="plan"
        viewBox={`0 0 ${plan.width} ${plan.height}`}
        role="img"
        aria-label={text.mapOf(own?.name ?? "", openHere)}
      >
        <rect className="plan-ground" width={plan.width} height={plan.height} rx="12" />
        {cells.map((cell) => {
          const { x, y } = plan.placeOf(cell);
          const size = Math.max(10, plan.sizeOf(cell.cell));
          const reach = size / 2;
          if (x < -reach || y < -reach || x > plan.width + reach || y > plan.height + reach) return null;
          return (
            <rect
              key={cell.cell}
              className="plan-cell"
              data-warmth={warmthOf(cell, warmest)}
              x={x - size / 2}
              y={y - size / 2}
              width={size}
              height={size}
              rx="3"
            />
          );
        })}
        {buildings.map(({ id, name, position }) => {
          const { x, y } = plan.placeOf(position);
          return (
            <g key={id} transform={`translate(${x} ${y})`}>
              <title>{text.buildingHeat(name, open.get(id) ?? 0)}</title>
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
    </section>
  );
}

const isUpdate = (data: unknown): data is HeatmapUpdated =>
  typeof data === "object" && data !== null && "cells" in data && "buildings" in data && "full" in data;
