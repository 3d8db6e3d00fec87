// What the files of web/ hand to each other. Only names: nothing of this reaches the browser.

import type { ComfyExtension } from "@comfyorg/comfyui-frontend-types";

import type { Badges } from "./badges.js";
import type { PriceList } from "./cost/prices.js";
import type { Routes } from "./routes.js";
import type { Texts } from "./texts.js";

/** A node on the canvas, as ComfyUI hands it over. */
export type Node = Parameters<NonNullable<ComfyExtension["nodeCreated"]>>[0];
export type Widget = NonNullable<Node["widgets"]>[number];

/** Undoes what gave it: listeners are taken away, timers and drawing end. */
export type Stop = () => void;

export type State = "prepared" | "submitted" | "succeeded" | "saved" | "failed" | "unknown";

/** A row of the journal. Times are s since epoch, `seconds` and `expected` are s, units are Kling's (1 unit = 1 yuan). */
export interface Task {
  id: number;
  /** Grows with each change of the row; of two versions, the greater one is right. */
  revision: number;
  kind: string;
  model: string;
  mode: string;
  duration: string;
  account: string;
  prompt: string;
  state: State;
  task_id: string;
  external_task_id: string;
  video_id: string;
  reason: string;
  units: number | null;
  units_estimated: boolean;
  created_at: number;
  submitted_at: number | null;
  finished_at: number | null;
  seconds: number | null;
  expected: number | null;
  /** Whether its file is there. */
  video: boolean;
  can_send_again: boolean;
  has_workflow: boolean;
  graph: string;
  node: string;
  /** How many tasks the node made in that run. */
  items: number;
  /** On the simulator: costs nothing. */
  free: boolean;
  /** Failed because a person gave it up: it may have been charged all the same. */
  given_up: boolean;
}

export type Group = "running" | "done" | "failed" | "unknown";

export interface Filter {
  state?: Group | "";
  search?: string;
  account?: string;
}

export interface Listing {
  /** Newest first. */
  ids: number[];
  counts: Record<Group | "all", number>;
  accounts: string[];
}

export interface Spending {
  account: string;
  /** Units, by calendar day and month of the machine that runs ComfyUI. */
  today: number;
  month: number;
  estimated: boolean;
  last_24h: number;
  budget: number | null;
  free?: boolean;
}

/** What a task was made from: enough to open it again, or to send it again. */
export interface Source {
  workflow: Record<string, unknown> | null;
  /** API format: {"3": {class_type, inputs}}. */
  prompt: Record<string, { class_type: string; inputs: Record<string, unknown> }> | null;
  node: string;
}

export interface AccountEntry {
  name: string;
  origin: "file" | "environment" | "simulator";
  provider: string;
  base_url: string;
  /** "…1234" or "". The whole key never comes out. */
  api_key: string;
  access_key: string;
  secret_key: string;
  slots: number | null;
  daily_budget: number | null;
  is_default: boolean;
  problem: string;
}

/** The accounts of this machine, and what there is to choose from. */
export interface AccountList {
  accounts: AccountEntry[];
  /** Why accounts.toml cannot be read, or "". */
  problem: string;
  /** What the variable KLINGKIT_ACCOUNT makes the default, or "". */
  chosen_by_variable: string;
  providers: { name: string; addresses: string[]; takes_pair: boolean }[];
}

/** What is sent to store or test an account. A key that is "" is the stored one. */
export interface AccountFields {
  was?: string;
  name: string;
  provider: string;
  base_url: string;
  api_key: string;
  access_key: string;
  secret_key: string;
  /** What was typed, where it is no number: the server says what it should be. */
  slots: number | string | null;
  daily_budget: number | string | null;
}

export interface Finding {
  what: "address" | "connection" | "clock" | "key" | "region" | "balance" | "path";
  state: "ok" | "wrong" | "unknown";
  text: string;
}

export interface Prices {
  models: Record<
    string,
    {
      kinds: string[];
      modes: string[];
      /** In s. */
      durations: string[];
      /** Units per s of video, by mode ("" where the model has none). */
      units: Record<string, number>;
      units_with_sound: Record<string, number>;
      /** By kind: mode to the durations in which the model moves the camera. */
      camera: Record<string, Record<string, string[]>>;
      /** Whether its camera knows more than `simple`. */
      camera_presets: boolean;
    }
  >;
  /** Units a call, by the mode of the video that is extended. */
  extension: Record<string, number>;
  lip_sync: { per_5_s: number; faces: number };
  dollars_per_unit: number;
  /** By account name (`default` included): whose prices these are. */
  accounts: Record<string, "official" | "about" | "free">;
}

export interface HostEvents {
  "klingkit.task": Task;
  "klingkit.gone": { id: number };
  /** ComfyUI's own: a node gave its output. */
  executed: { node: string; display_node?: string; output: Record<string, unknown> | null; prompt_id: string };
  execution_start: { prompt_id: string };
  /** ComfyUI's own: somebody has changed the graph on the canvas. */
  graphChanged: unknown;
  /** The connection came back; what happened meanwhile was not heard. */
  reconnected: unknown;
  /** Another graph stands on the canvas: a workflow was opened, or a step was undone. */
  "klingkit.graph": unknown;
}

/** ComfyUI, as the panels see it. Built in klingkit.js; in tests of the pure halves nobody needs it. */
export interface Host {
  routes: Routes;
  texts: Texts;
  prices: PriceList;
  badges: Badges;
  on<K extends keyof HostEvents>(event: K, heard: (detail: HostEvents[K]) => void): Stop;
  /** A short notice in the corner of the page. */
  tell(severity: "success" | "info" | "warn" | "error", summary: string, detail?: string): void;
  /** Account combos of all nodes offer what there is now. */
  refreshCombos(): Promise<void>;
  /** The id of the graph on the canvas, which a saved workflow keeps. */
  graphId(): string;
  /** The node that a run calls "3", or "5:3" where it is in subgraph 5; null where there is none. */
  nodeAt(id: string): Node | null;
  /** Hands a turn of the wheel over a part of ours to the canvas, which zooms or moves by it. */
  wheelOnCanvas(event: WheelEvent): void;
  /** Opens a workflow in a tab of its own. */
  openWorkflow(workflow: Record<string, unknown>, name: string): Promise<void>;
  /** Puts a node on the canvas; `at` is a place on the screen in px, else the middle. */
  addNode(type: string, widgets: Record<string, unknown>, at?: { x: number; y: number }): Node | null;
  /** Runs an API-format prompt, as the Run button would. */
  queue(prompt: NonNullable<Source["prompt"]>, workflow: Source["workflow"]): Promise<void>;
  /** Where ComfyUI serves an input, output or temp file. */
  viewUrl(item: { filename: string; subfolder?: string; type?: string }): string;
  /** The picture that comes in at an input before anything has run: a LoadImage's file, or a preview of its node; null where there is none. */
  pictureAt(node: Node, input: string): string | null;
  /** A part of ours has changed a widget: ComfyUI then knows that the workflow is not saved, and can undo it. */
  graphChanged(): void;
  /** Calls when something that is dragged with data of this type is dropped on the canvas; `at` is in px of the screen. */
  onDrop(type: string, dropped: (data: string, at: { x: number; y: number }) => void): Stop;
  /** Draws the canvas anew. */
  redraw(): void;
}
