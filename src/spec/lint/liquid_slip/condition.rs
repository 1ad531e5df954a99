//! Conditions in another language's spelling.

use super::Told;
use crate::spec::lint::liquid::{Token, What, short};

const OPERATORS: [&str; 7] = ["==", "!=", ">", "<", ">=", "<=", "<>"];

pub(super) fn slips(body: &str, read: &[Token], tell: &mut impl FnMut(Told)) {
    let said = |token: &Token| &body[token.range.clone()];
    let joins = |token: &Token| token.what == What::Word && matches!(said(token), "and" | "or");
    for (at, token) in read.iter().enumerate() {
        let written = said(token);
        match token.what {
            What::Mark(b'(') => tell_group(body, token.range.start, tell),
            What::Operator if !OPERATORS.contains(&written) => {
                let around = around(body, read, at);
                let told = format!("`{around}` has `{written}`, which is no operator of Liquid's");
                tell((told, meant(written).map(|meant| format!("write `{meant}`"))));
            }
            What::Operator => {
                let before = at.checked_sub(1).map(|at| &read[at]);
                if before.is_none_or(joins) {
                    let start = before.map_or(token.range.start, |it| it.range.start);
                    let end = read.get(at + 1).map_or(token.range.end, |it| it.range.end);
                    let told = format!(
                        "`{}` has nothing before `{written}` to compare",
                        short(&body[start..end])
                    );
                    let help = "each comparison names its value: `a == 'x' or a == 'y'`".to_owned();
                    tell((told, Some(help)));
                } else if read.get(at + 1).is_none_or(joins) {
                    let around = around(body, read, at);
                    tell((
                        format!("`{around}` has nothing after `{written}` to compare with"),
                        None,
                    ));
                }
            }
            _ => {}
        }
    }
}

/// An operator with what it stands between.
fn around<'a>(body: &'a str, read: &[Token], at: usize) -> &'a str {
    let start = &read[at.saturating_sub(1)].range;
    let end = &read[(at + 1).min(read.len() - 1)].range;
    short(&body[start.start..end.end])
}

fn meant(operator: &str) -> Option<&'static str> {
    Some(match operator {
        "=" | "===" => "==",
        "=<" => "<=",
        "=>" => ">=",
        "=!" | "!==" => "!=",
        "&&" | "&" => "and",
        "||" => "or",
        _ => return None,
    })
}

fn tell_group(body: &str, start: usize, tell: &mut impl FnMut(Told)) {
    let end = body[start..].find(')').map_or(body.len(), |end| start + end + 1);
    let group = &body[start..end];
    // `(1..3)` is a list.
    if group.contains("..") {
        return;
    }
    let told = format!("`{}` is read without its parentheses", short(group));
    let help = "Liquid has none in conditions, and reads `and` and `or` from right to left: \
        write an `{% if … %}` within another";
    tell((told, Some(help.to_owned())));
}
