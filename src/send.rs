//! Delivers a campaign to an audience: claim, deliver, settle.
