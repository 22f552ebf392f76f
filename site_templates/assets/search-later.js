/* The engine asks for the search index on every page, and most readers never search: it is sent for when they do.
   Stands before the engine's own code. Without it search works as the engine has it. */
(function () {
  "use strict";
  var open = XMLHttpRequest.prototype.open;
  var send = XMLHttpRequest.prototype.send;
  var waiting = [];
  var wanted = /[?&]q=/.test(location.search);

  function release() {
    wanted = true;
    waiting.splice(0).forEach(function (request) { send.call(request, null); });
  }

  XMLHttpRequest.prototype.open = function (method, address) {
    this.gLater = /search\/search_index\.json$/.test(String(address));
    return open.apply(this, arguments);
  };
  XMLHttpRequest.prototype.send = function (body) {
    if (this.gLater && !wanted) { waiting.push(this); } else { send.call(this, body); }
  };
  document.addEventListener("focusin", function (event) {
    if (event.target.classList.contains("md-search__input")) { release(); }
  });
})();
