(() => {
  "use strict";
  const table = document.getElementById("roll");
  const body = table.tBodies[0];
  const rows = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  const order = new Intl.Collator(document.documentElement.lang, { numeric: true });

  const value = (row, column) => {
    const cell = row.cells[column];
    return "value" in cell.dataset ? cell.dataset.value : cell.textContent.trim();
  };

  /* What is empty comes last, whichever way it is sorted. */
  const sort = (column, sign) => {
    const numbers = heads[column].classList.contains("number");
    const compare = numbers ? (a, b) => a - b : order.compare;
    const sorted = [...rows].sort((one, other) => {
      const [a, b] = [value(one, column), value(other, column)];
      return a === "" || b === "" ? (a === "") - (b === "") : sign * compare(a, b);
    });
    body.append(...sorted);
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", sign > 0 ? "ascending" : "descending");
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(column, head.getAttribute("aria-sort") === "ascending" ? -1 : 1));
  });

  const plain = (text) => text.normalize("NFC").toLowerCase();
  const texts = new Map(rows.map((row) => [row, plain([...row.cells].map((cell) => cell.textContent).join(" "))]));
  const search = document.getElementById("search");
  const input = search.querySelector("input");
  const count = search.querySelector("[role=status]");

  const find = () => {
    const words = plain(input.value).split(/\s+/);
    for (const row of rows) row.hidden = !words.every((word) => texts.get(row).includes(word));
    const left = rows.filter((row) => !row.hidden).length;
    count.textContent = `${left} / ${rows.length}`;
    document.getElementById("none").hidden = left > 0;
  };

  search.hidden = false;
  input.addEventListener("input", find);
  find();
})();
