"use strict";
// The browser's half of dashboard/components/tree.py: one component draws a tree of elements.
// React compares them with what stands there, so that focus and scroll position stay.
(() => {
  // a web address, one on this page, or a file of this server; never a script
  const HARMLESS = /^(https?:\/\/|\?|\/(data|assets|api)\/)/i;

  /**
   * @param {TreeNode} node
   * @param {number} index
   * @param {Watchline.DrawnFor | null} drawn
   * @returns {unknown}
   */
  function build(node, index, drawn) {
    if (!Array.isArray(node)) return node;
    const [tag, { href: given, ...props }, ...children] = node;
    if (tag === "table" && props["data-sortable"] !== undefined) {
      return window.React.createElement(Sortable, { node, drawn, key: index });
    }
    const event = given === undefined && drawn ? props["data-event"] : undefined;
    const href = event === undefined || !drawn ? given : watchline.links.opening(drawn.view, event);
    if (event !== undefined) props["data-key"] = `e:${event}`;
    if (href !== undefined && HARMLESS.test(href)) props.href = href;
    if (drawn && href?.startsWith("?")) Object.assign(props, { "data-asked": drawn.asked, "data-view": drawn.view });
    // a row and its fold may be called the same: React would mix up elements of one key
    const fold = props["data-fold"];
    const key = props["data-key"] ?? (fold === undefined ? index : `fold ${fold}`);
    return window.React.createElement(tag, { ...props, key }, ...children.map((child, i) => build(child, i, drawn)));
  }

  /**
   * A table that the reader sorts by its heads. Its order is kept when it is drawn again.
   * @param {{ node: TreeElement, drawn: Watchline.DrawnFor | null }} props
   */
  function Sortable({ node, drawn }) {
    const [{ column, descending }, setSort] = window.React.useState({ column: -1, descending: false });
    const [tag, props, ...parts] = node;
    const bodyOf = (/** @type {TreeNode} */ part) => Array.isArray(part) && part[0] === "tbody";
    const [, , ...rows] = /** @type {TreeElement} */ (parts.find(bodyOf) ?? ["tbody", {}]);
    const events = /** @type {TreeElement[]} */ (rows);

    /** @param {number} index */
    const press = (index) => setSort({
      column: index,
      descending: index === column ? !descending : watchline.tableSort.descends(events, index),
    });

    const { createElement } = window.React;

    /**
     * @param {TreeNode} cell
     * @param {number} index
     */
    function head(cell, index) {
      const [, attributes, button] = /** @type {TreeElement} */ (cell);
      const [, own, ...words] = /** @type {TreeElement} */ (button);
      const direction = index !== column ? "none" : descending ? "descending" : "ascending";
      const pressed = createElement("button", { ...own, onClick: () => press(index) }, ...words);
      return createElement("th", { ...attributes, "aria-sort": direction, key: index }, pressed);
    }

    const drawnParts = parts.map((part, index) => {
      const [name, own, ...inside] = /** @type {TreeElement} */ (part);
      if (name === "thead") {
        const [, , ...cells] = /** @type {TreeElement} */ (inside[0]);
        return createElement("thead", { key: index }, createElement("tr", null, ...cells.map(head)));
      }
      const ordered = name === "tbody" && column >= 0 ? watchline.tableSort.rows(events, column, descending) : inside;
      return build([name, own, ...ordered], index, drawn);
    });
    return createElement(tag, props, ...drawnParts);
  }

  window.watchline_ui = {
    Tree: ({ tree }) => {
      const [first, ...others] = tree || [];
      const drawn = typeof first === "object" && !Array.isArray(first) ? first : null;
      const nodes = drawn ? others : tree || [];
      return window.React.createElement(window.React.Fragment, null, ...nodes.map((node, i) => build(node, i, drawn)));
    },
  };
})();
