import type { ChannelKind } from "@firecast/contract/core/channelKind";
import type { ActionKind } from "../platform/actions/actionKind.js";
import type { Performer } from "../platform/actions/performer.js";
import type { Directory } from "../platform/auth/directory.js";
import type { Clock } from "../platform/clock.js";
import type { Firebase } from "../platform/firebase.js";
import type { Trigger } from "../platform/firestore/trigger.js";
import type { Route } from "../platform/http/endpoint.js";
import type { HappeningKind } from "../platform/happenings/happening.js";
import type { HappeningRegistry } from "../platform/happenings/happeningRegistry.js";
import type { Happenings, Listener, Lookup } from "../platform/happenings/listener.js";
import type { Ids, Random } from "../platform/ids.js";
import type { Work } from "../platform/jobs/work.js";
import type { Log } from "../platform/log.js";
import type { NoticeRegistry } from "../platform/notices/noticeRegistry.js";
import type { NoticeType } from "../platform/notices/noticeType.js";
import type { Notices, Teller } from "../platform/notices/teller.js";
import type { Settings } from "../platform/params.js";
import type { SpaceTemplate } from "../platform/setup/order.js";
import type { SetupQueue } from "../platform/setup/queue.js";
import type { SetupStep } from "../platform/setup/step.js";
import type { StoredWakeUps } from "../platform/wakeUps/firestoreWakeUps.js";
import type { Policy } from "../platform/wakeUps/policy.js";
import type { WakeUpHandler, WakeUpRunner, WakeUps } from "../platform/wakeUps/wakeUps.js";
import type {
  Followed,
  Presence,
  Publisher,
  RateLimits,
  ResourceAccess,
  Sayable,
  SnapshotSource,
  SocketNamespace,
  StreamDeps,
} from "../realtime/index.js";
import type { AccountsActions } from "./accounts/actions.js";
import type { SpacesActions } from "./spaces/actions.js";
import type { ForgetSpace } from "./spaces/deletion/deps.js";

/** What every feature may use. */
export interface BaseKit {
  readonly firebase: Firebase;
  /** The accounts of Firebase Auth as they are now. */
  readonly directory: Directory;
  readonly publisher: Publisher;
  readonly limits: RateLimits;
  readonly wakeUps: WakeUps;
  /** Wake-ups of a collection and queues of their own. */
  wakeUpsBy(policy: Policy): StoredWakeUps;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly random: Random;
  readonly log: Log;
}

/** With the two features that all others rest on: who a user is, and who is in a space. */
export interface FeatureKit extends BaseKit {
  readonly accounts: AccountsActions;
  readonly spaces: SpacesActions;
  readonly presence: Pick<Presence, "of">;
  /** The notification types of all features. */
  readonly types: NoticeRegistry;
  /** Does the actions of automations, whichever feature does them. */
  readonly performer: Performer;
  /** The templates of new spaces of all features. */
  readonly templates: readonly SpaceTemplate[];
  /** What all features do for new spaces; to be asked for once they are built. */
  setupSteps(): readonly SetupStep[];
  /** What may happen in a space, and where that is looked up. */
  readonly happenings: HappeningRegistry;
  readonly lookups: () => readonly Lookup[];
}

/** What a feature adds to the system, once it is built. Only what it has something to say about. */
export interface Feature<Actions = unknown> {
  readonly name: string;
  /** What other features, through `actions.ts`, and tests call. */
  readonly actions: Actions;
  readonly routes?: readonly Route[];
  /** Its streams as routes: of the function that holds streams open, and of the one that answers them as long polls. */
  streams?(deps: StreamDeps): readonly Route[];
  /** Who may read and write channels of what it owns: the audience `resource`. */
  readonly access?: readonly ResourceAccess[];
  /** Where `?snapshot=1` reads the state of its keyed channels. */
  readonly snapshots?: readonly SnapshotSource[];
  /** What it does for channels that open streams of this instance follow. */
  readonly followed?: readonly Followed[];
  /** What clients of sockets may say to it. */
  readonly sayables?: readonly Sayable[];
  /** Namespaces of Socket.IO of its own. */
  readonly namespaces?: readonly SocketNamespace[];
  readonly triggers?: readonly Trigger[];
  readonly wakeUps?: readonly WakeUpHandler[];
  /** What it has to do on the schedules of jobs. */
  readonly jobs?: readonly Work[];
  /** The kinds of actions that automations may have it do. */
  readonly performs?: readonly ActionKind[];
  /** What it does for new spaces. */
  readonly setupSteps?: readonly SetupStep[];
  /** Sets new spaces up. One feature at most has it. */
  readonly setups?: SetupQueue;
  /** What it follows to tell users of it; nothing, where the deployment has no notifications. */
  readonly notices?: Notices;
  /** What it follows to tell of what happens in spaces; nothing, where the deployment has no rules. */
  readonly happenings?: Happenings;
  /** Waits for what happens in spaces. One feature at most does. */
  readonly listener?: Listener;
  /** Brings what features tell to users. One feature at most has it. */
  readonly teller?: Teller;
  /** Functions that Cloud Tasks calls, by name, and what runs their wake-ups. */
  readonly queues?: Readonly<Record<string, WakeUpRunner>>;
  /** Every hour. Safe to repeat and to run twice at once. */
  sweep?(): Promise<void>;
  /** Deletes what it holds of a user whose account ends. Runs again until it has succeeded once. */
  forgetUser?(uid: string): Promise<void>;
  /** Deletes what it holds of a space that is deleted. */
  readonly forgetSpace?: ForgetSpace;
  /** The instance ends: clients that it holds open are sent away. */
  drain?(): void;
  /** The instance ends: what waits is sent. */
  close?(): Promise<void>;
}

/** What is known of a feature before anything is built. */
export interface Manifest<Kit = FeatureKit, Actions = unknown> {
  readonly name: string;
  /** The kinds of channels that it serves. */
  readonly channels?: readonly ChannelKind[];
  /** The types of what it tells users. */
  readonly noticeTypes?: readonly NoticeType[];
  /** Kinds of spaces that it knows how to begin. */
  readonly templates?: readonly SpaceTemplate[];
  /** What may happen in its part of a space. */
  readonly happeningKinds?: readonly HappeningKind[];
  build(kit: Kit): Feature<Actions>;
}

/** A feature that others rest on, by their manifests: all that are built with the same kit get the same. */
export function sharedFeature<Actions>(
  manifest: Manifest<FeatureKit, Actions>,
): Manifest<FeatureKit, Actions> {
  const built = new WeakMap<FeatureKit, Feature<Actions>>();
  return {
    ...manifest,
    build: (kit) => {
      const feature = built.get(kit) ?? manifest.build(kit);
      built.set(kit, feature);
      return feature;
    },
  };
}
