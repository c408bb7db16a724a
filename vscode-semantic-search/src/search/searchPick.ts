import * as vscode from "vscode";
import { openHit } from "../results/openHit";
import type { ResultsView } from "../results/resultsView";
import type { Services } from "../services";
import type { SearchResult, TestFiles } from "../wire";
import { type FilterButton, filterButtons, filterWords, surroundings } from "./filterButtons";
import { type Filters, everything, filterParams } from "./filters";
import { History } from "./history";
import { type Item, earlier, failure, forgetQuery, hitItems, noFolder, nothingFound, openToSide, sameHit } from "./items";
import { Latest } from "./latest";
import { Preview } from "./preview";
import { inTwoSteps } from "./twoSteps";

/** Milliseconds without a key press before the server is asked. */
const typingPause = 80;

interface Asked {
  readonly query: string;
  readonly filters: Filters;
}

const showAll: vscode.QuickInputButton = {
  iconPath: new vscode.ThemeIcon("list-tree"),
  tooltip: vscode.l10n.t("Show All in Results View"),
};

/** The commands for searching while typing. */
export function registerSearch(context: vscode.ExtensionContext, services: Services, results: ResultsView): vscode.Disposable {
  const history = new History(context.workspaceState, () => settings().get<number>("search.history", 20));
  return vscode.Disposable.from(
    vscode.commands.registerCommand("semanticSearch.search", (query?: unknown) => {
      new SearchPick(services, results, history).open(typeof query === "string" ? query : selectedWords());
    }),
    vscode.commands.registerCommand("semanticSearch.clearHistory", () => history.clear()),
  );
}

/** The search box, from opening to closing. */
class SearchPick {
  private readonly pick = vscode.window.createQuickPick<Item>();
  private readonly around = surroundings();
  private readonly preview: Preview;
  private readonly latest: Latest<Asked, SearchResult>;
  private readonly disposables: vscode.Disposable[] = [];
  private filters = everything(settings().get<TestFiles>("search.testFiles", "included"));
  /** What the rows answer; null while they show something else. */
  private answered: (Asked & { readonly result: SearchResult }) | null = null;
  private chosen = false;

  constructor(
    private readonly services: Services,
    private readonly results: ResultsView,
    private readonly history: History,
  ) {
    this.preview = new Preview((error) => {
      services.log.debug(`preview: ${String(error)}`);
    });
    this.latest = new Latest<Asked, SearchResult>(
      ({ query, filters }, token, meanwhile) => {
        const asked = { query, limit: settings().get<number>("search.maxResults", 30), filter: filterParams(filters) };
        return inTwoSteps((patienceMs) => services.client.search({ ...asked, patienceMs }, token), meanwhile);
      },
      (result, asked) => {
        this.show({ ...asked, result });
      },
      (error) => {
        this.answered = null;
        this.rows(failure(error));
      },
    );
    // The order is the server's. The API has no word for it, yet the editor heeds this one; without it rows jump where labels match.
    Object.assign(this.pick, { sortByLabel: false });
    this.pick.placeholder = vscode.l10n.t("Describe what the code does, or name it");
    this.disposables.push(
      this.pick,
      this.preview,
      this.pick.onDidChangeValue(() => {
        this.ask(typingPause);
      }),
      this.pick.onDidChangeActive(([item]) => {
        this.highlight(item);
      }),
      this.pick.onDidAccept(() => {
        this.accept(this.pick.activeItems[0]);
      }),
      this.pick.onDidTriggerButton((button) => {
        this.press(button);
      }),
      this.pick.onDidTriggerItemButton(({ button, item }) => {
        this.pressOn(button, item);
      }),
      this.pick.onDidHide(() => {
        void this.close();
      }),
      services.client.onStatus(({ folders }) => {
        const done = folders.every(({ state }) => state !== "indexing");
        if (done && this.answered && this.answered.result.pendingFiles > 0) this.ask(0);
      }),
    );
  }

  open(query: string): void {
    this.pick.value = query;
    // Selected, so that typing replaces it. In the API of newer editors than the oldest that we support, and ignored by those.
    Object.assign(this.pick, { valueSelection: [0, query.length] });
    this.decorate();
    this.pick.show();
    this.ask(0);
  }

  private ask(pause: number): void {
    const query = this.pick.value.trim();
    if (query === "" || !vscode.workspace.workspaceFolders?.length) {
      this.latest.drop();
      this.answered = null;
      this.rows(vscode.workspace.workspaceFolders?.length ? earlier(this.results.pinned, this.history.queries) : noFolder());
      return;
    }
    this.pick.busy = true;
    this.latest.put({ query, filters: this.filters }, pause);
  }

