/* Enhancement only: every page reads without it. Filters the list of units, sorts tables marked data-sortable,
   puts units side by side, picks and sorts the units of a chart, finds who deals with what, says in search that single cases are not here. */
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
    var folds = [];
    each(document.querySelectorAll("details.g-more"), function (more) {
      if (more.querySelector("[data-name]")) { folds.push({ more: more, open: more.open }); }
    });
    input.addEventListener("input", function () {
      var wanted = input.value.trim().toLowerCase();
      var n = 0;
      each(document.querySelectorAll("[data-name]"), function (row) {
        var fits = row.getAttribute("data-name").toLowerCase().indexOf(wanted) !== -1;
        row.hidden = !fits;
        if (fits) { n += 1; }
      });
      /* Folds with what is looked for are open meanwhile, others are out of the way; then they are as they were. */
      folds.forEach(function (one) {
        var fits = one.more.querySelector("[data-name]:not([hidden])");
        one.more.hidden = !fits;
        one.more.open = wanted ? Boolean(fits) : one.open;
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
    return sign * (typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang));
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
    table.className += " g-sorts";
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

  /* The engine's menu and search openers are labels, which the keyboard does not reach: buttons take their place. */
  function opener(label) {
    var toggle = document.getElementById(label.htmlFor);
    var menu = label.htmlFor === "__drawer" && document.querySelector(".md-nav--primary");
    var named = menu || document.querySelector(".md-search__input");
    if (!toggle || !named) { return; }
    var button = document.createElement("button");
    button.type = "button";
    button.className = label.className + (menu ? " g-opens-menu" : " g-opens-search");
    button.setAttribute("aria-label", named.getAttribute("aria-label"));
    while (label.firstChild) { button.appendChild(label.firstChild); }
    label.parentNode.replaceChild(button, label);
    function tell() { button.setAttribute("aria-expanded", String(toggle.checked)); }
    toggle.addEventListener("change", tell);
    tell();
    button.addEventListener("click", function () {
      toggle.click();
      if (toggle.checked) { (menu ? menu.querySelector("a") : named).focus(); }
    });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !toggle.checked) { return; }
      toggle.click();
      setTimeout(function () { button.focus(); }, 0);
    });
  }

  /* The engine's search listens to keys only: pasting, voice and handwriting give none. Its dialog lacks a name. */
  function search(dialog) {
    var input = dialog.querySelector(".md-search__input");
    dialog.setAttribute("aria-label", input.getAttribute("aria-label"));
    input.addEventListener("input", function () { input.dispatchEvent(new Event("keyup")); });
  }

  /* The own case cannot be found here: search says so above what it finds. The words stand in the page's head. */
  function ownCase(dialog) {
    var words = document.querySelector("meta[name=g-own-case]");
    var place = dialog.querySelector(".md-search-result");
    if (!words || !place) { return; }
    var line = document.createElement("p");
    line.className = "g-own";
    line.textContent = words.content;
    var phone = words.getAttribute("data-phone");
    if (phone) {
      var call = document.createElement("a");
      call.href = "tel:" + phone;
      call.className = "g-call";
      call.textContent = phone;
      line.appendChild(call);
    }
    line.appendChild(document.createTextNode(" " + words.getAttribute("data-unsolved")));
    place.parentNode.insertBefore(line, place);
  }

  /* Two to four units side by side, from the rows of the page's own tables; the address keeps the choice. */
  function comparison(box) {
    var rows = document.querySelectorAll(".g-comparable tbody tr");
    var result = box.querySelector(".g-scroll");
    var table = box.querySelector("table");
    var status = box.querySelector("[role=status]");
    var choices = [];
    function option(list, value, text) {
      var one = document.createElement("option");
      one.value = value;
      one.textContent = text;
      list.appendChild(one);
    }
    function cell(kind, scope, from) {
      var one = document.createElement(kind);
      if (scope) { one.setAttribute("scope", scope); }
      if (from.className) { one.className = from.className; }
      each(from.childNodes, function (node) { one.appendChild(node.cloneNode(true)); });
      return one;
    }
    function show(keep) {
      var ids = [];
      choices.forEach(function (list) { if (list.value && ids.indexOf(list.value) === -1) { ids.push(list.value); } });
      var chosen = ids.map(function (id) { return document.getElementById(id); });
      result.hidden = chosen.length < 2;
      var first = chosen.length && chosen[0].parentNode;
      var mixed = chosen.some(function (row) { return row.parentNode !== first; });
      status.textContent = chosen.length < 2 ? box.getAttribute("data-few") : mixed ? box.getAttribute("data-other") : "";
      if (keep) { history.replaceState(null, "", "#" + ids.join("+")); }
      var head = table.tHead.rows[0];
      var body = table.tBodies[0];
      while (head.cells.length > 1) { head.removeChild(head.lastElementChild); }
      while (body.firstChild) { body.removeChild(body.firstChild); }
      if (chosen.length < 2) { return; }
      chosen.forEach(function (row) {
        var name = cell("th", "col", row.cells[0]);
        name.className = "g-num";
        head.appendChild(name);
      });
      each(first.parentNode.tHead.rows[0].cells, function (title, place) {
        if (place === 0) { return; }
        var line = document.createElement("tr");
        var name = cell("th", "row", title);
        name.className = "";
        line.appendChild(name);
        chosen.forEach(function (row) { line.appendChild(cell("td", "", row.cells[place])); });
        body.appendChild(line);
      });
    }
    for (var n = 1; n <= 4; n += 1) {
      var label = document.createElement("label");
      var list = document.createElement("select");
      label.textContent = box.getAttribute("data-choose").replace("%n", n);
      option(list, "", box.getAttribute("data-nobody"));
      var group = null;
      var owner = null;
      each(rows, function (row) {
        if (row.parentNode !== owner) {
          owner = row.parentNode;
          group = document.createElement("optgroup");
          group.label = document.querySelector("#" + owner.parentNode.id).getAttribute("data-group");
          list.appendChild(group);
        }
        option(group, row.id, row.cells[0].textContent);
      });
      list.addEventListener("change", function () { show(true); });
      label.appendChild(list);
      box.querySelector(".g-choices").appendChild(label);
      choices.push(list);
    }
    var wanted = decodeURIComponent(location.hash.slice(1)).split("+");
    choices.forEach(function (list, place) {
      var row = wanted[place] && document.getElementById(wanted[place]);
      if (row && row.parentNode.parentNode.className.indexOf("g-comparable") !== -1) { list.value = wanted[place]; }
    });
    box.hidden = false;
    show(false);
    if (choices[0].value) { box.scrollIntoView(); }
  }

  /* Everyone at once: one peer group or all, rows by rate, change or name; the address keeps both. */
  function everyone(box) {
    var parts = document.querySelectorAll(".g-everyone");
    var sorts = ["rate", "change", "name"];
    var words = box.getAttribute("data-sorts").split("|");
    each(document.querySelectorAll(".g-everyone .g-rows"), function (list) {
      each(list.children, function (row, i) { row.setAttribute("data-rate", i); });
    });
    function list(label, options) {
      var outer = document.createElement("label");
      var select = document.createElement("select");
      outer.textContent = label;
      options.forEach(function (pair) {
        var one = document.createElement("option");
        one.value = pair[0];
        one.textContent = pair[1];
        select.appendChild(one);
      });
      outer.appendChild(select);
      box.appendChild(outer);
      return select;
    }
    function number(row, name) {
      var text = row.getAttribute("data-" + name);
      return text === "" ? Infinity : parseFloat(text);
    }
    function order(by) {
      return function (a, b) {
        if (by === "name") {
          return a.getAttribute("data-name").localeCompare(b.getAttribute("data-name"), document.documentElement.lang);
        }
        var name = by === "change" ? "place" : "rate";
        var first = number(a, name);
        var second = number(b, name);
        return first === second ? number(a, "rate") - number(b, "rate") : first - second;
      };
    }
    var groups = [["", box.getAttribute("data-all")]];
    each(parts, function (part) { groups.push([part.querySelector("h2").id, part.getAttribute("data-group-name")]); });
    var group = list(box.getAttribute("data-group"), groups);
    var sort = list(box.getAttribute("data-sort"), sorts.map(function (name, i) { return [name, words[i]]; }));
    function show(keep) {
      each(parts, function (part) { part.hidden = group.value !== "" && part.querySelector("h2").id !== group.value; });
      each(document.querySelectorAll(".g-everyone .g-rows"), function (rows) {
        Array.prototype.slice.call(rows.children).sort(order(sort.value)).forEach(function (row) { rows.appendChild(row); });
      });
      if (keep) { history.replaceState(null, "", "#" + (group.value || "all") + "+" + sort.value); }
    }
    function read() {
      var wanted = decodeURIComponent(location.hash.slice(1)).split("+");
      group.value = groups.some(function (pair) { return pair[0] === wanted[0]; }) ? wanted[0] : "";
      sort.value = sorts.indexOf(wanted[1]) === -1 ? "rate" : wanted[1];
      show(false);
    }
    group.addEventListener("change", function () { show(true); });
    sort.addEventListener("change", function () { show(true); });
    window.addEventListener("hashchange", read);
    box.hidden = false;
    read();
  }

  /* 这事谁管: what fits best comes first. Names, other names and codes count before texts. */
  function plain(text) { return text.toLowerCase().replace(/[\s·・,，。、？?！!]+/g, ""); }

  function likeness(words, wanted) {
    var best = 0;
    (words || "").split("|").forEach(function (word) {
      var name = plain(word);
      var score = 0;
      if (!name) { return; }
      if (name === wanted) { score = 100; }
      else if (name.indexOf(wanted) === 0) { score = 80 - Math.min(name.length - wanted.length, 9); }
      else if (name.indexOf(wanted) !== -1) { score = 60 - Math.min(name.length - wanted.length, 9); }
      else if (name.length > 1 && wanted.indexOf(name) !== -1) { score = 40 + Math.min(name.length, 9); }
      best = Math.max(best, score);
    });
    return best;
  }

  function fit(row, wanted) {
    var names = likeness(row.getAttribute("data-words"), wanted);
    var near = likeness(row.getAttribute("data-near"), wanted) - 15;
    var also = plain(row.getAttribute("data-also") || "").indexOf(wanted) !== -1 ? 20 : 0;
    return Math.max(names, near, also);
  }

  /* The engine takes `?q=` for its own search, so the question has another name. */
  function ask(form) {
    var input = form.querySelector("input");
    var list = document.querySelector("[data-found] ul");
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      var query = "?ask=" + encodeURIComponent(input.value.trim());
      if (list) { answer(true); } else { location.href = form.getAttribute("action") + query; }
    });
    if (!list) { return; }
    var box = list.parentNode;
    var rows = document.querySelectorAll("[data-asked] li");
    function answer(told) {
      var wanted = plain(input.value);
      var found = [];
      if (wanted) {
        each(rows, function (row, i) { found.push({ row: row, i: i, fit: fit(row, wanted) }); });
      }
      found = found.filter(function (one) { return one.fit > 0; });
      found.sort(function (a, b) { return b.fit - a.fit || a.i - b.i; });
      found = found.slice(0, 12);
      while (list.firstChild) { list.removeChild(list.firstChild); }
      found.forEach(function (one) { list.appendChild(one.row.cloneNode(true)); });
      list.hidden = !found.length;
      var words = wanted ? box.getAttribute(found.length ? "data-some" : "data-none") : "";
      box.querySelector("[role=status]").textContent = words.replace("%n", found.length).replace("%q", input.value.trim());
      if (told) { try { history.replaceState(null, "", "?ask=" + encodeURIComponent(input.value.trim())); } catch (e) { return; } }
    }
    var asked = /[?&]ask=([^&]*)/.exec(location.search);
    if (asked) {
      try { input.value = decodeURIComponent(asked[1].replace(/\+/g, " ")); } catch (e) { input.value = ""; }
    }
    input.addEventListener("input", function () { answer(false); });
    answer(false);
  }

  /* A link to a folded part opens it. */
  function unfold() {
    var target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === "DETAILS") { target.open = true; }
  }

  each(document.querySelectorAll("label.md-header__button[for=__drawer], label.md-header__button[for=__search]"), opener);
  each(document.querySelectorAll(".md-search"), search);
  each(document.querySelectorAll(".md-search"), ownCase);
  each(document.querySelectorAll("[data-compare]"), comparison);
  each(document.querySelectorAll("[data-ask]"), ask);
  each(document.querySelectorAll("[data-everyone]"), everyone);
  each(document.querySelectorAll("[data-filter]"), filter);
  /* What a reader opened is printed too. */
  each(document.querySelectorAll("details.g-annex > summary"), function (one) {
    one.addEventListener("click", function () { one.parentNode.classList.toggle("g-kept", !one.parentNode.open); });
  });
  each(document.querySelectorAll("table[data-sortable]"), sortable);
  window.addEventListener("hashchange", unfold);
  unfold();
})();
