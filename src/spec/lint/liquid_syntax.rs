//! Liquid that Braze cannot parse.

use std::collections::HashSet;

use super::liquid::{Stretch, Text, has_open_quote, is_curly, short, word};
use super::{Found, Message, Rule};
use crate::diagnostic::Severity;
use crate::liquid::{Fault, Kind};
use crate::spec::names;

pub(super) const RULE: Rule = Rule {
    id: "liquid-syntax",
    severity: Severity::Error,
    summary: "Liquid is closed: `{{ … }}`, `{% … %}`, quotes, and each block with its end",
    why: "Braze takes the request and renders afterwards: with broken Liquid nobody gets the message, and the \
        answer is a success all the same (\"Use Liquid\").",
    example: "channel: sms\nbody: \"Hi{% if ${first_name} %} {{${first_name}}}, your parcel is here.\"\n",
    mend: "channel: sms\nbody: \"Hi{% if ${first_name} %} {{${first_name}}}{% endif %}, your parcel is here.\"\n",
};

const BLOCKS: [&str; 7] = ["capture", "case", "for", "if", "tablerow", "translation", "unless"];

const ENDS: [&str; 7] =
    ["endcapture", "endcase", "endfor", "endif", "endtablerow", "endtranslation", "endunless"];

/// Tags whose strings are told of; others take addresses and JSON without quotes.
const QUOTED: [&str; 8] = ["assign", "case", "echo", "elsif", "for", "if", "unless", "when"];

pub(super) fn find(message: &Message<'_>) -> Vec<Found> {
    message.liquid().flat_map(|(path, text)| faults(path, text)).collect()
}

fn faults(path: &str, text: &Text<'_>) -> Vec<Found> {
    let mut faults: Vec<Found> = Vec::new();
    for stretch in text.all() {
        let told = match stretch.fault {
            Some(fault) => Some(unclosed(&stretch, fault)),
            None => quote(&stretch).or_else(|| arguments(&stretch)),
        };
        faults.extend(told.map(|(message, help)| Found { help, ..Found::new(path, message) }));
    }
    faults.extend(blocks(path, text, &sequence(text)));
    faults
}

type Told = (String, Option<String>);

fn unclosed(stretch: &Stretch<'_>, fault: Fault) -> Told {
    let written = short(stretch.source);
    let lacks = |what: &str| (format!("`{written}` has no `{what}`"), None);
    if fault == Fault::Brace {
        let told = format!("`{written}` has one `}}` too few");
        let help = "one `}` ends the name, two more the output: `{{${first_name}}}`";
        return (told, Some(help.to_owned()));
    }
    match stretch.kind {
        Kind::Output if stretch.source.starts_with("{{{") => braces(stretch),
        Kind::Output => lacks("}}"),
        Kind::Tag => lacks("%}"),
        Kind::Raw => lacks("{% endraw %}"),
        Kind::Comment => lacks("{% endcomment %}"),
    }
}

fn braces(stretch: &Stretch<'_>) -> Told {
    let help = "two are enough: `{{${first_name}}}`";
    (format!("`{}` begins with three braces", short(stretch.source)), Some(help.to_owned()))
}

fn quote(stretch: &Stretch<'_>) -> Option<Told> {
    if stretch.source.starts_with("{{{") {
        return Some(braces(stretch));
    }
    let read = match stretch.kind {
        Kind::Output => true,
        Kind::Tag => QUOTED.contains(&stretch.tag()),
        Kind::Raw | Kind::Comment => false,
    };
    // A curly quote is told of as such: it may be the other end.
    let open = read && has_open_quote(stretch.body) && !stretch.body.contains(is_curly);
    open.then(|| (format!("`{}` has a quote that is not closed", short(stretch.source)), None))
}

