//! Asking a person. No prompt is ever the only way: each has a flag that answers it.

use std::io::BufRead as _;

use super::{Context, Exit, Failure, environment};

/// Asks for a plain yes. Without a terminal it fails and names the flag.
pub(super) fn yes(
    context: &mut Context<'_>,
    question: &str,
    answered: bool,
    flag: &str,
) -> Result<(), Failure> {
    if answered {
        return Ok(());
    }
    let typed = ask(context, question, " [y/N] ", flag)?;
    match typed.to_lowercase().as_str() {
        "y" | "yes" => Ok(()),
        _ => Err(Failure::new(Exit::Stopped, "stopped: nothing was done")),
    }
}

/// Asks for a name to be typed, as `--confirm NAME` does.
pub(super) fn name(
    context: &mut Context<'_>,
    question: &str,
    name: &str,
    given: Option<&str>,
) -> Result<(), Failure> {
    named(context, question, "--confirm", name, given)
}

/// The same with another option.
pub(super) fn named(
    context: &mut Context<'_>,
    question: &str,
    option: &str,
    name: &str,
    given: Option<&str>,
) -> Result<(), Failure> {
    let flag = format!("{option} {name}");
    let typed = match given {
        Some(given) => given.to_owned(),
        None => ask(context, question, &format!(" Type `{name}` to go on: "), &flag)?,
    };
    if typed == name {
        return Ok(());
    }
    Err(Failure::new(Exit::Stopped, format!("stopped: `{typed}` is not `{name}`"))
        .help(format!("give {flag}")))
}

fn ask(
    context: &mut Context<'_>,
    question: &str,
    prompt: &str,
    flag: &str,
) -> Result<String, Failure> {
    if !environment::is_interactive() {
        return Err(Failure::new(Exit::Stopped, format!("stopped: {question}"))
            .help(format!("there is no terminal to ask at; answer with {flag}")));
    }
    // What the question is about has to be seen before it is answered.
    context.out.flush()?;
    write!(context.err, "{question}{prompt}")?;
    context.err.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim().to_owned())
}
