import { type Texts, useText } from "../text/language.js";

const texts: Texts<{ starting: string; failed: string; retry: string }> = {
  en: { starting: "Starting", failed: "Firecast could not start.", retry: "Try again" },
  de: { starting: "Startet", failed: "Firecast konnte nicht starten.", retry: "Noch einmal" },
};

export function Starting({ failed = false }: { failed?: boolean }) {
  const text = useText(texts);
  if (failed)
    return (
      <main className="empty">
        <h1>{text.failed}</h1>
        <button className="button primary" onClick={() => location.reload()}>
          {text.retry}
        </button>
      </main>
    );
  return (
    <div className="starting" role="status">
      <span className="spinner" aria-hidden="true" />
      <span className="visually-hidden">{text.starting}</span>
    </div>
  );
}
