/* The browser's half of dashboard/components/tree.py: one component draws a tree of elements.
   React compares them with what stands there, so that focus and scroll position stay. */
(() => {
  "use strict";

  // a web address, one on this page, or a file of this server; never a script
  const HARMLESS = /^(https?:\/\/|\?|\/(data|assets)\/)/i;

  const build = (node, index) => {
    if (!Array.isArray(node)) return node;
    const [tag, { href, ...props }, ...children] = node;
    if (href !== undefined && HARMLESS.test(href)) props.href = href;
    // a row and its fold may be called the same: React would mix up elements of one key
    const fold = props["data-fold"];
    const key = props["data-key"] ?? (fold === undefined ? index : `fold ${fold}`);
    return window.React.createElement(tag, { ...props, key }, ...children.map(build));
  };

  window.watchline_ui = {
    Tree: ({ tree }) => window.React.createElement(window.React.Fragment, null, ...(tree || []).map(build)),
  };
})();
