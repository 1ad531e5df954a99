// A session of an npm client written for Braze, unchanged but for the base URL. The URL is the first
// argument; what was answered goes to stdout as one JSON object.

import { createRequire } from "node:module";

const require = createRequire(new URL("../components/clients/", import.meta.url));
const { Braze } = require("braze-api");

const braze = new Braze(process.argv[2], "sandbox");
const campaign_id = "d8b73da7-0b7c-fc72-5b5c-1f4d2c8c0f10";
const email = { message_variation_id: "email-a", app_id: "shop", subject: "Hi", from: "Shop <a@b.example>", body: "<p>Hi</p>" };
const to = { external_user_ids: ["user-1"], campaign_id, messages: { email } };

const told = {};
told.track = await braze.users.track({ attributes: [{ external_id: "user-1", email: "user-1@example.com" }] });
told.send = await braze.messages.send(to);
told.schedule = await braze.messages.schedule.create({ ...to, schedule: { time: "2099-01-01T09:00:00Z" } });
told.campaigns = await braze.campaigns.list();
told.details = await braze.campaigns.details({ campaign_id });
told.users = await braze.users.export.ids({ external_ids: ["user-1"], fields_to_export: ["external_id", "email"] });
told.refused = await braze.messages.send({ ...to, campaign_id: "nobody" }).then(
  () => "taken",
  (error) => error.message,
);
console.log(JSON.stringify(told));
