import type { Locator, Page } from "playwright-core";
import { eventually } from "./eventually";

export interface TreeRow {
  readonly label: string;
  readonly description: string;
  readonly level: number;
  readonly isExpanded: boolean | undefined;
  readonly ariaLabel: string;
}

/** The activity bar and the views that it opens. */
export class SideBar {
  readonly views: Locator;

  constructor(private readonly page: Page) {
    this.views = page.locator(".part.sidebar");
  }

  /** Opens a view container by its name in the activity bar. */
  async open(name: string): Promise<void> {
    const item = this.page.locator(`.part.activitybar .action-item:has([aria-label^="${name}"])`).first();
    if ((await item.getAttribute("aria-selected")) !== "true" && !(await item.evaluate((element) => element.classList.contains("checked"))))
      await item.click();
    await this.views.locator(".composite.title", { hasText: name }).first().waitFor();
  }

  /** The text of the views, with the welcome text of an empty one. */
  async text(): Promise<string> {
    return this.views.innerText();
  }

  async rows(): Promise<readonly TreeRow[]> {
    return this.views.locator(".monaco-list-row").evaluateAll((rows) =>
      rows
        .sort((a, b) => Number(a.getAttribute("data-index")) - Number(b.getAttribute("data-index")))
        .map((row) => {
          const expanded = row.getAttribute("aria-expanded");
          return {
            label: row.querySelector(".label-name")?.textContent.trim() ?? "",
            description: row.querySelector(".label-description")?.textContent.trim() ?? "",
            level: Number(row.getAttribute("aria-level")),
            isExpanded: expanded === null ? undefined : expanded === "true",
            ariaLabel: row.getAttribute("aria-label") ?? "",
          };
        }),
    );
  }

  async rowsWhen(what: string, test: (rows: readonly TreeRow[]) => boolean): Promise<readonly TreeRow[]> {
    return eventually(what, async () => {
      const rows = await this.rows();
      return test(rows) && rows;
    });
  }

  /** Types the name that the Explorer asks for when a file is created or renamed, and confirms it. */
  async answerName(name: string): Promise<void> {
    const input = this.views.locator(".explorer-item-edited input");
    await input.fill(name);
    await input.press("Enter");
    await input.waitFor({ state: "detached" });
  }

  row(label: string): Locator {
    return this.views.locator(".monaco-list-row", { hasText: label }).first();
  }

  /** Presses a button of a view's title, by its tooltip. */
  async pressTitleButton(tooltip: string): Promise<void> {
    // Over the rows and not over the title, whose tooltip would cover the buttons.
    await this.views.locator(".pane").first().hover();
    await this.views.locator(`.action-label[aria-label^="${tooltip}"]`).first().click();
  }

  /** Presses a button that shows on a row under the mouse. */
  async pressRowButton(label: string, tooltip: string): Promise<void> {
    await this.row(label).hover();
    await this.row(label).locator(`.action-label[aria-label^="${tooltip}"]`).click();
  }
}
