/* What a script adds to the catalogue: search and filters on the list, lines on the order form, and what depends on
   the day. Everything is there without it. */
(function () {
  "use strict";
  var byId = function (id) { return document.getElementById(id); };

  /* A text as it is searched: without accents and capitals. */
  var plain = function (text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  };

  /* ---- dates that have passed since the page was made */
  var now = new Date();
  var today = [now.getFullYear(), ("0" + (now.getMonth() + 1)).slice(-2), ("0" + now.getDate()).slice(-2)].join("-");
  document.querySelectorAll("[data-after]").forEach(function (one) {
    var date = one.dataset.after;
    one.hidden = today.slice(0, date.length) <= date;
  });

  /* ---- search and filters */
  var find = byId("find");
  if (find) {
    var found = byId("found");
    var filters = { topic: "t", language: "l", form: "f" };
    var entries = Array.prototype.map.call(document.querySelectorAll(".entry"), function (item) {
      var head = Array.prototype.map.call(item.querySelectorAll("h3, h3 + p, .small"), function (one) { return one.textContent; });
      return { item: item, text: plain(head.join(" ") + " " + item.dataset.w), data: item.dataset };
    });

    var matches = function (entry, words, places) {
      return words.every(function (word) { return entry.text.indexOf(word) >= 0; }) &&
        places.every(function (one) { return (" " + entry.data[one[0]] + " ").indexOf(" " + one[1] + " ") >= 0; });
    };

    var state = function () {
      var values = new URLSearchParams();
      if (byId("q").value.trim()) values.set("q", byId("q").value.trim());
      Object.keys(filters).forEach(function (name) {
        if (byId(name).value) values.set(name, byId(name).value);
      });
      return values.toString();
    };

    var say = function (count) {
      var words = found.dataset.none;
      if (count) {
        var forms = JSON.parse(found.dataset.count);
        var category = new Intl.PluralRules(document.documentElement.lang).select(count);
        words = (forms[category] || forms.other).replace("{n}", count);
      }
      if (found.textContent !== words) found.textContent = words;
    };

    var show = function () {
      var words = plain(byId("q").value).split(/\s+/).filter(Boolean);
      var places = Object.keys(filters).filter(function (name) { return byId(name).value; }).map(function (name) {
        return [filters[name], String(byId(name).selectedIndex - 1)];
      });
      var count = 0;
      entries.forEach(function (entry) {
        var fits = matches(entry, words, places);
        if (entry.item.hidden === fits) entry.item.hidden = !fits;
        count += fits ? 1 : 0;
      });
      var other = document.querySelector(".elsewhere");
      if (other) other.hidden = !other.querySelector(".entry:not([hidden])");
      return count;
    };

    var waiting = 0;
    var look = function () {
      var count = show();
      var hash = state();
      if (hash !== location.hash.slice(1)) {
        history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
      }
      /* The count is said when the typing pauses, not at every letter. */
      clearTimeout(waiting);
      waiting = setTimeout(say, 300, count);
    };

    var restore = function () {
      var values = new URLSearchParams(location.hash.slice(1));
      byId("q").value = values.get("q") || "";
      Object.keys(filters).forEach(function (name) {
        byId(name).value = values.get(name) || "";
        if (byId(name).selectedIndex < 0) byId(name).value = "";
      });
      say(show());
    };

    find.hidden = false;
    find.addEventListener("input", look);
    find.addEventListener("submit", function (event) { event.preventDefault(); });
    find.addEventListener("reset", function () { setTimeout(function () { look(); byId("q").focus(); }); });
    window.addEventListener("hashchange", restore);
    restore();
  }

  /* ---- the order form */
  var order = byId("order");
  if (order) {
    var lines = Array.prototype.slice.call(order.querySelectorAll(".item"));
    var used = function (line) {
      return Array.prototype.some.call(line.querySelectorAll("input, select"), function (one) { return one.value; });
    };
    var add = byId("add-line");
    var given = new URLSearchParams(location.search);
    ["number", "language", "variant", "quantity"].forEach(function (name) {
      var field = byId("item-1-" + name);
      if (field && given.get(name) && !field.value) {
        field.value = given.get(name);
        if (field.selectedIndex < 0) field.value = "";
      }
    });
    lines.forEach(function (line, at) { line.hidden = at > 0 && !used(line); });
    var more = function () { add.hidden = !lines.some(function (line) { return line.hidden; }); };
    add.addEventListener("click", function () {
      var next = lines.filter(function (line) { return line.hidden; })[0];
      next.hidden = false;
      next.querySelector("input").focus();
      more();
    });
    more();
    byId("print").hidden = false;
    byId("print").addEventListener("click", function () { window.print(); });
    if (location.protocol === "file:") {
      byId("send").hidden = true;
      byId("not-connected").hidden = false;
    }
  }
})();
