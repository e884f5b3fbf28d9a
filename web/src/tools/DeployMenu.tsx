import { Rocket } from "lucide-react";
import { useApi } from "../api/useApi.js";
import { useSpaces } from "../space/spaces.js";
import { useText } from "../text/language.js";
import { Menu } from "../ui/Menu.js";
import { useProblemText } from "../ui/problem.js";
import { useToast } from "../ui/toasts.js";
import { toolTexts } from "./texts.js";

export function DeployMenu({ toolId }: { toolId: string }) {
  const text = useText(toolTexts);
  const { tools } = useApi();
  const { data: spaces = [] } = useSpaces();
  const tell = useToast();
  const problemText = useProblemText();
  const deploy = (spaceId: string): void =>
    void tools
      .deploy(toolId, spaceId)
      .then(() => tell({ title: text.deployed }))
      .catch((error: unknown) => tell({ title: problemText(error), kind: "problem" }));
  return (
    <Menu className="button" items={spaces.map(({ id, name }) => ({ label: name, act: () => deploy(id) }))}>
      <Rocket aria-hidden="true" /> {text.deploy}
    </Menu>
  );
}
