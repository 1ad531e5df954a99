use serde_json::json;

use super::*;
use crate::model::Content;

fn told(channel: Channel, text: &str) -> String {
    let fields = json!({ "body": text }).as_object().cloned().unwrap_or_default();
    let content = Content(fields);
    let found = find(&Message::new(channel, &content));
    let told = found.into_iter().map(|it| match it.help {
        Some(help) => format!("{} ({help})", it.message),
        None => it.message,
    });
    told.collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(told(Channel::Sms, text), expected, "{text}");
}

#[test]
fn names_outside_of_liquid_are_letters() {
    let letters = |written: &str, meant: &str| {
        format!(
            "`{written}` is outside of Liquid: people may receive these letters (write `{meant}`)"
        )
    };
    check("Hi ${first_name}", &letters("${first_name}", "{{${first_name}}}"));
    check("{{${city}}} ${first_name}", &letters("${first_name}", "{{${first_name}}}"));
    check("{{${city}}} ${city}", &letters("} ${city}", "{{${city}}}"));
    check("Hi {${first_name}}!", &letters("{${first_name}}", "{{${first_name}}}"));
    check("Hi {$first_name}!", &letters("{$first_name}", "{{${first_name}}}"));
    check("ä{campaign.${name}}", &letters("{campaign.${name}}", "{{campaign.${name}}}"));
    check(
        "öcustom_attribute.${a b}",
        &letters("custom_attribute.${a b}", "{{custom_attribute.${a b}}}"),
    );
    check(
        "Hi {{$first_name}}",
        "`$first_name` prints nothing: attributes are written `${…}` (write `{{${first_name}}}`)",
    );
    check("{{}}", "`{{}}` is empty: it prints nothing");
    check("{{ }}{% %}", "`{{ }}` is empty: it prints nothing; `{% %}` is empty: it does nothing");
}

#[test]
fn other_dollars_are_left_alone() {
    for text in [
        "Only $5, or ${price}, {$total}, $first_name and ${a.b} of ${user.first_name}",
        "`${order}` $${first_name} \\${first_name} {% raw %}${first_name}{% endraw %}",
        "{% comment %}${first_name}{% endcomment %}{{${first_name}}}",
        "order.${first_name} $",
        "${first_name {b} ${",
    ] {
        check(text, "");
    }
}

#[test]
fn only_straight_quotes_are_quotes() {
    check(
        "{{${first_name} | default: ‘du’}}",
        "`‘du’` is no text: only straight quotes are quotes (write `'du'`)",
    );
    check(
        "{% assign a = “du” %}",
        "`“du”` is no text: only straight quotes are quotes (write `'du'`)",
    );
    check(
        "{% if a == ’it's’ %}{% endif %}",
        "`’it's’` is no text: only straight quotes are quotes (write `\"it's\"`)",
    );
    check("{{${first_name} | default: 'it’s “you”'}} it’s “you”", "");
    check("{% connected_content https://a.example/‘x’ %}", "");
}

#[test]
fn conditions_are_liquids() {
    let no = |around: &str, operator: &str, meant: &str| {
        format!("`{around}` has `{operator}`, which is no operator of Liquid's (write `{meant}`)")
    };
    check("{% if a = 'gold' %}{% endif %}", &no("a = 'gold'", "=", "=="));
    check("{% if ${a} === 'x' %}{% endif %}", &no("${a} === 'x'", "===", "=="));
    check(
        "{% if a && b %}{% elsif a||b %}{% endif %}",
        &[no("a && b", "&&", "and"), no("a||b", "||", "or")].join("; "),
    );
    check(
        "{% if a == 'x' or == 'y' %}{% endif %}",
        "`or == 'y'` has nothing before `==` to compare (each comparison names its value: `a == 'x' or a == 'y'`)",
    );
    check("{% unless a == %}{% endunless %}", "`a ==` has nothing after `==` to compare with");
    check(
        "{% if (a == 1 or b == 2) and c %}{% endif %}",
        "`(a == 1 or b == 2)` is read without its parentheses (Liquid has none in conditions, and reads \
         `and` and `or` from right to left: write an `{% if … %}` within another)",
    );
    for text in [
        "{% if {{custom_attribute.${n}}} >= 3 and b != blank or a contains '(x) && =' %}{% endif %}",
        "{% if custom_attribute.${a (b)} == -1.5 %}{% elsif x <> nil %}{% endif %}",
        "{% assign a=b %}{% for i in (1..3) %}{% endfor %}{% case a %}{% when 'x' or 'y' %}{% endcase %}",
        "{% if items[0].price>5 %}{% endif %}{%- unless {{today}} == 'Sunday' -%}{%- endunless -%}",
    ] {
        check(text, "");
    }
}

#[test]
fn arguments_follow_a_colon() {
    check(
        "{{${a} | default 'du'}}",
        "`default 'du'` has no colon: its argument is not read (write `default: 'du'`)",
    );
    check(
        "{% assign a = b | truncate 10 | upcase %}",
        "`truncate 10` has no colon: its argument is not read (write `truncate: 10`)",
    );
    check(
        "{{ a | default('du') }}",
        "`default('du')` has no colon: its argument is not read (write `default: 'du'`)",
    );
    check("{{${a} || 'you'}}", "`|| 'you'` is no filter (a fallback is `| default: 'you'`)");
    for text in [
        "{{ a | upcase | default: 'x | truncate 10' | replace: 'a', 'b' }}{{ a|default:\"du\" }}",
        "{{ 'now' | time_zone: {{${time_zone}}} | date: '%F' }}{{ a | mystery 'x' }}",
        "{% if a | size 3 %}{% endif %}",
    ] {
        check(text, "");
    }
}

#[test]
fn an_abort_and_a_stray_end_are_told() {
    check(
        "{% abort_message('x' %}",
        "`{% abort_message('x' %}` has no `)` (write `{% abort_message('reason') %}`)",
    );
    check("{% abort_message('Don't') %}{% abort_message() %}{% abort_message %}", "");
    check("{{${city}}} foo %}", "`foo %}` ends no tag (a tag begins with `{%`)");
    check("{{${city}}} td{width:100%}", "");
    check("no Liquid foo %}", "");
}

#[test]
fn half_a_block_in_a_comment_does_not_run() {
    let check = |html: &str, expected: &str| {
        assert_eq!(told(Channel::Email, html), expected, "{html}");
    };
    check(
        "<!-- {% if a %} -->b<!-- {% endif %} -->",
        "`{% if a %}` does not run: Braze removes HTML comments before Liquid \
         (write it outside of the comment); \
         `{% endif %}` does not run: Braze removes HTML comments before Liquid \
         (write it outside of the comment)",
    );
    check("<!-- {% if a %}b{% endif %} {{ c -->{{${city}}}", "");
    check("<!--[if mso]>{% if a %}<![endif]-->{{${city}}}", "");
    check("<!-- ${first_name} -->", "");
}
