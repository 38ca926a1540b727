//! How lists, counts and shapes are said in a sentence, so that every message says them alike.

/// Code shown in a message is cut off after about this many characters.
const LONGEST_CODE: usize = 60;

/// A name or a piece of code as messages show it: `` `h` ``.
pub fn quoted(code: impl std::fmt::Display) -> String {
    format!("`{code}`")
}

/// Alternatives: `` `a` ``, `` `a` or `b` ``, `` `a`, `b` or `c` ``.
pub fn any_of<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, "or")
}

/// An enumeration: `` `a` ``, `` `a` and `b` ``, `` `a`, `b` and `c` ``.
pub fn all_of<T: std::fmt::Display>(items: impl IntoIterator<Item = T>) -> String {
    joined(items, "and")
}

fn joined<T: std::fmt::Display>(items: impl IntoIterator<Item = T>, conjunction: &str) -> String {
    let mut items: Vec<String> = items.into_iter().map(quoted).collect();
    let Some(last) = items.pop() else { return String::from("nothing") };
    if items.is_empty() { last } else { format!("{} {conjunction} {last}", items.join(", ")) }
}

/// A number of things: "no arguments", "1 argument", "3 arguments".
pub fn count(number: usize, thing: &str) -> String {
    match number {
        0 => format!("no {}", plural(thing)),
        1 => format!("1 {thing}"),
        _ => format!("{number} {}", plural(thing)),
    }
}

/// "rows", "entries", "losses".
pub fn plural(thing: &str) -> String {
    if let Some(stem) = thing.strip_suffix("ix") {
        return format!("{stem}ices");
    }
    let ends_in = |ends: &[&str]| ends.iter().any(|end| thing.ends_with(end));
    match thing.strip_suffix('y') {
        Some(stem) if !ends_in(&["ay", "ey", "oy"]) => format!("{stem}ies"),
        _ if ends_in(&["s", "x", "ch", "sh"]) => format!("{thing}es"),
        _ => format!("{thing}s"),
    }
}

/// "a param", "an input".
pub fn with_article(thing: &str) -> String {
    let vowel = thing.trim_start_matches('`').starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']);
    format!("{} {thing}", if vowel { "an" } else { "a" })
}

/// Code short enough for a sentence: what is too long ends in `…`.
pub fn shortened(code: &str) -> String {
    match code.char_indices().nth(LONGEST_CODE) {
        None => code.to_owned(),
        Some((cut, _)) => format!("{}…", &code[..cut]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(any_of(["a"]), "`a`");
        assert_eq!(any_of(["a", "b"]), "`a` or `b`");
        assert_eq!(any_of(["a", "b", "c"]), "`a`, `b` or `c`");
        assert_eq!(all_of(["a", "b", "c"]), "`a`, `b` and `c`");
        assert_eq!(all_of(Vec::<String>::new()), "nothing");
    }

    #[test]
    fn counts_agree_with_their_nouns() {
        assert_eq!(count(0, "argument"), "no arguments");
        assert_eq!(count(1, "row"), "1 row");
        assert_eq!(count(64, "column"), "64 columns");
        assert_eq!(count(2, "loss"), "2 losses");
        assert_eq!(count(2, "entry"), "2 entries");
        assert_eq!(count(2, "array"), "2 arrays");
        assert_eq!(count(2, "matrix"), "2 matrices");
        assert_eq!(with_article("input"), "an input");
        assert_eq!(with_article("`output`"), "an `output`");
        assert_eq!(with_article("param"), "a param");
    }

    #[test]
    fn long_code_is_cut() {
        assert_eq!(shortened("a + b"), "a + b");
        let shown = shortened(&"a + ".repeat(10_000));
        assert_eq!(shown.chars().count(), LONGEST_CODE + 1);
        assert!(shown.ends_with('…'));
    }
}
