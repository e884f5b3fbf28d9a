import { Component, type ReactNode } from "react";
import { Starting } from "./Starting.js";

/** A page that fails takes nothing else with it. The next one begins anew: it has another key. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? <Starting failed /> : this.props.children;
  }
}
