//! Liquid that Braze cannot parse.

use super::liquid::{self, Stretch, short};
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::liquid::{Kind, spans};
use crate::spec::names;

pub(super) const RULE: Rule = Rule {
    id: "liquid-syntax",
    severity: Severity::Error,
    summary: "Liquid is closed: `{{ … }}`, `{% … %}`, and each block with its end",
    why: "Braze takes the request and renders afterwards: with broken Liquid nobody gets the message, and the \
        answer is a success all the same (\"Use Liquid\").",
    example: "channel: sms\nbody: \"Hi{% if ${first_name} %} {{${first_name}}}, your parcel is here.\"\n",
    mend: "channel: sms\nbody: \"Hi{% if ${first_name} %} {{${first_name}}}{% endif %}, your parcel is here.\"\n",
};

const BLOCKS: [&str; 7] = ["capture", "case", "for", "if", "tablerow", "translation", "unless"];

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    message.liquid().flat_map(|(path, text)| faults(path, text)).collect()
}

fn faults(path: &str, text: &str) -> Vec<Found> {
    let found = spans(text);
    let mut faults: Vec<Found> = Vec::new();
    for span in &found {
        let source = &text[span.range.clone()];
        let (ends, close) = match span.kind {
            Kind::Output => (source.len() > 3 && source.ends_with("}}"), "`}}`"),
            Kind::Tag => (source.len() > 3 && source.ends_with("%}"), "`%}`"),
            Kind::Raw => (source.contains("endraw"), "`{% endraw %}`"),
            Kind::Comment => (source.contains("endcomment"), "`{% endcomment %}`"),
        };
        if !ends {
            let told = format!("`{}` has no {close}", short(source));
            faults.push(Found::new(path, told));
        } else if source.starts_with("{{{") {
            let told = format!("`{}` begins with three braces", short(source));
            faults.push(Found::new(path, told).help("two are enough: `{{${first_name}}}`"));
        }
    }
    if faults.is_empty() {
        faults.extend(blocks(path, &liquid::stretches(text, &found)));
    }
    faults
}

fn blocks(path: &str, stretches: &[Stretch<'_>]) -> Vec<Found> {
    let mut faults = Vec::new();
    let mut open: Vec<&Stretch<'_>> = Vec::new();
    for stretch in stretches {
        let tag = meant(stretch.tag());
        if BLOCKS.contains(&tag) {
            open.push(stretch);
            continue;
        }
        let inside =
            |wanted: &[&str]| open.last().is_some_and(|it| wanted.contains(&meant(it.tag())));
        let written = short(stretch.source);
        if let Some(closes) = tag.strip_prefix("end").filter(|it| BLOCKS.contains(it)) {
            match open.pop() {
                Some(block) if meant(block.tag()) == closes => continue,
                Some(block) => {
                    let told = format!(
                        "`{written}` closes `{}`, which ends with `{{% end{} %}}`",
                        short(block.source),
                        meant(block.tag()),
                    );
                    faults.push(Found::new(path, told));
                }
                None => faults.push(Found::new(path, format!("`{written}` closes nothing"))),
            }
            // What follows would only be told of the same slip.
            return faults;
        }
        let home: &[&str] = match tag {
            "else" => &["if", "unless", "case", "for"],
            "elsif" => &["if", "unless"],
            "when" => &["case"],
            "elseif" | "elif" => {
                let told = format!("`{written}` is no tag");
                faults.push(Found::new(path, told).help("write `{% elsif … %}`"));
                continue;
            }
            _ => continue,
        };
        if !inside(home) {
            faults.push(Found::new(path, format!("`{written}` stands in no block")));
        }
    }
    for block in open {
        let told = format!("`{}` has no `{{% end{} %}}`", short(block.source), meant(block.tag()));
        faults.push(Found::new(path, told));
    }
    faults
}

/// A slip in a tag is told once: here it counts as what was meant.
fn meant(tag: &str) -> &str {
    let slip = !tag.is_empty() && !super::liquid_unknown::is_tag(tag);
    let near = slip.then(|| names::nearest(tag, BLOCKS.iter().copied())).flatten();
    near.unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_closed_is_told() {
        let check = |text: &str, expected: &str| {
            let told: Vec<_> = faults("body", text).into_iter().map(|it| it.message).collect();
            assert_eq!(told.join("; "), expected, "{text}");
        };
        check("{{${a}}} {% if ${a} %}b{% elsif ${b} %}c{% else %}d{% endif %}", "");
        check("{% for a in b %}{% if c %}{% endif %}{% else %}{% endfor %}", "");
        check("{% case a %}{% when 1 %}{% else %}{% endcase %}", "");
        check("{% if {{custom_attribute.${n}}} > 3 %}{% endif %}", "");
        check("{% raw %}{{ {% if %}{% endraw %}", "");
        check("{{ 'now' | date: '%F' }}", "");
        check("Hi {{${first_name}", "`{{${first_name}` has no `}}`");
        check("Hi {% if a", "`{% if a` has no `%}`");
        check("{% raw %} {{", "`{% raw %} {{` has no `{% endraw %}`");
        check("{{{${a}}}}", "`{{{${a}}}` begins with three braces");
        check("{% if a %}b", "`{% if a %}` has no `{% endif %}`");
        check("b{% endif %}", "`{% endif %}` closes nothing");
        check(
            "{% if a %}{% endfor %}",
            "`{% endfor %}` closes `{% if a %}`, which ends with `{% endif %}`",
        );
        check("{% if a %}{% elseif b %}{% endif %}", "`{% elseif b %}` is no tag");
        check("{% iff a %}b{% endif %}", "");
        check("{% else %}", "`{% else %}` stands in no block");
    }
}
