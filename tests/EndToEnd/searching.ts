import { eventually } from "./harness/eventually";
import type { QuickPickRow } from "./harness/quickPick";
import type { OpenVsCode } from "./harness/useVsCode";
import type { Window } from "./harness/window";
import { extensionId } from "./sample";

/** For suites that ask again and again: a preview would open a file each time. */
export const withoutPreviews = { "semanticSearch.search.preview": false };

/** Opens a window and waits until all of its folders are indexed. */
export async function openReady(vsCode: OpenVsCode, path: string): Promise<Window> {
  const window = await vsCode.open(path);
  await window.statusBar.textWhen(extensionId, "Search: ready");
  return window;
}

/** Milliseconds; the box closes unanswered when the editor takes the focus back, as it does after a rename. */
const untilAskedAgain = 5_000;

/** Asks in a search box opened anew, so that the rows are this question's, and leaves it open. */
export async function answer(window: Window, query: string): Promise<readonly QuickPickRow[]> {
  return eventually(`an answer to "${query}"`, async () => {
    await window.press("Escape", "Control+Alt+f");
    await window.quickPick.inputLabelled("Describe what the code does", untilAskedAgain);
    await window.quickPick.type(query, untilAskedAgain);
    return window.quickPick.rowsWhen("rows", (rows) => rows.length > 0, untilAskedAgain);
  });
}

/** Asks until a definition is found at a place, such as "src/net/retry.ts", and gives its row. */
export async function untilFound(window: Window, query: string, name: string, place: string): Promise<QuickPickRow> {
  return eventually(`${name} to be found in ${place}`, async () => (await answer(window, query)).find(isAt(name, place)));
}

/** Asks until a definition is found at a place no longer. */
export async function untilGone(window: Window, query: string, name: string, place: string): Promise<void> {
  await eventually(`${name} to be gone from ${place}`, async () => !(await answer(window, query)).some(isAt(name, place)));
}

/** Rows say "retry.ts:1–12  src/net · folder". */
function isAt(name: string, place: string): (row: QuickPickRow) => boolean {
  const parts = place.split("/");
  const file = parts.pop() ?? "";
  const directory = parts.join("/");
  return ({ label, description }) => {
    const [where = ""] = description.split(" · ");
    return label === name && where.startsWith(`${file}:`) && (where.split("  ")[1] ?? "") === directory;
  };
}