/// What tags cannot be without.
fn arguments(stretch: &Stretch<'_>) -> Option<Told> {
    let (tag, arguments) = (stretch.tag(), stretch.arguments());
    let written = short(stretch.source);
    match tag {
        "for" | "tablerow" => {
            let item = word(arguments);
            let rest = arguments[item.len()..].trim_start();
            let lacks = arguments.is_empty() || !item.is_empty() && word(rest) != "in";
            let help = format!("write `{{% {tag} item in list %}}`");
            lacks.then(|| (format!("`{written}` has no `in`"), Some(help)))
        }
        "assign" => (!arguments.contains('=')).then(|| {
            let help = "write `{% assign name = value %}`".to_owned();
            (format!("`{written}` has no `=`"), Some(help))
        }),
        "if" | "elsif" | "unless" => {
            arguments.is_empty().then(|| (format!("`{written}` has no condition"), None))
        }
        _ => None,
    }
}

/// The tags of a text in order; those that lack their `{%` too, when it is certain what they are.
fn sequence<'a>(text: &'a Text<'_>) -> Vec<(Stretch<'a>, bool)> {
    let mut tags = Vec::new();
    let mut all = text.all();
    for (at, between) in text.between() {
        if at > 0 {
            tags.extend(all.next().map(|stretch| (stretch, true)));
        }
        tags.extend(strays(between).filter(|it| !it.tag().is_empty()).map(|it| (it, false)));
    }
    tags
}

/// Ends of tags that nothing begins. CSS has `%}`, too: `width:100%}`.
pub(super) fn strays(between: &str) -> impl Iterator<Item = Stretch<'_>> {
    let mut from = 0;
    let ends = between.match_indices("%}");
    ends.filter_map(move |(end, _)| {
        let before = &between[from..end];
        from = end + 2;
        let said = before.trim_end();
        let last = said.chars().next_back()?;
        let spaced = said.len() < before.len() && last.is_alphanumeric();
        if last.is_ascii_digit() || !(spaced || last.is_alphabetic() || "'\")-".contains(last)) {
            return None;
        }
        let begin = said
            .rfind(['{', '}', '>', '\n', ';'])
            .map_or(0, |at| at + usize::from(!said[at..].starts_with('{')));
        let fragment = &said[begin..];
        let inside = fragment.trim_start_matches(['{', '%', '-', ' ']);
        let begins = fragment.starts_with('{') || fragment.trim_start().starts_with('%');
        let known = |name: &str| !name.is_empty() && super::liquid_unknown::is_tag(name);
        // Without a beginning it is only the last word that may be a tag.
        let (start, body) = if begins && known(word(inside)) {
            (end - before.len() + begin + (fragment.len() - fragment.trim_start().len()), inside)
        } else {
            let name = said.rfind(char::is_whitespace).map_or(0, |at| at + 1).max(begin);
            let bare = said[name..].trim_start_matches(['{', '%', '-']);
            let start = end - before.len() + name;
            (start, if known(bare) { bare } else { "" })
        };
        let source = between[start..end + 2].trim_start();
        Some(Stretch { kind: Kind::Tag, source, body, fault: Some(Fault::Unclosed) })
    })
}

