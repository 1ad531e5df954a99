//! Where Braze answers.

/// The REST hosts of Braze's instances ("API overview: endpoints").
pub const REST_HOSTS: [&str; 16] = [
    "rest.iad-01.braze.com",
    "rest.iad-02.braze.com",
    "rest.iad-03.braze.com",
    "rest.iad-04.braze.com",
    "rest.iad-05.braze.com",
    "rest.iad-06.braze.com",
    "rest.iad-07.braze.com",
    "rest.iad-08.braze.com",
    "rest.iad-10.braze.com",
    "rest.us-10.braze.com",
    "rest.fra-01.braze.eu",
    "rest.fra-02.braze.eu",
    "rest.au-01.braze.com",
    "rest.id-01.braze.com",
    "rest.jp-01.braze.com",
    "rest.kr-01.braze.com",
];
