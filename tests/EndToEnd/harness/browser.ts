import { type Browser, chromium } from "playwright-core";
import { programs } from "./programs";

/** A browser that talks to nobody but the tests, with a new profile for each window. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: programs().chromium,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-dev-shm-usage",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}
