/** Settings that contradict each other: both are usable, and together one of them could never take effect. */

interface Rule {
  readonly setting: string;
  /** Has to be more. */
  readonly below: string;
  readonly because: string;
  /** Only a value that was set is held against the other: the default stands back. */
  readonly unlessDefault?: boolean;
}

const lifetime = "REALTIME_STREAM_LIFETIME_MS";
const rules: readonly Rule[] = [
  { setting: "REALTIME_PING_MS", below: lifetime, because: "a stream would end before its first ping" },
  {
    setting: "REALTIME_RECHECK_MS",
    below: lifetime,
    because: "no stream would live to have its rights checked",
    unlessDefault: true,
  },
  {
    setting: "REALTIME_USER_CHECK_MS",
    below: lifetime,
    because: "no stream would live to have its user's account checked",
    unlessDefault: true,
  },
  { setting: "REALTIME_STREAM_IDLE_MS", below: lifetime, because: "no stream would live to be idle" },
  {
    setting: "REALTIME_POLL_MS",
    below: lifetime,
    because: "a long poll would outlive every stream",
    unlessDefault: true,
  },
];

type Values = Readonly<Record<string, unknown>>;

/** One line for each contradiction, which names both settings. `isSet` tells a value from a default. */
export function contradictions(values: Values, isSet: (name: string) => boolean): string[] {
  return rules.flatMap(({ setting, below, because, unlessDefault = false }) => {
    const [value, limit] = [Number(values[setting]), Number(values[below])];
    if (value < limit || (unlessDefault && !isSet(setting))) return [];
    return [`${setting} (${value}) must be less than ${below} (${limit}): ${because}`];
  });
}
