//! Whether a workspace fits into its budget, where const generics or constants decide: asked while the user's crate is compiled.

/// Buffers that are named.
const NAMED: usize = 3;

/// What is said of so many `scalars` if they do not fit into a budget of so many bytes, which the user wrote as `written`: the
/// biggest of the buffers, each given with its scalars.
pub const fn exceeded<T>(scalars: usize, budget: usize, written: &str, buffers: &[(&str, usize)]) -> Text {
    let mut text = Text::new();
    text.push("the workspace takes ");
    text.push_number(scalars * size_of::<T>());
    text.push(" bytes, and the budget is ");
    text.push(written);
    text.push(" (");
    text.push_number(budget);
    text.push(" bytes); its biggest buffers are ");
    let mut last = usize::MAX;
    let mut named = 0;
    while named < NAMED && named < buffers.len() {
        // The next one in the order of size, and of place where two are of the same size.
        let mut next = usize::MAX;
        let mut index = 0;
        while index < buffers.len() {
            let is_left = last == usize::MAX || is_bigger(buffers, last, index);
            if is_left && (next == usize::MAX || is_bigger(buffers, index, next)) {
                next = index;
            }
            index += 1;
        }
        if named > 0 {
            text.push(", ");
        }
        text.push(buffers[next].0);
        text.push(" (");
        text.push_number(buffers[next].1 * size_of::<T>());
        text.push(" bytes)");
        last = next;
        named += 1;
    }
    text
}

/// Whether the buffer `left` is named before `right`.
const fn is_bigger(buffers: &[(&str, usize)], left: usize, right: usize) -> bool {
    buffers[left].1 > buffers[right].1 || buffers[left].1 == buffers[right].1 && left < right
}

/// Text that is put together in a constant. What does not fit is left out.
pub struct Text {
    bytes: [u8; 1024],
    length: usize,
}

impl Text {
    const fn new() -> Self {
        Self { bytes: [0; 1024], length: 0 }
    }

    const fn push(&mut self, text: &str) {
        let text = text.as_bytes();
        if text.len() > self.bytes.len() - self.length {
            return;
        }
        let mut index = 0;
        while index < text.len() {
            self.bytes[self.length] = text[index];
            self.length += 1;
            index += 1;
        }
    }

    /// Digits in threes.
    const fn push_number(&mut self, number: usize) {
        if number >= 1000 {
            self.push_number(number / 1000);
            self.push(" ");
        }
        let mut place = if number >= 100 || number >= 1000 {
            100
        } else if number >= 10 {
            10
        } else {
            1
        };
        while place > 0 {
            const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
            self.push(DIGITS[number / place % 10]);
            place /= 10;
        }
    }

    /// The text.
    pub const fn get(&self) -> &str {
        let (text, _) = self.bytes.split_at(self.length);
        match core::str::from_utf8(text) {
            Ok(text) => text,
            Err(_) => "the workspace does not fit into its budget",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a budget of a thousand bytes says.
    fn said(scalars: usize, buffers: &[(&str, usize)]) -> alloc::string::String {
        exceeded::<f32>(scalars, 1000, "1 KB", buffers).get().into()
    }

    #[test]
    fn the_biggest_buffers_are_named_in_their_order() {
        let buffers = [("`a` [1]", 1), ("`b` [B]", 307_500), ("`c`", 1020), ("`d`", 120), ("`e`", 120)];
        let expected = "the workspace takes 1 234 564 bytes, and the budget is 1 KB (1 000 bytes); its biggest buffers are `b` [B] \
                        (1 230 000 bytes), `c` (4 080 bytes), `d` (480 bytes)";
        assert_eq!(said(308_641, &buffers), expected);
        let text = said(251, &[("`a`", 125), ("`b`", 125)]);
        assert!(text.ends_with("are `a` (500 bytes), `b` (500 bytes)"), "{text}");
    }

    #[test]
    fn what_is_too_long_is_left_out() {
        let name = "ß".repeat(400);
        let text = said(2000, &[(&name, 225), (&name, 200)]);
        assert!(text.contains("(900 bytes)") && text.len() <= 1024, "{text}");
    }
}
