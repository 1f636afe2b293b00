/* The trace types that Watchline draws, and nothing else. plotly.js adds scatter by itself. */
"use strict";

const Plotly = require("plotly.js/lib/core");

Plotly.register([
  require("plotly.js/lib/bar"),
  require("plotly.js/lib/scattermap"),
  require("plotly.js/lib/choroplethmap"),
]);

module.exports = Plotly;
