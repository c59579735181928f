// Turn text areas for bodies into the editor of django-prose-editor.
//
// Its own presets need an inline import map and a style element, which our content security policy refuses. So the
// module is imported by its address, and the rules that it would inject stand in css/body-editor.css. If the module
// can't be loaded the text area stays: it takes HTML, or plain lines as paragraphs.

for (const area of document.querySelectorAll("textarea[data-body-editor]")) start(area);

async function start(area) {
  const words = JSON.parse(area.dataset.words);
  const stock = window.gettext ?? ((message) => message);
  window.gettext = (message) => words[message] ?? stock(message);
  const parts = await import(area.dataset.bodyEditor);

  const shell = document.createElement("div");
  shell.className = "prose-editor";
  area.before(shell);
  shell.append(area);
  const editor = new parts.Editor({
    element: shell,
    injectCSS: false,
    extensions: extensionsOf(parts, JSON.parse(area.dataset.classes)),
    content: area.value,
    editorProps: {
      attributes: { role: "textbox", "aria-multiline": "true", "aria-label": labelOf(area) },
      transformPastedHTML: undress,
    },
    onCreate: () => rename(shell, words),
    onUpdate: () => {
      area.value = editor.isEmpty ? "" : editor.getHTML();
    },
  });
}

// Pasted markup loses its style attributes, which the policy would refuse one by one; alignment becomes a class.
function undress(markup) {
  return markup.replace(/\sclass=("[^"]*"|'[^']*'|[^\s>]+)/gi, "").replace(
    /\sstyle=("[^"]*"|'[^']*')/gi,
    (_match, style) => {
      const found = /text-align\s*:\s*(right|center)/i.exec(style);
      return found ? ` class="${found[1].toLowerCase() === "right" ? "sign" : "mid"}"` : "";
    },
  );
}

function extensionsOf(parts, classes) {
  const paragraph = Object.entries(classes).map(([className, title]) => ({ className, title }));
  return [
    parts.Document, parts.Text, parts.HardBreak, parts.Dropcursor, parts.Gapcursor, parts.History, parts.Menu,
    parts.NoSpellCheck, parts.Paragraph, parts.Heading.configure({ levels: [3, 4] }), parts.Blockquote, parts.Bold,
    parts.Italic, parts.Underline, parts.Strike, parts.Subscript, parts.Superscript, parts.BulletList,
    parts.OrderedList, parts.ListItem, parts.HorizontalRule, parts.Link.configure({ enableTarget: false }),
    parts.Table, parts.TableRow, parts.TableHeader, parts.TableCell,
    parts.NodeClass.configure({ cssClasses: { paragraph } }),
  ];
}

function labelOf(area) {
  return area.labels[0]?.textContent.trim().replace(/[:：]$/, "") ?? "";
}

function rename(shell, names) {
  for (const element of shell.querySelectorAll("[title]")) {
    element.title = names[element.title] ?? element.title;
  }
  const texts = document.createTreeWalker(shell.querySelector(".prose-menubar"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    // an icon is drawn from its name
    if (texts.currentNode.parentElement.closest("[class*='material']")) continue;
    texts.currentNode.data = names[texts.currentNode.data] ?? texts.currentNode.data;
  }
}
