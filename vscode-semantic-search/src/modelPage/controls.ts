import { type Html, html, nothing } from "./html";
import type { PageMessage } from "./messages";

/** A button that sends a message. */
export function button(label: string, message: PageMessage, accessibleName = label): Html {
  return html`<button type="button" data-message="${JSON.stringify(message)}" aria-label="${accessibleName}">${label}</button>`;
}

/** A button that looks like the link that it is: it opens something in the editor. */
export function link(label: string, message: PageMessage): Html {
  return html`<button type="button" class="link" data-message="${JSON.stringify(message)}">${label}</button>`;
}

/** @param rows The first cell of each heads its row. */
export function table(caption: string, heads: readonly string[], rows: readonly (readonly (string | Html)[])[]): Html {
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <thead>
      <tr>
        ${heads.map((head) => html`<th scope="col">${head}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ([first = "", ...rest]) =>
          html`<tr>
            <th scope="row">${first}</th>
            ${rest.map((cell) => html`<td>${cell}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`;
}

export function paragraph(text: string): Html {
  return text === "" ? nothing : html`<p>${text}</p>`;
}
