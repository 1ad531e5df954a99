//! Rules about included files.

use super::{Rule, Severity::Error};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "included-file",
        severity: Error,
        summary: "an included file is a text inside of the project",
        why: "A path is relative to the file that names it; no `..` and no link leads out of the project.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: { file: ../../etc/passwd } }\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, body: { file: ../texts/hello.txt } }\n\
            # texts/hello.txt\nHi\n",
    },
    Rule {
        id: "include-cycle",
        severity: Error,
        summary: "files do not include each other",
        why: "Put together, the text would never end.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: { file: a.txt } }\n\
            # campaigns/a.txt\nHi @{file:b.txt}\n# campaigns/b.txt\nand @{file:a.txt}\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, body: { file: a.txt } }\n\
            # campaigns/a.txt\nHi @{file:b.txt}\n# campaigns/b.txt\nand bye\n",
    },
    Rule {
        id: "include-depth",
        severity: Error,
        summary: "files include files at most 16 deep",
        why: "A limit keeps the time and memory of every command bounded.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: { file: 1.txt } }\n\
            # campaigns/1.txt\n@{file:2.txt}\n# campaigns/2.txt\n… and so on, 20 deep …\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, body: { file: 1.txt } }\n\
            # campaigns/1.txt\n@{file:2.txt}\n# campaigns/2.txt\nHi\n",
    },
    Rule {
        id: "text-too-long",
        severity: Error,
        summary: "a text has at most 4 MiB with what it includes",
        why: "A limit keeps the time and memory of every command bounded; Braze takes far less.",
        example: "campaign: example\nmessages:\n  m: { channel: sms, body: { file: long.txt } }\n\
            # campaigns/long.txt\n… 5 MiB …\n",
        mend: "campaign: example\nmessages:\n  m: { channel: sms, body: { file: long.txt } }\n\
            # campaigns/long.txt\nHi\n",
    },
];
