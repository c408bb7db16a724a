import assert from "node:assert/strict";
import { type Scope, everything, filterParams, isLimited, nextScope, nextTests, scopesFor } from "../../src/search/filters";
import { languageOf } from "../../src/search/languages";

const shop = { path: "/home/me/shop", name: "shop" };
const docs = { path: "/home/me/docs", name: "docs" };
const cart: Scope = { folder: shop.path, directory: "src/cart" };
const wholeShop: Scope = { folder: shop.path, directory: "" };

describe("Filters", () => {
  it("ask for everything at first", () => {
    const filters = everything("included");
    assert.deepEqual(filterParams(filters), { folders: [], languages: [], globs: [], changedOnly: false, tests: "included" });
    assert.equal(isLimited(filters), false);
  });

  it("ask for a directory as a folder and a glob below it", () => {
    assert.deepEqual(filterParams({ scope: cart, language: "go", changedOnly: true, tests: "only" }), {
      folders: [shop.path],
      languages: ["go"],
      globs: ["src/cart/**"],
      changedOnly: true,
      tests: "only",
    });
  });

  it("take the characters of a directory's name as they are", () => {
    const scope = { folder: shop.path, directory: "app/[id]/{a,b}/!x*" };
    assert.deepEqual(filterParams({ ...everything("included"), scope }).globs, ["app/\\[id\\]/\\{a\\,b\\}/\\!x\\*/**"]);
  });

  it("are limited by each filter that leaves code out, not by the setting for tests", () => {
    assert.equal(isLimited(everything("excluded")), false);
    assert.equal(isLimited({ ...everything("included"), scope: cart }), true);
    assert.equal(isLimited({ ...everything("included"), language: "go" }), true);
    assert.equal(isLimited({ ...everything("included"), changedOnly: true }), true);
    assert.equal(isLimited(everything("only")), true);
  });

  it("offer the file's directory, and its folder only beside others", () => {
    assert.deepEqual(scopesFor([shop], cart), [cart]);
    assert.deepEqual(scopesFor([shop, docs], cart), [cart, wholeShop]);
    assert.deepEqual(scopesFor([shop], wholeShop), []);
    assert.deepEqual(scopesFor([shop, docs], null), [wholeShop, { folder: docs.path, directory: "" }]);
    assert.deepEqual(scopesFor([shop], null), []);
  });

  it("go through the scopes and back to all", () => {
    const scopes = [cart, wholeShop];
    assert.deepEqual(nextScope(scopes, null), cart);
    assert.deepEqual(nextScope(scopes, { ...cart }), wholeShop);
    assert.equal(nextScope(scopes, wholeShop), null);
    assert.equal(nextScope([], cart), null);
  });

  it("go through tests included, excluded, only", () => {
    assert.deepEqual([nextTests("included"), nextTests("excluded"), nextTests("only")], ["excluded", "only", "included"]);
  });

  it("know languages by the server's names", () => {
    assert.deepEqual(["csharp", "typescriptreact", "shellscript", "plaintext"].map(languageOf), ["csharp", "tsx", "bash", null]);
  });
});
