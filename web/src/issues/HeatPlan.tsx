import type { Heatmap, HeatmapUpdated } from "@firecast/contract/issues/figures";
import { useEvents } from "@firecast/react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../api/useApi.js";
import { useText } from "../text/language.js";
import { DrawnPlan } from "./DrawnPlan.js";
import { openAt, sitesOf, withHeat, type Places } from "./plan.js";
import { issueTexts } from "./texts.js";

interface PlanProps {
  organizationId: string;
  places: Places;
  campus: string | undefined;
  choose: (campusId: string | undefined) => void;
}

const queryKey = ["heatmap"];

/** The buildings of a campus, or all campuses, and live over them where it is warm. */
export function HeatPlan({ organizationId, places, campus, choose }: PlanProps) {
  const text = useText(issueTexts);
  const { issues } = useApi();
  const queries = useQueryClient();
  const { data: heat } = useQuery({ queryKey, queryFn: () => issues.heatmap(), refetchInterval: 120_000 });
  useEvents([`orgs/${organizationId}/heatmap`], ({ type, data }) => {
    if (type !== "heatmap:updated" || !isUpdate(data)) return;
    queries.setQueryData<Heatmap>(queryKey, (known) => (known ? withHeat(known, data) : known));
  });
  const [only] = places.campuses.length === 1 ? places.campuses : [];
  const shown = places.campuses.find(({ id }) => id === campus) ?? only;
  const sites = useMemo(() => sitesOf(places, shown?.id), [places, shown]);
  const openHere = shown
    ? heat?.campuses.find(({ campusId }) => campusId === shown.id)?.open
    : heat?.campuses.reduce((sum, { open }) => sum + open, 0);
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
      <DrawnPlan
        label={text.mapOf(shown?.name ?? text.all, openHere ?? 0)}
        sites={sites}
        open={openAt(heat, shown?.id)}
        cells={heat?.cells ?? []}
        titleOf={text.buildingHeat}
      />
    </section>
  );
}

const isUpdate = (data: unknown): data is HeatmapUpdated =>
  typeof data === "object" && data !== null && "cells" in data && "buildings" in data && "full" in data;