fn blocks(path: &str, text: &Text<'_>, tags: &[(Stretch<'_>, bool)]) -> Vec<Found> {
    let names: HashSet<&str> = tags.iter().map(|(stretch, _)| stretch.tag()).collect();
    let meant = |tag| meant(tag, &names);
    let mut faults = Vec::new();
    let mut open: Vec<&Stretch<'_>> = Vec::new();
    // Blocks that were told of: their ends may follow.
    let mut told_of: Vec<&str> = Vec::new();
    let mut swallowed = false;
    for (stretch, begins) in tags {
        swallowed |= stretch.fault.is_some() && matches!(stretch.kind, Kind::Raw | Kind::Comment);
        let tag = meant(stretch.tag());
        let written = short(stretch.source);
        let quoted = || text.quote(written);
        if !begins {
            let help = format!("a tag begins with `{{%`: `{{% {} %}}`", short(stretch.body.trim()));
            faults.push(Found::new(path, format!("`{written}` has no `{{%`")).help(help));
        }
        if BLOCKS.contains(&tag) {
            open.push(stretch);
            continue;
        }
        if let Some(closes) = tag.strip_prefix("end").filter(|it| BLOCKS.contains(it)) {
            let matching = open.iter().rposition(|block| meant(block.tag()) == closes);
            let told = match (matching, open.last()) {
                (Some(at), _) if at + 1 == open.len() => {
                    open.pop();
                    continue;
                }
                (None, _) if told_of.contains(&closes) => continue,
                (_, Some(block)) => format!(
                    "`{}` closes `{}`, which ends with `{{% end{} %}}`",
                    quoted(),
                    short(block.source),
                    meant(block.tag()),
                ),
                (_, None) => format!("`{}` closes nothing", quoted()),
            };
            faults.push(Found::new(path, told));
            let keep = matching.unwrap_or(open.len().saturating_sub(1));
            told_of.extend(open.drain(keep..).map(|block| meant(block.tag())));
            continue;
        }
        let home: &[&str] = match tag {
            "else" => {
                let more = stretch.arguments();
                if let "if" | "unless" = word(more) {
                    let told =
                        format!("`{written}` reads as `{{% else %}}`: the condition is lost");
                    let condition = short(more[word(more).len()..].trim());
                    let help = format!("write `{{% elsif {condition} %}}`");
                    faults.push(Found::new(path, told).help(help));
                    continue;
                }
                &["if", "unless", "case", "for"]
            }
            "elsif" => &["if", "unless"],
            "when" => &["case"],
            "elseif" | "elif" => {
                let told = format!("`{written}` is no tag");
                faults.push(Found::new(path, told).help("write `{% elsif … %}`"));
                continue;
            }
            _ => continue,
        };
        let inside = open.last().is_some_and(|it| home.contains(&meant(it.tag())));
        if !inside && told_of.is_empty() {
            faults.push(Found::new(path, format!("`{}` stands in no block", quoted())));
        }
    }
    let ends = |block: &&&Stretch<'_>| !swallowed && block.fault.is_none();
    for block in open.iter().filter(ends) {
        let written = text.quote(short(block.source));
        let told = format!("`{written}` has no `{{% end{} %}}`", meant(block.tag()));
        faults.push(Found::new(path, told));
    }
    faults
}

