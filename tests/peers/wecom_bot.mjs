// The official Node SDK as a bot: does what it is told in chat, and prints what it sees.
// Usage: node wecom_bot.mjs URL BOT_ID SECRET
import { createHash } from "node:crypto";
import { WSClient } from "@wecom/aibot-node-sdk";

const [wsUrl, botId, secret] = process.argv.slice(2);
const silent = { debug() {}, info() {}, warn() {}, error() {} };
const client = new WSClient({
  botId, secret, wsUrl, heartbeatInterval: 200, reconnectInterval: 50, maxAuthFailureAttempts: 2, logger: silent,
});
const saw = (what, more = {}) => console.log(JSON.stringify({ saw: what, ...more }));
const acked = (what, promise) =>
  promise.then((frame) => saw("acked", { what, errcode: frame.errcode }), (error) => saw("failed", { what, errcode: error.errcode, message: error.message }));
const card = (task_id, title) => ({
  card_type: "button_interaction", main_title: { title }, button_list: [{ text: "打卡", style: 1, key: "in" }], task_id,
});
const orders = {
  async stream(frame) {
    await acked("stream", client.replyStream(frame, "s1", "一", false));
    await acked("stream", client.replyStream(frame, "s1", "一二", true));
  },
  card: (frame) => acked("card", client.replyTemplateCard(frame, card("t1", "今日打卡"))),
  push: (frame) => acked("push", client.sendMessage(frame.body.chatid ?? frame.body.from.userid, { msgtype: "markdown", markdown: { content: "**早**" } })),
  stray: () => acked("stray", client.sendMessage("nowhere", { msgtype: "markdown", markdown: { content: "?" } })),
  async upload(frame) {
    const content = Buffer.alloc(1_300_000, "知班");
    const media = await client.uploadMedia(content, { type: "file", filename: "plan.pdf" });
    saw("uploaded", { sha256: createHash("sha256").update(content).digest("hex"), media_id: media.media_id });
    await acked("media", client.replyMedia(frame, "file", media.media_id));
  },
};

client.on("authenticated", () => saw("authenticated"));
client.on("error", (error) => saw("error", { message: error.message }));
client.on("disconnected", (reason) => saw("disconnected", { reason }));
client.on("message.text", async (frame) => {
  saw("text", { text: frame.body.text.content, from: frame.body.from.userid });
  await orders[frame.body.text.content.replace(/^@\S+ /, "")]?.(frame);
});
client.on("message.image", async (frame) => {
  const { buffer, filename } = await client.downloadFile(frame.body.image.url, frame.body.image.aeskey);
  saw("image", { sha256: createHash("sha256").update(buffer).digest("hex"), filename });
});
client.on("event.enter_chat", (frame) => acked("welcome", client.replyWelcome(frame, { msgtype: "text", text: { content: "你好" } })));
client.on("event.template_card_event", (frame) => {
  const click = frame.body.event.template_card_event ?? frame.body.event;
  saw("click", { key: click.event_key });
  acked("update", client.updateTemplateCard(frame, card(click.task_id, "已打卡"), [frame.body.from.userid]));
});
client.on("event.disconnected_event", () => saw("disconnected_event"));
process.stdin.on("data", () => {}).on("end", () => process.exit(0));
client.connect();
