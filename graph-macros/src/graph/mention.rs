//! Where names stand in the source, and what they stand for there: nothing is computed from this, it is for editors.

use proc_macro2::{Ident, TokenStream};
use syn::Attribute;

use super::NodeId;
use crate::parse::syntax::{Definition, DefinitionKind};

/// A name that a statement uses, with the span that it has there.
pub enum Mention {
    /// An input, a parameter or a value.
    Value(Ident),
    /// An operation that is written as a function.
    Function(Ident),
    /// A const generic, or the path of a constant.
    Dimension(TokenStream),
}

/// A function or a layer that the graph can call.
pub struct DefinitionName {
    pub kind: DefinitionKind,
    pub docs: Vec<Attribute>,
    pub name: Ident,
}

/// What a `let` or an `output` defines.
pub struct ValueDeclaration {
    pub name: Ident,
    /// The value; `None` after an error in it.
    pub node: Option<NodeId>,
}

impl From<&Definition> for DefinitionName {
    fn from(definition: &Definition) -> Self {
        let Definition { kind, docs, name, .. } = definition;
        DefinitionName { kind: *kind, docs: docs.clone(), name: name.clone() }
    }
}
