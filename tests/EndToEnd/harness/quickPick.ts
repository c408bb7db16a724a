import type { Locator, Page } from "playwright-core";
import { eventually, patience } from "./eventually";

export interface QuickPickRow {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  /** Tooltips of the row's buttons. */
  readonly buttons: readonly string[];
  /** What a screen reader says. */
  readonly ariaLabel: string;
  /** The separator's text above the row. */
  readonly separator: string;
  readonly isFocused: boolean;
}

/** The list that drops from the top of the window: the command palette, and every QuickPick of an extension. */
export class QuickPick {
  readonly widget: Locator;
  readonly input: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget:not([style*="display: none"])');
    this.input = this.widget.locator(".quick-input-filter input");
  }

  /** Replaces the text of the input. */
  async type(text: string, deadline = patience): Promise<void> {
    await this.input.fill(text, { timeout: deadline });
  }

  /** Waits for the list whose input asks for something, in words that begin so. */
  async inputLabelled(placeholder: string, deadline = patience): Promise<void> {
    await this.widget.locator(`.quick-input-filter input[placeholder^="${placeholder}"]`).waitFor({ timeout: deadline });
  }

  async text(): Promise<string> {
    return this.input.inputValue();
  }

  async title(): Promise<string> {
    return (await this.widget.locator(".quick-input-title").innerText()).trim();
  }

  /** The rows that are rendered: VS Code draws those that fit and no others. */
  async rows(): Promise<readonly QuickPickRow[]> {
    return this.widget.locator(".quick-input-list .monaco-list-row").evaluateAll((rows) => {
      const text = (row: Element, selector: string): string => row.querySelector(selector)?.textContent.trim() ?? "";
      return rows
        .sort((a, b) => Number(a.getAttribute("data-index")) - Number(b.getAttribute("data-index")))
        .map((row) => ({
          label: text(row, ".quick-input-list-row .label-name"),
          description: text(row, ".quick-input-list-row .label-description"),
          detail: text(row, ".quick-input-list-label-meta"),
          buttons: [...row.querySelectorAll(".quick-input-list-entry-action-bar .action-label")].map(
            (button) => button.getAttribute("aria-label") ?? "",
          ),
          ariaLabel: row.getAttribute("aria-label") ?? "",
          separator: text(row, ".quick-input-list-separator"),
          isFocused: row.classList.contains("focused"),
        }));
    });
  }

  /** Waits until the rendered rows are as wanted, and gives them. */
  async rowsWhen(what: string, test: (rows: readonly QuickPickRow[]) => boolean, deadline = patience): Promise<readonly QuickPickRow[]> {
    return eventually(
      what,
      async () => {
        const rows = await this.rows();
        return test(rows) && rows;
      },
      deadline,
    );
  }

  async focusedRow(deadline = patience): Promise<QuickPickRow> {
    return eventually("a focused row", async () => (await this.rows()).find((row) => row.isFocused), deadline);
  }

  /**
   * Presses a key and gives the time until a row with the text is drawn, both taken in the browser. It tells the time of an answer only
   * where no row has the text before.
   */
  async millisecondsToRow(key: string, text: string): Promise<number> {
    const stopwatch = await this.page.evaluateHandle(
      ({ expected, deadline }) => {
        const end = performance.now() + deadline;
        let pressed: number | undefined;
        addEventListener("keydown", (event) => (pressed = event.timeStamp), { capture: true, once: true });
        const reading = new Promise<number>((resolve, reject) => {
          const look = (): void => {
            const rows = [...document.querySelectorAll(".quick-input-list .monaco-list-row")];
            if (pressed !== undefined && rows.some((row) => row.textContent.includes(expected))) resolve(performance.now() - pressed);
            else if (performance.now() > end) reject(new Error(`no row with "${expected}" came`));
            else requestAnimationFrame(look);
          };
          requestAnimationFrame(look);
        });
        return { reading };
      },
      { expected: text, deadline: patience },
    );
    // Pressed only now that the page is known to listen.
    await this.page.keyboard.press(key);
    return stopwatch.evaluate(({ reading }) => reading);
  }

  /** The row with exactly this label. */
  rowNamed(label: string): Locator {
    const exactly = new RegExp(`^\\s*${label.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}\\s*$`);
    return this.widget.locator(".monaco-list-row", { has: this.page.locator(".label-name", { hasText: exactly }) }).first();
  }

  async pressRowButton(label: string, tooltip: string): Promise<void> {
    await this.rowNamed(label).hover();
    await this.rowNamed(label).locator(`.quick-input-list-entry-action-bar .action-label[aria-label="${tooltip}"]`).click();
  }

  /** Presses a button of the title bar or the input, such as a filter; toggles are drawn otherwise than plain buttons. */
  async pressButton(tooltip: string): Promise<void> {
    await this.widget.locator(".quick-input-titlebar, .quick-input-header").getByLabel(tooltip, { exact: true }).first().click();
  }

  /** The message below the input, and whether a progress bar runs. */
  async message(): Promise<string> {
    return (await this.widget.locator(".quick-input-message").innerText()).trim();
  }

  async isBusy(): Promise<boolean> {
    return (await this.widget.locator(".quick-input-progress.active").count()) > 0;
  }

  async gone(): Promise<void> {
    await this.widget.waitFor({ state: "detached" });
  }
}
