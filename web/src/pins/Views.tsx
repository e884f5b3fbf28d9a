import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useApi } from "../api/useApi.js";
import { useText } from "../text/language.js";
import { Chart } from "../ui/Chart.js";
import { pinTexts } from "./texts.js";

const dayMs = 86_400_000;
const shownDays = 30;

/** How often a pin was viewed on each of the last 30 days. */
export default function Views({ pinId }: { pinId: string }) {
  const text = useText(pinTexts);
  const { pins } = useApi();
  const { data } = useQuery({ queryKey: ["pin views", pinId], queryFn: () => pins.analytics(pinId) });
  const chart = useMemo(() => {
    const byDate = new Map((data?.days ?? []).map(({ date, views }) => [date, views]));
    const today = Math.floor(Date.now() / dayMs) * dayMs;
    const days = Array.from({ length: shownDays }, (_, index) => today - (shownDays - 1 - index) * dayMs);
    const values = days.map((at) => byDate.get(new Date(at).toISOString().slice(0, 10)) ?? 0);
    return {
      times: days.map((at) => at / 1000),
      lines: [{ label: text.perDay, tone: "accent" as const, values }],
    };
  }, [data, text]);
  return (
    <section className="card">
      <Chart label={text.perDay} {...chart} />
    </section>
  );
}
