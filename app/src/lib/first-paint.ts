export const localeKey = "sluice-locale";
export const themeKey = "sluice-theme";

/** Runs before the first paint, so that neither theme nor language ever flashes. Kept as text: it is inlined in the head. */
export const firstPaintScript = `(function(){try{var t=localStorage.getItem("${themeKey}"),d=t==="dark"||(t!=="light"&&matchMedia("(prefers-color-scheme: dark)").matches);document.documentElement.classList.toggle("dark",d);var l=localStorage.getItem("${localeKey}");if(l!=="en"&&l!=="zh-CN")l=/^zh/i.test(navigator.language)?"zh-CN":"en";document.documentElement.lang=l}catch(e){}})()`;
