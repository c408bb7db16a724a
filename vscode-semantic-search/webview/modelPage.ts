// Runs inside the Model page: draws what the extension sends, and sends back what the user presses.
import type { Drawing, PageMessage, Section } from "../src/modelPage/messages";

interface Kept {
  readonly folder: string;
  readonly sections: readonly Section[];
}

declare function acquireVsCodeApi(): {
  postMessage(message: PageMessage): void;
  getState(): Kept | undefined;
  setState(state: Kept): void;
};

const editor = acquireVsCodeApi();
const main = document.querySelector("main") ?? document.body;
const drawn = new Map<string, string>();

window.addEventListener("message", ({ data }: MessageEvent<Drawing>) => {
  draw(data.sections);
  editor.setState({ folder: data.folder, sections: [...drawn].map(([id, markup]) => ({ id, markup })) });
  if (data.reveal !== null) document.getElementById(data.reveal)?.scrollIntoView();
});

main.addEventListener("click", ({ target }) => {
  const message = target instanceof Element ? target.closest<HTMLElement>("[data-message]")?.dataset["message"] : undefined;
  if (message !== undefined) editor.postMessage(JSON.parse(message) as PageMessage);
});

main.addEventListener("change", ({ target }) => {
  if (target instanceof HTMLSelectElement && target.dataset["choice"] === "folder")
    editor.postMessage({ type: "folder", path: target.value });
});

// What was seen before the page was hidden, until the extension says what it is now.
const kept = editor.getState();
draw(kept?.sections ?? []);
editor.postMessage({ type: "ready", folder: kept?.folder ?? null });

function draw(sections: readonly Section[]): void {
  for (const { id, markup } of sections) {
    if (drawn.get(id) === markup) continue;
    drawn.set(id, markup);
    drawSection(sectionOf(id), markup);
  }
}

/** Markup comes from the extension, which escapes all that is not its own. What the user had unfolded or in focus stays so. */
function drawSection(section: HTMLElement, markup: string): void {
  const unfolded = new Set([...section.querySelectorAll<HTMLDetailsElement>("details[open]")].map(({ dataset }) => dataset["key"]));
  const focused = section.contains(document.activeElement) ? (document.activeElement as HTMLElement).dataset["message"] : undefined;
  section.innerHTML = markup;
  for (const details of section.querySelectorAll("details")) details.open = unfolded.has(details.dataset["key"]);
  if (focused === undefined) return;
  const buttons = [...section.querySelectorAll<HTMLElement>("[data-message]")];
  (buttons.find(({ dataset }) => dataset["message"] === focused) ?? buttons[0])?.focus();
}

function sectionOf(id: string): HTMLElement {
  const known = document.getElementById(id);
  if (known) return known;
  const section = document.createElement("section");
  section.id = id;
  main.append(section);
  return section;
}
