/** The test of the way, before a call. */
import { beforeEach, expect, test } from "vitest";
import { FakeLiveKit } from "../../testing/fake-livekit";
import { livekitModule } from ".";

let server: FakeLiveKit;

beforeEach(() => (server = new FakeLiveKit()));

const module = (): ReturnType<typeof livekitModule> => livekitModule(server.createRoom);

test("a server that takes us in is reached, and nobody stays in its room", async () => {
  expect(await module().testAccess({ url: server.url, token: "test" })).toBe("good");
  expect(server.rooms.at(-1)?.isInside).toBe(false);
});

test("one that does not answer is blocked; one that refuses says nothing of the network", async () => {
  server.refused.add("test");
  await expect(module().testAccess({ url: server.url, token: "test" })).rejects.toThrow();
  server.isCut = true;
  expect(await module().testAccess({ url: server.url, token: "test" })).toBe("blocked");
});
