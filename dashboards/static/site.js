/* Search, sorting and figures. Everything else on a page works without this file. */
(function () {
  "use strict";

  // --- search: by name without diacritics, a combobox after the ARIA pattern ---
  function fold(text) {
    return text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^a-z0-9]+/g, " ").trim();
  }

  function search() {
    var form = document.querySelector("form.search");
    if (!form || !window.INCLUZIUNE_PLACES) { return; }
    var english = document.documentElement.lang === "en";
    var places = window.INCLUZIUNE_PLACES.map(function (p) {
      var label = (english ? p[2] : p[1]) + (p[3] ? " (" + p[3] + ")" : "");
      return { code: p[0], label: label, state: p[5], folded: " " + fold(p[1]) + " " + fold(p[2]), name: fold(p[4]) };
    });
    var input = form.querySelector("input"), list = form.querySelector("ul"), say = form.querySelector("[role=status]");
    var found = [], active = -1;
    form.hidden = false;

    function show(open) {
      list.hidden = !open;
      input.setAttribute("aria-expanded", String(open));
      if (!open) { input.removeAttribute("aria-activedescendant"); active = -1; }
    }

    function mark(index) {
      active = index;
      Array.prototype.forEach.call(list.children, function (item, i) {
        item.setAttribute("aria-selected", String(i === index));
        if (i === index) { item.scrollIntoView({ block: "nearest" }); }
      });
      if (index >= 0) { input.setAttribute("aria-activedescendant", "q-" + index); }
    }

    function go(place) { if (place) { window.location.href = place.code + ".html"; } }

    function look() {
      var wanted = fold(input.value);
      list.textContent = "";
      if (!wanted) { say.textContent = ""; show(false); return; }
      found = places.filter(function (p) { return p.folded.indexOf(" " + wanted) >= 0 || p.code.toLowerCase() === wanted; });
      found.sort(function (a, b) {
        return (b.name.indexOf(wanted) === 0) - (a.name.indexOf(wanted) === 0) || (a.name < b.name ? -1 : 1);
      });
      say.textContent = found.length ? say.dataset.some + found.length : say.dataset.none;
      found = found.slice(0, 12);
      found.forEach(function (p, i) {
        var item = document.createElement("li");
        item.id = "q-" + i;
        item.setAttribute("role", "option");
        item.textContent = p.label;
        if (p.state) {
          var mark = document.createElement("span");
          mark.className = "why";
          mark.textContent = form.getAttribute("data-" + p.state);
          item.appendChild(mark);
        }
        item.addEventListener("mousedown", function (event) { event.preventDefault(); go(p); });
        list.appendChild(item);
      });
      if (!found.length) {
        var none = document.createElement("li");
        none.className = "none";
        none.textContent = say.dataset.none;
        list.appendChild(none);
      }
      show(true);
      mark(found.length ? 0 : -1);
    }

    input.addEventListener("input", look);
    input.addEventListener("focus", function () { if (input.value) { look(); } });
    input.addEventListener("blur", function () { show(false); });
    input.addEventListener("keydown", function (event) {
      if (event.key === "Escape") { show(false); return; }
      if (list.hidden || !found.length) { return; }
      if (event.key === "ArrowDown") { event.preventDefault(); mark((active + 1) % found.length); }
      if (event.key === "ArrowUp") { event.preventDefault(); mark((active - 1 + found.length) % found.length); }
    });
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      if (!list.hidden && active >= 0) { go(found[active]); }
    });
  }

  // --- tables whose columns can be sorted; what has no number goes last either way ---
  function sortable(table) {
    var heads = table.tHead.rows[0].cells, body = table.tBodies[0];
    var collator = new Intl.Collator(document.documentElement.lang);
    Array.prototype.forEach.call(heads, function (head, column) {
      if (!head.dataset.sort) { return; }
      var button = document.createElement("button");
      button.type = "button";
      while (head.firstChild) { button.appendChild(head.firstChild); }
      head.appendChild(button);
      button.addEventListener("click", function () {
        var up = head.getAttribute("aria-sort") !== "ascending";
        var rows = Array.prototype.slice.call(body.rows);
        rows.sort(function (a, b) {
          var x = a.cells[column], y = b.cells[column], order;
          if (head.dataset.sort === "text") {
            order = collator.compare(x.textContent, y.textContent);
          } else {
            if (x.dataset.v === undefined || y.dataset.v === undefined) {
              return (x.dataset.v === undefined) - (y.dataset.v === undefined);
            }
            order = x.dataset.v - y.dataset.v;
          }
          return up ? order : -order;
        });
        Array.prototype.forEach.call(heads, function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        rows.forEach(function (row) { body.appendChild(row); });
      });
    });
  }

  // --- families of indicators: all opened and closed by one button ---
  function folding(button) {
    var families = document.querySelectorAll("details.family");
    var opens = true;
    button.hidden = false;
    button.addEventListener("click", function () {
      Array.prototype.forEach.call(families, function (family) { family.open = opens; });
      opens = !opens;
      button.textContent = opens ? button.dataset.open : button.dataset.close;
    });
  }

  // --- figures: drawn when they come near the window, and all before printing ---
  var config = { displayModeBar: false, responsive: true, scrollZoom: false, doubleClick: false, showTips: false };
  var plots = [];

  function draw(plot) {
    if (plot.drawn || !window.Plotly) { return; }
    plot.drawn = true;
    var spec = JSON.parse(plot.source.textContent);
    if (plot.div.clientWidth < 480) { narrow(spec.layout); }
    window.Plotly.newPlot(plot.div, spec.data, spec.layout, config);
  }

  function narrow(layout) {
    layout.font.size = 11;
    if (layout.legend) { layout.xaxis.nticks = 5; }
  }

  function figures() {
    Array.prototype.forEach.call(document.querySelectorAll("script[data-figure]"), function (source) {
      plots.push({ source: source, div: document.getElementById(source.dataset.figure), drawn: false });
    });
    if (!("IntersectionObserver" in window)) { plots.forEach(draw); return; }
    var watch = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) { return; }
        watch.unobserve(entry.target);
        draw(plots.filter(function (plot) { return plot.div === entry.target; })[0]);
      });
    }, { rootMargin: "300px 0px" });
    plots.forEach(function (plot) { watch.observe(plot.div); });
  }

  // On paper figures have the width that the style sheet gives them there, and no table stays folded away.
  var unfolded = [];

  function paper() {
    document.documentElement.classList.add("paper");
    unfolded = Array.prototype.filter.call(document.querySelectorAll("details"), function (d) { return !d.open; });
    unfolded.forEach(function (d) { d.open = true; });
    plots.forEach(function (plot) {
      draw(plot);
      if (plot.drawn) { window.Plotly.relayout(plot.div, { autosize: false, width: plot.div.clientWidth }); }
    });
  }

  function screen() {
    document.documentElement.classList.remove("paper");
    unfolded.forEach(function (d) { d.open = false; });
    plots.forEach(function (plot) {
      if (plot.drawn) { window.Plotly.relayout(plot.div, { autosize: true, width: null }); }
    });
  }

  search();
  Array.prototype.forEach.call(document.querySelectorAll("table.sortable"), sortable);
  Array.prototype.forEach.call(document.querySelectorAll("button.fold"), folding);
  figures();
  window.addEventListener("beforeprint", paper);
  window.addEventListener("afterprint", screen);
}());
