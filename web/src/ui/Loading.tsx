import { type Texts, useText } from "../text/language.js";

const texts: Texts<{ loading: string }> = { en: { loading: "Loading" }, de: { loading: "Wird geladen" } };

/** Where rows will be: their shapes. */
export function Loading({ rows = 4 }: { rows?: number }) {
  const text = useText(texts);
  return (
    <div className="loading card" role="status">
      <span className="visually-hidden">{text.loading}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span key={index} className="bone" aria-hidden="true" />
      ))}
    </div>
  );
}
