import { Plus } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { Starting } from "../app/Starting.js";
import { type Texts, useText } from "../text/language.js";
import { Dialog } from "../ui/Dialog.js";

const texts: Texts<{ create: string; close: string }> = {
  en: { create: "New space", close: "Close" },
  de: { create: "Neuer Raum", close: "Schließen" },
};

const NewSpaceForm = lazy(() => import("./NewSpaceForm.js"));

export function NewSpace({ className }: { className: string }) {
  const text = useText(texts);
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <button className={className} onClick={() => setIsOpen(true)}>
        <Plus aria-hidden="true" /> {text.create}
      </button>
      <Dialog open={isOpen} onClose={() => setIsOpen(false)} title={text.create} closeLabel={text.close}>
        <Suspense fallback={<Starting />}>
          <NewSpaceForm done={() => setIsOpen(false)} />
        </Suspense>
      </Dialog>
    </>
  );
}
