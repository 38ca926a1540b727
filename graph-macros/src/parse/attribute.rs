//! `/// …`, `#[grad]` and `#[frozen]`, and on which statements they may stand.

use proc_macro2::{Delimiter, Ident};
use syn::Attribute;
use syn::parse::Parser as _;

use super::Parser;
use super::keyword::Keyword;
use super::syntax::Range;
use super::text::code;
use super::tokens::Tokens;
use crate::diagnostics::nearest::nearest;

/// What stands above a statement or above the graph.
#[derive(Default)]
pub struct Attributes {
    pub docs: Vec<Attribute>,
    pub grad: Option<Range>,
    pub frozen: Option<Range>,
    /// The last of them, whichever it is.
    pub last: Option<Range>,
}

impl Parser<'_> {
    /// Reads all attributes that stand here. One that is not known is reported and left out.
    pub(super) fn attributes(&mut self, tokens: &mut Tokens) -> Attributes {
        let mut attributes = Attributes::default();
        while tokens.is_operator("#") {
            let start = *tokens;
            let mut at = tokens.here();
            tokens.skip();
            let inner = tokens.take_operator("!").is_some();
            let Some((contents, brackets)) = tokens.take_group(Delimiter::Bracket) else {
                self.report(at, "expected an attribute after `#`", "write `#[grad]` or `#[frozen]`, or leave `#` out");
                continue;
            };
            at = at.to(brackets);
            attributes.last = Some(at);
            let name = contents.ident();
            if name.as_ref().is_some_and(|name| name == "doc") {
                self.doc_comment(inner, at, start, *tokens, &mut attributes);
            } else if inner {
                let text = code(start.up_to(*tokens));
                self.report(at, format!("`{text}`: inner attributes do not stand in a graph"), "leave it out");
            } else {
                self.marker(name, contents, at, &mut attributes);
            }
        }
        attributes
    }

    fn doc_comment(&mut self, inner: bool, at: Range, start: Tokens, end: Tokens, attributes: &mut Attributes) {
        if inner {
            self.report(
                at,
                "this doc comment is of the kind that stands inside what it describes",
                "write `///` in front of a statement",
            );
            return;
        }
        match Attribute::parse_outer.parse2(start.up_to(end)) {
            Ok(parsed) if parsed.iter().all(|attribute| attribute.meta.require_name_value().is_ok()) => {
                attributes.docs.extend(parsed);
            }
            _ => {
                self.report(at, "expected a doc comment", "write `/// …`");
            }
        }
    }

    /// `#[grad]` or `#[frozen]`.
    fn marker(&mut self, name: Option<Ident>, contents: Tokens, at: Range, attributes: &mut Attributes) {
        let written = code(contents.up_to_end());
        let word = name.map(|name| name.to_string()).unwrap_or_default();
        let slot = match word.as_str() {
            "grad" => &mut attributes.grad,
            "frozen" => &mut attributes.frozen,
            _ => {
                let help = match word.as_str() {
                    "freeze" | "fixed" | "constant" | "no_grad" => "write `#[frozen]`".into(),
                    "gradient" | "requires_grad" => "write `#[grad]`".into(),
                    _ => match nearest(&word, ["grad", "frozen"]) {
                        Some(meant) => format!("write `#[{meant}]`"),
                        None => {
                            "a statement takes doc comments, `#[grad]` on an input and `#[frozen]` on a param".into()
                        }
                    },
                };
                self.report(at, format!("`#[{written}]` is not an attribute of the graph language"), help);
                return;
            }
        };
        let repeated = slot.replace(at).is_some();
        if written != word {
            self.report(at, format!("`#[{word}]` takes no arguments"), format!("write `#[{word}]`"));
        } else if repeated {
            self.report(at, format!("`#[{word}]` stands here twice"), "leave one of them out");
        }
    }

    /// Reports the attributes that the statement cannot have.
    pub(super) fn misplaced_attributes(&mut self, attributes: &Attributes, keyword: Keyword, name: &str) {
        if let Some(at) = attributes.grad.filter(|_| keyword != Keyword::Input) {
            let help = match keyword {
                Keyword::Param => "leave it out: every param that is not `#[frozen]` has its gradient".into(),
                Keyword::Target => format!("declare the value by `#[grad] input {name}`"),
                Keyword::State => "leave it out: a state is not trained".into(),
                Keyword::Labels => "leave it out: classes are chosen, and nothing can be a little more of one".into(),
                Keyword::Hyper => format!("declare the value by `#[grad] input {name}: scalar`"),
                _ => "write it in front of the `input` whose gradient is wanted".into(),
            };
            self.report(at, format!("`#[grad]` belongs on an `input`, this is {}", a(keyword)), help);
        }
        if let Some(at) = attributes.frozen.filter(|_| keyword != Keyword::Param) {
            let help = match keyword {
                Keyword::Input | Keyword::Target | Keyword::Labels | Keyword::Hyper => {
                    "leave it out: an input has no gradient unless `#[grad]` asks for it"
                }
                Keyword::State => "leave it out: a state is not trained",
                _ => "write it in front of the `param` that is not to be trained",
            };
            self.report(at, format!("`#[frozen]` belongs on a `param`, this is {}", a(keyword)), help);
        }
    }
}

fn a(keyword: Keyword) -> String {
    match keyword {
        Keyword::Loss => "the loss".into(),
        Keyword::Labels => "`labels`".into(),
        _ => crate::diagnostics::wording::with_article(&format!("`{}`", keyword.word())),
    }
}
