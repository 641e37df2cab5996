/** What "@/" means in the console, for dependency-cruiser (it cannot read tsconfig.json under TypeScript 7). */
module.exports = { resolve: { alias: { "@": require("node:path").resolve(__dirname, "../../app/src") } } };
