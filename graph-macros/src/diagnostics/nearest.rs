//! "Did you mean …?": which of the known words a misspelt one is most like.

/// Words longer than this are compared for equality alone, so that the quadratic comparison stays cheap.
const LONGEST_COMPARED: usize = 64;

/// The candidate that is most like `word`, if one is near enough to be what was meant.
///
/// A word that differs in case alone, or has its parts in another order (`normal_he`), is always near enough.
/// Otherwise about one letter in three may be wrong, missing, superfluous or swapped with its neighbour.
/// Of equally good candidates the first is taken.
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &'a str)> = None;
    for candidate in candidates {
        let Some(distance) = distance_if_near(word, candidate) else { continue };
        if best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How far apart two words are, if they are near enough for one to be meant by the other.
fn distance_if_near(word: &str, candidate: &str) -> Option<usize> {
    let (plain, other) = (word.to_lowercase(), candidate.to_lowercase());
    if plain == other {
        return Some(0);
    }
    if sorted_parts(&plain) == sorted_parts(&other) {
        return Some(1);
    }
    let a: Vec<char> = plain.chars().collect();
    let b: Vec<char> = other.chars().collect();
    let longer = a.len().max(b.len());
    let allowed = longer / 3;
    if longer > LONGEST_COMPARED || a.len().abs_diff(b.len()) > allowed {
        return None;
    }
    Some(edit_distance(&a, &b)).filter(|&distance| distance <= allowed)
}

fn sorted_parts(word: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = word.split('_').filter(|part| !part.is_empty()).collect();
    parts.sort_unstable();
    parts
}

/// The least number of insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`.
fn edit_distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            let swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if swapped {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, candidates: &[&str], expected: Option<&str>) {
        assert_eq!(nearest(word, candidates.iter().copied()), expected, "nearest to `{word}`");
    }

    #[test]
    fn finds_slips_of_the_pen() {
        check("parm", &["input", "target", "param"], Some("param"));
        check("softmx", &["softplus", "softmax"], Some("softmax"));
        check("sigmiod", &["silu", "sigmoid"], Some("sigmoid"));
        check("crossentropy", &["cross_entropy"], Some("cross_entropy"));
        check("reluu", &["relu", "elu"], Some("relu"));
    }

    #[test]
    fn knows_case_and_the_order_of_parts() {
        check("ReLU", &["elu", "relu"], Some("relu"));
        check("W1", &["w2", "w1"], Some("w1"));
        check("normal_he", &["normal", "he_normal"], Some("he_normal"));
    }

    #[test]
    fn prefers_the_nearest_and_then_the_first() {
        check("w_hiden", &["w_hidder", "w_hidden"], Some("w_hidden"));
        check("layerc", &["layera", "layerb"], Some("layera"));
    }

    #[test]
    fn offers_nothing_far_fetched() {
        check("x", &["y", "h"], None);
        check("attention", &["relu", "tanh"], None);
        check("", &["relu"], None);
        check(&"a".repeat(100_000), &[&"b".repeat(100_000)], None);
    }
}