  private show(answer: Asked & { readonly result: SearchResult }): void {
    // A better answer to the same question moves rows, not the highlight: Enter opens what one was looking at.
    const followsQuick = this.answered?.result.betterSoon === true && isSameQuestion(this.answered, answer);
    const [highlighted] = this.pick.activeItems;
    this.answered = answer;
    this.rows(answer.result.hits.length > 0 ? hitItems(answer.result) : nothingFound(answer.query, answer.filters, answer.result));
    this.pick.busy = answer.result.betterSoon;
    const kept = followsQuick ? sameHit(this.pick.items, highlighted) : undefined;
    if (kept) this.pick.activeItems = [kept];
  }

  private rows(items: Item[]): void {
    this.pick.busy = false;
    this.preview.stop();
    this.pick.items = items;
    this.decorate();
  }

  /** Title and buttons: filters, how far the index is, and why not the chosen model answered. */
  private decorate(): void {
    const pending = this.answered?.result.pendingFiles ?? 0;
    this.pick.title = [
      "Semantic Search",
      filterWords(this.filters),
      pending > 0 && this.answered ? progressWords(this.answered.result) : "",
      this.answered?.result.reason,
    ]
      .filter(Boolean)
      .join(" · ");
    this.pick.buttons = [...filterButtons(this.filters, this.around), showAll];
  }

  private highlight(item: Item | undefined): void {
    if (item?.choice?.type === "hit" && settings().get<boolean>("search.preview", true)) this.preview.show(item.choice.hit);
    else this.preview.stop();
  }

  private press(button: vscode.QuickInputButton): void {
    if (button === showAll) {
      const query = this.pick.value.trim();
      if (query === "") return;
      this.finish(query);
      void this.preview.back().then(() => this.results.search(query, this.filters));
      return;
    }
    const next = (button as FilterButton).press();
    if (typeof next === "string") {
      this.decorate();
      void explainTrust(next);
      return;
    }
    this.filters = next;
    this.decorate();
    this.ask(0);
  }

  private pressOn(button: vscode.QuickInputButton, { choice }: Item): void {
    if (button === openToSide && choice?.type === "hit") {
      this.finish(this.answered?.query);
      void this.preview
        .back()
        .then(() => openHit(this.services.client, choice.hit, { viewColumn: vscode.ViewColumn.Beside, preview: false }));
    } else if (button === forgetQuery && choice?.type === "ask") {
      void this.history.remove(choice.query).then(() => {
        this.ask(0);
      });
    }
  }

  private accept(item: Item | undefined): void {
    const choice = item?.choice;
    if (!choice) return;
    switch (choice.type) {
      case "hit":
        this.finish(this.answered?.query);
        void this.preview.leave().then(() => openHit(this.services.client, choice.hit, { preview: opensProvisionally() }));
        break;
      case "ask":
        this.pick.value = choice.query;
        this.filters = choice.filters ?? this.filters;
        this.decorate();
        this.ask(0);
        break;
      case "unlimit":
        this.filters = everything("included");
        this.decorate();
        this.ask(0);
        break;
      case "command":
        this.pick.hide();
        void vscode.commands.executeCommand(choice.command);
        break;
    }
  }

  /** Hides the box; from here on its caller says what is shown. */
  private finish(query: string | undefined): void {
    this.chosen = true;
    if (query) void this.history.add(query);
    this.pick.hide();
  }

  private async close(): Promise<void> {
    this.latest.drop();
    if (!this.chosen) await this.preview.back();
    for (const disposable of this.disposables) disposable.dispose();
  }
}

function isSameQuestion(left: Asked, right: Asked): boolean {
  return left.query === right.query && left.filters === right.filters;
}

/** With a button, because the editor shows a long message without one in a single line that it cuts off. */
async function explainTrust(reason: string): Promise<void> {
  const manage = vscode.l10n.t("Manage Trust");
  if ((await vscode.window.showInformationMessage(reason, manage)) === manage)
    await vscode.commands.executeCommand("workbench.trust.manage");
}

function settings(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("semanticSearch");
}

/** As the editor's own file picker does. */
function opensProvisionally(): boolean {
  return vscode.workspace.getConfiguration("workbench.editor").get<boolean>("enablePreviewFromQuickOpen", false);
}

/** The selection of the active editor where it is a few words in one line, else "". */
function selectedWords(): string {
  const editor = vscode.window.activeTextEditor;
  return editor?.selection.isSingleLine ? editor.document.getText(editor.selection).trim() : "";
}

function progressWords({ indexedFiles, pendingFiles }: SearchResult): string {
  const count = (value: number): string => value.toLocaleString(vscode.env.language);
  return vscode.l10n.t("Indexing: {0} of {1} files; results so far", count(indexedFiles), count(indexedFiles + pendingFiles));
}
