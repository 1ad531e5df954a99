//! Two workspaces of a shop whose keys, titles and ids make trouble in every language.

use campaignctl::codegen::{Catalog, catalog};
use campaignctl::lock::{Lock, parse};

const PRODUCTION: &str = r#"lock_version: 1
workspace: production
lineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7
campaigns:
  2fa:
    campaign_id: c-2fa
    messages:
      sms: { channel: sms, message_variation_id: v-2fa }
  class:
    campaign_id: 'c"\${x}#{y}\(z)`*/%s'
    name: '*/ " \ \u002a\u002f ${x} <b> [y] @deprecated /* """ #'
    params: { class: string, self: integer, in: number, as_map: boolean, _: string, params: string, dict: string, firstName: string, firstname: string }
    messages:
      campaign-id: { channel: webhook, message_variation_id: v-hook }
      class: { channel: whats_app, message_variation_id: v-wa, name: "*/ \\ \" \n // \u2028 x" }
      self: { channel: kindle_push, message_variation_id: v-kindle }
      string: { channel: web_push, message_variation_id: v-web }
  email-id: { campaign_id: c-email-id }
  gone: { campaign_id: c-gone, retired: true }
  ids: { campaign_id: c-ids }
  order-shipped:
    campaign_id: c-order
    name: Order shipped
    description: Tells the buyer that the parcel left the warehouse
    params: { order: string, count: integer, weight: number, express: boolean }
    messages:
      android: { channel: android_push, message_variation_id: v-android }
      email-a: { channel: email, message_variation_id: v-email-a, name: Plain }
      email-b: { channel: email, message_variation_id: v-email-b, name: Photo }
      old: { channel: email, message_variation_id: v-old, retired: true }
      pending: { channel: content_card }
      sms: { channel: sms, message_variation_id: v-sms }
  order-more: { campaign_id: c-more }
  order-more-ids: { campaign_id: c-more-ids }
  string: { campaign_id: c-string }
  welcome_back: { campaign_id: c-back-1 }
  welcome-back: { campaign_id: c-back-2 }
  workspace: { campaign_id: c-workspace }
  workspace-local: { campaign_id: c-workspace-local }
"#;

const LOCAL: &str = r"lock_version: 1
workspace: local
lineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7
campaigns:
  order-shipped:
    campaign_id: c-order-local
    origin: sandbox
    params: { order: string, count: integer, weight: number, express: boolean }
    messages:
      android: { channel: android_push, message_variation_id: v-android-local }
      email-a: { channel: email, message_variation_id: v-email-a-local }
      email-b: { channel: email, message_variation_id: v-email-b-local }
      ios: { channel: apple_push, message_variation_id: v-ios-local }
      sms: { channel: sms, message_variation_id: v-sms-local }
  waiting: { messages: { sms: { channel: sms } } }
";

pub(super) fn locks() -> Vec<Lock> {
    vec![parse(PRODUCTION).unwrap(), parse(LOCAL).unwrap()]
}

pub(super) fn shop() -> Catalog {
    catalog(&locks()).unwrap()
}

/// One ordinary campaign in one workspace.
pub(super) fn small() -> Catalog {
    let text = r"lock_version: 1
workspace: local
lineage: 7c9e6679-7425-40de-944b-e07fc1f90ae7
campaigns:
  order-shipped:
    campaign_id: c-1
    name: Order shipped
    params: { order: string, count: integer }
    messages:
      mail: { channel: email, message_variation_id: v-1, name: Plain }
      text: { channel: sms, message_variation_id: v-2 }
";
    catalog(&[parse(text).unwrap()]).unwrap()
}
