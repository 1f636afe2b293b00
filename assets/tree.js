/* The browser's half of dashboard/components/tree.py: one component draws a tree of elements.
   React compares them with what stands there, so that focus and scroll position stay. */
(() => {
  "use strict";

  // a web address, or one on this page; never a script
  const HARMLESS = /^(https?:\/\/|\?)/i;

  const build = (node, index) => {
    if (!Array.isArray(node)) return node;
    const [tag, { href, ...props }, ...children] = node;
    if (href !== undefined && HARMLESS.test(href)) props.href = href;
    const key = props["data-key"] ?? props["data-fold"] ?? index;
    return window.React.createElement(tag, { ...props, key }, ...children.map(build));
  };

  window.watchline_ui = {
    Tree: ({ tree }) => window.React.createElement(window.React.Fragment, null, ...(tree || []).map(build)),
  };
})();
