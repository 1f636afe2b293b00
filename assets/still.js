/* Draws the content of a Still component (dashboard/components/still.py): a tree of html
   components, as plain React elements that Dash does not need to know one by one. */
(() => {
  "use strict";
  const w = (window.watchline = window.watchline || {});
  const { createElement, Fragment } = window.React;
  const ADDRESSES = ["href", "src"];
  // a web address, or one on this server; never a script
  const HARMLESS = /^(https?:|[?#/]|$)/i;

  function draw(node) {
    if (Array.isArray(node)) return node.map(draw);
    if (node === null || typeof node !== "object") return node;
    if (node.namespace !== "dash_html_components")
      throw new Error(`Still draws html components, not ${node.namespace}.${node.type}`);
    const { children, ...props } = node.props;
    for (const name of ADDRESSES) if (name in props && !HARMLESS.test(props[name])) delete props[name];
    const inside = draw(children);
    return Array.isArray(inside)
      ? createElement(node.type.toLowerCase(), props, ...inside)
      : createElement(node.type.toLowerCase(), props, inside);
  }

  w.Still = ({ content }) => createElement(Fragment, null, ...draw(content));
})();
