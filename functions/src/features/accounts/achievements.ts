/** What there is to achieve: the key is the document's id, so each is achieved once. */
export const achievements = {
  "first-deployment": { title: "First tool deployed" },
  "tool-100-uses": { title: "A tool used 100 times" },
  "ten-forks": { title: "A tool forked ten times" },
} as const satisfies Record<string, { title: string }>;

export type AchievementKey = keyof typeof achievements;
