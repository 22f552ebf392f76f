/* Enhancement only: every page reads without it. Filters the list of units, sorts tables marked data-sortable. */
(function () {
  "use strict";

  function each(list, act) { Array.prototype.forEach.call(list, act); }

  function filter(box) {
    var id = "g-filter-text";
    var label = document.createElement("label");
    var input = document.createElement("input");
    var found = document.createElement("p");
    label.htmlFor = id;
    label.textContent = box.getAttribute("data-filter");
    input.id = id;
    input.type = "search";
    input.autocomplete = "off";
    found.setAttribute("role", "status");
    box.appendChild(label);
    box.appendChild(input);
    box.appendChild(found);
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      var n = 0;
      each(document.querySelectorAll("[data-name]"), function (row) {
        var fits = row.getAttribute("data-name").toLowerCase().indexOf(wanted) !== -1;
        row.hidden = !fits;
        if (fits) { n += 1; }
      });
      each(document.querySelectorAll("details.g-more"), function (more) {
        if (wanted && more.querySelector("[data-name]:not([hidden])")) { more.open = true; }
      });
      found.textContent = wanted ? box.getAttribute("data-found").replace("%n", n) : "";
    });
  }

  function key(row, place) {
    var cell = row.cells[place];
    var value = cell.getAttribute("data-value");
    return value === null ? cell.textContent.trim() : value === "" ? null : parseFloat(value);
  }

  function compare(a, b, sign) {
    if (a === null || b === null) { return a === b ? 0 : a === null ? 1 : -1; }
    return sign * (typeof a === "number" ? a - b : a.localeCompare(b, "zh"));
  }

  function sort(table, place) {
    var heads = table.tHead.rows[0].cells;
    var body = table.tBodies[0];
    var sign = heads[place].getAttribute("aria-sort") === "descending" ? 1 : -1;
    if (place === 0 && !heads[0].hasAttribute("aria-sort")) { sign = 1; }
    var rows = Array.prototype.map.call(body.rows, function (row, i) { return { row: row, i: i, key: key(row, place) }; });
    rows.sort(function (a, b) { return compare(a.key, b.key, sign) || a.i - b.i; });
    each(heads, function (head) { head.removeAttribute("aria-sort"); });
    heads[place].setAttribute("aria-sort", sign === 1 ? "ascending" : "descending");
    rows.forEach(function (one) { body.appendChild(one.row); });
  }

  function sortable(table) {
    each(table.tHead.rows[0].cells, function (head, place) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.title = table.getAttribute("data-sort-words");
      button.addEventListener("click", function () { sort(table, place); });
      head.textContent = "";
      head.appendChild(button);
    });
  }

  /* The engine's search listens to keys only: pasting, voice and handwriting give none. Its dialog lacks a name. */
  function search(dialog) {
    var input = dialog.querySelector(".md-search__input");
    dialog.setAttribute("aria-label", input.getAttribute("aria-label"));
    input.addEventListener("input", function () { input.dispatchEvent(new Event("keyup")); });
  }

  /* A link to a folded part opens it. */
  function unfold() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.open = true; }
  }

  each(document.querySelectorAll(".md-search"), search);
  each(document.querySelectorAll("[data-filter]"), filter);
  each(document.querySelectorAll("table[data-sortable]"), sortable);
  window.addEventListener("hashchange", unfold);
  unfold();
})();