/// A slip in a tag is told once: here it counts as what was meant. A tag with an end of its own
/// is another language's.
fn meant<'a>(tag: &'a str, tags: &HashSet<&str>) -> &'a str {
    if tag.is_empty() || super::liquid_unknown::is_tag(tag) {
        return tag;
    }
    match tag.strip_prefix("end") {
        Some(begins) if tags.contains(begins) => tag,
        Some(_) => names::nearest(tag, ENDS).unwrap_or(tag),
        None if tags.contains(format!("end{tag}").as_str()) => tag,
        None => names::nearest(tag, BLOCKS).unwrap_or(tag),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Channel;

    fn told(text: &str) -> String {
        let read = Text::read(Channel::Sms, "body", text);
        let faults = read.iter().flat_map(|text| faults("body", text));
        faults.map(|it| it.message).collect::<Vec<_>>().join("; ")
    }

    #[test]
    fn what_is_not_closed_is_told() {
        let check = |text: &str, expected: &str| {
            assert_eq!(told(text), expected, "{text}");
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
        check("{% if a %}b{% endfi %}", "");
        check("{% if a %}{% form b %}c{% endform %}{% else %}{% endif %}", "");
        check("{% else %}", "`{% else %}` stands in no block");
    }
    #[test]
    fn a_missing_brace_quote_or_word_is_told() {
        let check = |text: &str, expected: &str| assert_eq!(told(text), expected, "{text}");
        check("Hi {{${first_name}}, bye", "`{{${first_name}}` has one `}` too few");
        check(
            r#"{"a": "{{${first_name}}", "b": {"c": 1}}"#,
            "`{{${first_name}}` has one `}` too few",
        );
        check("Hi {{ ${first_name} }, {{${city}}}", "`{{ ${first_name} }` has no `}}`");
        check("{{ ${a} %}, {{${city}}}", "`{{ ${a} %}` has no `}}`");
        check(
            r#"{{${a} | default: "du'}} and {{${b} | default: "x"}}"#,
            "`{{${a} | default: \"du'}}` has a quote that is not closed",
        );
        check("{% assign x = 'a %}", "`{% assign x = 'a %}` has a quote that is not closed");
        check("{% if a == 'x %}b{% endif %}", "`{% if a == 'x %}` has a quote that is not closed");
        check("{% for i of x %}{% endfor %}", "`{% for i of x %}` has no `in`");
        check("{% assign x 'a' %}", "`{% assign x 'a' %}` has no `=`");
        check("{% if %}a{% endif %}", "`{% if %}` has no condition");
        check(
            "{% if a %}{% else if b %}{% endif %}",
            "`{% else if b %}` reads as `{% else %}`: the condition is lost",
        );
    }

    #[test]
    fn every_slip_is_told_and_none_twice() {
        let check = |text: &str, expected: &[&str]| {
            assert_eq!(told(text), expected.join("; "), "{text}");
        };
        check(
            "a{% endif %}b{{ ${c} | default: 'd }}e{% endfor %}",
            &[
                "`{{ ${c} | default: 'd }}` has a quote that is not closed",
                "`{% endif %}` closes nothing",
                "`{% endfor %}` closes nothing",
            ],
        );
        check("{% if a {% endif %}", &["`{% if a` has no `%}`"]);
        check("{% if a %}{% raw %}{% endif %}", &["`{% raw %}{% endif %}` has no `{% endraw %}`"]);
        check("{% if a %}b{% endif", &["`{% endif` has no `%}`"]);
        check(
            "{% if a %}{% for b in c %}{% endif %}{% endfor %}",
            &["`{% endif %}` closes `{% for b in c %}`, which ends with `{% endfor %}`"],
        );
        check(
            "{% if a %}{% endfor %}{% endif %}",
            &["`{% endfor %}` closes `{% if a %}`, which ends with `{% endif %}`"],
        );
    }

    #[test]
    fn one_of_several_is_quoted_with_what_stands_before_it() {
        let check = |text: &str, expected: &str| assert_eq!(told(text), expected, "{text}");
        check("{% if a %}b{% endif %} c{% endif %}", "`c{% endif %}` closes nothing");
        check("{% if a %}b{% endif %}\nc {% if a %}", "`c {% if a %}` has no `{% endif %}`");
    }

    #[test]
    fn a_tag_without_its_beginning_is_told_and_css_is_not() {
        let check = |text: &str, expected: &str| assert_eq!(told(text), expected, "{text}");
        check("{% if a %}b{ % endif %}", "`{ % endif %}` has no `{%`");
        check("{% if a %}b % endif %} c", "`endif %}` has no `{%`");
        check("{% if a %}b endif %}", "`endif %}` has no `{%`");
        check("{ % if a %}b{% endif %}", "`{ % if a %}` has no `{%`");
        check("<style>td{width:100%}p{width:{{w}}%}b{left: 5 %}</style>{{${city}}}", "");
        check("@keyframes a{from{left:calc(1px + 2%)}to{left:-5%}}{{${city}}}", "");
        check("{\"a\":{\"b\":{\"c\":{{custom_attribute.${n}}}}}}", "");
    }

    #[test]
    fn what_people_write_is_left_alone() {
        for text in [
            "it's {{${first_name} | default: \"it's\"}} and it's",
            "{% connected_content https://a.example/it's :save x %}{{x.y}}",
            "{% abort_message('Don't') %}{% # it's a remark %}",
            "{{ 'now' | time_zone: {{${time_zone}}} | date: '%F' }}",
            "{% for i in (1..3) %}{{i}}{% endfor %}{% for x in {{custom_attribute.${a}}} %}{% endfor %}",
            "{% assign a = {{custom_attribute.${n}}} | plus: 1 %}{% assign a=b %}",
            "{%- if custom_attribute.${n} == 1 -%}a{%- else -%}b{%- endif -%}",
            "{% case a %}{% when 'x', 'y' %}{% else %}{% endcase %}{% unless a %}{% endunless %}",
            "{% assign j = '{\"a\":{\"b\":1}}' | json_parse %}{{custom_attribute.${it's}}}",
        ] {
            assert_eq!(told(text), "", "{text}");
        }
    }
}
