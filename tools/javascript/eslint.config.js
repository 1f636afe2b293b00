import js from "@eslint/js";
import globals from "globals";

const rules = {
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "max-lines": ["error", 300],
  "max-lines-per-function": ["error", 60],
  "max-params": ["error", 6],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "no-shadow": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
  strict: ["error", "global"],
};

export default [
  { ignores: ["**/*.min.js", ".venv/"] },
  js.configs.recommended,
  {
    // classic scripts, as Dash loads them; the compiler knows which names there are
    files: ["**/*.js"],
    languageOptions: { sourceType: "script", globals: globals.browser },
    rules: { ...rules, "no-undef": "off" },
  },
  {
    files: ["**/javascript/**/*.js", "**/*.mjs"],
    languageOptions: { sourceType: "module", globals: globals.node },
    rules: { ...rules, "max-lines-per-function": "off", "no-undef": "error", strict: "off" },
  },
];
