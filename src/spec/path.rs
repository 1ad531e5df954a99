//! Paths of included files: beneath the project's root and nowhere else.

/// Why a written path is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum PathError {
    #[error("the path is empty")]
    Empty,
    #[error("the path is absolute; write it relative to the file that names it")]
    Absolute,
    #[error("the path leads out of the project")]
    Outside,
    #[error("the path has {0:?}; separate folders with `/`")]
    Character(char),
}

/// The path from the project's root that `written` means in the file `from`.
pub(super) fn resolve(from: &str, written: &str) -> Result<String, PathError> {
    if let Some(wrong) = written.chars().find(|c| *c == '\\' || c.is_control()) {
        return Err(PathError::Character(wrong));
    }
    if written.starts_with(['/', '~']) || written.get(1..3) == Some(":/") {
        return Err(PathError::Absolute);
    }
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop().ok_or(PathError::Outside)?;
            }
            name => parts.push(name),
        }
    }
    if written.is_empty() || parts.is_empty() {
        return Err(PathError::Empty);
    }
    Ok(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_their_file_and_stay_inside() {
        let check = |written| resolve("campaigns/orders/shipped.yaml", written);
        assert_eq!(check("body.html").unwrap(), "campaigns/orders/body.html");
        assert_eq!(check("../../partials/./footer.html").unwrap(), "partials/footer.html");
        assert_eq!(check("../../../etc/passwd"), Err(PathError::Outside));
        assert_eq!(check("/etc/passwd"), Err(PathError::Absolute));
        assert_eq!(check("C:/x"), Err(PathError::Absolute));
        assert_eq!(check("a\\b"), Err(PathError::Character('\\')));
        assert_eq!(check(""), Err(PathError::Empty));
        assert_eq!(check("../.."), Err(PathError::Empty));
    }
}
