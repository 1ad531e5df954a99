import { class_, orderShipped, Variations, ApplePushId, CampaignId } from "./campaigns";

const params = { order: "A-1", count: 2, weight: 0.5, express: true };
const order = orderShipped("production", params);
export const a: Variations = { sms: order.ids.emailA }; // WRONG
export const b: Variations = { sms: order.ids.sms };
export const c: Variations = { email: "v-email-a" }; // WRONG
export const d = orderShipped("production", { order: "A-1", weight: 1, express: true }); // WRONG
export const e = orderShipped("elsewhere", params); // WRONG
export const f: ApplePushId = order.ids.ios; // WRONG
export const g: CampaignId = order.ids.sms; // WRONG
export const h = order.ids.old; // WRONG
export const i = orderShipped("production", { ...params, count: "2" }); // WRONG
export const j = class_;
