import type { Locator, Page } from "playwright-core";

/** The toasts at the lower right. */
export class Notifications {
  readonly toasts: Locator;

  constructor(page: Page) {
    this.toasts = page.locator(".notification-toast");
  }

  async texts(): Promise<readonly string[]> {
    return this.toasts.locator(".notification-list-item-message").allInnerTexts();
  }

  /** Waits for the toast that has the text. */
  async toast(text: string | RegExp): Promise<Locator> {
    const toast = this.toasts.filter({ hasText: text }).first();
    await toast.waitFor();
    return toast;
  }

  async buttons(text: string): Promise<readonly string[]> {
    return (await this.toast(text)).locator(".notification-list-item-buttons-container .monaco-button").allInnerTexts();
  }

  async press(text: string, button: string): Promise<void> {
    await (await this.toast(text)).locator(".notification-list-item-buttons-container .monaco-button", { hasText: button }).click();
  }

  async gone(text: string): Promise<void> {
    await this.toasts.filter({ hasText: text }).first().waitFor({ state: "detached" });
  }
}
