"use strict";
// tslab never awaits `send`, and zeromq.js defers every 512th send of a socket and refuses more until the event
// loop turns: a burst of prints loses its tail. Without a timeout and a high-water mark no send is ever deferred.

const { createRequire } = require("node:module");

exports.neverDropMessages = () => {
  const zeromq = createRequire(require.resolve("tslab/dist/jupyter.js"))("zeromq");
  zeromq.Publisher = class extends zeromq.Publisher {
    constructor(options) {
      super({ ...options, sendTimeout: 0, sendHighWaterMark: 0 });
    }
  };
};
