import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { AgentClient } from "./agentClient.mjs";
import { grepAndRead, readUntil } from "./grepAgent.mjs";

// `npm run bench -- agent [folder] [questions.json] [--transcript file.md]`: five questions as an agent asks them through `semsearch mcp` (search, then the whole definition, then
// code like it), and what the same questions cost by grep and reading. Both know the answer when they see it, and stop.

/** Characters of code and English to a token, as the models of today have it, roughly. */
const charactersPerToken = 4;
/** Pages of hits for each wording before it gives up. */
const patience = 2;

/** @typedef {{ question: string, otherWords: string[], path: string, line: string }} Question `line`: text of a line that belongs to the answer; `otherWords`: what the code might call it, in place of the question's words */
/** @typedef {{ step: string, asked: string, text: string }} Step */

/** @param {string[]} texts */
const tokensOf = (...texts) => Math.round(texts.reduce((sum, text) => sum + text.length, 0) / charactersPerToken);

/** @param {string} executable @param {string} folder @param {string} questionsFile @param {string | undefined} transcript */
export async function agentSession(executable, folder, questionsFile, transcript) {
  const root = resolve(folder);
  const home = mkdtempSync(join(tmpdir(), "semsearch-agent-"));
  const tell = (/** @type {string} */ fault) => {
    console.error(fault);
    process.exitCode = 1;
  };
  try {
    const agent = await AgentClient.start(executable, { ...process.env, SEMSEARCH_HOME: home }, root, tell);
    while (!(await agent.isReady())) await delay(200);
    const { tools } = await agent.request("tools/list", {});
    console.log(
      `Once a session: the tools' descriptions, ${tokensOf(JSON.stringify(tools))} tokens. A token is taken for ${charactersPerToken} characters.\n`,
    );
    console.log("| Question | search | whole definition | similar | search + definition | the same as JSON data | grep and read |");
    console.log("|---|---:|---:|---:|---:|---:|---:|");
    const written = [];
    const sums = { session: 0, grep: 0 };
    /** @type {Question[]} */
    const questions = JSON.parse(readFileSync(questionsFile, "utf8"));
    for (const question of questions) {
      const answer = { path: question.path, line: lineOf(root, question) };
      const session = await askAgent(agent, root, question, answer);
      const grep = grepAndRead(root, question.question, question.otherWords, answer);
      sums.session += tokensFor(session, "search", "chunk");
      sums.grep += tokensOf(...grep.seen);
      console.log(row(question, session, grep));
      written.push(transcriptOf(question, session, grep));
    }
    console.log(
      `\nAll: ${sums.session} tokens by search and definition, ${sums.grep} by grep and reading, ${(sums.grep / sums.session).toFixed(1)} times as many.`,
    );
    await agent.process.end();
    if (transcript) writeFileSync(transcript, written.join("\n"));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** @param {string} root @param {Question} question */
function lineOf(root, { path, line }) {
  const at = readFileSync(join(root, path), "utf8")
    .split("\n")
    .findIndex((text) => text.includes(line));
  if (at < 0) throw new Error(`${path} has no line with "${line}" any more. Mend the questions.`);
  return at + 1;
}

/**
 * Asks in the question's words, then in others, then for the next page of each.
 * @param {AgentClient} agent
 * @param {string} root
 * @param {Question} question
 * @param {import("./grepAgent.mjs").Place} answer
 */
async function askAgent(agent, root, { question, otherWords }, answer) {
  /** @type {Step[]} */
  const steps = [];
  let data = 0;
  const use = async (/** @type {string} */ step, /** @type {string} */ tool, /** @type {object} */ args) => {
    const result = await agent.call(tool, args);
    const asked = `${tool} ${JSON.stringify(args)}`;
    steps.push({ step, asked, text: result.text });
    if (step !== "similar") data += tokensOf(asked, JSON.stringify(result.data));
    return result.data;
  };
  const wordings = [{ query: question }, { query: otherWords.join(" ") }];
  for (let page = 0, place = 0; page < patience; page++) {
    for (const wording of wordings) {
      const { hits, nextCursor } = await use("search", "search_code", wording);
      Object.assign(wording, { cursor: nextCursor });
      for (const hit of hits) {
        place++;
        if (hit.path !== answer.path) continue;
        const chunk = await use("chunk", "get_chunk", { id: hit.id });
        if (answer.line < chunk.textStartLine || answer.line > chunk.textEndLine) {
          // The right file, another definition: it reads on there, as who greps does.
          const read = readUntil(root, answer, chunk.textEndLine + 1);
          data += tokensOf(...read);
          for (const text of read) steps.push({ step: "chunk", asked: "its own file viewer", text });
        }
        await use("similar", "find_similar_code", { path: chunk.path, startLine: chunk.startLine, endLine: chunk.endLine });
        return { steps, data, place };
      }
    }
  }
  return { steps, data, place: undefined };
}

/** @typedef {Awaited<ReturnType<typeof askAgent>>} Session */
/** @typedef {ReturnType<typeof grepAndRead>} Grep */

/** Of these steps, what was asked included. @param {Session} session @param {string[]} names */
function tokensFor({ steps }, ...names) {
  return tokensOf(...steps.filter(({ step }) => names.includes(step)).flatMap(({ asked, text }) => [asked, text]));
}

/** @param {Question} question @param {Session} session @param {Grep} grep */
function row({ question }, session, grep) {
  const columns = [["search"], ["chunk"], ["similar"], ["search", "chunk"]].map((names) => tokensFor(session, ...names));
  const found = session.place ? `hit ${session.place}` : "not found";
  const read = grep.found ? `${grep.files} reads` : `not found in ${grep.files} files`;
  return `| ${question} (${found}) | ${columns.join(" | ")} | ${session.data} | ${tokensOf(...grep.seen)} (${read}) |`;
}

/** @param {Question} question @param {Session} session @param {Grep} grep */
function transcriptOf({ question }, { steps }, grep) {
  const fenced = (/** @type {string} */ text) => `\`\`\`\`\n${text}\n\`\`\`\`\n`;
  return [
    `# ${question}\n`,
    ...steps.map(({ asked, text }) => `## ${asked}: ${tokensOf(asked, text)} tokens\n\n${fenced(text)}`),
    `## By grep and reading: ${tokensOf(...grep.seen)} tokens\n`,
    ...grep.seen.map(fenced),
  ].join("\n");
}
