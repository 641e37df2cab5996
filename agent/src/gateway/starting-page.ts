/** What a browser sees while the console itself is not up. Loads nothing, tries again by itself. */
export const startingPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="3">
<meta name="viewport" content="width=device-width"><title>Sluice</title>
<style>:root{color-scheme:light dark}body{font:16px/1.6 system-ui,sans-serif;display:grid;place-items:center;min-height:100vh;margin:0}
main{text-align:center;padding:2rem}p{margin:.25rem 0;opacity:.8}</style></head>
<body><main><h1>Sluice</h1><p>The console is starting. This page tries again by itself.</p>
<p lang="zh-CN">控制台正在启动，本页会自动重试。</p></main></body></html>
`;
