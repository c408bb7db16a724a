/** What a user can do about a change of the model. Plain values, because they travel through the page's buttons. */
export type Act =
  | { readonly type: "choose" | "pause" | "resume" | "compare" | "promote" | "rollBack" }
  | { readonly type: "start"; readonly model: string; readonly automatic: boolean }
  /** Lets the candidate answer a share of the searches, in percent. */
  | { readonly type: "canary"; readonly share: number; readonly automatic: boolean }
  | { readonly type: "archive"; readonly model: string }
  /** Gives the disk space of an archived model back, or of all of them (null). */
  | { readonly type: "purge"; readonly model: string | null }
  /** Tries a text again that could not be read, or all of them (null). */
  | { readonly type: "retry"; readonly hash: string | null };

/** Whether a value from the page is one. */
export function isAct(value: unknown): value is Act {
  if (typeof value !== "object" || value === null || !("type" in value)) return false;
  const { type, model, hash, share, automatic } = value as Partial<Record<string, unknown>>;
  switch (type) {
    case "choose":
    case "pause":
    case "resume":
    case "compare":
    case "promote":
    case "rollBack":
      return true;
    case "start":
      return typeof model === "string" && typeof automatic === "boolean";
    case "canary":
      return typeof share === "number" && typeof automatic === "boolean";
    case "archive":
      return typeof model === "string";
    case "purge":
      return model === null || typeof model === "string";
    case "retry":
      return hash === null || typeof hash === "string";
    default:
      return false;
  }
}
