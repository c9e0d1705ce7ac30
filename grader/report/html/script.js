"use strict";
/* All is readable without this: it adds stepping through a schedule, and sorting and finding students. */
document.querySelectorAll("table.story").forEach(function (table) {
  var rows = Array.prototype.slice.call(table.tBodies[0].rows), last = rows.length - 1, at = -1; /* -1: all are shown, none is looked at */
  if (last < 1) return;
  var region = table.parentElement, buttons = {};
  var box = document.createElement("div"), slider = document.createElement("input"), said = document.createElement("output");
  var source = document.getElementById(table.dataset.source);
  box.className = "steps";
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", "Step through the schedule");
  function follow(row) {
    var over = row.offsetTop - table.tHead.offsetHeight - region.scrollTop;
    var under = row.offsetTop + row.offsetHeight - region.scrollTop - region.clientHeight;
    if (over < 0) region.scrollTop += over;
    else if (under > 0) region.scrollTop += under;
  }
  function show(index) {
    at = Math.max(-1, Math.min(last, index));
    rows.forEach(function (row, i) {
      row.classList.toggle("later", at >= 0 && i > at);
      row.classList.toggle("at", i === at);
    });
    slider.value = at < 0 ? rows.length : at + 1;
    buttons.Back.disabled = at <= 0;
    buttons.Next.disabled = at === last;
    said.textContent = at < 0 ? rows.length + " steps" : "step " + (at + 1) + " of " + rows.length;
    if (at >= 0) follow(rows[at]);
    if (!source) return;
    source.querySelectorAll(".now").forEach(function (line) { line.classList.remove("now"); });
    var line = at >= 0 && rows[at].dataset.line && source.children[rows[at].dataset.line - 1];
    if (!line) return;
    line.classList.add("now");
    source.scrollTop = line.offsetTop - source.offsetTop - source.clientHeight / 2;
  }
  [["First", function () { return 0; }], ["Back", function () { return at - 1; }],
   ["Next", function () { return at + 1; }], ["All", function () { return -1; }]].forEach(function (step) {
    var button = document.createElement("button");
    button.type = "button";
    button.textContent = step[0];
    button.addEventListener("click", function () { show(step[1]()); });
    buttons[step[0]] = button;
    box.append(button);
  });
  slider.type = "range";
  slider.min = 1;
  slider.max = rows.length;
  slider.setAttribute("aria-label", "Step");
  slider.addEventListener("input", function () { show(slider.value - 1); });
  said.setAttribute("aria-live", "polite");
  box.append(slider, said);
  region.before(box);
  region.addEventListener("keydown", function (e) {
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    e.preventDefault();
    show(e.key === "ArrowDown" ? at + 1 : Math.max(at - 1, 0));
  });
  show(-1);
});
document.querySelectorAll("table.sortable").forEach(function (table) {
  var body = table.tBodies[0];
  Array.prototype.forEach.call(table.tHead.rows[0].cells, function (head, column) {
    var button = document.createElement("button"), down = column > 0;
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", function () {
      var key = function (row) { return row.cells[column].dataset.sort || row.cells[column].textContent; };
      var rows = Array.prototype.slice.call(body.rows);
      rows.sort(function (a, b) {
        var x = key(a), y = key(b), d = column ? x - y : x.localeCompare(y);
        return down ? -d : d;
      });
      body.append.apply(body, rows);
      Array.prototype.forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute("aria-sort"); });
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      down = !down;
    });
  });
  var find = document.createElement("input");
  find.type = "search";
  find.placeholder = "Find a student";
  find.setAttribute("aria-label", "Find a student");
  find.addEventListener("input", function () {
    Array.prototype.forEach.call(body.rows, function (row) {
      row.hidden = row.cells[0].textContent.toLowerCase().indexOf(find.value.toLowerCase()) < 0;
    });
  });
  table.parentElement.before(find);
});
