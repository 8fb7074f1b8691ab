// The page on which a photo's boxes are corrected: puts the parts together, and saves.

import { Drawing } from "./boxes/drawing.js";
import { Panel } from "./boxes/panel.js";
import { Stage, describeWith } from "./boxes/stage.js";
import { say } from "./boxes/words.js";

const $ = (id) => document.getElementById(id);
const ZOOMS = [1, 1.5, 2, 3, 4, 6];
const view = $("view");
const state = $("state");
const drawing = new Drawing(JSON.parse($("shown").textContent), () => refresh());
const describe = describeWith(drawing);
let selected = null;
let zoom = 0;
let isDone = false;
let clientId = newId();
let tried = null;

const stages = [...document.querySelectorAll(".photo-stage")].map(
  (figure) =>
    new Stage(figure, {
      select,
      remove,
      move: (id, sides) => {
        drawing.move(id, sides);
        stageOf(id)?.focus(id);
      },
      draw: (photo, sides) => add(photo, sides),
    }),
);

const panel = new Panel(drawing, {
  renumber: (id, number) => drawing.renumber(id, number),
  call: (number, name) => drawing.call(number, name),
  remove,
  close: () => {
    const id = selected;
    select(null);
    stageOf(id)?.focus(id);
  },
});

function stageOf(id) {
  const box = drawing.get(id);
  return box && stages.find((stage) => stage.photo === box.photo);
}

function select(id) {
  panel.settle();
  selected = id;
  refresh();
  if (id !== null) stageOf(id).focus(id);
}

function remove(id) {
  const photo = drawing.get(id).photo;
  const before = drawing.on(photo).map((box) => box.id);
  const next = before[before.indexOf(id) + 1] ?? before[before.indexOf(id) - 1];
  selected = null;
  drawing.remove(id);
  if (next) stageOf(next).focus(next);
  else view.focus();
}

function add(photo, sides) {
  const box = drawing.add(kindDrawn() ?? "facing", photo, sides);
  if (box) select(box.id);
  else tell(say("too_many"), true);
}

function showBoxes() {
  for (const stage of stages) stage.show(drawing.on(stage.photo), selected, describe);
}

function refresh() {
  if (selected !== null && !drawing.get(selected)) selected = null;
  showBoxes();
  panel.show(selected === null ? null : drawing.get(selected));
  $("revert").disabled = !drawing.steps.length || isDone;
  if (!isDone) tell(say(kindDrawn() ? "draw" : drawing.isChanged ? "changed" : "unchanged"));
}

function tell(text, isTrouble = false) {
  state.textContent = text;
  state.dataset.state = isTrouble ? "trouble" : "fine";
}

// ---- drawing ----

const tools = [...document.querySelectorAll(".draw")];

function kindDrawn() {
  return tools.find((tool) => tool.getAttribute("aria-pressed") === "true")?.dataset.kind;
}

function draw(kind) {
  for (const tool of tools) tool.setAttribute("aria-pressed", String(tool.dataset.kind === kind));
  for (const stage of stages) stage.setDrawing(kind);
  if (kind) selected = null;
  refresh();
}

for (const tool of tools) {
  tool.onclick = (event) => {
    if (event.detail === 0) addInView(tool.dataset.kind); // by keyboard: nothing can be dragged
    else draw(kindDrawn() === tool.dataset.kind ? null : tool.dataset.kind);
  };
}

function addInView(kind) {
  const stage = stages.find((each) => each.middleInView(view));
  if (!stage) return;
  const [x, y] = stage.middleInView(view);
  const [width, height] = drawing.usualSize(kind, stage.photo, stage.width, stage.height);
  const sides = stage.within([x - width / 2, y - height / 2, x + width / 2, y + height / 2]);
  const box = drawing.add(kind, stage.photo, sides);
  if (box) select(box.id);
}

addEventListener("keydown", (event) => {
  if (event.key === "Escape") draw(null);
  if (event.key === "z" && (event.ctrlKey || event.metaKey)) $("revert").click();
});

$("revert").onclick = () => drawing.takeBack();

// ---- size ----

function resize(step) {
  const index = Math.min(ZOOMS.length - 1, Math.max(0, zoom + step));
  const middleX = (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth;
  const middleY = (view.scrollTop + view.clientHeight / 2) / view.scrollHeight;
  zoom = index;
  for (const stage of stages) stage.figure.style.width = `${ZOOMS[zoom] * 100}%`;
  view.scrollLeft = middleX * view.scrollWidth - view.clientWidth / 2;
  view.scrollTop = middleY * view.scrollHeight - view.clientHeight / 2;
  $("smaller").disabled = zoom === 0;
  $("larger").disabled = zoom === ZOOMS.length - 1;
  showBoxes();
}

$("smaller").onclick = () => resize(-1);
$("larger").onclick = () => resize(1);
new ResizeObserver(showBoxes).observe(view);

// ---- saving ----

// A second try of the same drawing is the same save; after a change it is another.
function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

$("save").onclick = async () => {
  panel.settle();
  draw(null);
  select(null);
  $("save").disabled = true;
  tell(say("saving"));
  const drawn = JSON.stringify(drawing.toJson(""));
  if (tried !== null && tried !== drawn) clientId = newId();
  tried = drawn;
  try {
    const response = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify(drawing.toJson(clientId)),
    });
    if (!response.ok) {
      const body = await response.json().catch(() => ({}));
      throw new Error(body.text || say("lost"));
    }
    finish();
  } catch (error) {
    $("save").disabled = false;
    tell(error instanceof TypeError ? say("lost") : error.message, true);
  }
};

// What comes next is read from the photo anew: this page would be out of date.
function finish() {
  isDone = true;
  drawing.markSaved();
  tell(say("saved"));
  for (const part of [view, $("drawbar"), panel.form]) part.inert = true;
  $("revert").disabled = true;
  $("back")?.focus();
}

addEventListener("beforeunload", (event) => {
  if (drawing.isChanged && !isDone) event.preventDefault();
});

// Large enough from the start to hit a pack with a finger.
function fittingZoom() {
  const least = 26; // pixels of the screen
  const narrow = stages.map((stage) => drawing.usualSize("facing", stage.photo, stage.width, stage.height)[0] / stage.unit);
  const needed = least / Math.min(...narrow, least);
  return Math.min(3, Math.max(0, ZOOMS.findIndex((each) => each >= needed)));
}

resize(fittingZoom());
view.scrollTo(0, 0);
refresh();
