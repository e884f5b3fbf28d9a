import { useEffect, useState } from "react";
import { stored } from "./stored.js";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const choice = stored("theme"); // theme.js reads it before the first paint

const isTheme = (text: string | null): text is Theme => themes.some((theme) => theme === text);

export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const [theme, setTheme] = useState<Theme>(() => {
    const chosen = choice.get();
    return isTheme(chosen) ? chosen : "system";
  });
  useEffect(() => {
    choice.set(theme === "system" ? null : theme);
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
  return [theme, setTheme];
}
