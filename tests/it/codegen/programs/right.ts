import { class_, isWorkspace, orderShipped, Variations, EmailId, SmsId } from "./campaigns";

declare const console: { log(text: string): void };

const workspace: string = "production";
if (!isWorkspace(workspace)) throw new Error("another workspace");
const order = orderShipped(workspace, { order: "A-1", count: 2, weight: 0.5, express: true });
const email: EmailId = order.ids.emailB;
const sms: SmsId = order.ids.sms;
const variations: Variations = { email, sms };
const of = class_("local", {
  class: "", self: 1, in: 2, as_map: true, _: "", params: "", dict: "", firstName: "", firstname: "",
});
if (of !== undefined) throw new Error("it is not in that workspace");
console.log(
  `${order.ids.campaignId} email=${variations.email} sms=${variations.sms}`
    + ` order=${order.params.order} count=${order.params.count} ios=${order.ids.ios ?? "none"}`,
);
