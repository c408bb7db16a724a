import type { Locator, Page } from "playwright-core";
import { eventually, patience } from "./eventually";
import type { Hover } from "./hover";

/** The items of one extension in the bar at the bottom. */
export class StatusBar {
  constructor(
    private readonly page: Page,
    private readonly hover: Hover,
  ) {}

  /** The item of an extension, by the extension's id. */
  item(extensionId: string): Locator {
    return this.page.locator(`.statusbar-item[id^="${extensionId}"]`).first();
  }

  /** All items, and the messages that come and go. */
  async wholeText(): Promise<string> {
    return this.page.locator(".part.statusbar").innerText();
  }

  async text(extensionId: string): Promise<string> {
    return (await this.item(extensionId).innerText()).trim();
  }

  async textWhen(extensionId: string, expected: string | RegExp, deadline = patience): Promise<string> {
    return eventually(
      `"${String(expected)}" in the status bar`,
      async () => {
        const text = await this.text(extensionId);
        return (typeof expected === "string" ? text.includes(expected) : expected.test(text)) && text;
      },
      deadline,
    );
  }

  async tooltip(extensionId: string): Promise<string> {
    return this.hover.tooltipOf(this.item(extensionId));
  }
}
