import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { stored } from "../ui/stored.js";

export const languages = ["en", "de"] as const;
export type Language = (typeof languages)[number];

/** What a part of the app says, in each language: the same words to fill in. */
export type Texts<Words> = Readonly<Record<Language, Words>>;

interface Chosen {
  readonly language: Language;
  readonly choose: (language: Language) => void;
}

const Context = createContext<Chosen>({ language: "en", choose: () => undefined });

const isLanguage = (text: string | null | undefined): text is Language =>
  languages.some((language) => language === text);

/** The first of the browser's languages that the app speaks. */
function spokenHere(): Language {
  const spoken = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return spoken.find(isLanguage) ?? "en";
}

const choice = stored("language");

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => {
    const chosen = choice.get();
    return isLanguage(chosen) ? chosen : spokenHere();
  });
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo(
    () => ({
      language,
      choose: (next: Language) => {
        choice.set(next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <Context value={value}>{children}</Context>;
}

export const useLanguage = (): Chosen => use(Context);

export function useText<Words>(texts: Texts<Words>): Words {
  return texts[useLanguage().language];
}
