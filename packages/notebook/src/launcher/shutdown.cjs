"use strict";
// tslab closes its sockets on a shutdown request and then waits for the event loop to empty: a timer left by a cell
// keeps the process alive for good.

const { ZmqServer } = require("tslab/dist/jupyter.js");

exports.exitOnShutdown = () => {
  const close = ZmqServer.prototype.close;
  ZmqServer.prototype.close = function () {
    close.call(this);
    setTimeout(() => process.exit(0), 100).unref();
  };
};
