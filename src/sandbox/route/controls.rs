//! The ways in which a world file tells a sandbox what there is: those of `/_sandbox/…`.

use super::{
    Work, content_blocks, email_templates, sandbox_campaigns, sandbox_declare, segments,
    users_track,
};

pub(in crate::sandbox) const APP: Work = sandbox_declare::app;
pub(in crate::sandbox) const GROUP: Work = sandbox_declare::subscription_group;
pub(in crate::sandbox) const SEGMENT: Work = segments::put;
pub(in crate::sandbox) const USERS: Work = users_track::answer;
pub(in crate::sandbox) const CONTENT_BLOCK: Work = content_blocks::put;
pub(in crate::sandbox) const EMAIL_TEMPLATE: Work = email_templates::put;
pub(in crate::sandbox) const CAMPAIGN: Work = sandbox_campaigns::create;
/// To the campaign of the path.
pub(in crate::sandbox) const MESSAGE: Work = sandbox_campaigns::add_message;
/// The campaign of the path.
pub(in crate::sandbox) const ARCHIVE: Work = sandbox_campaigns::archive;
