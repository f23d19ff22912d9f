import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { answerOverCall } from "./queue-answer";

const sent = vi.fn<typeof fetch>();

beforeAll(() => answerOverCall());

beforeEach(() => {
  sent.mockResolvedValue(new Response(null, { status: 204 }));
  vi.stubGlobal("fetch", sent);
});

afterEach(() => {
  sent.mockReset();
  vi.unstubAllGlobals();
});

function press(inCall: boolean): SubmitEvent {
  const form =
    '<form action="/desk/x/message/" method="post" data-in-call><button name="minutes" value="5">In 5 minutes</button></form>';
  document.body.innerHTML = (inCall ? '<div class="call"></div>' : "") + form;
  const submitter = document.querySelector("button")!;
  const event = new SubmitEvent("submit", { bubbles: true, cancelable: true, submitter });
  document.querySelector("form")!.dispatchEvent(event);
  return event;
}

test("over a call one who waits is answered without leaving it", () => {
  expect(press(true).defaultPrevented).toBe(true);
  expect(sent).toHaveBeenCalledOnce();
  expect(JSON.parse(String(sent.mock.calls[0]![1]!.body))).toEqual({ minutes: 5, text: "" });
});

test("elsewhere the form is sent as ever", () => {
  expect(press(false).defaultPrevented).toBe(false);
  expect(sent).not.toHaveBeenCalled();
});

test("an answer that did not arrive can be given again", async () => {
  sent.mockRejectedValue(new TypeError("no network"));
  press(true);
  await vi.waitFor(() => expect(document.querySelector("button")!.disabled).toBe(false), { timeout: 5_000 });
});
